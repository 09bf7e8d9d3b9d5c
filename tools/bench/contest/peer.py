"""The interface that every peer has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np


class Network(Protocol):
    """A network loaded into an engine, batch 1. Only `infer` is timed."""

    def put(self, frame: np.ndarray) -> None:
        """Passes the next frame: float32 [1][3][height][width], normalised."""

    def infer(self) -> None:
        """Runs the network on it."""

    def logits(self) -> np.ndarray:
        """The output: float32 [classes][height][width]."""


@dataclass(frozen=True)
class Job:
    """What a peer gets. frames: a .npy file of float32 [n][3][height][width] for calibration; work: its own folder."""

    onnx: Path
    frames: Path
    work: Path
    threads: int

    def samples(self) -> np.ndarray:
        """The frames for calibration."""
        return np.load(self.frames)


@dataclass(frozen=True)
class Variant:
    """One way to run the network in one engine. build converts, once; load reads what build left in job.work."""

    engine: str
    precision: str
    build: Callable[[Job], None]
    load: Callable[[Job], Network]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name in tables and folders."""
        return f"{self.engine} {self.precision}"


@dataclass(frozen=True)
class Peer:
    """What a module of `contest.peers` exports as PEER. alone: packages that are installed without their dependencies."""

    packages: tuple[str, ...]
    variants: tuple[Variant, ...]
    alone: tuple[str, ...] = ()
    precise: tuple[Variant, ...] = ()
    """Int8 variants for `accuracy_peers`: their masks are compared, their time is not."""
    unable: tuple[str, ...] = ()
    """What this peer could do in principle but not here: one line each, reported and left out."""
