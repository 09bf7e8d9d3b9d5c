"""Photos with the class of every pixel, as `catseye-convert label` writes them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from contest import pictures
from contest.problem import Problem

IGNORED = 255


class Labelled:
    """The photos at the network's size, uint8 [n][height][width][3], and the labels at their own sizes, with the network's class
    indices."""

    def __init__(self, folder: Path, names: list[str], width: int, height: int) -> None:
        self.classes = len(names)
        mapping = _mapping(folder / "classes.json", names)
        paths = pictures.listed(folder / "images")
        self.photos = np.stack([pictures.resized(path, width, height) for path in paths])
        self.labels = [mapping[_label(folder / "labels" / f"{path.stem}.pgm")] for path in paths]

    def enlarged(self, masks: np.ndarray) -> list[np.ndarray]:
        """Masks [n][height][width] at the labels' sizes: nearest, source index ((2x + 1) w) / (2W) (NUMERICS.md, "Frames")."""
        out = []
        for mask, label in zip(masks, self.labels, strict=True):
            (height, width), (rows, columns) = mask.shape, label.shape
            y = (2 * np.arange(rows) + 1) * height // (2 * rows)
            x = (2 * np.arange(columns) + 1) * width // (2 * columns)
            out.append(mask[y][:, x])
        return out

    def mean_iou(self, masks: list[np.ndarray]) -> float:
        """The mean over the classes that occur in labels or masks; ignored pixels do not count."""
        counts = np.zeros((self.classes, self.classes), np.int64)
        for mask, label in zip(masks, self.labels, strict=True):
            known = label != IGNORED
            counts += np.bincount(
                self.classes * label[known].astype(np.int64) + mask[known], minlength=self.classes**2
            ).reshape(self.classes, self.classes)
        union = counts.sum(0) + counts.sum(1) - counts.diagonal()
        return float((counts.diagonal()[union > 0] / union[union > 0]).mean())


def agreement(masks: list[np.ndarray], others: list[np.ndarray]) -> float:
    """The share of pixels with the same class in both, ignored ones included."""
    equal = sum(int((a == b).sum()) for a, b in zip(masks, others, strict=True))
    return equal / sum(mask.size for mask in masks)


def _mapping(path: Path, names: list[str]) -> np.ndarray:
    mapping = np.full(256, IGNORED, np.uint8)
    try:
        there = {item["name"]: item["index"] for item in json.loads(path.read_text())}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(f"{path}: {error}", 66 if isinstance(error, OSError) else 65) from None
    for index, name in enumerate(names):
        if name not in there:
            raise Problem(f"{path}: the model's class '{name}' is missing", 65)
        mapping[there[name]] = index
    return mapping


def _label(path: Path) -> np.ndarray:
    try:
        return np.asarray(Image.open(path))
    except OSError as error:
        raise Problem(f"{path}: {error}", 66) from None
