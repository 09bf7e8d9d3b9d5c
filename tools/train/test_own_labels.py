"""README's recipe for own data, as a user runs it: one call labels training and validation, a small network learns, and its scores
make sense; labels of two calls are refused by every program that reads both."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

for _package in ("torch", "numpy", "PIL", "onnx", "onnxruntime", "onnxscript", "tqdm", "matplotlib"):
    pytest.importorskip(_package, reason=f"{_package} is missing: pip install -r tools/train/requirements.txt")

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
CONVERT = HERE.parents[1] / ".build" / "release" / "catseye-convert"
NETWORK = "--size 96 64 --widths 8 16 32 --stem 8 --skips activated --leak 0.1".split()
RECIPE = "--crop 96 64 --scale 1 1.3 --batch 4 --lr 4e-3 --ema 0.97 --epochs 12 --val-every 4 --class-power 0.2".split()

pytestmark = pytest.mark.skipif(
    not CONVERT.exists(), reason="catseye-convert is not built: swift build -c release --product catseye-convert"
)


def call(*command: object, status: int = 0) -> subprocess.CompletedProcess:
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    assert done.returncode == status, done.stderr.decode()
    return done


def pairs(folder: Path, frames: int, seed: int) -> Path:
    cuts = ["--cut", "2", "--step", "12", "--size", "144x96", "--format", "pairs"]
    call(CONVERT, "scenes", "-o", folder, "--frames", frames, "--seed", seed, *cuts)
    return folder


def apart(source: Path, folder: Path) -> tuple[Path, Path]:
    """The halves of pairs as JPEG photos and PNG masks in two directories; the colours are exactly the palette's."""
    colours = np.array([entry["colour"] for entry in json.loads((source / "palette.json").read_text())])
    for name in ("photos", "masks"):
        (folder / name).mkdir(parents=True)
    for path in sorted(source.glob("*.jpg")):
        pixels = np.asarray(Image.open(path)).astype(int)
        half = pixels.shape[1] // 2
        Image.fromarray(pixels[:, :half].astype(np.uint8)).save(folder / "photos" / path.name, quality=95)
        nearest = np.abs(pixels[:, half:, None] - colours).sum(3).argmin(2)
        Image.fromarray(colours[nearest].astype(np.uint8)).save(folder / "masks" / f"{path.stem}_mask.png")
    return folder / "photos", folder / "masks"


def test_one_call_trains_to_sensible_scores(tmp_path: Path) -> None:
    photos, masks = apart(pairs(tmp_path / "pairs", 120, 11), tmp_path / "own")
    data, run, net, model = tmp_path / "data", tmp_path / "run", tmp_path / "net.onnx", tmp_path / "net.ceye"
    said = call(CONVERT, "label", "--photos", photos, "--masks", masks, "-o", data, "--split", "0.2").stderr.decode()
    assert "96 photos, and 24 for validation" in said
    call(sys.executable, HERE / "train.py", "--data", data, "--val", data / "val", "--run", run, *NETWORK, *RECIPE, "--device", "cpu")
    call(sys.executable, HERE / "export.py", run / "best.pt", "-o", net)
    call(CONVERT, "quantize", net, "-o", model, "--calibrate", data, "--terms", "for this test alone")
    scores = json.loads(call(CONVERT, "evaluate", "--float", net, "--model", model, "--data", data / "val", "--json").stdout)
    shares = [entry["share"] for entry in json.loads((data / "val" / "classes.json").read_text())]
    accuracy = scores["int8"]["pixel_accuracy"]
    print(f"{len(shares)} classes, pixel accuracy {accuracy:.3f}; the largest class alone: {max(shares):.3f}")
    # a labelling that numbers classes differently from the training scores below the largest class (0.19 was seen)
    assert accuracy > max(shares) + 0.25 and accuracy > 0.65


def test_two_calls_stop_in_a_line_that_names_the_way_out(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for data, seed, count in ((one, 3, 12), (two, 11, 9)):
        call(CONVERT, "label", pairs(tmp_path / f"pairs{seed}", 8, seed), "-o", data, "--classes", count)
    train = [sys.executable, HERE / "train.py", "--data", one, "--run", tmp_path / "run", *NETWORK, "--epochs", "1", "--crop", "32"]
    said = call(*train, "--val", two, status=65).stderr.decode()
    assert re.search(r"two classes of one name; label training\s+and validation in one call .*--val", said), said
    assert not (tmp_path / "run" / "best.pt").exists()
