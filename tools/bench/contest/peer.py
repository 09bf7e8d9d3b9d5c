"""The one interface behind which every peer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np


class Network(Protocol):
    """A network loaded into an engine, batch 1. Only `infer` is timed."""

    def put(self, frame: np.ndarray) -> None:
        """Hands over the next frame: float32 [1][3][height][width], normalised."""

    def infer(self) -> None:
        """Runs the network on it."""

    def logits(self) -> np.ndarray:
        """What came out: float32 [classes][height][width]."""


@dataclass(frozen=True)
class Job:
    """What a peer is given. frames: a .npy of float32 [n][3][height][width], to calibrate on; work: a folder of its own."""

    onnx: Path
    frames: Path
    work: Path
    threads: int

    def samples(self) -> np.ndarray:
        """The frames to calibrate on."""
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
        """How tables and folders call it."""
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
    """What this peer could do in principle and cannot here: one line each, told and left out."""
