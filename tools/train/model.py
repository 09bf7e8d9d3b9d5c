"""The seed UNet: a small network for road-scene segmentation, shaped for an int8 engine.

Each encoder level has two 3x3 convolutions, each followed by batch norm and an activation. The skip of a level is the
*raw* output of its second convolution (before batch norm and activation), so the engine computes both from one
accumulator; the main path goes on through batch norm, activation and a 2x2 max-pool. The decoder enlarges with a
3x3 transposed convolution of stride 2 (linear, no batch norm), concatenates [up, skip], and convolves twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

WIDTHS = (32, 64, 128, 256)
LEAKY_SLOPE = 0.3


def _leaky_relu() -> nn.Module:
    return nn.LeakyReLU(LEAKY_SLOPE, inplace=True)


class NormAct(nn.Sequential):
    """Batch norm, then the activation."""

    def __init__(self, channels: int, activation: Callable[[], nn.Module]) -> None:
        super().__init__(nn.BatchNorm2d(channels), activation())


class DoubleConv(nn.Module):
    """Two 3x3 convolutions, each with batch norm and activation; also hands out the second one's raw output."""

    def __init__(self, inputs: int, outputs: int, activation: Callable[[], nn.Module]) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.act1 = NormAct(outputs, activation)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.act2 = NormAct(outputs, activation)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(N, inputs, H, W) -> (raw, activated), both (N, outputs, H, W)."""
        raw = self.conv2(self.act1(self.conv1(x)))
        return raw, self.act2(raw)


class UNet(nn.Module):
    """The whole network.

    widths: channels of each level, top first. raw_skips=False sends the activated tensor over the skip instead.
    """

    def __init__(
        self,
        classes: int,
        widths: Sequence[int] = WIDTHS,
        raw_skips: bool = True,
        activation: Callable[[], nn.Module] = _leaky_relu,
    ) -> None:
        super().__init__()
        self.widths = tuple(widths)
        self.classes = classes
        self.raw_skips = raw_skips
        self.down = nn.ModuleList(
            DoubleConv(inputs, outputs, activation) for inputs, outputs in zip((3, *self.widths), self.widths)
        )
        self.pool = nn.MaxPool2d(2)
        steps = list(zip(self.widths[:0:-1], self.widths[-2::-1]))  # (256, 128), (128, 64), (64, 32)
        self.enlarge = nn.ModuleList(
            nn.ConvTranspose2d(deep, wide, 3, stride=2, padding=1, output_padding=1) for deep, wide in steps
        )
        self.up = nn.ModuleList(DoubleConv(2 * wide, wide, activation) for _, wide in steps)
        self.head = nn.Conv2d(self.widths[0], classes, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, a=LEAKY_SLOPE)
                nn.init.zeros_(module.bias)
            elif isinstance(module, nn.ConvTranspose2d):  # an output pixel sums 9/4 of the 9 taps on average
                nn.init.normal_(module.weight, std=(9 / 4 * module.in_channels) ** -0.5)
                nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) normalised floats, H and W multiples of 2^(levels - 1) -> (N, classes, H, W) logits."""
        skips: list[Tensor] = []
        for index, level in enumerate(self.down):
            if index > 0:
                x = self.pool(x)
            raw, x = level(x)
            skips.append(raw if self.raw_skips else x)
        skips.pop()  # the bottom level has no skip
        for enlarge, level in zip(self.enlarge, self.up):
            _, x = level(torch.cat([enlarge(x), skips.pop()], dim=1))
        return self.head(x)


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
