"""Tests of the trainer: `pytest tools/train` (under a minute on two cores)."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

for _package in ("torch", "numpy", "PIL", "onnx", "onnxruntime", "onnxscript", "tqdm", "matplotlib"):
    pytest.importorskip(_package, reason=f"{_package} is missing: pip install -r tools/train/requirements.txt")

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import onnx
import torch
from PIL import Image

import export
import train
from augment import Augmentation
from data import IGNORED, DataError, model_classes, read_frames
from distributed import Team
from losses import dice_loss, lovasz_loss
from make_fixtures import randomise
from model import Architecture, UNet, multiply_accumulates
from options import parse
from sampler import Sampler
from schedule import learning_rate_factor
from score import enlarge, score_of
from trainer import Trainer

ALONE = Team(0, 1, torch.device("cpu"))

CLASSES = [
    {"index": 0, "name": "sky", "colour": [128, 128, 128]},
    {"index": 1, "name": "void", "colour": [0, 0, 0]},
    {"index": 2, "name": "road", "colour": [128, 64, 128]},
    {"index": 3, "name": "car", "colour": [64, 0, 128]},
]


def write_data(directory: Path, frames: int = 8, classes: list[dict] = CLASSES) -> Path:
    """Frames of 48x40: a class for each of three bands, with a colour of its own, and a stripe of void."""
    random = np.random.default_rng(3)
    for name in ("images", "labels"):
        (directory / name).mkdir(parents=True)
    (directory / "classes.json").write_text(json.dumps(classes))
    for number in range(frames):
        label = np.zeros((40, 48), np.uint8)
        edge = int(random.integers(8, 20))
        label[edge:], label[edge + 10 :] = 2, 3
        label[:, :3] = 1
        colours = np.array([[200, 220, 240], [0, 0, 0], [90, 90, 90], [160, 30, 40]])
        image = np.clip(colours[label] + random.normal(0, 12, (40, 48, 3)), 0, 255).astype(np.uint8)
        Image.fromarray(image).save(directory / "images" / f"{number}.ppm")
        Image.fromarray(label).save(directory / "labels" / f"{number}.pgm")
    return directory


def options(data: Path, run: Path, *more: str) -> list[str]:
    return [
        *("--data", str(data), "--val", str(data), "--run", str(run), "--threads", "1", "--epochs", "3"),
        *("--size", "32", "32", "--crop", "24", "--widths", "4", "6", "8", "--batch", "4", "--lr", "0.01", *more),
    ]


def rows(run: Path) -> list[dict[str, str]]:
    with open(run / "log.csv", newline="") as file:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]


def test_multiply_accumulates_of_the_seed() -> None:
    assert multiply_accumulates(UNet(10)) == 9_741_271_040


@pytest.mark.parametrize("raw_skips", [True, False])
def test_skip_is_the_raw_output_of_the_second_convolution(raw_skips: bool) -> None:
    model = UNet(3, Architecture(widths=(4, 6, 8), raw_skips=raw_skips))
    randomise(model, torch.Generator().manual_seed(1))
    seen: dict[str, torch.Tensor] = {}
    # inplace activations overwrite their input, so copies are kept
    model.down[0].convs[-1].register_forward_hook(lambda _m, _i, out: seen.update(raw=out.clone()))
    model.down[0].acts[-1].register_forward_hook(lambda _m, _i, out: seen.update(activated=out.clone()))
    model.enlarge[-1].register_forward_hook(lambda _m, _i, out: seen.update(up=out.clone()))
    model.up[-1].register_forward_pre_hook(lambda _m, inputs: seen.update(joined=inputs[0].clone()))
    with torch.no_grad():
        model.eval()(torch.randn(1, 3, 16, 16))
    skip = seen["raw" if raw_skips else "activated"]
    assert torch.equal(seen["joined"], torch.cat([seen["up"], skip], dim=1))


def test_classes_are_matched_by_name_and_void_is_ignored(tmp_path: Path) -> None:
    first = write_data(tmp_path / "a", frames=1)
    other = write_data(
        tmp_path / "b", frames=1, classes=[dict(CLASSES[3], index=0), dict(CLASSES[0], index=2), CLASSES[1]]
    )
    classes = model_classes(first)
    assert [(c["index"], c["name"]) for c in classes] == [(0, "sky"), (1, "road"), (2, "car")]
    for directory, expected in ((first, {0, 1, 2, IGNORED}), (other, {0, 2, IGNORED})):
        frames, unknown = read_frames(directory, classes, (64, 64))
        assert set(np.unique(np.asarray(frames[0].label))) == expected
        assert not unknown


def test_missing_data_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(options(tmp_path / "nowhere", tmp_path / "run")) == 65
    assert "catseye-convert label" in capsys.readouterr().err
    data = write_data(tmp_path / "data", frames=2)
    (data / "labels" / "1.pgm").unlink()
    with pytest.raises(DataError, match=r"1\.pgm"):
        read_frames(data, model_classes(data), (64, 64))


def test_sampler_repeats_draws_and_continues(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    frames, _ = read_frames(data, model_classes(data), (64, 64))
    sampler = Sampler([frames, frames], [2, 0.5], 4, Augmentation((32, 32)), seed=5)
    whole = list(sampler.epoch(1, (24, 16)))
    assert len(whole) == len(sampler) == 5
    for (image, label), (again, label_again) in zip(whole[2:], sampler.epoch(1, (24, 16), first=2), strict=True):
        assert image.shape == (4, 16, 24, 3) and label.shape == (4, 16, 24)
        assert np.array_equal(image, again) and np.array_equal(label, label_again)
    assert not np.array_equal(whole[0][0], next(sampler.epoch(2, (24, 16)))[0])


def test_scores() -> None:
    score = score_of(np.array([[6, 2, 0], [0, 2, 0], [0, 0, 0]]))
    assert score.pixel_accuracy == 0.8
    assert score.iou[:2] == [0.75, 0.5] and np.isnan(score.iou[2]) and score.miou == 0.625
    assert enlarge(np.array([[1, 2]]), 2, 3).tolist() == [[1, 2, 2], [1, 2, 2]]


def test_learning_rate_follows_the_schedule() -> None:
    rates = [learning_rate_factor(p, 0.1) for p in (0, 0.05, 0.1, 0.5, 1)]
    assert rates[1] == 0.5 and rates[2] == 1 and rates[2] > rates[3] > rates[4] > 0


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_loss_falls(tmp_path: Path, precision: str) -> None:
    data = write_data(tmp_path / "data")
    run = tmp_path / "run"
    assert train.main(options(data, run, "--epochs", "12", "--ema", "0.8", "--precision", precision)) == 0
    log = rows(run)
    assert float(log[-1]["loss"]) < 0.5 * float(log[0]["loss"])
    assert float(log[-1]["val_pixel_accuracy"]) > 0.8


def test_a_stopped_run_resumes_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_data(tmp_path / "data")
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    assert train.main(options(data, straight)) == 0

    trainer = Trainer(parse(options(data, broken)), ALONE)
    plain_step = trainer.step

    def step(*batch: np.ndarray) -> float:
        trainer.stopping = trainer.steps == 2  # as the signal does: after the first batch of the second epoch
        return plain_step(*batch)

    monkeypatch.setattr(trainer, "step", step)
    trainer.run()
    assert trainer.steps == 3 and (trainer.epoch, trainer.batch) == (1, 1)
    assert train.main(options(data, broken, "--resume")) == 0
    assert rows(broken) == rows(straight)
    ends = [torch.load(run / "last.pt", weights_only=True) for run in (straight, broken)]
    for kind in ("model", "ema"):
        for name, value in ends[0][kind].items():
            assert torch.equal(value, ends[1][kind][name]), name
    assert train.main(options(data, straight)) == 65  # not over an old run, unless told to resume


@pytest.mark.parametrize("exporter", export.EXPORTERS)
def test_export_equals_pytorch(tmp_path: Path, exporter: str) -> None:
    model = UNet(3, Architecture(widths=(4, 6, 8)))
    randomise(model, torch.Generator().manual_seed(2))
    path = tmp_path / "tiny.onnx"
    metadata = export.metadata_of("tiny", (105, 108, 110), (78.159, 79.313, 78), CLASSES)
    assert export.export_onnx(model, path, 16, 24, exporter, metadata) <= export.TOLERANCE
    proto = onnx.load(path)
    props = {p.key: p.value for p in proto.metadata_props}
    assert props["catseye.mean"] == "105,108,110" and props["catseye.std"] == "78.159,79.313,78"
    assert json.loads(props["catseye.classes"]) == CLASSES
    assert [(o.domain, o.version) for o in proto.opset_import] == [("", export.OPSET)]
    kinds = [node.op_type for node in proto.graph.node]
    assert kinds.count("BatchNormalization") == 2  # behind the two raw skips; all others are folded
    assert not any(w.external_data for w in proto.graph.initializer)
    assert str(Path(__file__).parent).encode() not in path.read_bytes()


def test_export_of_a_run(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", frames=4)
    assert train.main(options(data, tmp_path / "run", "--epochs", "1")) == 0
    output = tmp_path / "city.onnx"
    assert export.main([str(tmp_path / "run" / "last.pt"), "-o", str(output)]) == 0
    shapes = [[d.dim_value for d in v.type.tensor_type.shape.dim] for v in onnx.load(output).graph.input]
    assert shapes == [[1, 3, 32, 32]]
