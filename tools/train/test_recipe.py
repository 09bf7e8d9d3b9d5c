"""Tests of what a recipe can ask for: hard examples, crops by class, a teacher, folds."""

from __future__ import annotations

from pathlib import Path

import pytest

for _package in ("torch", "numpy", "PIL", "onnx", "onnxruntime", "onnxscript", "tqdm", "matplotlib"):
    pytest.importorskip(_package, reason=f"{_package} is missing: pip install -r tools/train/requirements.txt")

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

import compare
import export
import folds
import train
from augment import Augmentation
from data import IGNORED, Frame
from losses import auxiliary_loss, distillation_loss, segmentation_loss
from objective import Teacher
from sampler import Sampler
from schedule import learning_rate_factor
from test_train import options, rows, write_data


def test_poly_falls_as_published() -> None:
    rates = [learning_rate_factor(p, 0.0, "poly") for p in (0, 0.5, 0.9)]
    assert rates == pytest.approx([1, 0.5**0.9, 0.1**0.9])


def test_hard_examples_are_the_pixels_of_largest_loss() -> None:
    random = torch.Generator().manual_seed(1)
    logits = torch.randn(2, 3, 8, 8, generator=random)
    labels = torch.randint(0, 3, (2, 8, 8), generator=random)
    labels[0, :2] = IGNORED
    weights = torch.tensor([1.0, 2.0, 3.0])
    each = functional.cross_entropy(logits, labels, weights, ignore_index=IGNORED, reduction="none")
    counted = [(value.item(), weights[y].item()) for value, y in zip(each.flatten(), labels.flatten()) if y != IGNORED]
    kept = sorted(counted, reverse=True)[: len(counted) // 4]
    expected = sum(v for v, _ in kept) / sum(w for _, w in kept)
    assert segmentation_loss(logits, labels, weights, hard=0.25).item() == pytest.approx(expected, rel=1e-5)
    everything = segmentation_loss(logits, labels, weights, hard=0.9999999)
    assert everything.item() == pytest.approx(segmentation_loss(logits, labels, weights).item(), rel=1e-5)


@pytest.mark.parametrize("hard", [1.0, 0.5])
def test_a_batch_without_labels_costs_nothing(hard: float) -> None:
    logits = torch.randn(1, 3, 8, 8, requires_grad=True)
    labels = torch.full((1, 8, 8), IGNORED)
    loss = segmentation_loss(logits, labels, torch.ones(3), region="lovasz", hard=hard) + auxiliary_loss(logits, labels, None)
    loss.backward()
    assert loss.item() == 0 and not logits.grad.any()


def test_auxiliary_logits_meet_the_labels_in_the_middle_of_their_pixels() -> None:
    labels = torch.full((1, 16, 16), IGNORED)
    labels[0, 4::8, 4::8] = torch.tensor([[0, 1], [1, 0]])
    right = 20 * functional.one_hot(labels[:, 4::8, 4::8], 2).permute(0, 3, 1, 2).float()
    assert auxiliary_loss(right, labels, None).item() < 1e-6
    assert auxiliary_loss(right.flip(1), labels, None).item() > 10


def test_distillation_is_a_divergence_of_softened_answers() -> None:
    random = torch.Generator().manual_seed(2)
    mine, theirs = (torch.randn(2, 3, 4, 4, generator=random) for _ in range(2))
    assert distillation_loss(mine, mine, 2.0).item() == pytest.approx(0, abs=1e-6)
    p, q = (theirs / 2).softmax(1), (mine / 2).softmax(1)
    expected = 4 * (p * (p / q).log()).sum(1).mean()
    assert distillation_loss(mine, theirs, 2.0).item() == pytest.approx(expected.item(), rel=1e-4)


def test_crops_by_class_show_the_rare_one() -> None:
    frames = []
    for number in range(20):
        label = np.zeros((40, 48), np.uint8)
        if number == 7:
            label[3, 41] = 1  # one pixel of one frame
        frames.append(Frame(str(number), Image.new("RGB", (48, 40)), Image.fromarray(label)))
    augment = Augmentation((48, 40), scale=(1, 1), aspect=0, flip=0.5)

    def shown(balance: float) -> float:
        sampler = Sampler([frames], [4], 4, augment, 1, balance=balance)
        return float(np.mean([(label == 1).any() for _, labels in sampler.epoch(0, (16, 16)) for label in labels]))

    assert shown(0) < 0.1
    assert 0.3 < shown(1) < 0.7  # half the crops are of class 1
    again = [list(Sampler([frames], [1], 4, augment, 1, balance=0.5).epoch(3, (16, 16))) for _ in range(2)]
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(*again))


