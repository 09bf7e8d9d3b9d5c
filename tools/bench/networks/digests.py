"""One digest on every machine: a model's test frame by each instruction set of this one, and on emulated AArch64 cores."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from contest.problem import Problem, last_line

INSTRUCTION_SETS = ("scalar", "sse", "avx2", "avxvnni", "avx512")
CORES = ("cortex-a53", "max")
"""NEON alone, and SMMLA."""
LACKING = 64
"""The exit status of an instruction set that this machine has not."""


def equal(program: Path, board: Path, model: Path) -> list[str]:
    """Where the digest was that of the file, which the conversion's own machine wrote; a Problem where it was not."""
    places = [([str(program)], {"CATSEYE_ISA": name}, name) for name in INSTRUCTION_SETS]
    places += [(["qemu-aarch64-static", "-cpu", core, str(board)], {}, core) for core in CORES]
    found = []
    for command, variables, name in places:
        done = subprocess.run(
            [*command, "selftest", "--model", str(model)], capture_output=True, check=False, env={**os.environ, **variables}
        )
        if done.returncode == LACKING and variables:
            continue
        if done.returncode != 0:
            raise Problem(f"{name}: {last_line(done.stderr.decode(errors='replace'), f'status {done.returncode}')}")
        found.append(name)
    return found
