"""Tests of the trainer: `pytest tools/train` (under a minute on two cores)."""

from __future__ import annotations

import csv
import json
import subprocess
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
import qat
import train
from augment import Augmentation
from data import IGNORED, DataError, Frame, model_classes, normalise, read_frames
from distributed import Team
from losses import dice_loss, lovasz_loss
from make_fixtures import randomise
from model import Architecture, UNet, multiply_accumulates
from options import architecture_of, parse
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
        tmp_path / "b",
        frames=1,
        classes=[dict(CLASSES[3], index=0), dict(CLASSES[0], index=2), CLASSES[1], dict(CLASSES[1], index=3)],
    )
    classes = model_classes(first)
    assert [(c["index"], c["name"]) for c in classes] == [(0, "sky"), (1, "road"), (2, "car")]
    for directory, expected in ((first, {0, 1, 2, IGNORED}), (other, {0, 2, IGNORED})):
        frames, unknown = read_frames(directory, classes, (64, 64))
        assert set(np.unique(np.asarray(frames[0].label))) == expected
        assert not unknown
    recoloured = write_data(tmp_path / "c", frames=1, classes=[dict(CLASSES[0], colour=[1, 2, 3])])
    with pytest.raises(DataError, match="--val"):
        read_frames(recoloured, classes, (64, 64))


def test_labels_of_another_list_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Labels of an earlier, longer list would otherwise be ignored silently."""
    data = write_data(tmp_path / "data", frames=8)
    void = Image.fromarray(np.full((40, 48), 4, np.uint8))  # the index after the last class, as CamVid's void
    void.save(data / "labels" / "1.pgm")
    assert (np.asarray(read_frames(data, model_classes(data), (64, 64))[0][1].label) == IGNORED).all()
    stale = Image.fromarray(np.full((40, 48), 11, np.uint8))
    stale.save(data / "labels" / "1.pgm")
    assert train.main(options(data, tmp_path / "run")) == 65
    [line] = capsys.readouterr().err.splitlines()
    assert "1.pgm: holds the class index 11" in line and "is 3" in line and not (tmp_path / "run" / "last.pt").exists()


def test_labels_may_be_png_and_stand_in_folders(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", frames=2)
    for name, suffix in (("images", ".png"), ("labels", ".png")):
        (data / name / "drive").mkdir()
        picture = next((data / name).glob("1.*"))
        Image.open(picture).save((data / name / "drive" / "1").with_suffix(suffix))
        picture.unlink()
    plain, _ = read_frames(write_data(tmp_path / "plain", frames=2), model_classes(data), (64, 64))
    frames, _ = read_frames(data, model_classes(data), (64, 64))
    assert [frame.name for frame in frames] == ["0", "drive/1"]
    assert np.array_equal(np.asarray(frames[1].label), np.asarray(plain[1].label))


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


def test_a_killed_run_resumes_to_the_same_curve(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", frames=24)
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    more = ["--epochs", "8", "--dropout", "0.2", "--region", "lovasz"]
    assert train.main(options(data, straight, *more)) == 0
    process = subprocess.Popen([sys.executable, train.__file__, *options(data, broken, *more)], stdout=subprocess.PIPE)
    for line in process.stdout:
        if line.startswith(b"epoch 3:"):
            process.kill()
            break
    process.wait()
    process.stdout.close()
    assert len(rows(broken)) < 8
    with open(broken / "log.csv", "a") as file:  # as if killed between log and checkpoint
        file.write("7,0.1,1,0.9,0.9,,,1.0\n")
    assert train.main(options(data, broken, *more, "--resume")) == 0
    assert rows(broken) == rows(straight)


def test_two_processes_train_together(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    run = tmp_path / "run"
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    arguments = options(data, run, "--epochs", "8", "--ema", "0.8", "--batch", "2", "--device", "cpu")
    done = subprocess.run(
        [*launch, str(Path(train.__file__)), *["--run-dir" if a == "--run" else a for a in arguments]], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    log = rows(run)
    assert [row["epoch"] for row in log] == [str(n) for n in range(1, 9)]  # one process writes
    assert float(log[-1]["loss"]) < 0.6 * float(log[0]["loss"])


def test_two_processes_keep_one_set_of_weights(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    script = tmp_path / "check.py"
    script.write_text(
        f"""import sys
