"""Pictures as every engine sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from contest.problem import Problem

KINDS = {".jpg", ".jpeg", ".png", ".ppm", ".bmp"}


def listed(folder: Path) -> list[Path]:
    """The pictures of a folder, by name."""
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in KINDS)
    if not paths:
        raise Problem(f"{folder}: no pictures ({', '.join(sorted(KINDS))})", 66)
    return paths


def spread(paths: list[Path], limit: int) -> list[Path]:
    """At most limit of them, evenly spread, as `catseye-convert quantize --frames` chooses."""
    count = min(limit, len(paths))
    return [paths[(2 * index + 1) * len(paths) // (2 * count)] for index in range(count)]


def read(folder: Path, limit: int, width: int, height: int) -> np.ndarray:
    """At most limit pictures, evenly spread over the folder, resized: uint8 RGB [n][height][width][3]."""
    return np.stack([resized(path, width, height) for path in spread(listed(folder), limit)])


def resized(path: Path, width: int, height: int) -> np.ndarray:
    """One picture, uint8 RGB [height][width][3]."""
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB").resize((width, height), Image.Resampling.BILINEAR))
    except (UnidentifiedImageError, OSError) as error:
        raise Problem(f"{path}: {error}", 65) from None


def normalised(pictures: np.ndarray, network: dict[str, Any]) -> np.ndarray:
    """float32 [n][3][height][width], as `catseye info --json` says: (pixel - mean) / std."""
    frames = (pictures.astype(np.float32) - np.float32(network["mean"])) / np.float32(network["std"])
    return np.ascontiguousarray(frames.transpose(0, 3, 1, 2).astype(np.float32))
