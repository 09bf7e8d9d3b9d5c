"""The paths of programs, models and data, and how tests call the programs."""

import os
import pathlib
import platform
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
# tools/coverage sets programs of its own
RELEASE = pathlib.Path(os.environ.get("CATSEYE_PROGRAMS", ROOT / ".build" / "release"))
CATSEYE = RELEASE / "catseye"
CONVERT = RELEASE / "catseye-convert"
WEIGHTS = ROOT / "weights"
SHIPPED = sorted(path.stem for path in WEIGHTS.glob("*.ceye"))
MODEL = WEIGHTS / "city.ceye"
FLOAT = WEIGHTS / "city.onnx"
CAMVID = ROOT.parent / "shared" / "data" / "camvid"


def _instruction_sets():
    """The instruction sets of this machine, as CATSEYE_ISA names them, without `scalar`."""
    try:
        words = set(pathlib.Path("/proc/cpuinfo").read_text().split())
    except OSError:
        words = set()
    if platform.machine() == "x86_64":
        flags = {"sse": "sse4_1", "avx2": "avx2", "avxvnni": "avx_vnni", "avx512": "avx512_vnni"}
    else:
        flags = {"neon": "asimd", "dotprod": "asimddp", "i8mm": "i8mm"}
    return [isa for isa, flag in flags.items() if flag in words]


FAST_ISAS = _instruction_sets()
ISAS = ["scalar", *FAST_ISAS]


def run(program, *arguments, stdin=b"", environment=None, timeout=300):
    """Runs a program on bytes; the result has returncode, stdout and stderr (bytes)."""
    return subprocess.run(
        [str(program), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=timeout,
        env={**os.environ, **(environment or {})},
        check=False,
    )


def one_line(result, program="catseye"):
    """The one line that a failed call wrote to stderr; raises an AssertionError if it wrote anything else."""
    lines = result.stderr.decode().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"{program}: "), lines
    return lines[0]