sys.path.insert(0, {str(Path(train.__file__).parent)!r})
from distributed import Team
from options import parse
from trainer import Trainer
team = Team.join("cpu")
trainer = Trainer(parse(), team)
trainer.run()
total = sum(p.double().abs().sum().item() for p in trainer.model.parameters())
largest, smallest = team.largest(total, -total)
team.leave()
assert largest == -smallest, (largest, -smallest)
"""
    )
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", str(script)]
    arguments = options(data, tmp_path / "run", "--batch", "2", "--device", "cpu", "--epochs", "2")
    arguments = ["--run-dir" if a == "--run" else a for a in arguments]
    done = subprocess.run([*launch, *arguments], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_each_process_sees_its_own_frames(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    frames, _ = read_frames(data, model_classes(data), (64, 64))
    plain = Augmentation.none((32, 32))
    alone = list(Sampler([frames], [1], 4, plain, seed=5).epoch(0, (32, 32)))
    team = [list(Sampler([frames], [1], 2, plain, 5, rank, 2).epoch(0, (32, 32))) for rank in range(2)]
    for number, (images, _) in enumerate(alone):
        assert np.array_equal(images, np.concatenate([team[rank][number][0] for rank in range(2)]))


def test_a_drive_is_held_out(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    assert train.main(options(data, tmp_path / "run", "--hold-out", "7", "--epochs", "1")) == 0
    assert float(rows(tmp_path / "run")[0]["held_out_miou"]) > 0
    assert train.main(options(data, tmp_path / "other", "--hold-out", "x")) == 65


def test_a_recipe_gives_defaults_and_names_what_it_does_not_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "r.toml"
    recipe.write_text(
        'name = "tiny"\n[network]\nwidths = [8, 8, 16]\nskips = "activated"\n[schedule]\nlr = 2e-3\n'
    )
    parsed = parse(["--config", str(recipe), "--data", "d", "--run", "r", "--lr", "0.5"])
    assert (parsed.name, parsed.widths, parsed.skips, parsed.lr) == ("tiny", [8, 8, 16], "activated", 0.5)
    recipe.write_text("learning = 1\n")
    with pytest.raises(SystemExit):
        parse(["--config", str(recipe), "--data", "d", "--run", "r"])
    assert "no option is called learning" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["city", "city-lite", "city-plus"])
def test_shipped_recipes_fit_their_budget(name: str) -> None:
    recipe = Path(train.__file__).parent / "configs" / f"{name}.toml"
    parsed = parse(["--config", str(recipe), "--data", "d", "--run", "r"])
    work = multiply_accumulates(UNet(11, architecture_of(parsed)), parsed.size[1], parsed.size[0])
    city = multiply_accumulates(UNet(11))
    assert parsed.name == name
    assert work <= {"city": 1, "city-lite": 0.25, "city-plus": 1.3}[name] * city


def test_region_losses_are_what_their_authors_say() -> None:
    truth = torch.tensor([0, 0, 1, 1, 1])
    hard = torch.tensor([[1.0, 0], [0, 1], [0, 1], [0, 1], [1, 0]])  # IoU 1/3 and 2/4
    assert lovasz_loss(hard, truth).item() == pytest.approx(1 - (1 / 3 + 2 / 4) / 2)  # of certain answers: 1 - IoU
    assert dice_loss(hard, truth).item() == pytest.approx(1 - (2 / 4 + 4 / 6) / 2, abs=1e-6)
    perfect = torch.eye(2)[truth]
    assert lovasz_loss(perfect, truth).item() == pytest.approx(0, abs=1e-6)
    assert dice_loss(perfect, truth).item() == pytest.approx(0, abs=1e-6)


def test_augmentation_keeps_image_and_label_together(tmp_path: Path) -> None:
    label = np.zeros((40, 48), np.uint8)
    label[10:30, 5:25] = 1
    image = np.repeat((label * 200 + 20)[..., None], 3, axis=-1)
    frame = Frame("f", Image.fromarray(image), Image.fromarray(label))
    augment = Augmentation((48, 40), saturation=0.4, gamma=0.3, jpeg=0.5, cutout=0.5)
    for seed in range(20):
        pixels, classes = augment(frame, (40, 32), np.random.default_rng(seed))
        assert pixels.shape == (32, 40, 3) and classes.shape == (32, 40)
        bright, seen = pixels.mean(axis=-1), classes != IGNORED
        if (classes == 1).any() and ((classes == 0) & seen).any():
            assert bright[classes == 1].mean() > bright[(classes == 0) & seen].mean() + 40


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
    assert kinds.count("BatchNormalization") == 2  # after the two raw skips; all others are folded
    assert not any(w.external_data for w in proto.graph.initializer)
    assert str(Path(__file__).parent).encode() not in path.read_bytes()


def test_export_of_a_run(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", frames=4)
    assert train.main(options(data, tmp_path / "run", "--epochs", "1")) == 0
    output = tmp_path / "city.onnx"
    assert export.main([str(tmp_path / "run" / "last.pt"), "-o", str(output)]) == 0
    shapes = [[d.dim_value for d in v.type.tensor_type.shape.dim] for v in onnx.load(output).graph.input]
    assert shapes == [[1, 3, 32, 32]]


def scale_of(proto: onnx.ModelProto, node: onnx.NodeProto) -> tuple[float, int]:
    """Scale and zero point of a per-tensor QuantizeLinear or DequantizeLinear."""
    held = {w.name: w for w in proto.graph.initializer}
    held |= {n.output[0]: n.attribute[0].t for n in proto.graph.node if n.op_type == "Constant"}
    same = {n.output[0]: n.input[0] for n in proto.graph.node if n.op_type == "Identity"}
    scale, zero = (onnx.numpy_helper.to_array(held[same.get(name, name)]).item() for name in node.input[1:3])
    return scale, zero


@pytest.mark.parametrize("stem", [0, 4])
def test_one_deviation_for_all_channels_changes_nothing(stem: int) -> None:
    model = UNet(3, Architecture(widths=(4, 6), stem=stem)).eval()
    pixels = np.random.default_rng(1).integers(0, 256, (1, 16, 16, 3)).astype(np.uint8)
    mean, std = [100, 110, 120], [50.0, 70.0, 90.0]
    with torch.no_grad():
        expected = model(normalise(pixels, mean, std))
        common = qat.with_one_deviation(model, std)
        assert len(set(common)) == 1
        assert torch.allclose(model(normalise(pixels, mean, common)), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("shape", [[], ["--stem", "4", "--skips", "activated", "--leak", "0"]], ids=["raw", "stem"])
def test_quantisation_aware_training_exports_integers(tmp_path: Path, shape: list[str]) -> None:
    data = write_data(tmp_path / "data")
    floats, integers = tmp_path / "float", tmp_path / "qat"
    crop = ["--crop", "32"]
    assert train.main(options(data, floats, "--epochs", "12", "--ema", "0.8", *crop, *shape)) == 0
    tuning = ["--qat", "--init", str(floats / "best.pt"), "--epochs", "2", "--lr", "1e-3", *crop]
    assert train.main(options(data, integers, *tuning)) == 0
    before, after = rows(floats)[-1], rows(integers)[-1]
    assert float(after["val_pixel_accuracy"]) > float(before["val_pixel_accuracy"]) - 0.05
    output = tmp_path / "net.onnx"
    assert export.main([str(integers / "last.pt"), "-o", str(output)]) == 0
    proto = onnx.load(output)
    types = {w.name: w.data_type for w in proto.graph.initializer}
    convolutions = [n for n in proto.graph.node if n.op_type in ("Conv", "ConvTranspose")]
    dequantised = {n.output[0]: n for n in proto.graph.node if n.op_type == "DequantizeLinear"}
    for node in convolutions:
        assert types[dequantised[node.input[1]].input[0]] == onnx.TensorProto.INT8
    (std,) = (p.value for p in proto.metadata_props if p.key == "catseye.std")
    assert len(set(std.split(","))) == 1
    joined = [n for n in proto.graph.node if n.op_type == "Concat"]
    assert len(joined) == 2
    for node in joined:  # one scale for both sources
        assert len({scale_of(proto, dequantised[name]) for name in node.input}) == 1
    start = torch.load(floats / "best.pt", weights_only=True)["ema"]
    end = torch.load(integers / "last.pt", weights_only=True)["model"]
    norms = [name for name in end if name.endswith("running_mean")]
    assert len(norms) == (0 if shape else 2)
    for name in norms:  # after a raw skip, frozen
        assert torch.equal(end[name], start[name]), name
    quantised = [n for n in proto.graph.node if n.op_type == "QuantizeLinear"]
    assert len(quantised) == len(convolutions) - 1 + (0 if shape else 2)  # all but the logits; and the raw skips
