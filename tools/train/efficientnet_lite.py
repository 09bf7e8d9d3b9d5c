"""EfficientNet-Lite as an encoder: maps at 1/2, 1/4, 1/8, 1/16 and 1/32 of the frame, without the classifier.

M. Tan, Q. V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019, in the Lite form of
2020, made for int8: ReLU6 in place of swish, no squeeze and excitation, a stem and a last stage of fixed size. Convolutions of
stride 2 are padded alike on both sides, where TensorFlow pads behind: the maps lie a pixel aside, and no Pad node is needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import Tensor, nn

STEM = 32
EPSILON = 1e-3  # of batch norms, as the weights were trained


@dataclass(frozen=True)
class Stage:
    """Blocks of one width; the first has the stride."""

    kernel: int
    repeats: int
    width: int
    expansion: int
    stride: int


STAGES = (
    Stage(3, 1, 16, 1, 1),
    Stage(3, 2, 24, 6, 2),
    Stage(5, 2, 40, 6, 2),
    Stage(3, 3, 80, 6, 2),
    Stage(5, 3, 112, 6, 1),
    Stage(5, 4, 192, 6, 2),
    Stage(3, 1, 320, 6, 1),
)

FACTORS = {"efficientnet-lite0": (1.0, 1.0), "efficientnet-lite1": (1.0, 1.1), "efficientnet-lite2": (1.1, 1.2)}
"""Rounds widths and numbers of repeats."""


def convolution(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """A convolution without bias, then batch norm."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=EPSILON),
    )


class Block(nn.Module):
    """Inverted residual: 1x1 to more channels, depthwise, 1x1 back to few without activation; added to its input where sizes allow."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.expand = nn.Sequential(*convolution(inputs, wide, 1), nn.ReLU6(inplace=True)) if expansion > 1 else nn.Identity()
        self.depthwise = nn.Sequential(*convolution(wide, wide, kernel, stride, wide), nn.ReLU6(inplace=True))
        self.project = convolution(wide, outputs, 1)
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H / stride, W / stride)."""
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.adds else y


class EfficientNetLite(nn.Module):
    """The encoder; see the module. `widths` are the channels of its five maps, the largest map first."""

    def __init__(self, variant: str) -> None:
        super().__init__()
        width_factor, depth_factor = FACTORS[variant]
        self.stem = nn.Sequential(*convolution(3, STEM, 3, 2), nn.ReLU6(inplace=True))
        blocks: list[Block] = []
        self.ends: list[int] = []  # the block that gives each map: the last of its resolution
        channels = STEM
        for index, stage in enumerate(STAGES):
            width = _rounded(stage.width * width_factor)
            is_fixed = index in (0, len(STAGES) - 1)
            if stage.stride == 2:
                self.ends.append(len(blocks) - 1)
            for number in range(stage.repeats if is_fixed else math.ceil(stage.repeats * depth_factor)):
                blocks.append(Block(channels, width, stage.kernel, stage.stride if number == 0 else 1, stage.expansion))
                channels = width
        self.ends.append(len(blocks) - 1)
        self.blocks = nn.ModuleList(blocks)
        self.widths = [blocks[end].project[0].out_channels for end in self.ends]

    def forward(self, x: Tensor) -> list[Tensor]:
        """(N, 3, H, W), sides multiples of 32 -> the five maps, (N, widths[i], H / 2^(i+1), W / 2^(i+1))."""
        maps = []
        x = self.stem(x)
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in self.ends:
                maps.append(x)
        return maps


def _rounded(width: float) -> int:
    """Rounds to a multiple of 8, and down by a tenth at most."""
    whole = max(8, int(width + 4) // 8 * 8)
    return whole + 8 if whole < 0.9 * width else whole