def test_a_focus_is_always_in_the_crop() -> None:
    random = np.random.default_rng(4)
    augment = Augmentation((48, 40), scale=(0.6, 1.8), aspect=0.2)
    for _ in range(200):
        column, row = int(random.integers(48)), int(random.integers(40))
        label = np.zeros((40, 48), np.uint8)
        label[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3] = 1
        frame = Frame("f", Image.new("RGB", (48, 40)), Image.fromarray(label))
        _, seen = augment(frame, (16, 16), random, ((column + 0.5) / 48, (row + 0.5) / 40))
        assert (seen == 1).any()


def test_a_student_learns_its_teachers_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, blind = write_data(tmp_path / "data"), write_data(tmp_path / "blind")
    for path in (blind / "labels").glob("*.pgm"):  # hardly any label
        label = np.full_like(np.asarray(Image.open(path)), 255)
        label[0] = 0
        Image.fromarray(label).save(path)
    teacher, student = tmp_path / "teacher", tmp_path / "student"
    assert train.main(options(data, teacher, "--epochs", "12", "--ema", "0.8")) == 0
    more = ["--val", str(data), "--epochs", "12", "--ema", "0.8", "--widths", "4", "6", "--teacher-weight", "3"]
    assert train.main(options(blind, student, *more, "--teacher", str(teacher / "best.pt"))) == 0
    assert float(rows(student)[-1]["val_pixel_accuracy"]) > 0.75
    assert train.main(options(blind, tmp_path / "alone", *more)) == 0
    assert float(rows(tmp_path / "alone")[-1]["val_pixel_accuracy"]) < 0.7
    assert train.main(options(blind, tmp_path / "none", "--teacher", str(tmp_path / "nowhere.pt"))) == 65
    assert "no such checkpoint" in capsys.readouterr().err


def test_a_teacher_sees_things_as_large_as_it_learnt_them(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    assert train.main(options(data, tmp_path / "run", "--size", "64", "32", "--crop", "32")) == 0
    classes = [{"name": name} for name in ("car", "sky")]
    crops = np.random.default_rng(3).integers(0, 256, (2, 32, 64, 3), dtype=np.uint8)
    seen = []
    for size in ((64, 32), (32, 32), (64, 16)):
        teacher = Teacher(tmp_path / "run" / "best.pt", classes, size, torch.device("cpu"))
        teacher.model.register_forward_pre_hook(lambda _, inputs: seen.append(tuple(inputs[0].shape[-2:])))
        assert teacher(crops).shape[:2] == (2, 2)
    assert seen == [(32, 64), (32, 128), (64, 64)]


def test_progress_says_time_left_and_the_best(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(options(write_data(tmp_path / "data"), tmp_path / "run")) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("epoch ")]
    assert len(lines) == 3 and all("best mIoU 0." in line for line in lines)
    assert all("min left" in line for line in lines[:2]) and "left" not in lines[2]


def test_folds_leave_each_drive_out(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = write_data(tmp_path / "data")
    for kind, suffix in (("images", "ppm"), ("labels", "pgm")):
        for number in range(8):
            path = data / kind / f"{number}.{suffix}"
            path.rename(path.with_name(f"{'drive1' if number < 4 else 'drive2'}_{number}.{suffix}"))
    assert folds.drives_of(data) == ["drive1", "drive2"]
    recipe = ["--size", "32", "32", "--crop", "24", "--widths", "4", "6", "--epochs", "1", "--threads", "1"]
    assert folds.main(["--data", str(data), "--runs", str(tmp_path / "runs"), "--", *recipe]) == 0
    lines = [line for line in capfd.readouterr().out.splitlines() if line.startswith("| ")]
    scores = [float(line.split("|")[2]) for line in lines[1:]]
    assert lines[-1].startswith("| **mean**") and scores[2] == pytest.approx(sum(scores[:2]) / 2, abs=1e-4)


def test_networks_are_compared_on_labelled_frames(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, run, network = write_data(tmp_path / "data", frames=4), tmp_path / "run", tmp_path / "net.onnx"
    picture = tmp_path / "picture.png"
    assert train.main(options(data, run, "--epochs", "4", "--ema", "0.5")) == 0
    expected = float(rows(run)[-1]["val_miou"])
    assert export.main([str(run / "last.pt"), "-o", str(network)]) == 0
    capsys.readouterr()
    assert compare.main([str(data), str(network), str(network), "-o", str(picture), "--rows", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and f"mIoU {expected:.4f};" in lines[0]
    assert Image.open(picture).size == (4 * 48, 2 * 40)
    assert compare.main([str(data), str(run / "last.pt"), "-o", str(picture)]) == 65
    assert "last.pt" in capsys.readouterr().err
