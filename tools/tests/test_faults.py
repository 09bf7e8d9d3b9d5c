"""Each call of the start fails once, in turn: one clear line, the right status, no hang. Calls that do only half of what they are
asked, or are interrupted, change no byte."""

import errno
import shutil
import subprocess

import pytest

import glass
from programs import CATSEYE, ROOT, run

WIDTH, HEIGHT = 16, 12
FRAMES = bytes(range(256)) * (3 * WIDTH * HEIGHT * 3 // 256 + 1)
FRAMES = FRAMES[: 3 * WIDTH * HEIGHT * 3]
# The kinds of calls (tools/faults/faults.c): the errors that the system may give, and the exit statuses that may follow.
FAULTS = {
    "allocate": (errno.ENOMEM, {74}),
    "read": (errno.EIO, {0, 74}),  # the program can run without these facts about processors
    "write": (errno.ENOSPC, {74}),
    "map": (errno.ENOMEM, {74}),
    "thread": (errno.EAGAIN, {74}),
    "clock": (errno.EINVAL, {0}),
    "open": (errno.EACCES, {0, 66}),
    "poll": (errno.ENOMEM, {0, 74}),
    "descriptor": (errno.EMFILE, {74}),
}


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    """Runs the program with failing calls."""
    compiler = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
    if compiler is None:
        pytest.skip("NO C COMPILER: no call fails")
    folder = tmp_path_factory.mktemp("faults")
    library = folder / "faults.so"
    source = ROOT / "tools" / "faults" / "faults.c"
    subprocess.run([compiler, "-O1", "-Wall", "-Werror", "-fPIC", "-shared", source, "-o", library, "-ldl"], check=True)
    model = glass.make(folder, WIDTH, HEIGHT)

    def call(*options, stdin=FRAMES, **settings):
        environment = {"LD_PRELOAD": str(library), **{f"FAULT_{name}": str(value) for name, value in settings.items()}}
        raw = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}"]
        return run(CATSEYE, "run", "--model", model, "--threads", 3, *(options or raw), stdin=stdin, environment=environment, timeout=60)

    def counts():
        path = folder / "counts"
        assert call(COUNTS=path).returncode == 0
        return {name: int(count) for name, count in (line.split() for line in path.read_text().splitlines())}

    call.counts = counts()
    return call


@pytest.fixture(scope="module")
def sound(faults):
    result = faults()
    assert result.returncode == 0 and len(result.stdout) == 3 * WIDTH * HEIGHT, result.stderr
    return result.stdout


@pytest.mark.parametrize("kind", FAULTS)
def test_each_call_fails_once(faults, sound, kind):
    error, allowed = FAULTS[kind]
    count = faults.counts[kind] if kind != "write" else 3  # one for each frame; after these come the figures on standard error
    assert count > 0
    statuses = {}
    for number in range(1, count + 1):
        result = faults(CALL=kind, AT=number, ERRNO=error)
        where = (kind, number, result.returncode, result.stderr)
        assert result.returncode in allowed, where
        assert sound.startswith(result.stdout), where
        lines = [line for line in result.stderr.decode().splitlines() if line.startswith("catseye: ")]
        if result.returncode == 0:
            assert result.stdout == sound, where
        else:
            assert len(lines) == 1 and len(lines[0]) < 300, where
        statuses[result.returncode] = statuses.get(result.returncode, 0) + 1
    print(f"{kind}: {count} calls; statuses {statuses}")


def test_short_and_interrupted_calls_change_no_byte(faults, sound):
    assert faults(SHORT=1).stdout == sound
    assert faults(EINTR=1).stdout == sound
    assert faults(SHORT=1, EINTR=1).stdout == sound
