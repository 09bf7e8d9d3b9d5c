"""The caller's end of a worker: an engine in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from contest.peer import Variant
from contest.problem import Problem


class Place(Protocol):
    """Where an engine runs."""

    @property
    def threads(self) -> int:
        """How many processors it may use."""

    @property
    def cpus(self) -> tuple[int, ...]:
        """The processors to which it is held."""


class Remote:
    """A variant of a peer, built and loaded. Failures are Problems that name it.

    Between requests the process is stopped, so that threads that spin while they wait take no time from others.
    """

    def __init__(self, module: str, variant: Variant, onnx: Path, frames: Path, folder: Path, place: Place) -> None:
        self.name, self.engine, self.precision = variant.name, variant.engine, variant.precision
        self._variant, self._frames = variant, frames
        self._folder = folder / re.sub(r"[^a-z0-9]+", "-", variant.name.lower()).strip("-")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._log = self._folder / "log.txt"
        self._command = [
            sys.executable, "-m", "contest.worker", module, variant.name, *map(str, (onnx, frames, self._folder, place.threads)),
        ]
        self._cpus = place.cpus
        self._process: subprocess.Popen[str] | None = None

    def build(self) -> None:
        """Converts the network, unless that was done before."""
        done = self._folder / "built"
        if not done.exists():
            self._ask(do="build")
            self.close()
            done.touch()

    def masks(self, frames: Path | None = None) -> np.ndarray:
        """The classes of every pixel of the calibration pictures, or of others (a .npy file of the same form)."""
        file = self._folder / "masks.npy"
        self._ask(do="masks", frames=str(frames or self._frames), file=str(file))
        return np.load(file)

    def logits(self, frames: Path) -> np.ndarray:
        """The output for each picture of a .npy file, in the network's own order of axes."""
        file = self._folder / "logits.npy"
        self._ask(do="logits", frames=str(frames), file=str(file))
        return np.load(file)

    def time(self, frames: int) -> list[float]:
        """Milliseconds of each frame of a turn, after two untimed ones."""
        return self._ask(do="time", frames=frames, warmup=2)

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _start(self) -> subprocess.Popen[str]:
        with self._log.open("a") as log:
            return subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                env={**os.environ, "OMP_NUM_THREADS": str(len(self._cpus)), **self._variant.environment},
                preexec_fn=lambda: os.sched_setaffinity(0, self._cpus),
            )

    def _ask(self, **request: Any) -> Any:
        if self._process is None:
            self._process = self._start()
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.send_signal(signal.SIGCONT)
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            status = self._process.wait()
            self._process = None
            raise Problem(f"{self.name}: its process ended with status {status}; see {self._log}")
        self._process.send_signal(signal.SIGSTOP)
        reply = json.loads(line)
        if "error" in reply:
            reason = re.sub(r"Exception from \S+:\d+:\s*", "", reply["error"])  # OpenVINO begins with its source lines
            raise Problem(f"{self.name}: {reason[:200]}")
        return reply["answer"]
