"""Which system calls the programs make while frames pass: reads, writes, the clock, and threads that wait for each other."""

import collections
import shutil

import pytest

import glass
from programs import CATSEYE, run

# poll: a thread that waits for a frame also waits for a signal to stop
ALLOWED = {"read", "write", "clock_gettime", "futex", "poll"}
SIDE = 64


def _can_trace():
    return bool(shutil.which("strace")) and run("strace", "-qq", "-o", "/dev/null", "true").returncode == 0


pytestmark = pytest.mark.skipif(not _can_trace(), reason="NO SYSTEM CALLS SEEN: strace is missing, or may not trace here")


def calls(folder, *arguments, stdin=b""):
    """How often all threads made each system call."""
    trace = folder / "trace"
    # glibc trims a thread's new arena at one end or at both, by its random address; without arenas, starts are alike
    command = ["-f", "-qq", "--signal=none", "-E", "GLIBC_TUNABLES=glibc.malloc.arena_max=1", "-o", trace, CATSEYE, *arguments]
    result = run("strace", *command, stdin=stdin)
    assert result.returncode == 0, result.stderr
    # a line has a thread's number and a call; a call that another thread's interrupts is listed twice
    told = (line.split(maxsplit=1)[1] for line in trace.read_text().splitlines())
    return collections.Counter(call.split("(")[0] for call in told if "(" in call and not call.startswith("<..."))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return glass.make(tmp_path_factory.mktemp("glass"), SIDE, SIDE)


def more(few, many):
    """The calls that additional frames caused, without those for threads and streams."""
    return {call for call in many if many[call] > few[call]} - ALLOWED


@pytest.mark.parametrize("threads", [1, 2])
def test_bench(model, tmp_path, threads):
    few, many = (
        calls(tmp_path, "bench", "--model", model, "--threads", threads, "--frames", frames, "--json")
        for frames in (50, 500)
    )
    assert not more(few, many)
    assert all(many[call] == few[call] for call in ALLOWED - {"futex"})


@pytest.mark.parametrize(
    ("source", "output", "threads"), [("raw", "mask", 1), ("raw", "mask", 2), ("mjpeg", "overlay", 2), ("mjpeg", "json", 2)]
)
def test_run(model, tmp_path, frames, source, output, threads):
    options = ["--input", "rgb24", "--size", f"{SIDE}x{SIDE}"] if source == "raw" else []
    frame = bytes(3 * SIDE * SIDE) if source == "raw" else frames[0]
    few, many = (
        calls(tmp_path, "run", "--model", model, "--threads", threads, "--output", output, *options, stdin=frame * count)
        for count in (20, 120)
    )
    assert not more(few, many)
    assert many["write"] - few["write"] >= 100
