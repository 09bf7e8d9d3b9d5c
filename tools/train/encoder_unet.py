"""A UNet on an encoder that was trained for another task: its maps are the skips of a small decoder.

A step of the decoder narrows the deep map by a 1x1 convolution, enlarges it twice, joins the encoder's map of that size, and
convolves. The last step works at half of the frame's size. The result is enlarged to the whole size before the head, so that the
engine takes the logits straight from a convolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from efficientnet_lite import FACTORS, EfficientNetLite
from model import enlarging, norm_act

KINDS = ("plain", "separable")
ENLARGEMENTS = ("bilinear", "nearest", "transposed")
ENDS = ("half", "full")


@dataclass(frozen=True)
class EncoderArchitecture:
    """Everything that defines the network, except the number of classes."""

    encoder: str
    widths: Sequence[int] = (96, 48, 32, 16)
    """Channels of the decoder at 1/16, 1/8, 1/4 and 1/2 of the frame's size."""
    convs: Sequence[int] = (1, 1, 1, 1)
    """How many convolutions there are at each of these sizes."""
    kind: str = "plain"
    """`plain`: 3x3; `separable`: depthwise 3x3 and 1x1."""
    enlargement: str = "bilinear"
    """What enlarges a map twice: a resize, or a 3x3 transposed convolution that also narrows it."""
    end: str = "full"
    """Whether logits are at the frame's size or at half of it."""
    dropout: float = 0.0
    """The share of whole channels that are dropped in training, in the deepest map and before the head."""
    auxiliary: bool = False
    """Whether training also classifies the map at 1/8; that head is not exported."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "widths", tuple(self.widths))
        object.__setattr__(self, "convs", tuple(self.convs))
        if self.encoder not in FACTORS:
            raise ValueError(f"no encoder is called {self.encoder}")
        if len(self.widths) != 4 or len(self.convs) != 4 or min((*self.widths, *self.convs)) < 1:
            raise ValueError("the decoder has four levels: four positive widths and numbers of convolutions")
        if self.kind not in KINDS or self.enlargement not in ENLARGEMENTS or self.end not in ENDS:
            raise ValueError("the decoder is plain or separable, bilinear, nearest or transposed, half or full")

    @property
    def multiple(self) -> int:
        """Input sides must be multiples of this."""
        return 32

    def as_dict(self) -> dict[str, object]:
        """The values as checkpoints store them."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


class Enlargement(nn.Module):
    """(N, inputs, H, W) -> (N, outputs, 2H, 2W)."""

    def __init__(self, inputs: int, outputs: int, how: str) -> None:
        super().__init__()
        self.how = how
        if how == "transposed":
            self.narrow = enlarging(inputs, outputs)
        else:
            self.narrow = nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        x = self.narrow(x)
        return x if self.how == "transposed" else twice(x, self.how)


def twice(x: Tensor, how: str) -> Tensor:
    """(N, C, H, W) -> (N, C, 2H, 2W)."""
    align = None if how == "nearest" else False
    return functional.interpolate(x, scale_factor=2.0, mode=how, align_corners=align)


def convolution(inputs: int, outputs: int, kind: str) -> nn.Sequential:
    """One convolution of the decoder with batch norm and ReLU."""
    if kind == "plain":
        return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), *norm_act(outputs, 0))
    depthwise = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False)
    return nn.Sequential(
        depthwise, *norm_act(inputs, 0), nn.Conv2d(inputs, outputs, 1, bias=False), *norm_act(outputs, 0)
    )


class EncoderUNet(nn.Module):
    """The whole network; see EncoderArchitecture."""

    def __init__(self, classes: int, architecture: EncoderArchitecture) -> None:
        super().__init__()
        a = self.architecture = architecture
        self.classes = classes
        self.encoder = EfficientNetLite(a.encoder)
        *skips, deep = self.encoder.widths
        self.enlarge, self.up = nn.ModuleList(), nn.ModuleList()
        for width, convs, skip in zip(a.widths, a.convs, reversed(skips)):
            self.enlarge.append(Enlargement(deep, width, a.enlargement))
            channels = [width + skip, *[width] * convs]
            self.up.append(nn.Sequential(*(convolution(i, o, a.kind) for i, o in zip(channels, channels[1:]))))
            deep = width
        self.end = nn.Identity()
        if a.end == "full" and a.enlargement == "transposed":
            self.end = nn.Sequential(enlarging(deep, deep), norm_act(deep, 0))
        self.dropout = nn.Dropout2d(a.dropout) if a.dropout else nn.Identity()
        self.head = nn.Conv2d(deep, classes, 1)
        self.auxiliary = nn.Conv2d(a.widths[1], classes, 1) if a.auxiliary else None
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out" if module.groups > 1 else "fan_in")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            elif isinstance(module, nn.ConvTranspose2d):  # an output pixel sums 9/4 of the 9 taps on average
                nn.init.normal_(module.weight, std=(9 / 4 * module.in_channels) ** -0.5)
                nn.init.zeros_(module.bias)
        for head in (self.head, self.auxiliary):
            if head is not None:
                nn.init.normal_(head.weight, std=0.01)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """(N, 3, H, W) normalised floats, H and W multiples of 32 -> (N, classes, H, W) logits, or half of each side.

        In training with an auxiliary head: these, and logits at 1/8 of each side.
        """
        *skips, x = self.encoder(x)
        x = self.dropout(x)
        middle = None
        for level, (enlarge, up) in enumerate(zip(self.enlarge, self.up)):
            x = up(torch.cat([enlarge(x), skips.pop()], dim=1))
            if level == 1:
                middle = x
        logits = self._logits(self.dropout(x))
        return (logits, self.auxiliary(middle)) if self.training and self.auxiliary is not None else logits

    def _logits(self, x: Tensor) -> Tensor:
        a = self.architecture
        if a.end == "half" or a.enlargement == "transposed":
            return self.head(self.end(x))
        if self.training:  # the result is the same, because both are linear, and there are fewer classes than channels
            return twice(self.head(x), a.enlargement)
        return self.head(twice(x, a.enlargement))
