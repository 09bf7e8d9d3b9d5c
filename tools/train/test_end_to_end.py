"""From nothing to masks: scenes are generated, a small network is trained on them, converted, and run by `catseye` on others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

for _package in ("torch", "numpy", "PIL", "onnx", "onnxruntime", "onnxscript", "tqdm", "matplotlib"):
    pytest.importorskip(_package, reason=f"{_package} is missing: pip install -r tools/train/requirements.txt")

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE.parents[1] / ".build" / "release"
NETWORK = "--size 160 128 --widths 16 32 64 64 --stem 16 --skips activated --leak 0.1"
RECIPE = "--crop 0 --scale 1 1.3 --batch 4 --lr 3e-3 --ema 0.98 --epochs 18 --val-every 18 --class-power 0"

pytestmark = pytest.mark.skipif(
    not all((PROGRAMS / name).exists() for name in ("catseye", "catseye-convert")),
    reason="the programs are not built: swift build -c release --product catseye, and --product catseye-convert",
)


def call(*command: object, **more: object) -> subprocess.CompletedProcess:
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False, **more)
    assert done.returncode == 0, done.stderr.decode()
    return done


def scenes(folder: Path, frames: int, seed: int) -> Path:
    cuts = ["--cut", "2", "--step", "12", "--size", "160x120"]
    call(PROGRAMS / "catseye-convert", "scenes", "-o", folder, "--frames", frames, "--seed", seed, *cuts)
    return folder


def test_a_network_trained_here_segments_scenes_it_has_not_seen(tmp_path: Path) -> None:
    seen, unseen = scenes(tmp_path / "seen", 400, 11), scenes(tmp_path / "unseen", 40, 99)
    run, net, model = tmp_path / "run", tmp_path / "net.onnx", tmp_path / "net.ceye"
    options = [*NETWORK.split(), *RECIPE.split(), "--device", "cpu"]
    call(sys.executable, HERE / "train.py", "--data", seen, "--run", run, *options)  # it does not see the others
    call(sys.executable, HERE / "export.py", run / "last.pt", "-o", net)
    call(PROGRAMS / "catseye-convert", "quantize", net, "-o", model, "--calibrate", seen / "images")
    stream = b"".join(path.read_bytes() for path in sorted((unseen / "images").glob("*.jpg")))
    masks = call(PROGRAMS / "catseye", "run", "--model", model, input=stream).stdout
    labels = np.stack([np.asarray(Image.open(path)) for path in sorted((unseen / "labels").glob("*.pgm"))])
    masks = np.frombuffer(masks, np.uint8).reshape(labels.shape)
    known = labels != 255
    accuracy = (masks == labels)[known].mean()
    print(f"pixel accuracy on {len(labels)} unseen scenes: {accuracy:.4f}")
    assert accuracy > 0.9
