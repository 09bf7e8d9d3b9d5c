"""The command line of `tools/zoo`."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from contest.options import Parser, at_least_one, processors
from contest.problem import Problem

from networks.catalogue import ENTRIES, Entry

ROOT = Path(__file__).resolve().parents[3]
HELD_TO = {"avx2": "avx2", "vnni": "avx512"}
"""Catseye's kernels for the values of --held."""


@dataclass(frozen=True)
class Options:
    """What the user asked for."""

    entries: tuple[Entry, ...]
    programs: Path
    work: Path
    venv: Path
    peers: tuple[str, ...]
    rounds: int
    frames: int
    calibration: int
    cpus: tuple[int, ...]
    float_only: bool
    isa: str | None
    held: str | None
    mixed: str
    emulated: bool
    board: Path = ROOT / "dist/aarch64/catseye"
    threads: int = 1


def _named(name: str) -> list[Entry]:
    """The network of that name; if there is none, those with the word in their names."""
    found = [entry for entry in ENTRIES if entry.name == name] or [entry for entry in ENTRIES if name in entry.name]
    if not found:
        raise Problem(f"no network is called {name}; --list says which there are", 64)
    return found


def parse(arguments: list[str]) -> Options:
    """Reads the command line; a Problem if something does not fit."""
    parser = Parser(
        prog="zoo",
        description="Builds the networks that people train, with random weights, converts each, and prints what came of it.",
        epilog="Exit status: 0 every network converts and computes what ONNX Runtime does, 1 some do not, 64 usage, 66 no input.",
    )
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="networks by name, or by a part of it (default: all)")
    add("--list", action="store_true", help="say which networks there are")
    add("--float-only", action="store_true", help="read and compare in float; convert nothing")
    add("--peers", default="onnxruntime,openvino", metavar="LIST", help="int8 engines to compare with (default: onnxruntime,openvino)")
    add("--rounds", type=at_least_one, default=5, metavar="N", help="turns of each engine on the clock (default: 5)")
    add("--frames", type=at_least_one, default=4, metavar="N", help="timed frames in a turn (default: 4)")
    add("--calibration", type=at_least_one, default=16, metavar="N", help="pictures that everybody is calibrated on (default: 16)")
    add("--cpus", metavar="LIST", help="processors to keep to (default: the last that this process may use)")
    add("--isa", metavar="NAME", help="catseye's kernels, as CATSEYE_ISA names them (default: the best of this machine)")
    add("--held", choices=list(HELD_TO), help="the peers, and catseye, as on a processor with nothing newer than AVX2, or than AVX-512 with VNNI")
    add("--mixed", choices=["auto", "full", "off"], default="auto", help="off: 8 bits everywhere, as the others have (default: auto)")
    add("--emulated", action="store_true", help="compare each model's digest on every instruction set and on emulated AArch64 cores (after tools/cross-build)")
    add("--programs", type=Path, default=ROOT / ".build/release", metavar="DIR", help="where the programs are (default: .build/release)")
    add("--work", type=Path, default=ROOT / ".build/zoo", metavar="DIR", help="where networks and models go (default: .build/zoo)")
    add("--venv", type=Path, default=ROOT / ".build/zoo-venv", metavar="DIR", help="the exporters' own environment (default: .build/zoo-venv)")
    given = parser.parse_args(arguments)
    if given.list:
        print("\n".join(f"{entry.name}: {entry.exporter}, operator set {entry.opset}" for entry in ENTRIES))
        raise SystemExit(0)
    wanted = {entry.name for name in given.names for entry in _named(name)}
    entries = tuple(entry for entry in ENTRIES if not wanted or entry.name in wanted)
    for program in ("catseye", "catseye-convert"):
        if not (given.programs / program).is_file():
            raise Problem(f"{given.programs}: no {program} there; swift build -c release --product {program}", 66)
    if given.emulated and not Options.board.is_file():
        raise Problem(f"{Options.board}: not there; run tools/cross-build first", 66)
    if given.emulated and shutil.which("qemu-aarch64-static") is None:
        raise Problem("qemu-aarch64-static is not installed (qemu-user-static)", 66)
    peers = tuple(name for name in given.peers.split(",") if name)
    return Options(
        entries=entries, programs=given.programs.absolute(), work=given.work.absolute(), venv=given.venv, peers=peers,
        rounds=given.rounds, frames=given.frames, calibration=given.calibration, cpus=processors(given.cpus, 1),
        float_only=given.float_only, isa=given.isa or HELD_TO.get(given.held), held=given.held, mixed=given.mixed,
        emulated=given.emulated,
    )
