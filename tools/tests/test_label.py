"""`label` against exact labels: generated pairs always, real pairs where they are."""

import json
import pathlib

import numpy as np
import pytest
from PIL import Image

from programs import CAMVID, CONVERT, run


def recovered(folder, exact):
    """Share of all pixels whose cluster's majority class is theirs; exact: {stem: [height][width]}."""
    size = max(int(label.max()) for label in exact.values()) + 1
    counts = np.zeros((256, size), np.int64)
    for stem, label in exact.items():
        got = np.asarray(Image.open(folder / "labels" / f"{stem}.pgm"))
        assert got.shape == label.shape
        np.add.at(counts, (got.ravel(), label.ravel()), 1)
    return counts.max(1).sum() / counts.sum()


def test_generated_pairs(tmp_path):
    scenes, pairs, out = tmp_path / "scenes", tmp_path / "pairs", tmp_path / "out"
    for folder, form in [(scenes, "dataset"), (pairs, "pairs")]:
        assert run(CONVERT, "scenes", "-o", folder, "--frames", 12, "--seed", 3, "--format", form).returncode == 0
    result = run(CONVERT, "label", pairs, "-o", out, "--classes", 12)
    assert result.returncode == 0, result.stderr
    exact = {path.stem: np.asarray(Image.open(path)) for path in (scenes / "labels").glob("*.pgm")}
    exact = {stem: np.where(label == 255, 11, label) for stem, label in exact.items()}
    assert recovered(out, exact) > 0.98
    classes = json.loads((out / "classes.json").read_text())
    assert [item["index"] for item in classes] == list(range(12))
    assert abs(sum(item["share"] for item in classes) - 1) < 1e-5  # each is written with six digits


def test_real_pairs(tmp_path):
    if not CAMVID.is_dir():
        pytest.skip(f"NO REAL FRAMES: {CAMVID.name} is not beside this checkout, so labelling of real pairs is not checked")
    result = run(CONVERT, "label", CAMVID / "val" / "pairs", "-o", tmp_path, "--classes", 12)
    assert result.returncode == 0, result.stderr
    exact = {path.stem: np.asarray(Image.open(path)) for path in (CAMVID / "val" / "labels").glob("*.png")}
    share = recovered(tmp_path, exact)
    print(f"label --classes 12 recovers {share:.4f} of the exact labels of {len(exact)} real pairs")
    assert share >= 0.98


def test_errors(tmp_path):
    (tmp_path / "empty").mkdir()
    for arguments, status in [
        ([tmp_path / "none", "--classes", 4], 66),
        ([tmp_path / "empty", "--classes", 4], 66),
        ([tmp_path / "empty", "--classes", 1], 64),
        ([tmp_path / "empty", "--classes", 300], 64),
    ]:
        result = run(CONVERT, "label", *arguments, "-o", tmp_path / "out")
        assert result.returncode == status, (arguments, result.stderr)
        assert result.stderr
