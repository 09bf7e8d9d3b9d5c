"""The digest of a model's test frame must be the same everywhere: for each instruction set of this machine, and on emulated AArch64
cores."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from contest.problem import Problem, last_line

INSTRUCTION_SETS = ("scalar", "sse", "avx2", "avxvnni", "avx512")
CORES = ("cortex-a53", "max")
"""Cores with NEON alone, and with SMMLA."""
LACKING = 64
"""The exit status for an instruction set that this machine lacks."""


def equal(program: Path, board: Path, model: Path) -> list[str]:
    """Where the digest equals the one in the file, which the machine of the conversion wrote; raises a Problem where it does not."""
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
