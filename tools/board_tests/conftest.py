"""The board's files as tools/cross-build makes them, run under emulation, and small models for them."""

import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "tests"))

from programs import CATSEYE, CONVERT, run  # noqa: E402

BOARD = ROOT / "dist" / "aarch64"
CPUS = ["cortex-a53", "cortex-a72", "cortex-a76", "neoverse-n1", "max"]
SIZE = (200, 150)


def emulated(cpu, program, *arguments, stdin=b"", root=None):
    """Runs an AArch64 program on this emulated core; `root` has its dynamic libraries, where it needs some."""
    library = ["-L", str(root)] if root else []
    return run("qemu-aarch64-static", *library, "-cpu", cpu, program, *arguments, stdin=stdin)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("board")


@pytest.fixture(scope="session")
def stream(folder):
    """A few frames as MJPEG."""
    size = f"{SIZE[0]}x{SIZE[1]}"
    assert run(CONVERT, "scenes", "-o", folder, "--frames", 3, "--size", size, "--format", "mjpeg").returncode == 0
    return (folder / "stream.mjpeg").read_bytes()


@pytest.fixture(scope="session")
def picture(folder, stream):
    """The first frame as PPM."""
    from PIL import Image

    path = folder / "frame.ppm"
    cut = stream.index(b"\xff\xd9") + 2
    (folder / "frame.jpg").write_bytes(stream[:cut])
    Image.open(folder / "frame.jpg").save(path)
    return path


@pytest.fixture(scope="session")
def models(folder):
    """Micro-models: raw skips with LeakyReLU, and activated skips with ReLU."""
    photos = folder / "photos"
    size = f"{SIZE[0]}x{SIZE[1]}"
    assert run(CONVERT, "scenes", "-o", photos, "--frames", 4, "--size", size).returncode == 0
    made = []
    for name in ["seed_tiny_dynamo", "activated_relu_torchscript"]:
        model = folder / f"{name}.ceye"
        onnx = ROOT / "Tests" / "ConversionTests" / "Fixtures" / f"{name}.onnx"
        result = run(CONVERT, "quantize", onnx, "-o", model, "--calibrate", photos / "images")
        assert result.returncode == 0, result.stderr
        made.append(model)
    return made


def compiler(name):
    """The path of a compiler, or the test is skipped."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"NO {name}: the C examples are not built with it")
    return path


def build(command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stderr == "", "warnings"
