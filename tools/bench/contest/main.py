"""The contest: pictures, networks, masks, rounds, table. Runs in the peers' environment; `tools/bench/peers` starts it."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import sys

import numpy as np

from contest import catseye, environment, pictures, table
from contest.options import Options, parse
from contest.peer import Job, Peer
from contest.peers.onnxruntime import load_float
from contest.problem import Problem
from contest.remote import Remote
from contest.rounds import race
from contest.worker import masks as masks_of

WRONG = 0.9
"""An engine whose masks agree with the float network's in a smaller share of the pixels does not compute this network."""


def say(line: str) -> None:
    """Prints progress and what is left out, on standard error."""
    print(f"peers: {line}", file=sys.stderr, flush=True)


class Contest:
    """The engines that take part, and the reasons why others do not."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._own = catseye.Catseye(options, options.model)
        images = options.pictures or catseye.scenes(options.programs / "catseye-convert", options.work, options.frame_limit)
        size = self._own.input
        self._pictures = pictures.read(images, options.frame_limit, size["width"], size["height"])
        frames = pictures.normalised(self._pictures, size)
        digest = hashlib.sha256(options.onnx.read_bytes() + frames.tobytes()).hexdigest()[:12]
        self._folder = options.work.absolute() / digest
        self._folder.mkdir(parents=True, exist_ok=True)
        self._frames = self._folder / "frames.npy"
        np.save(self._frames, frames)
        self._left_out: dict[str, str] = {}
        self._versions: dict[str, str] = {}
        self._agreement: dict[str, float] = {}
        self._remotes: list[Remote] = []

    def run(self) -> str:
        """Runs the whole contest; returns what is to be printed."""
        try:
            self._prepare()
            engines = [self._own, *self._remotes]
            say(f"{self._options.rounds} rounds of {len(engines)} engines")
            pause = 0.3 if self._options.threads > 1 else 0.05
            figures = race(engines, self._options.rounds, self._options.frames, pause, self._left_out)
        finally:
            for remote in self._remotes:
                remote.close()
        if self._own.name not in figures:
            raise Problem(self._left_out[self._own.name])
        base = figures[self._own.name].median
        rows = [
            table.Row(
                engine.engine, engine.precision, figures[engine.name].median, figures[engine.name].best,
                figures[engine.name].median / base, self._agreement[engine.name], figures[engine.name].turns,
            )
            for engine in engines
            if engine.name in figures
        ]
        return self._told(rows)

    def _prepare(self) -> None:
        job = Job(self._options.onnx.absolute(), self._frames, self._folder, len(self._options.cpus))
        truth = self._truth(job)
        own = self._own.masks(self._pictures)
        self._agreement[self._own.name] = float((own == truth).mean())
        for module in self._options.peers:
            peer: Peer = importlib.import_module(f"contest.peers.{module}").PEER
            self._left_out.update({line.split(":")[0]: line for line in peer.unable})
            try:
                environment.install(self._options.venv.absolute(), peer.packages, peer.alone)
            except Problem as problem:
                self._left_out[module] = f"{module}: {problem}"
                continue
            self._versions.update({name: importlib.metadata.version(name) for name in (*peer.packages, *peer.alone)})
            for variant in peer.variants:
                remote = Remote(module, variant, job.onnx, self._frames, self._folder, self._options)
                say(f"{variant.name}: converting, loading, comparing masks")
                try:
                    remote.build()
                    self._agreement[remote.name] = float((remote.masks() == truth).mean())
                    if self._agreement[remote.name] < WRONG:
                        share = self._agreement[remote.name]
                        raise Problem(f"{remote.name}: wrong masks (only {share:.2%} agree), so its time says nothing")
                    self._remotes.append(remote)
                except Problem as problem:
                    remote.close()
                    self._left_out[remote.name] = str(problem)

    def _truth(self, job: Job) -> np.ndarray:
        """The float network's masks, by ONNX Runtime."""
        try:
            truth = masks_of(load_float(job), job.samples())
        except Exception as error:  # its exceptions have no common class
            raise Problem(f"{self._options.onnx}: ONNX Runtime cannot run it on {self._frames}: {error}"[:300], 65) from None
        if truth.shape != self._pictures.shape[:3]:
            raise Problem(f"{self._options.onnx}: its masks are {truth.shape[1:]}, the model's {self._pictures.shape[1:3]}", 65)
        return truth

    def _told(self, rows: list[table.Row]) -> str:
        options, left_out = self._options, list(self._left_out.values())
        facts: dict[str, object] = {
            "machine": table.machine(), "network": options.onnx.name, "threads": options.threads, "cpus": list(options.cpus),
            "rounds": options.rounds, "frames": options.frames, "pictures": len(self._pictures), "versions": self._versions,
        }
        for line in left_out:
            say(f"left out: {line}")
        if options.json:
            return table.as_json(rows, facts, left_out)
        threads = f"{options.threads} thread{'s' if options.threads > 1 else ''}"
        heading = f"{options.onnx.name}, {threads}, {options.rounds} rounds of {options.frames} frames; {table.machine()}"
        return table.text(rows, heading, [", ".join(f"{name} {version}" for name, version in self._versions.items())])


def main() -> int:
    """Returns the exit status."""
    try:
        print(Contest(parse(sys.argv[1:])).run())
        return 0
    except Problem as problem:
        return problem.tell()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
