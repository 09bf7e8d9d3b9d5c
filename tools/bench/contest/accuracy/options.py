"""The command line of `tools/bench/accuracy_peers`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from contest.options import ROOT, Parser, at_least_one
from contest.problem import Problem

PROGRAM = "accuracy_peers"
PEERS = ("onnxruntime", "openvino")


@dataclass(frozen=True)
class Options:
    """What the user asked for."""

    onnx: Path
    calibrate: Path
    data: Path
    frames: int
    sets: int
    only: tuple[str, ...]
    quantize: tuple[str, ...]
    programs: Path
    work: Path
    venv: Path
    threads: int
    json: bool

    @property
    def cpus(self) -> tuple[int, ...]:
        """Where all of them run: anywhere, because nothing is timed here."""
        return tuple(sorted(os.sched_getaffinity(0)))


def _parser() -> Parser:
    parser = Parser(
        prog=PROGRAM,
        description="Quantises one float network by Catseye, ONNX Runtime and NNCF on the same frames, and compares what it cost.",
        epilog="Exit status: 0 done, 1 Catseye is behind a peer or something failed, 64 usage, 65 bad data, 66 no input.",
    )
    add = parser.add_argument
    add("--onnx", type=Path, default=ROOT / "weights/city.onnx", help="the float network (default: weights/city.onnx)")
    add("--calibrate", type=Path, required=True, metavar="DIR", help="photos that everybody is calibrated on")
    add("--data", type=Path, required=True, metavar="DIR", help="images/, labels/ and classes.json, as `catseye-convert label` writes them")
    add("--frames", type=at_least_one, default=32, metavar="N", help="at most so many photos of --calibrate, evenly spread (default: 32)")
    add("--sets", type=at_least_one, default=1, metavar="N",
        help="quantise by N sets of --frames photos that have none in common, and tell means and deviations (default: 1)")
    add("--only", default="", metavar="LIST", help="only the peers whose names begin so, as 'NNCF,ONNX Runtime MinMax' (default: all)")
    add("--quantize", default="", metavar="OPTIONS", help="further options of `catseye-convert quantize`, as '--method mse' (default: none)")
    add("--threads", type=at_least_one, default=len(os.sched_getaffinity(0)), metavar="N", help="of the peers (default: all processors)")
    add("--programs", type=Path, default=ROOT / ".build/release", metavar="DIR", help="where catseye and catseye-convert are (default: .build/release)")
    add("--work", type=Path, default=ROOT / ".build/peers", metavar="DIR", help="where what was converted is kept (default: .build/peers)")
    add("--venv", type=Path, default=ROOT / ".build/peers-venv", metavar="DIR", help="the peers' own environment (default: .build/peers-venv)")
    add("--json", action="store_true", help="one JSON object instead of the table")
    return parser


def parse(arguments: list[str]) -> Options:
    """Reads the command line; a Problem if something does not fit."""
    given = _parser().parse_args(arguments)
    if not given.onnx.is_file():
        raise Problem(f"{given.onnx}: no such file", 66)
    for folder in (given.calibrate, given.data):
        if not folder.is_dir():
            raise Problem(f"{folder}: no such directory", 66)
    for program in ("catseye", "catseye-convert"):
        if not (given.programs / program).is_file():
            raise Problem(f"{given.programs}: no {program} there; swift build -c release --product {program}", 66)
    return Options(
        onnx=given.onnx, calibrate=given.calibrate, data=given.data, frames=given.frames, sets=given.sets,
        only=tuple(name.strip() for name in given.only.split(",") if name.strip()), quantize=tuple(given.quantize.split()),
        programs=given.programs, work=given.work, venv=given.venv, threads=given.threads, json=given.json,
    )
