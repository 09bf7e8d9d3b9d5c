"""The Swift library in another package: it depends on catseye by path, segments frames, and links nothing of the converter."""

import os
import shutil
import subprocess

import numpy as np
import pytest

import glass
from programs import CATSEYE, ROOT, run

PACKAGE = ROOT / "Tests" / "Packages" / "Segment"


@pytest.fixture(scope="module")
def program():
    """Built in its own folder, by the swift that built the programs."""
    if shutil.which("swift") is None:
        pytest.skip("NO swift: the package that depends on the library is not built")
    scratch = ROOT / ".build" / "package"
    build = ["swift", "build", "--package-path", PACKAGE, "--scratch-path", scratch]
    # a user's machine has none of the gate's variables
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CATSEYE_")}
    result = subprocess.run(list(map(str, build)), capture_output=True, text=True, env=environment, check=False)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return scratch / "debug" / "segment"


@pytest.mark.parametrize("name, count", [("rgb24", 3), ("nv12", 1.5), ("gray8", 1)])
def test_a_frame(program, tmp_path, name, count):
    """Masks and scores equal the program's."""
    model = glass.make(tmp_path, 24, 16)
    frame = np.random.default_rng(2).integers(0, 256, int(50 * 30 * count), np.uint8).tobytes()
    result = run(program, model, name, 50, 30, stdin=frame)
    assert result.returncode == 0, result.stderr
    assert result.stderr.startswith(b"frame 42: most of it is ")
    expected = run(CATSEYE, "run", "--model", model, "--input", name, "--size", "50x30", "--scores", stdin=frame)
    assert len(expected.stdout) == 2 * 50 * 30 and result.stdout == expected.stdout


def test_what_is_refused(program, tmp_path):
    model = glass.make(tmp_path, 24, 16)
    cases = [(model, "nv12", 50, 30, b"10"), (tmp_path / "none.ceye", "nv12", 2, 2, b"123456"), (model, "nv12", 0, 30, b"1")]
    for *words, frame in cases:
        result = run(program, *words, stdin=frame)
        assert result.returncode == 1 and result.stderr.startswith(b"segment: ") and result.stderr.count(b"\n") == 1


def test_what_is_linked(program):
    """It links no argument parser, protobuf, libjpeg or libpng; malloc, exit and main's arguments stay those of the program that links
    it."""
    symbols = subprocess.run(["nm", program], capture_output=True, text=True, check=True).stdout.splitlines()
    defined = {line.split()[-1] for line in symbols if len(line.split()) == 3}
    undefined = {line.split()[-1].split("@")[0] for line in symbols if len(line.split()) == 2}
    assert "catseye_map_memory" in defined  # so nm finds what it should
    assert not {"malloc", "calloc", "realloc", "free", "catseye_exit", "catseye_argument_count"} & defined
    assert not {name for name in undefined if name in ("_exit", "_Exit", "__libc_malloc")}
    for word in ["ArgumentParser", "SwiftProtobuf", "jpeg", "png_"]:
        assert not [name for name in defined | undefined if word in name], word
    needed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    assert "jpeg" not in needed and "png" not in needed
