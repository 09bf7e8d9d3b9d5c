"""A training run: the network, its optimiser and average, its progress, and the folder to which it writes."""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

import qat
from data import DataError, Frame, class_shares, model_classes, normalise, pixel_statistics, read_frames, stretched
from distributed import Team
from encoder_weights import EncoderWeights
from losses import class_weights
from architectures import architecture_from, network_of
from objective import Objective, Teacher, check_outputs
from onnx_start import OnnxStart
from options import architecture_of, augmentation_of
from pictures import draw_curves, draw_results
from sampler import Sampler
from schedule import Average, learning_rate_factor
from score import Score, evaluate

LOG_COLUMNS = (
    "epoch", "loss", "lr", "val_pixel_accuracy", "val_miou", "held_out_pixel_accuracy", "held_out_miou", "seconds"
)  # fmt: skip
COUNTERS = ("epoch", "batch", "steps", "progress", "best", "best_epoch", "loss_sum", "seconds", "crop")


class Trainer:
    """See `run`. Raises DataError where data, folder or checkpoint cannot be used."""

    def __init__(self, options: argparse.Namespace, team: Team) -> None:
        self.options, self.team = options, team
        self.folder: Path = options.run
        self.folder.mkdir(parents=True, exist_ok=True)
        checkpoint = self._checkpoint_to_resume()
        starts_from_onnx = options.init is not None and options.init.suffix == ".onnx"
        self.onnx_start = OnnxStart.read(options.init) if starts_from_onnx and not checkpoint else None
        initial = _load(options.init) if options.init and not starts_from_onnx and not checkpoint else None
        self.pretrained: EncoderWeights | None = None
        if options.encoder and options.encoder_weights != "none" and not (checkpoint or options.init):
            self.pretrained = EncoderWeights.read(options.encoder, options.encoder_weights)
        self._load_data(checkpoint or initial)
        torch.manual_seed(options.seed)
        self.model = self._make_model(checkpoint, initial).to(team.device, memory_format=torch.channels_last)
        if options.network:
            check_outputs(self.model, len(self.classes), options.crop, team.device)
        teacher = Teacher(options.teacher, self.classes, self.size, team.device) if options.teacher else None
        self.objective = Objective(options, self.weights, teacher)
        self.optimiser = torch.optim.AdamW(self._parameter_groups(), lr=options.lr)
        self.is_random = any(isinstance(m, nn.modules.dropout._DropoutNd) and m.p for m in self.model.modules())
        self.average = Average(self.model, options.ema)
        self.epoch, self.batch, self.steps = 0, 0, 0  # the next epoch and batch; steps done
        self.progress, self.best, self.best_epoch = 0.0, 0.0, 0  # of the schedule, 0..1; best validation mIoU
        self.loss_sum, self.seconds = 0.0, 0.0  # of the epoch under way
        self.crop = options.crop  # of the epoch under way
        self.stopping = False
        if checkpoint:
            self._restore(checkpoint)
        self.parallel = team.wrapped(self.model)
        self.begin, self.begin_progress = time.monotonic(), self.progress

    def _make_model(self, checkpoint: dict | None, initial: dict | None) -> nn.Module:
        kept = checkpoint or initial
        self.architecture = architecture_from(kept["architecture"]) if kept else architecture_of(self.options)
        model = network_of(self.architecture, len(self.classes))
        if self.onnx_start:
            took_head = self.onnx_start.fill(model, self.classes, self._some_frames())
            self._say(f"starting from {self.onnx_start.path}" + ("" if took_head else "; other classes, so a new head"))
        if self.pretrained:
            self.pretrained.fill(model.encoder, self.options.encoder)
        if initial:
            model.load_state_dict(initial["ema"])
            if self.options.qat:
                self.std = qat.with_one_deviation(model, self.std)
                self._calibrate(qat.prepare(model))
        elif self.options.qat:
            qat.prepare(model)
        return model

    def _parameter_groups(self) -> list[dict[str, object]]:
        """Weight decay applies to matrices and not to vectors; an encoder's have their own rate."""
        options = self.options
        named = list(self.model.named_parameters())
        parts = [(lambda name: True, 1.0)]
        if options.encoder:
            parts = [(lambda n: not n.startswith("encoder."), 1.0), (lambda n: n.startswith("encoder."), options.encoder_lr)]
        groups = []
        for belongs, factor in parts:
            own = [p for name, p in named if belongs(name)]
            groups.append({"params": [p for p in own if p.ndim > 1], "weight_decay": options.weight_decay, "factor": factor})
            groups.append({"params": [p for p in own if p.ndim <= 1], "weight_decay": 0.0, "factor": factor})
        return groups

    def _calibrate(self, model: nn.Module) -> None:
        """Chooses the quantisers' ranges on 64 frames."""
        qat.calibrate(model, self._some_frames())

    def _some_frames(self, most: int = 64) -> Iterator[torch.Tensor]:
        """Batches of training frames, spread evenly and normalised, as the board would see them."""
        frames = self.sampler.sets[0]
        chosen = [frames[i] for i in np.linspace(0, len(frames) - 1, min(most, len(frames))).astype(int)]
        for first in range(0, len(chosen), 4):
            pixels = np.stack([stretched(frame, self.size) for frame in chosen[first : first + 4]])
            yield normalise(pixels, self.mean, self.std)

    # ---- data

    def _load_data(self, checkpoint: dict | None) -> None:
        options = self.options
        self.classes = checkpoint["classes"] if checkpoint else model_classes(options.data[0])
        self.size = tuple(checkpoint["size"] if checkpoint else options.size)
        limit = 2 * self.size[0], 2 * self.size[1]
        sets = [self._read(directory, limit) for directory in options.data]
        self.held_out: list[Frame] = []
        if options.hold_out:
            self.held_out = [f for f in sets[0] if f.name.startswith(options.hold_out)]
            sets[0] = [f for f in sets[0] if not f.name.startswith(options.hold_out)]
            if not self.held_out or not sets[0]:
                raise DataError(f"--hold-out {options.hold_out}: no frame of {options.data[0]} begins so, or all do")
        self.val = self._read(options.val, self.size) if options.val else []
        start = self.onnx_start or self.pretrained
        statistics = (start.mean, start.std) if start else pixel_statistics(sets[0])
        self.mean, self.std = (checkpoint["mean"], checkpoint["std"]) if checkpoint else statistics
        shares = class_shares(sets[0], len(self.classes))
        self.weights = class_weights(shares, options.class_power, options.class_limit).to(self.team.device)
        self.sampler = Sampler(
            sets, options.repeat, options.batch, augmentation_of(options), options.seed, self.team.rank, self.team.world,
            options.balance,
        )
        named = ", ".join(f"{c['name']} {s:.1%}" for c, s in zip(self.classes, shares))
        self._say(f"classes (share of the first set): {named}\nmean {self.mean}, std {self.std}")

    def _read(self, directory: Path, limit: tuple[int, int]) -> list[Frame]:
        frames, unknown = read_frames(directory, self.classes, limit)
        ignored = f", ignoring its classes {', '.join(sorted(unknown))}" if unknown else ""
        self._say(f"{directory}: {len(frames)} frames{ignored}")
        return frames

    def _say(self, line: str) -> None:
        if self.team.leads:
            print(line, flush=True)

    # ---- checkpoints

    def _checkpoint_to_resume(self) -> dict | None:
        path = self.folder / "last.pt"
        if not path.exists():
            if self.options.resume:
                self._say(f"{path} is not there yet: starting anew")
            return None
        if not self.options.resume:
            raise DataError(f"{self.folder}: holds a run already; give --resume, or another --run")
        checkpoint = _load(path)
        if checkpoint["qat"] != self.options.qat:
            raise DataError(f"{path}: is {'' if checkpoint['qat'] else 'not '}a --qat run; resume it as it was begun")
        return checkpoint

    def _restore(self, checkpoint: dict) -> None:
        self.model.load_state_dict(checkpoint["model"])
        self.average.model.load_state_dict(checkpoint["ema"])
        self.optimiser.load_state_dict(checkpoint["optimiser"])
        for name in COUNTERS:
            setattr(self, name, checkpoint[name])
        if self.team.leads:
            self._forget_later_epochs()
        self._say(f"resuming at epoch {self.epoch}, batch {self.batch}, {self.progress:.1%} of the schedule")

    def save(self, name: str) -> None:
        """Writes a checkpoint so that a reader sees the old file or the new one, and never half of one.

        No random state is stored: the order and jitter of the data follow from seed, epoch and place (Sampler), and dropout from
        seed and step; the schedule is a function of `progress`.
        """
        path = self.folder / name
        temporary = path.with_suffix(".tmp")
        state = {
            "model": self.model.state_dict(),
            "ema": self.average.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "classes": self.classes,
            "architecture": self.architecture.as_dict(),
            "name": self.options.name,
            "qat": self.options.qat,
            "size": list(self.size),
            "mean": self.mean,
            "std": self.std,
        }
        for key in COUNTERS:
            state[key] = getattr(self, key)
        with open(temporary, "wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)

    # ---- training

    def run(self) -> None:
        """Trains to the end of the schedule, until the score no longer rises (--patience), or until a signal asks it to stop."""
        while self.progress < 1 and not self.stopping:
            self._run_epoch()
            if self._has_stalled():
                self._say(f"no better for {self.epoch - self.best_epoch} epochs: stopping early")
                break
        if not self.team.leads:
            return
        state = "stopped; go on with --resume" if self.stopping else "done"
        print(f"{state}: epoch {self.epoch}, best validation mIoU {self.best:.4f} (epoch {self.best_epoch})")
        self._draw()

    def _has_stalled(self) -> bool:
        patience = self.options.patience
        stalled = bool(patience and self.val and self.epoch - self.best_epoch >= patience)
        return self.team.largest(float(stalled and self.team.leads))[0] > 0

    def _run_epoch(self) -> None:
        start, before = time.monotonic(), self.seconds
        first, total = self.batch, len(self.sampler)
        if first == 0:
            self.crop = self._crop_now()
        quiet = not self.team.leads or not sys.stderr.isatty()
        bar = tqdm(total=total, initial=first, desc=f"epoch {self.epoch + 1}", disable=quiet)
        for images, labels in self.sampler.epoch(self.epoch, tuple(self.crop), first):
            self.loss_sum += self.step(images, labels)
            self.batch += 1
            self.seconds = before + time.monotonic() - start
            self._advance(total)
            bar.update()
            best = {"best": f"{self.best:.3f}"} if self.best_epoch else {}
            bar.set_postfix(loss=f"{self.loss_sum / self.batch:.3f}", **best)
            if self.stopping or self.progress >= 1:
                break
        bar.close()
        if self.stopping and self.progress < 1:
            if self.team.leads:
                self.save("last.pt")
            return
        self._end_epoch(lambda: before + time.monotonic() - start)

    def _end_epoch(self, seconds: Callable[[], float]) -> None:
        loss = self.loss_sum / max(self.batch, 1)
        self.epoch, self.batch, self.loss_sum, self.seconds = self.epoch + 1, 0, 0.0, 0.0
        if not self.team.leads:
            return
        score = held_out = None
        if self.progress >= 1 or self.epoch % self.options.val_every == 0:
            score, held_out = (self._score(frames) if frames else None for frames in (self.val, self.held_out))
        better = score is not None and score.miou > self.best
        if better:
            self.best, self.best_epoch = score.miou, self.epoch
        self._log(loss, score, held_out, seconds())
        self.save("last.pt")
        if better or not self.val:
            self.save("best.pt")

    def _crop_now(self) -> list[int]:
        options = self.options
        is_final = options.final_crop is not None and self.progress >= 1 - options.final_share
        return options.final_crop if is_final else options.crop

    def _score(self, frames: list[Frame]) -> Score:
        return evaluate(self.average.model, frames, len(self.classes), self.size, self.mean, self.std)

    def step(self, images: np.ndarray, labels: np.ndarray) -> float:
        """One optimiser step on (N, h, w, 3) bytes and (N, h, w) class indices; returns the loss."""
        options, device = self.options, self.team.device
        rate = options.lr * learning_rate_factor(self.progress, options.warmup, options.schedule)
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group.get("factor", 1.0)  # an old checkpoint has none
        self.model.train()
        if options.qat:
            qat.freeze_norms(self.model)
        if self.is_random:
            torch.manual_seed(hash((options.seed, self.steps, self.team.rank)))
        with torch.autocast(device.type, torch.bfloat16, enabled=options.precision == "bf16"):
            outputs = self.parallel(normalise(images, self.mean, self.std).to(device))
        loss = self.objective(outputs, images, torch.from_numpy(labels.astype(np.int64)).to(device))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), options.clip)
        self.optimiser.step()
        self.steps += 1
        self.average.update(self.model, self.steps)
        return loss.item()

    def _advance(self, batches: int) -> None:
        """Advances the schedule: by epochs, and with --max-minutes by the clock where that is further."""
        by_epochs = (self.epoch + self.batch / batches) / self.options.epochs
        by_clock = 0.0
        if self.options.max_minutes:
            share = (time.monotonic() - self.begin) / (60 * self.options.max_minutes)
            by_clock = self.begin_progress + (1 - self.begin_progress) * share
        progress = min(max(by_epochs, by_clock, self.progress), 1.0)
        self.progress, stopping = self.team.largest(progress, float(self.stopping))
        self.stopping = stopping > 0

    # ---- what people read

    def _log(self, loss: float, score: Score | None, held_out: Score | None, seconds: float) -> None:
        rate = self.optimiser.param_groups[0]["lr"]
        cells = [[f"{s.pixel_accuracy:.4f}", f"{s.miou:.4f}"] if s else ["", ""] for s in (score, held_out)]
        path = self.folder / "log.csv"
        is_new = not path.exists()
        with open(path, "a", newline="") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(LOG_COLUMNS)
            writer.writerow([self.epoch, f"{loss:.4f}", f"{rate:.3e}", *cells[0], *cells[1], f"{seconds:.1f}"])
        line = f"epoch {self.epoch}: loss {loss:.4f}, {self.progress:.1%} of the schedule, {seconds:.0f} s{self._left()}"
        if score:
            each = " ".join(f"{c['name']} {v:.2f}" for c, v in zip(self.classes, score.iou))
            line += f", pixel accuracy {cells[0][0]}, mIoU {cells[0][1]} ({each})"
        if self.best_epoch:
            line += f"; best mIoU {self.best:.4f} (epoch {self.best_epoch})"
        if held_out:
            line += f"; held out: pixel accuracy {cells[1][0]}, mIoU {cells[1][1]}"
        print(line, flush=True)

    def _left(self) -> str:
        """How long the rest of the schedule takes at the pace so far."""
        done = self.progress - self.begin_progress
        if done <= 0 or self.progress >= 1:
            return ""
        minutes = (time.monotonic() - self.begin) / done * (1 - self.progress) / 60
        return f", {minutes:.0f} min left" if minutes < 120 else f", {minutes / 60:.1f} h left"

    def _forget_later_epochs(self) -> None:
        """Removes log lines of an epoch that will be run again, after a run that was killed between log and checkpoint."""
        path = self.folder / "log.csv"
        if not path.exists():
            return
        with open(path, newline="") as file:
            rows = list(csv.reader(file))
        kept = [row for row in rows if len(row) == len(LOG_COLUMNS) and (row[0] == "epoch" or int(row[0]) <= self.epoch)]
        temporary = path.with_suffix(".tmp")
        with open(temporary, "w", newline="") as file:
            csv.writer(file).writerows(kept)
        os.replace(temporary, path)

    def _draw(self) -> None:
        try:
            draw_curves(self.folder / "log.csv", self.folder / "curves.png")
            if self.val:
                path = self.folder / "results.jpg"
                draw_results(self.average.model, self.val, self.classes, self.size, self.mean, self.std, path)
        except OSError as error:  # a failed picture must not end a run
            print(f"train.py: no pictures: {error}", file=sys.stderr)


def _load(path: Path) -> dict:
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise DataError(f"{path}: no such checkpoint") from None
    except Exception as error:  # torch.load raises many kinds of exceptions for a damaged file
        raise DataError(f"{path}: not a checkpoint: {str(error).splitlines()[0]}") from None
