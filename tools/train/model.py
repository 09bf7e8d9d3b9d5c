"""UNets for road-scene segmentation, made for an int8 engine: the seed's, and deeper or lighter ones of its kind.

Each encoder level is a run of 3x3 convolutions, each followed by batch norm and an activation, then a 2x2 max-pool. With
raw skips (the seed's) the skip of a level is the *raw* output of its last convolution, before batch norm and activation:
the engine computes both from one accumulator. The decoder enlarges with a 3x3 transposed convolution of stride 2 (linear,
no batch norm), concatenates [up, skip], and convolves again. With a stem, a convolution of stride 2 comes before the first
level and a transposed one behind the last, so that no level works at the frame's full resolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

WIDTHS = (32, 64, 128, 256)
LEAKY_SLOPE = 0.3


@dataclass(frozen=True)
class Architecture:
    """Everything that defines the network, except the number of classes. The defaults are the seed's."""

    widths: Sequence[int] = WIDTHS
    """Channels of each level, top first."""
    down_convs: Sequence[int] = ()
    """Convolutions of each encoder level, top first; empty: two each."""
    up_convs: Sequence[int] = ()
    """Convolutions of each decoder level, top first (one level fewer than widths); empty: two each."""
    stem: int = 0
    """Channels of the stride-2 stem, and of the full-resolution end; 0: no stem."""
    raw_skips: bool = True
    """Whether skips are taken before batch norm and activation."""
    leak: float = LEAKY_SLOPE
    """Slope of LeakyReLU below 0; 0 is ReLU."""
    dropout: float = 0.0
    """The share of channels that are dropped in training, after the last convolution of the two lowest levels."""

    def __post_init__(self) -> None:
        levels = len(self.widths)
        object.__setattr__(self, "widths", tuple(self.widths))
        object.__setattr__(self, "down_convs", tuple(self.down_convs) or (2,) * levels)
        object.__setattr__(self, "up_convs", tuple(self.up_convs) or (2,) * (levels - 1))
        if levels < 2 or len(self.down_convs) != levels or len(self.up_convs) != levels - 1:
            raise ValueError(f"{levels} widths want {levels} down_convs and {levels - 1} up_convs")
        if min((*self.widths, *self.down_convs, *self.up_convs)) < 1 or self.stem < 0:
            raise ValueError("widths and numbers of convolutions must be positive")

    @property
    def multiple(self) -> int:
        """Input sides must be multiples of this."""
        return 2 ** (len(self.widths) - 1 + (self.stem > 0))

    def as_dict(self) -> dict[str, object]:
        """The values as checkpoints store them; Architecture(**d) restores it."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


class ConvRun(nn.Module):
    """3x3 convolutions, each with batch norm and activation; it also returns the last one's raw output."""

    def __init__(self, inputs: int, outputs: int, convs: int, leak: float, dropout: float = 0.0) -> None:
        super().__init__()
        widths = [inputs, *[outputs] * convs]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(widths, widths[1:]))
        self.acts = nn.ModuleList(norm_act(outputs, leak) for _ in range(convs))
        self.dropout = nn.Dropout2d(dropout) if dropout else nn.Identity()
        self.skip = nn.Identity()  # the operation on a raw skip: none, except for quantisation-aware training

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(N, inputs, H, W) -> (raw, activated), both (N, outputs, H, W)."""
        for conv, act in zip(self.convs, self.acts):
            raw = conv(x)
            x = act(raw)
        return self.skip(raw), self.dropout(x)


def norm_act(channels: int, leak: float) -> nn.Sequential:
    """Batch norm, then the activation."""
    activation = nn.LeakyReLU(leak, inplace=True) if leak else nn.ReLU(inplace=True)
    return nn.Sequential(nn.BatchNorm2d(channels), activation)


def enlarging(inputs: int, outputs: int) -> nn.ConvTranspose2d:
    """3x3, stride 2: (N, inputs, H, W) -> (N, outputs, 2H, 2W)."""
    return nn.ConvTranspose2d(inputs, outputs, 3, stride=2, padding=1, output_padding=1)


class UNet(nn.Module):
    """The whole network; see Architecture."""

    def __init__(self, classes: int, architecture: Architecture = Architecture()) -> None:
        super().__init__()
        a = self.architecture = architecture
        self.classes = classes
        levels = len(a.widths)
        if a.stem:
            self.stem = nn.Sequential(nn.Conv2d(3, a.stem, 3, stride=2, padding=1), norm_act(a.stem, a.leak))
            self.end = nn.Sequential(enlarging(a.widths[0], a.stem), norm_act(a.stem, a.leak))
        else:
            self.stem = self.end = nn.Identity()
        self.down = nn.ModuleList(
            ConvRun(inputs, outputs, convs, a.leak, a.dropout if level >= levels - 2 else 0.0)
            for level, (inputs, outputs, convs) in enumerate(zip((a.stem or 3, *a.widths), a.widths, a.down_convs))
        )
        self.pool = nn.MaxPool2d(2)
        steps = list(zip(a.widths[:0:-1], a.widths[-2::-1], a.up_convs[::-1]))  # (256, 128, 2), (128, 64, 2), ...
        self.enlarge = nn.ModuleList(enlarging(deep, wide) for deep, wide, _ in steps)
        self.up = nn.ModuleList(ConvRun(2 * wide, wide, convs, a.leak) for _, wide, convs in steps)
        self.head = nn.Conv2d(a.stem or a.widths[0], classes, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, a=a.leak)
                nn.init.zeros_(module.bias)
            elif isinstance(module, nn.ConvTranspose2d):  # an output pixel sums 9/4 of the 9 taps on average
                nn.init.normal_(module.weight, std=(9 / 4 * module.in_channels) ** -0.5)
                nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) normalised floats, H and W multiples of architecture.multiple -> (N, classes, H, W) logits."""
        skips: list[Tensor] = []
        x = self.stem(x)
        for index, level in enumerate(self.down):
            if index > 0:
                x = self.pool(x)
            raw, x = level(x)
            skips.append(raw if self.architecture.raw_skips else x)
        skips.pop()  # the bottom level has no skip
        for enlarge, level in zip(self.enlarge, self.up):
            _, x = level(torch.cat([enlarge(x), skips.pop()], dim=1))
        return self.head(self.end(x))


def multiply_accumulates(model: nn.Module, height: int = 256, width: int = 256) -> int:
    """Multiply-accumulates of all convolutions for one frame (padding counted as if multiplied)."""
    total = 0

    def count(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        places = inputs[0] if isinstance(module, nn.ConvTranspose2d) else output
        total += module.weight.numel() * places.shape[-1] * places.shape[-2]

    hooks = [m.register_forward_hook(count) for m in model.modules() if isinstance(m, nn.Conv2d | nn.ConvTranspose2d)]
    was_training = model.training
    try:
        with torch.no_grad():
            model.eval()(torch.zeros(1, 3, height, width))
    finally:
        model.train(was_training)
        for hook in hooks:
            hook.remove()
    return total
