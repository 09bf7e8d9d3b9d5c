"""One engine in a process of its own: `python -m contest.worker`, JSON lines in, JSON lines out.

Each engine has a process, so that their thread pools and crashes stay apart. The caller sets the processors before any library
starts.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from contest.peer import Job, Network, Peer, Variant


def find(module: str, name: str) -> Variant:
    """The variant called name of contest.peers.module."""
    peer: Peer = importlib.import_module(f"contest.peers.{module}").PEER
    return next(variant for variant in (*peer.variants, *peer.precise) if variant.name == name)


def timed(network: Network, count: int) -> list[float]:
    """Milliseconds of count inferences."""
    times = []
    for _ in range(count):
        start = time.perf_counter_ns()
        network.infer()
        times.append((time.perf_counter_ns() - start) / 1e6)
    return times


def masks(network: Network, frames: np.ndarray) -> np.ndarray:
    """The class of every pixel: uint8 [n][height][width]."""
    return np.stack([frame.argmax(0).astype(np.uint8) for frame in outputs(network, frames)])


def outputs(network: Network, frames: np.ndarray) -> Iterator[np.ndarray]:
    """The output for each frame, in the network's own order of axes."""
    for frame in frames:
        network.put(frame[None])
        network.infer()
        yield np.array(network.logits())


class Worker:
    """Answers one request after the other."""

    def __init__(self, module: str, name: str, job: Job) -> None:
        self._variant, self._job = find(module, name), job
        self._network: Network | None = None

    def answer(self, request: dict[str, Any]) -> Any:
        """The requests: build; load; masks or logits of the frames in a .npy file, into another; times of frames after some untimed
        ones."""
        if request["do"] == "build":
            return self._variant.build(self._job)
        if self._network is None:
            self._network = self._variant.load(self._job)
        if request["do"] == "masks":
            np.save(request["file"], masks(self._network, np.load(request["frames"], mmap_mode="c")))
            return None
        if request["do"] == "logits":
            np.save(request["file"], np.stack(list(outputs(self._network, np.load(request["frames"], mmap_mode="c")))))
            return None
        self._network.put(self._job.samples()[:1])
        timed(self._network, request["warmup"])
        return timed(self._network, request["frames"])


def main() -> None:
    """argv: module, variant, ONNX, frames, folder, threads. What libraries print goes to stderr, which is the log."""
    module, name, onnx, frames, work, threads = sys.argv[1:]
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    worker = Worker(module, name, Job(Path(onnx), Path(frames), Path(work), int(threads)))
    for line in sys.stdin:
        try:
            reply = {"answer": worker.answer(json.loads(line))}
        except Exception as error:  # the caller reports a library's error in one line
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=replies)


if __name__ == "__main__":
    main()
