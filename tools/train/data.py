"""Labelled frames: directories as `catseye-convert label` writes them, held in memory.

DIR/images/NAME.jpg, .png or .ppm, DIR/labels/NAME.pgm or .png (8-bit class indices, 255 = ignored), in folders too, and
DIR/classes.json, an array of {index, name, colour, share?}. Pixels stay bytes, R, G, B, height x width x 3, until a batch is
normalised.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

IGNORED = 255
IMAGE_SUFFIXES = (".jpg", ".jpeg", ".ppm", ".png")

ClassList = list[dict[str, object]]


class DataError(Exception):
    """A directory that cannot be used; the message says which, why and what to do."""


@dataclass
class Frame:
    """One frame: image (H, W, 3) uint8 and label (H', W') uint8, class indices of the model or IGNORED."""

    name: str
    image: Image.Image
    label: Image.Image


def read_classes(directory: Path) -> ClassList:
    """The entries of classes.json, in index order."""
    path = directory / "classes.json"
    try:
        entries = json.loads(path.read_text())
        return sorted(entries, key=lambda entry: int(entry["index"]))
    except FileNotFoundError:
        raise DataError(f"{path}: no such file; make the directory with `catseye-convert label`") from None
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: not an array of {{index, name, colour}}: {error!r}") from None


def model_classes(directory: Path) -> ClassList:
    """The classes of a model of this data: all but `void`, numbered from 0."""
    named = [entry for entry in read_classes(directory) if entry["name"] != "void"]
    return [{"index": i, "name": e["name"], "colour": e["colour"]} for i, e in enumerate(named)]


def read_frames(directory: Path, classes: ClassList, limit: tuple[int, int]) -> tuple[list[Frame], set[str]]:
    """All frames of a directory, classes matched by name, images no larger than limit (width, height).

    Also returns the names of classes that the model lacks; their pixels are ignored.
    """
    index_of = {entry["name"]: int(entry["index"]) for entry in classes}
    table = np.full(256, IGNORED, np.uint8)
    unknown: set[str] = set()
    colour_of = {entry["name"]: entry.get("colour") for entry in classes}
    for entry in read_classes(directory):
        if entry["name"] in index_of:
            if entry.get("colour") != colour_of[entry["name"]]:
                raise DataError(
                    f"{directory}: class {entry['name']} has the colour {entry.get('colour')} here and "
                    f"{colour_of[entry['name']]} in the training data, so they are two classes of one name; label training "
                    "and validation in one call (catseye-convert label PAIRS -o DATA --val PAIRS2), or with one --palette"
                )
            table[int(entry["index"])] = index_of[entry["name"]]
        elif entry["name"] != "void":
            unknown.add(str(entry["name"]))
    table[IGNORED] = IGNORED
    last = max(int(entry["index"]) for entry in read_classes(directory))
    frames = []
    for path in sorted((directory / "images").rglob("*")):
        if path.suffix.lower() not in IMAGE_SUFFIXES:
            continue
        stem = path.relative_to(directory / "images").with_suffix("")
        label_path = directory / "labels" / f"{stem}.pgm"
        if not label_path.is_file():
            label_path = label_path.with_suffix(".png")
        if not label_path.is_file():
            raise DataError(f"{label_path.with_suffix('.pgm')}: no label for {path.name}")
        try:
            image, label = Image.open(path).convert("RGB"), Image.open(label_path)
            if label.mode not in ("L", "P"):
                raise DataError(f"{label_path}: not class indices of 8 bits (grey or a palette)")
            indices = np.asarray(label)
            highest = int(indices.max(where=indices != IGNORED, initial=0))
            if highest > last + 1:  # the index after the last class is void in many data sets, CamVid's among them
                raise DataError(
                    f"{label_path}: holds the class index {highest}, and the last of {directory / 'classes.json'} is {last}; is "
                    "it of an earlier call? label again, into another folder"
                )
            label = Image.fromarray(table[indices])
        except OSError as error:
            raise DataError(f"{path}: {error}") from None
        size = min(image.width, limit[0]), min(image.height, limit[1])
        if size != image.size:
            image = image.resize(size, Image.Resampling.BILINEAR)  # Pillow widens the filter: no aliasing
        frames.append(Frame(str(stem), image, label))
    if not frames:
        raise DataError(f"{directory / 'images'}: no images")
    return frames, unknown


def pixel_statistics(frames: Sequence[Frame]) -> tuple[list[int], list[float]]:
    """Mean (integers, so that int8 borders are exact) and standard deviation of R, G, B on the 0..255 scale."""
    count, total, squares = 0, np.zeros(3), np.zeros(3)
    for frame in frames:
        pixels = np.asarray(frame.image, np.float64).reshape(-1, 3)
        count += len(pixels)
        total += pixels.sum(axis=0)
        squares += np.square(pixels).sum(axis=0)
    mean = total / count
    deviation = np.sqrt(squares / count - np.square(mean))
    return [round(v) for v in mean], [round(float(v), 3) for v in deviation]


def class_shares(frames: Sequence[Frame], classes: int) -> np.ndarray:
    """Share of each class among the labelled pixels, (classes,) float64."""
    counts = np.zeros(256)
    for frame in frames:
        counts += np.bincount(np.asarray(frame.label).reshape(-1), minlength=256) / np.asarray(frame.label).size
    return counts[:classes] / max(counts[:classes].sum(), 1e-12)


def normalise(images: np.ndarray, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """(N, H, W, 3) bytes -> (N, 3, H, W) float32 (pixel - mean) / std, channels last in memory."""
    pixels = (images.astype(np.float32) - np.float32(mean)) / np.float32(std)
    return torch.from_numpy(pixels).permute(0, 3, 1, 2)


def stretched(frame: Frame, size: tuple[int, int]) -> np.ndarray:
    """The whole image stretched to size (width, height), as the board does: (height, width, 3) bytes."""
    return np.asarray(frame.image.resize(size, Image.Resampling.BILINEAR))
