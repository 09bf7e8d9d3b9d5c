"""UNets as people write them by hand in PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class DoubleConv(nn.Sequential):
    """Two 3x3 convolutions with batch norm and ReLU; valid or 'same'."""

    def __init__(self, inputs: int, outputs: int, padding: int, norm: bool = True) -> None:
        layers: list[nn.Module] = []
        for a in (inputs, outputs):
            layers += [nn.Conv2d(a, outputs, 3, padding=padding, bias=not norm)]
            layers += [nn.BatchNorm2d(outputs)] if norm else []
            layers += [nn.ReLU(inplace=True)]
        super().__init__(*layers)


class Ronneberger(nn.Module):
    """The first U-Net: max-pools, 2x2 transposed convolutions, and skips that are cropped to the size of the map they join."""

    def __init__(self, widths: tuple[int, ...], classes: int, channels: int = 3, valid: bool = False) -> None:
        super().__init__()
        padding = 0 if valid else 1
        self.down = nn.ModuleList(
            DoubleConv(a, b, padding, norm=not valid) for a, b in zip((channels, *widths), widths)
        )
        self.enlarge = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2) for a, b in zip(widths, widths[1:]))
        self.up = nn.ModuleList(DoubleConv(2 * a, a, padding, norm=not valid) for a in widths[:-1])
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for block in self.down[:-1]:
            x = block(x)
            skips.append(x)
            x = F.max_pool2d(x, 2)
        x = self.down[-1](x)
        for skip, enlarge, block in reversed(list(zip(skips, self.enlarge, self.up))):
            x = enlarge(x)
            # as most copies of this network do: crop; or pad, where 'same' and odd sizes make a difference of one
            rows, columns = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
            if rows > 1 or columns > 1:
                skip = skip[:, :, rows // 2 : rows // 2 + x.shape[2], columns // 2 : columns // 2 + x.shape[3]]
            else:
                x = F.pad(x, [columns // 2, columns - columns // 2, rows // 2, rows - rows // 2])
            x = block(torch.cat([skip, x], 1))
        return self.head(x)


class AttentionGate(nn.Module):
    """Attention U-Net: the level below weighs a skip pixel by pixel."""

    def __init__(self, below: int, skip: int, inner: int) -> None:
        super().__init__()
        self.below = nn.Sequential(nn.Conv2d(below, inner, 1), nn.BatchNorm2d(inner))
        self.skip = nn.Sequential(nn.Conv2d(skip, inner, 1), nn.BatchNorm2d(inner))
        self.gate = nn.Sequential(nn.Conv2d(inner, 1, 1), nn.BatchNorm2d(1), nn.Sigmoid())

    def forward(self, below: Tensor, skip: Tensor) -> Tensor:
        return skip * self.gate(F.relu(self.below(below) + self.skip(skip)))


class AttentionUNet(nn.Module):
    """Nearest enlargement followed by a convolution, and gates on the skips."""

    def __init__(self, widths: tuple[int, ...], classes: int, channels: int = 3) -> None:
        super().__init__()
        self.down = nn.ModuleList(DoubleConv(a, b, 1) for a, b in zip((channels, *widths), widths))
        self.enlarge = nn.ModuleList(
            nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(b, a, 3, padding=1), nn.BatchNorm2d(a), nn.ReLU())
            for a, b in zip(widths, widths[1:])
        )
        self.gates = nn.ModuleList(AttentionGate(a, a, max(a // 2, 1)) for a in widths[:-1])
        self.up = nn.ModuleList(DoubleConv(2 * a, a, 1) for a in widths[:-1])
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for block in self.down[:-1]:
            x = block(x)
            skips.append(x)
            x = F.max_pool2d(x, 2)
        x = self.down[-1](x)
        for skip, enlarge, gate, block in reversed(list(zip(skips, self.enlarge, self.gates, self.up))):
            x = enlarge(x)
            x = block(torch.cat([gate(x, skip), x], 1))
        return self.head(x)


class BilinearUNet(nn.Module):
    """Bilinear enlargement by interpolate, corners aligned or not, with any of the activations."""

    def __init__(
        self, widths: tuple[int, ...], classes: int, channels: int = 3, activation: type[nn.Module] = nn.ReLU,
        align_corners: bool = True, sigmoid: bool = False,
    ) -> None:
        super().__init__()

        def block(inputs: int, outputs: int) -> nn.Sequential:
            return nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), activation(),
                nn.Conv2d(outputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), activation(),
            )

        self.align_corners, self.sigmoid = align_corners, sigmoid
        self.down = nn.ModuleList(block(a, b) for a, b in zip((channels, *widths), widths))
        self.up = nn.ModuleList(block(a + b, a) for a, b in zip(widths, widths[1:]))
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for block in self.down[:-1]:
            x = block(x)
            skips.append(x)
            x = F.max_pool2d(x, 2)
        x = self.down[-1](x)
        for skip, block in reversed(list(zip(skips, self.up))):
            x = F.interpolate(x, size=skip.shape[2:], mode="bilinear", align_corners=self.align_corners)
            x = block(torch.cat([skip, x], 1))
        x = self.head(x)
        return torch.sigmoid(x) if self.sigmoid else x
