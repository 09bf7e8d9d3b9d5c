"""Tests all networks, and prints a line of the table for each. It runs in the exporters' environment; `tools/zoo` starts it."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass, field

from contest import environment
from contest.catseye import Catseye
from contest.peer import Job, Peer
from contest.problem import Problem
from contest.remote import Remote
from contest.rounds import race

from networks import digests
from networks.catalogue import Entry
from networks.options import Options, parse
from networks.subject import Subject, agreement, noise

FLOAT_LIMIT = 1e-4
VARIANTS = {"onnxruntime": "ONNX Runtime int8", "openvino": "OpenVINO int8 performance"}
"""The variant of each peer that the table shows."""
HELD = {None: "", "avx2": ", AVX2", "vnni": ", VNNI"}
"""The end of its name where all engines are held to a processor."""


def say(line: str) -> None:
    """Prints progress on standard error."""
    print(f"zoo: {line}", file=sys.stderr, flush=True)


@dataclass
class Figures:
    """An engine's results on one network."""

    noise: float
    agreement: float
    milliseconds: float | None = None


@dataclass
class Row:
    """The table's entries for one network."""

    entry: Entry
    operations: int = 0
    gmac: float = 0
    float_error: float = 0
    arena: int = 0
    engines: dict[str, Figures] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    """Where the digest of the model's test frame was the same."""
    problem: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it converts, and whether the float network computes what ONNX Runtime computes."""
        return not self.problem and self.float_error <= FLOAT_LIMIT

    def text(self, engines: list[str]) -> str:
        """A line of Markdown."""

        def cells(show: str) -> str:
            found = [self.engines.get(name) for name in engines]
            return " / ".join("-" if one is None or getattr(one, show) is None else _shown(one, show) for one in found)

        entry = self.entry
        start = f"| {entry.name} | {entry.exporter} {entry.opset} | {entry.channels}x{entry.height}x{entry.width} | "
        if self.problem:
            return start + f"{self.problem} |" + " |" * 7
        return start + (
            f"{self.operations} | {self.gmac:.2f} | {self.float_error:.0e} | {cells('noise')} | {cells('agreement')} | "
            f"{cells('milliseconds')} | {self.arena / 1e6:.2f} | {', '.join(self.places) or '-'} |"
        )


def _shown(figures: Figures, show: str) -> str:
    return {"noise": "{:.1f}", "agreement": "{:.2%}", "milliseconds": "{:.1f}"}[show].format(getattr(figures, show))


def heading(engines: list[str]) -> str:
    """The table's first lines."""
    names = ["network", "exporter", "input", "operations", "G MAC", "float error", "dB", "agreement", "ms", "arena, MB", "same bytes on"]
    return (
        f"dB (signal to noise at the output), agreement of masks and ms a frame on one core: {' / '.join(engines)}\n\n"
        f"| {' | '.join(names)} |\n|{'---|' * len(names)}"
    )


class Zoo:
    """Every network, one after the other."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.engines = ["catseye"] if options.float_only else ["catseye", *map(self._variant, options.peers)]

    def row(self, entry: Entry) -> Row:
        """Builds, reads, converts and measures a network."""
        row = Row(entry)
        subject = Subject(entry, self._options)
        try:
            say(f"{entry.name}: exporting")
            subject.build()
            row.operations, row.gmac, row.float_error = subject.inspected()
            if not self._options.float_only:
                say(f"{entry.name}: converting")
                row.arena = subject.quantise()
                if self._options.emulated:
                    say(f"{entry.name}: digests")
                    row.places = digests.equal(self._options.programs / "catseye", self._options.board, subject.model)
                self._measure(row, subject)
        except Problem as problem:
            row.problem = str(problem)
        return row

    def _measure(self, row: Row, subject: Subject) -> None:
        own = Catseye(self._options, subject.model)
        outputs = {"catseye": subject.int8()}
        remotes = self._peers(subject)
        try:
            for remote in list(remotes):
                try:
                    outputs[remote.name] = subject.planes(remote.logits(subject.frames))
                except Problem as problem:  # it cannot load what it made
                    remotes.remove(remote)
                    remote.close()
                    say(f"left out: {problem}")
            for name, output in outputs.items():
                row.engines[name] = Figures(noise(output, subject.truth), agreement(output, subject.truth))
            failed: dict[str, str] = {}
            say(f"{subject.entry.name}: {self._options.rounds} rounds of {1 + len(remotes)} engines")
            times = race([own, *remotes], self._options.rounds, self._options.frames, 0.05, failed)
            for name, turns in times.items():
                row.engines["catseye" if name == own.name else name].milliseconds = turns.median
            for line in failed.values():
                say(f"left out: {line}")
        finally:
            for remote in remotes:
                remote.close()

    def _variant(self, peer: str) -> str:
        return VARIANTS[peer] + HELD[self._options.held]

    def _peers(self, subject: Subject) -> list[Remote]:
        remotes = []
        for module in self._options.peers:
            peer: Peer = importlib.import_module(f"contest.peers.{module}").PEER
            environment.install(self._options.venv.absolute(), peer.packages, peer.alone)
            variant = next(variant for variant in peer.variants if variant.name == self._variant(module))
            remote = Remote(module, variant, subject.onnx, subject.calibration, subject.folder, self._options)
            try:
                say(f"{subject.entry.name}: {variant.name}, converting")
                remote.build()
                remotes.append(remote)
            except Problem as problem:
                remote.close()
                say(f"left out: {problem}")
        return remotes


def main() -> int:
    """Returns the exit status."""
    try:
        options = parse(sys.argv[1:])
        zoo = Zoo(options)
        print(heading(zoo.engines), flush=True)
        rows = []
        for entry in options.entries:
            rows.append(zoo.row(entry))
            print(rows[-1].text(zoo.engines), flush=True)
        bad = [row.entry.name for row in rows if not row.is_good]
        print(f"\n{len(rows) - len(bad)} of {len(rows)} convert and compute in float what ONNX Runtime does", flush=True)
        return 1 if bad else 0
    except Problem as problem:
        return problem.tell("zoo")
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
