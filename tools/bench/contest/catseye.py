"""Catseye itself, by its programs."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from contest.problem import Problem, last_line
from contest.remote import Place


class Settings(Place, Protocol):
    """The folder of the programs, and the kernels that they use."""

    @property
    def programs(self) -> Path:
        """The folder of the programs."""

    @property
    def isa(self) -> str | None:
        """The instruction set for CATSEYE_ISA; None: the best."""


class Catseye:
    """The shipped program on one model. Its bench times the engine alone: pixel bytes to mask, arg-max included."""

    engine = "catseye"

    def __init__(self, options: Settings, model: Path) -> None:
        self._program = options.programs / "catseye"
        self._model = model
        self._place = ("--threads", options.threads, "--cpus", ",".join(map(str, options.cpus)))
        self._cpus = options.cpus
        self._environment = {**os.environ, "CATSEYE_ISA": options.isa} if options.isa else dict(os.environ)
        info = json.loads(self._call("info", "--model", self._model, "--json"))
        self.input: dict[str, Any] = info["input"]
        self.precision = f"int8, {info['isa']}"
        self.name = f"{self.engine} {self.precision}"

    def masks(self, pictures: np.ndarray) -> np.ndarray:
        """pictures: uint8 RGB [n][height][width][3], of the network's size -> classes [n][height][width]."""
        count, height, width, _ = pictures.shape
        out = self._call(
            "run", "--model", self._model, "--input", "rgb24", "--size", f"{width}x{height}", "--output", "mask",
            "--output-size", "model", stdin=np.ascontiguousarray(pictures).tobytes(),
        )
        return np.frombuffer(out, np.uint8).reshape(count, height, width)

    def time(self, frames: int) -> list[float]:
        """[the median of a turn of `catseye bench`, milliseconds]: it does not report single frames."""
        out = self._call("bench", "--model", self._model, "--frames", frames, "--warmup", 2, *self._place, "--json")
        return [json.loads(out)["latency_ms"]["p50"]]

    def close(self) -> None:
        """Does nothing: no process is kept running."""

    def _call(self, *arguments: object, stdin: bytes = b"") -> bytes:
        done = subprocess.run(
            [str(self._program), *map(str, arguments)], input=stdin, capture_output=True, check=False,
            env=self._environment, preexec_fn=lambda: os.sched_setaffinity(0, self._cpus),
        )
        if done.returncode != 0:
            raise Problem(last_line(done.stderr.decode(errors="replace"), f"catseye: status {done.returncode}"), done.returncode)
        return done.stdout


def scenes(program: Path, folder: Path, count: int) -> Path:
    """Generated street scenes; returns the folder of pictures."""
    images = folder / f"scenes-{count}" / "images"
    if not images.is_dir():
        done = subprocess.run(
            [str(program), "scenes", "-o", str(images.parent), "--frames", str(count), "--seed", "11"], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise Problem(last_line(done.stderr, f"catseye-convert: status {done.returncode}"), done.returncode)
    return images
