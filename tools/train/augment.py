"""Changes a frame in training: a random part of it, at a random scale, in another light, through a worse camera."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from data import IGNORED, Frame

LUMA = np.float32([0.299, 0.587, 0.114])


@dataclass
class Augmentation:
    """Ranges of the random changes; `Augmentation.none(size)` shows the whole frame as the board does.

    Scales are of the stretched frame; a crop shows a part of it, in its own pixels.
    """

    size: tuple[int, int]  # of the network's input: width, height
    scale: tuple[float, float] = (0.75, 1.5)
    aspect: float = 0.1  # log of the largest change of width against height
    flip: float = 0.5  # probability
    brightness: float = 0.2  # largest shift, share of 128
    contrast: float = 0.25  # largest change of gain, all channels alike
    colour: float = 0.08  # largest change of gain, channel by channel
    saturation: float = 0.0  # largest change of the distance from grey
    gamma: float = 0.0  # log of the largest exponent
    blur: float = 0.0  # probability of a Gaussian blur of up to 1.5 pixels
    jpeg: float = 0.0  # probability of JPEG at quality 25 to 90
    cutout: float = 0.0  # probability that a grey rectangle hides a part; its pixels are ignored

    @classmethod
    def none(cls, size: tuple[int, int]) -> Augmentation:
        return cls(size, (1, 1), aspect=0, flip=0, brightness=0, contrast=0, colour=0)

    def __call__(
        self,
        frame: Frame,
        crop: tuple[int, int],
        random: np.random.Generator,
        focus: tuple[float, float] | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """(h, w, 3) bytes and (h, w) class indices; crop: w, h; focus: a place that the crop must show, shares of the frame."""
        image, label = self._cut(frame, crop, random, focus)
        if random.random() < self.flip:
            image, label = image[:, ::-1], label[:, ::-1]
        image = self._relight(image, random)
        if self.blur and random.random() < self.blur:
            radius = random.uniform(0.3, 1.5)
            image = np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(radius)))
        if self.jpeg and random.random() < self.jpeg:
            image = _recompressed(image, int(random.integers(25, 91)))
        if self.cutout and random.random() < self.cutout:
            image, label = _hidden(image, label, random)
        return image, label

    def _cut(
        self,
        frame: Frame,
        crop: tuple[int, int],
        random: np.random.Generator,
        focus: tuple[float, float] | None,
    ) -> tuple[np.ndarray, np.ndarray]:
        width, height = crop
        scale = np.exp(random.uniform(*np.log(self.scale)))
        stretch = np.exp(random.uniform(-self.aspect, self.aspect))
        shares = (  # of the frame's width and height that the crop shows
            min(1.0, width / (scale * stretch * self.size[0])),
            min(1.0, height / (scale / stretch * self.size[1])),
        )
        low, high = [0.0, 0.0], [1 - share for share in shares]
        if focus:
            low = [max(0.0, place - share) for place, share in zip(focus, shares)]
            high = [min(most, place) for place, most in zip(focus, high)]
        left, top = (random.uniform(a, b) for a, b in zip(low, high))

        def cut(picture: Image.Image, filter_: Image.Resampling) -> np.ndarray:
            w, h = picture.size
            box = (left * w, top * h, min(w, (left + shares[0]) * w), min(h, (top + shares[1]) * h))
            return np.asarray(picture.resize((width, height), filter_, box=box))

        return cut(frame.image, Image.Resampling.BILINEAR), cut(frame.label, Image.Resampling.NEAREST)

    def _relight(self, image: np.ndarray, random: np.random.Generator) -> np.ndarray:
        gain = 1 + random.uniform(-self.contrast, self.contrast) + random.uniform(-self.colour, self.colour, 3)
        shift = 128 * random.uniform(-self.brightness, self.brightness)
        levels = np.arange(256)[:, None] / 255
        if self.gamma:
            levels = levels ** np.exp(random.uniform(-self.gamma, self.gamma))
        table = np.clip((255 * levels - 128) * gain + 128 + shift, 0, 255)
        if not self.saturation:
            table = np.rint(table).astype(np.uint8)
            return np.stack([table[image[..., c], c] for c in range(3)], axis=-1)
        table = table.astype(np.float32)
        pixels = np.stack([table[image[..., c], c] for c in range(3)], axis=-1)
        grey = (pixels @ LUMA)[..., None]
        pixels = grey + (pixels - grey) * np.float32(1 + random.uniform(-self.saturation, self.saturation))
        return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)


def _recompressed(image: np.ndarray, quality: int) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def _hidden(image: np.ndarray, label: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A rectangle of a tenth to a third of each side becomes one grey."""
    height, width = label.shape
    h, w = (int(side * random.uniform(0.1, 0.33)) for side in (height, width))
    top, left = int(random.integers(0, height - h + 1)), int(random.integers(0, width - w + 1))
    image, label = image.copy(), label.copy()
    image[top : top + h, left : left + w] = random.integers(0, 256)
    label[top : top + h, left : left + w] = IGNORED
    return image, label
