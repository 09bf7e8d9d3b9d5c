"""The command line."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from contest.problem import Problem

ROOT = Path(__file__).resolve().parents[3]
PEERS = ("onnxruntime", "openvino", "ncnn", "mnn", "litert")


@dataclass(frozen=True)
class Options:
    """What the user asked for."""

    onnx: Path
    model: Path
    pictures: Path | None
    programs: Path
    work: Path
    venv: Path
    peers: tuple[str, ...]
    rounds: int
    frames: int
    threads: int
    cpus: tuple[int, ...]
    frame_limit: int
    isa: str | None
    json: bool


class Parser(argparse.ArgumentParser):
    """An error is a Problem."""

    def error(self, message: str) -> NoReturn:
        raise Problem(f"{message}; see --help", 64)


def at_least_one(text: str) -> int:
    """A number of things, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _parser() -> Parser:
    parser = Parser(
        prog="peers",
        description="Times catseye against other CPU engines: same network, same cores, batch 1, in turns.",
        epilog="Exit status: 0 done, 64 usage, 65 bad data, 66 no input, 1 anything else. What each figure means: README.md beside.",
    )
    add = parser.add_argument
    add("--onnx", type=Path, default=ROOT / "weights/city.onnx", help="the float network (default: weights/city.onnx)")
    add("--model", type=Path, default=ROOT / "weights/city.ceye", help="the same network for catseye (default: weights/city.ceye)")
    add("--pictures", type=Path, metavar="DIR",
        help="pictures that the peers are calibrated on and that masks are compared on (default: generated street scenes)")
    add("--frame-limit", type=at_least_one, default=32, metavar="N", help="at most so many pictures (default: 32)")
    add("--peers", default=",".join(PEERS), metavar="LIST", help=f"which peers (default: {','.join(PEERS)})")
    add("--rounds", type=at_least_one, default=9, metavar="N", help="turns of each engine (default: 9)")
    add("--frames", type=at_least_one, default=5, metavar="N", help="timed frames in a turn (default: 5)")
    add("--threads", type=at_least_one, default=1, metavar="N", help="of every engine, each on a processor of its own (default: 1)")
    add("--cpus", metavar="LIST", help="processors to keep to, as 0,1 (default: the last that this process may use)")
    add("--isa", metavar="NAME", help="catseye's kernels, as CATSEYE_ISA names them, for instance avx2 (default: the best of this machine)")
    add("--programs", type=Path, default=ROOT / ".build/release", metavar="DIR", help="where catseye and catseye-convert are (default: .build/release)")
    add("--work", type=Path, default=ROOT / ".build/peers", metavar="DIR", help="where pictures, converted models and logs go (default: .build/peers)")
    add("--venv", type=Path, default=ROOT / ".build/peers-venv", metavar="DIR", help="the peers' own environment (default: .build/peers-venv)")
    add("--json", action="store_true", help="one JSON object instead of the table")
    return parser


def processors(text: str | None, threads: int) -> tuple[int, ...]:
    allowed = sorted(os.sched_getaffinity(0))
    if text is None:
        chosen = allowed[-threads:]
    else:
        try:
            chosen = sorted({int(part) for part in text.split(",")})
        except ValueError:
            raise Problem(f"--cpus {text}: not a list of processors, as 0,1", 64) from None
    missing = [str(cpu) for cpu in chosen if cpu not in allowed]
    if missing:
        raise Problem(f"--cpus: this process may not use {', '.join(missing)}; it may use {', '.join(map(str, allowed))}", 64)
    if len(chosen) < threads:
        raise Problem(f"--threads {threads}: there are only {len(chosen)} processors to run on", 64)
    return tuple(chosen)


def parse(arguments: list[str]) -> Options:
    """Reads the command line; a Problem if something does not fit."""
    given = _parser().parse_args(arguments)
    peers = tuple(name for name in given.peers.split(",") if name)
    unknown = [name for name in peers if name not in PEERS]
    if unknown:
        raise Problem(f"--peers: no {unknown[0]}; there are {', '.join(PEERS)}", 64)
    for path in (given.onnx, given.model):
        if not path.is_file():
            raise Problem(f"{path}: no such file", 66)
    if given.pictures is not None and not given.pictures.is_dir():
        raise Problem(f"{given.pictures}: no such directory", 66)
    for program in ("catseye", "catseye-convert"):
        if not (given.programs / program).is_file():
            raise Problem(f"{given.programs}: no {program} there; swift build -c release --product {program}", 66)
    return Options(
        onnx=given.onnx, model=given.model, pictures=given.pictures, programs=given.programs, work=given.work, venv=given.venv,
        peers=peers, rounds=given.rounds, frames=given.frames, threads=given.threads,
        cpus=processors(given.cpus, given.threads), frame_limit=given.frame_limit, isa=given.isa, json=given.json,
    )
