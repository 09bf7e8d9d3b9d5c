"""The photos on which quantisers are calibrated, in sets without common photos."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from contest import pictures
from contest.problem import Problem


def chosen(paths: list[Path], frames: int, sets: int) -> list[list[Path]]:
    """The first set, as `pictures.spread` chooses it. Each further set is shifted by a part of the step."""
    if sets == 1:
        return [pictures.spread(paths, frames)]
    if len(paths) < sets * frames:
        raise Problem(f"{sets} sets of {frames} photos need {sets * frames}; there are {len(paths)}", 66)
    places = 2 * frames * sets
    return [
        [paths[((2 * index + 1) * sets + 2 * number) * len(paths) // places % len(paths)] for index in range(frames)]
        for number in range(sets)
    ]


class CalibrationSet:
    """One set, in its own folder; everyone keeps there what was quantised on it."""

    def __init__(self, folder: Path, paths: list[Path]) -> None:
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]
        self.folder = folder / f"set-{digest}"
        self.photos = self.folder / "photos"
        self.frames = self.folder / "calibration.npy"
        self.model = self.folder / "catseye.ceye"
        self.count = len(paths)
        self._paths = paths
        shutil.rmtree(self.photos, ignore_errors=True)
        self.photos.mkdir(parents=True)
        for path in paths:
            shutil.copy(path, self.photos)

    def prepare(self, size: dict[str, Any]) -> None:
        """Writes the frames for the peers; size: the network's input, as `catseye info --json` prints it."""
        resized = np.stack([pictures.resized(path, size["width"], size["height"]) for path in self._paths])
        np.save(self.frames, pictures.normalised(resized, size))
