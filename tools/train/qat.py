"""Quantisation-aware fine-tuning: the network computes with the integers that the engine will use.

The quantisation follows NUMERICS.md: weights are symmetric in [-127, 127] with a scale for each output channel; activations are in
[-128, 127] with one scale and zero point, and real 0 is one of the levels; the input is exact (pixels are bytes); logits are not
requantised. The two sources of a concatenation share one scale, so that a file of QuantizeLinear and DequantizeLinear nodes can
express everything. A raw skip is quantised; the path to the batch norm is not, because the engine computes both heads from one
accumulator.

Batch norms are folded before (PyTorch's fuse_conv_bn_eval) or, after a raw skip, frozen.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import fuse_conv_bn_eval, parametrize

from model import UNet

LOWEST, HIGHEST = -128, 127
SAMPLES = 16384  # how many values a tensor of a batch gives to the choice of a range


class WeightQuantiser(nn.Module):
    """Rounds weights to 255 levels, scale max|w| / 127 for each output channel. axis: which one that is."""

    def __init__(self, axis: int) -> None:
        super().__init__()
        self.axis = axis
        self.fixed: Tensor | None = None  # the scale, once training is over

    def scale(self, weight: Tensor) -> Tensor:
        if self.fixed is not None:
            return self.fixed
        others = [d for d in range(weight.ndim) if d != self.axis]
        return weight.detach().abs().amax(dim=others).clamp_min(1e-8) / 127

    def forward(self, weight: Tensor) -> Tensor:
        scale = self.scale(weight)
        zero = torch.zeros(len(scale), dtype=torch.int32, device=weight.device)
        return torch.fake_quantize_per_channel_affine(weight, scale, zero, self.axis, LOWEST, HIGHEST)  # meets no -128


class ActivationQuantiser(nn.Module):
    """Rounds a tensor to 256 levels of a range that `choose_range` fixes; until then it collects a sample and does nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("scale", torch.tensor(0.0))
        self.register_buffer("zero_point", torch.tensor(0, dtype=torch.int32))
        self.samples: list[np.ndarray] | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.samples is not None:
            values = x.detach().flatten()
            self.samples.append(values[:: max(1, values.numel() // SAMPLES)].float().cpu().numpy())
            return x
        return torch.fake_quantize_per_tensor_affine(x, self.scale, self.zero_point, LOWEST, HIGHEST)

    def choose_range(self) -> None:
        """The range, containing 0, whose rounding and clipping cost the least mean squared error on the samples."""
        values = np.concatenate(self.samples or [np.zeros(1, np.float32)])
        low, high = min(float(values.min()), 0.0), max(float(values.max()), 1e-6)
        best = None
        for share in np.linspace(1, 0.3, 36):
            scale = share * (high - low) / 255
            zero = float(np.clip(np.rint(LOWEST - share * low / scale), LOWEST, HIGHEST))
            levels = np.clip(np.rint(values / scale) + zero, LOWEST, HIGHEST)
            error = float(np.square((levels - zero) * scale - values).mean())
            if best is None or error < best[0]:
                best = error, scale, zero
        self.scale.fill_(best[1])
        self.zero_point.fill_(int(best[2]))
        self.samples = None


def prepare(model: UNet) -> UNet:
    """Folds batch norms and puts quantisers into `model`, in place; ranges are still to be chosen."""
    model.eval()
    runs = [*model.down, *model.up]
    raw = set(map(id, model.down[:-1])) if model.architecture.raw_skips else set()
    for run in runs:
        for i in range(len(run.convs)):
            if not (id(run) in raw and i == len(run.convs) - 1):
                run.convs[i] = fuse_conv_bn_eval(run.convs[i], run.acts[i][0])
                run.acts[i][0] = nn.Identity()
            run.acts[i].append(ActivationQuantiser())
        run.dropout = nn.Identity()
    for part in (model.stem, model.end):
        if isinstance(part, nn.Sequential):
            part[0] = fuse_conv_bn_eval(part[0], part[1][0], transpose=isinstance(part[0], nn.ConvTranspose2d))
            part[1][0] = nn.Identity()
            part[1].append(ActivationQuantiser())
    for enlarge_at, run in enumerate(reversed(model.down[:-1])):
        shared = ActivationQuantiser() if id(run) in raw else run.acts[-1][-1]
        if id(run) in raw:
            run.skip = shared
        model.enlarge[enlarge_at] = nn.Sequential(model.enlarge[enlarge_at], shared)
    for module in list(model.modules()):
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            axis = 1 if isinstance(module, nn.ConvTranspose2d) else 0
            parametrize.register_parametrization(module, "weight", WeightQuantiser(axis))
        elif isinstance(module, nn.BatchNorm2d):
            module.requires_grad_(False)
    return model


def freeze_norms(model: nn.Module) -> None:
    """Makes the remaining batch norms keep their statistics, whatever mode the model is in. Call it after model.train()."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


@torch.no_grad()
def fix_weight_scales(model: nn.Module) -> None:
    """Makes the weights' scales constants, as an exporter needs them."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            (quantiser,) = module.parametrizations.weight
            quantiser.fixed = quantiser.scale(module.parametrizations.weight.original)


@torch.no_grad()
def calibrate(model: UNet, batches: Iterable[Tensor]) -> None:
    """Chooses every activation's range on (N, 3, H, W) normalised batches, in float."""
    quantisers = [m for m in model.modules() if isinstance(m, ActivationQuantiser)]
    for quantiser in quantisers:
        quantiser.samples = []
    model.eval()
    for batch in batches:
        model(batch)
    for quantiser in quantisers:
        quantiser.choose_range()


def with_one_deviation(model: UNet, std: list[float]) -> list[float]:
    """Folds the channels' deviations into the first weights, so that all have the same one, and returns it three times.

    The engine folds them there too; with the same one for all channels, its weight grid is that of a plain per-channel scale.
    """
    common = round(sum(std) / len(std), 3)
    first = model.stem[0] if model.architecture.stem else model.down[0].convs[0]
    with torch.no_grad():
        for channel, deviation in enumerate(std):
            first.weight[:, channel] *= common / deviation
    return [common] * len(std)
