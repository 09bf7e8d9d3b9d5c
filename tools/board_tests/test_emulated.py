"""Programs for AArch64 on emulated cores: the same bytes as this machine's."""

import functools
import json
import re
import subprocess

import pytest

import golden
from conftest import BOARD, CATSEYE, CPUS, ROOT, SIZE, emulated, run

PIXELS = SIZE[0] * SIZE[1]


def test_programs_are_static_and_small():
    for program in ["catseye", "checkkernels"]:
        path = str(BOARD / program)
        kind = subprocess.run(["readelf", "-h", "-l", "-d", path], capture_output=True, text=True, check=True).stdout
        assert "AArch64" in kind and "INTERP" not in kind and "no dynamic section" in kind
    assert (BOARD / "catseye").stat().st_size < 1_600_000


def test_no_tables_of_unicode_are_linked():
    """Code that compares strings by ==, or counts characters, brings 50 KB of tables for them; the module ByteStrings has what to use
    instead."""
    program = ROOT / ".build-aarch64" / "aarch64-none-none-elf" / "release" / "catseye"
    names = subprocess.run(["nm", str(program)], capture_output=True, text=True, check=True).stdout
    assert "catseye_clock" in names
    assert not re.findall(r"\S*(?:stdlib_nfd|stdlib_grapheme|stringCompare|GraphemeBreak)\S*", names)


@pytest.mark.parametrize("cpu", CPUS)
def test_kernels(cpu):
    result = emulated(cpu, BOARD / "checkkernels", "--count", 100)
    assert result.returncode == 0, result.stdout
    assert b" 0 failed" in result.stdout and b"neon" in result.stdout


@pytest.mark.parametrize("cpu", CPUS)
def test_selftest(cpu, models):
    for model in models:
        result = emulated(cpu, BOARD / "catseye", "selftest", "--model", model, "--json")
        assert result.returncode == 0, result.stderr
        report = json.loads(result.stdout)
        assert report["failures"] == [] and len(report["tests"]) >= 5
        assert report["isa"] == {"cortex-a53": "neon", "cortex-a72": "neon", "cortex-a76": "dotprod", "neoverse-n1": "dotprod", "max": "i8mm"}[cpu]


@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("cpu", CPUS)
def test_golden_masks(cpu, threads, models, stream):
    for model in models:
        here = run(CATSEYE, "run", "--model", model, stdin=stream)
        there = emulated(cpu, BOARD / "catseye", "run", "--model", model, "--threads", threads, stdin=stream)
        assert here.returncode == there.returncode == 0, there.stderr
        assert len(here.stdout) == 3 * PIXELS and here.stdout == there.stdout


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
@pytest.mark.parametrize("cpu", CPUS)
def test_golden_digest(cpu, threads):
    """The digest of tools/tests/golden.py, by Embedded Swift and this core's kernels."""
    call = functools.partial(emulated, cpu, BOARD / "catseye")
    for model in [golden.SMALL, golden.SPEED]:
        assert golden.digest(call, model, "--threads", threads) == golden.GOLDEN[model]


@pytest.mark.parametrize("cpu", CPUS)
def test_pairs_are_computed_where_there_are_dot_products(cpu):
    steps = json.loads(emulated(cpu, BOARD / "catseye", "info", "--model", golden.SPEED, "--json").stdout)["steps"]
    kernels = [step["kernel"] for step in steps if step["kernel"].startswith("f23")]
    expected = {"cortex-a76": "f23_sdot", "neoverse-n1": "f23_sdot", "max": "f23_smmla"}
    assert kernels == ([expected[cpu]] * 7 if cpu in expected else []), kernels


RAW = ["--size", f"{SIZE[0]}x{SIZE[1]}", "--input"]


@pytest.mark.parametrize(
    "options, cut, status",
    [
        (["--output", "overlay"], None, 0),
        (["--output", "logits"], None, 0),
        (["--output-size", "model"], None, 0),
        (["--smooth", "2", "--scores"], None, 0),
        (["--roi", "120x100+33+50", "--fit", "crop"], None, 0),
        (["--on-corrupt", "repeat"], 5000, 0),
        ([], 5000, 0),
        ([], 100, 65),
        ([], 0, 66),
        ([*RAW, "rgb24"], 3 * PIXELS, 0),
        ([*RAW, "bgr24"], 3 * PIXELS, 0),
        ([*RAW, "gray8"], 3 * PIXELS, 0),
        ([*RAW, "yuyv422", "--fit", "letterbox"], 2 * PIXELS, 0),
        ([*RAW, "nv12", "--fit", "crop"], 3 * PIXELS // 2, 0),
        (["--output", "overlay", "--output-format", "y4m"], None, 0),
        ([*RAW, "rgb24"], 3 * PIXELS + 7, 65),
        (["--size", "0x1"], None, 64),
    ],
)
def test_streams(options, cut, status, models, stream):
    """Every way through the program, good and bad, gives this machine's bytes, status and remarks."""
    data = stream if cut is None else (stream * 40)[:cut] if "--input" in options or cut < 200 else broken(stream, cut)
    arguments = ["run", "--model", models[0], "--stats", "json", *options]
    here = run(CATSEYE, *arguments, stdin=data)
    there = emulated("cortex-a53", BOARD / "catseye", *arguments, stdin=data)
    assert here.returncode == there.returncode == status, there.stderr
    assert here.stdout == there.stdout
    assert remarks(here) == remarks(there)


def broken(stream, cut):
    """The stream, with its second frame cut short."""
    second = stream.index(b"\xff\xd9") + 2
    third = stream.index(b"\xff\xd9", second) + 2
    return stream[: second + cut] + stream[third:]


def remarks(result):
    return [line for line in result.stderr.decode().splitlines() if line.startswith("catseye: ")]
