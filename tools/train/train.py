#!/usr/bin/env python3
"""Trains the seed UNet on labelled frames. Runs on a CPU; stop it with SIGTERM or Ctrl-C and go on with --resume."""

from __future__ import annotations

import argparse
import copy
import csv
import math
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from data import (
    IGNORED,
    Augmentation,
    DataError,
    Frame,
    Sampler,
    class_shares,
    model_classes,
    normalise,
    pixel_statistics,
    read_frames,
)
from model import WIDTHS, UNet
from score import Score, evaluate

LOG_COLUMNS = ("epoch", "loss", "lr", "val_pixel_accuracy", "val_miou", "seconds")


def learning_rate_factor(progress: float, warmup: float) -> float:
    """Share of the peak learning rate: linear warm-up, then half a cosine down to 0. progress: 0..1 of the run."""
    if progress < warmup:
        return max(progress / warmup, 0.02)
    return max(0.5 * (1 + math.cos(math.pi * min((progress - warmup) / (1 - warmup), 1.0))), 1e-3)


def class_weights(shares: np.ndarray, power: float, largest: float) -> torch.Tensor:
    """share ** -power for each class, scaled so that the average pixel weighs 1, no more than `largest`."""
    shares = np.maximum(shares, 1e-4)
    weights = shares**-power
    return torch.tensor(np.minimum(weights / (weights * shares).sum(), largest), dtype=torch.float32)


class Average:
    """Exponential moving average of a model: parameters and batch-norm statistics alike."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """step: steps done, from 1; early ones decay faster, so that the start is soon forgotten."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for mine, theirs in zip(self.model.state_dict().values(), model.state_dict().values()):
            if mine.is_floating_point():
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)


class Trainer:
    """A run: the model, its optimiser and average, how far it has come, and the folder it writes to."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.folder: Path = options.run
        self.folder.mkdir(parents=True, exist_ok=True)
        checkpoint = self._checkpoint_to_resume()
        self._load_data(checkpoint)
        torch.manual_seed(options.seed)
        widths = checkpoint["widths"] if checkpoint else options.widths
        self.model = UNet(len(self.classes), widths).to(memory_format=torch.channels_last)
        matrices = [p for p in self.model.parameters() if p.ndim > 1]
        vectors = [p for p in self.model.parameters() if p.ndim <= 1]
        self.optimiser = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": options.weight_decay}, {"params": vectors, "weight_decay": 0.0}],
            lr=options.lr,
        )
        self.average = Average(self.model, options.ema)
        self.epoch, self.batch, self.steps = 0, 0, 0  # the next epoch and batch; steps done
        self.progress, self.best = 0.0, 0.0  # of the schedule, 0..1; best validation mIoU
        self.loss_sum, self.seconds = 0.0, 0.0  # of the epoch under way
        self.stopping = False
        if checkpoint:
            self._restore(checkpoint)
        self.begin, self.begin_progress = time.monotonic(), self.progress

    # ---- data

    def _load_data(self, checkpoint: dict | None) -> None:
        options = self.options
        self.classes = checkpoint["classes"] if checkpoint else model_classes(options.data[0])
        self.size = tuple(checkpoint["size"] if checkpoint else options.size)
        limit = 2 * self.size[0], 2 * self.size[1]
        sets: list[list[Frame]] = []
        for directory in options.data:
            sets.append(self._read(directory, limit))
        self.val = self._read(options.val, self.size) if options.val else []
        statistics = pixel_statistics(sets[0])
        self.mean, self.std = (checkpoint["mean"], checkpoint["std"]) if checkpoint else statistics
        shares = class_shares(sets[0], len(self.classes))
        self.weights = class_weights(shares, options.class_power, options.class_limit)
        self.sampler = Sampler(
            sets, options.repeat, options.batch, Augmentation(self.size, options.crop), options.seed
        )
        named = ", ".join(f"{c['name']} {s:.1%}" for c, s in zip(self.classes, shares))
        print(f"classes (share of the first set): {named}\nmean {self.mean}, std {self.std}")

    def _read(self, directory: Path, limit: tuple[int, int]) -> list[Frame]:
        frames, unknown = read_frames(directory, self.classes, limit)
        ignored = f", ignoring its classes {', '.join(sorted(unknown))}" if unknown else ""
        print(f"{directory}: {len(frames)} frames{ignored}")
        return frames

    # ---- checkpoints

    def _checkpoint_to_resume(self) -> dict | None:
        path = self.folder / "last.pt"
        if not path.exists():
            if self.options.resume:
                print(f"{path} is not there yet: starting anew")
            return None
        if not self.options.resume:
            raise DataError(f"{self.folder}: holds a run already; give --resume, or another --run")
        return torch.load(path, map_location="cpu", weights_only=True)

    def _restore(self, checkpoint: dict) -> None:
        self.model.load_state_dict(checkpoint["model"])
        self.average.model.load_state_dict(checkpoint["ema"])
        self.optimiser.load_state_dict(checkpoint["optimiser"])
        for name in ("epoch", "batch", "steps", "progress", "best", "loss_sum", "seconds"):
            setattr(self, name, checkpoint[name])
        print(f"resuming at epoch {self.epoch}, batch {self.batch}, {self.progress:.1%} of the schedule")

    def save(self, name: str) -> None:
        """Writes a checkpoint so that a reader sees the old file or the new one, never half of one.

        No random state is kept: the data's order and jitter follow from seed, epoch and batch (Sampler), and the
        network draws nothing; the schedule is a function of `progress`.
        """
        path = self.folder / name
        temporary = path.with_suffix(".tmp")
        state = {
            "model": self.model.state_dict(),
            "ema": self.average.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "classes": self.classes,
            "widths": list(self.model.widths),
            "size": list(self.size),
            "mean": self.mean,
            "std": self.std,
        }
        for key in ("epoch", "batch", "steps", "progress", "best", "loss_sum", "seconds"):
            state[key] = getattr(self, key)
        with open(temporary, "wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)

    # ---- training

    def run(self) -> None:
        """Trains to the end of the schedule, or until told to stop."""
        while self.progress < 1 and not self.stopping:
            self._run_epoch()
        state = "stopped; go on with --resume" if self.stopping else "done"
        print(f"{state}: epoch {self.epoch}, best validation mIoU {self.best:.4f}")

    def _run_epoch(self) -> None:
        start, before = time.monotonic(), self.seconds
        first, total = self.batch, len(self.sampler)
        bar = tqdm(total=total, initial=first, desc=f"epoch {self.epoch + 1}", disable=not sys.stderr.isatty())
        for images, labels in self.sampler.epoch(self.epoch, first):
            self.loss_sum += self.step(images, labels)
            self.batch += 1
            self.seconds = before + time.monotonic() - start
            self._advance(total)
            bar.update()
            bar.set_postfix(loss=f"{self.loss_sum / self.batch:.3f}")
            if self.stopping or self.progress >= 1:
                break
        bar.close()
        if self.stopping and self.progress < 1:
            self.save("last.pt")
            return
        loss = self.loss_sum / max(self.batch, 1)
        self.epoch, self.batch, self.loss_sum = self.epoch + 1, 0, 0.0
        score = None
        if self.val and (self.progress >= 1 or self.epoch % self.options.val_every == 0):
            score = evaluate(self.average.model, self.val, len(self.classes), self.size, self.mean, self.std)
        better = score is not None and score.miou > self.best
        if better:
            self.best = score.miou
        self._log(loss, score, before + time.monotonic() - start)
        self.seconds = 0.0
        self.save("last.pt")
        if better or not self.val:
            self.save("best.pt")

    def step(self, images: np.ndarray, labels: np.ndarray) -> float:
        """One optimiser step on (N, crop, crop, 3) bytes and (N, crop, crop) class indices; returns the loss."""
        rate = self.options.lr * learning_rate_factor(self.progress, self.options.warmup)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.model.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=self.options.precision == "bf16"):
            logits = self.model(normalise(images, self.mean, self.std))
        loss = functional.cross_entropy(
            logits.float(),
            torch.from_numpy(labels.astype(np.int64)),
            weight=self.weights,
            ignore_index=IGNORED,
            label_smoothing=self.options.label_smoothing,
        )
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.options.clip)
        self.optimiser.step()
        self.steps += 1
        self.average.update(self.model, self.steps)
        return loss.item()

    def _advance(self, batches: int) -> None:
        """Moves the schedule on: by epochs, and with --max-minutes by the clock where that is further."""
        by_epochs = (self.epoch + self.batch / batches) / self.options.epochs
        by_clock = 0.0
        if self.options.max_minutes:
            share = (time.monotonic() - self.begin) / (60 * self.options.max_minutes)
            by_clock = self.begin_progress + (1 - self.begin_progress) * share
        self.progress = min(max(by_epochs, by_clock, self.progress), 1.0)

    def _log(self, loss: float, score: Score | None, seconds: float) -> None:
        rate = self.optimiser.param_groups[0]["lr"]
        accuracy, miou = (f"{score.pixel_accuracy:.4f}", f"{score.miou:.4f}") if score else ("", "")
        path = self.folder / "log.csv"
        is_new = not path.exists()
        with open(path, "a", newline="") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(LOG_COLUMNS)
            writer.writerow([self.epoch, f"{loss:.4f}", f"{rate:.3e}", accuracy, miou, f"{seconds:.1f}"])
        line = f"epoch {self.epoch}: loss {loss:.4f}, {self.progress:.1%} of the schedule, {seconds:.0f} s"
        if score:
            each = " ".join(f"{c['name']} {v:.2f}" for c, v in zip(self.classes, score.iou))
            line += f", pixel accuracy {accuracy}, mIoU {miou} ({each})"
        print(line, flush=True)


class HelpFormatter(argparse.ArgumentDefaultsHelpFormatter):
    """Adds each option's default to its help, where it has one."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help if action.default in (None, False) else super()._get_help_string(action)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="train.py", description=__doc__, formatter_class=HelpFormatter)
    add = parser.add_argument
    add("--data", type=Path, action="append", required=True, metavar="DIR",
        help="training directory made by `catseye-convert label` or `scenes`; repeat for more. The first one's "
        "classes.json is the model's class list (`void` is ignored); it also gives mean, std and class weights")  # fmt: skip
    add("--repeat", type=float, action="append", metavar="FACTOR",
        help="how often an epoch sees each frame of the --data of the same place; 0.5 draws half of them anew each "
        "epoch (default: 1 for each)")  # fmt: skip
    add("--val", type=Path, metavar="DIR", help="validation directory; without it best.pt is the last epoch")
    add("--val-every", type=int, default=2, metavar="N", help="validate after every N epochs, and at the end")
    add("--run", type=Path, required=True, metavar="DIR", help="run folder: last.pt, best.pt, log.csv")
    add("--resume", action="store_true", help="go on from RUN/last.pt; other --data may be given than before")
    add("--epochs", type=int, default=100, help="length of the schedule")
    add("--max-minutes", type=float, metavar="M",
        help="end within M minutes of this start: the schedule follows the clock where that is ahead of the epochs. "
        "Such a run cannot be repeated exactly")  # fmt: skip
    add("--size", type=int, nargs=2, default=[256, 256], metavar=("W", "H"), help="the network's input size")
    add("--widths", type=int, nargs="+", default=list(WIDTHS), metavar="C", help="channels of each level")
    add("--crop", type=int, default=192, help="side of the training crops, a multiple of 2^(levels - 1)")
    add("--batch", type=int, default=4, help="crops in a step")
    add("--lr", type=float, default=1.5e-3, help="peak learning rate of AdamW")
    add("--warmup", type=float, default=0.04, help="share of the schedule in which the rate rises")
    add("--weight-decay", type=float, default=0.02, help="of the convolutions' weights")
    add("--clip", type=float, default=5.0, help="largest gradient norm")
    add("--label-smoothing", type=float, default=0.0, help="probability spread over the other classes")
    add("--class-power", type=float, default=0.4, help="class weight = share ** -power; 0 weighs every pixel alike")
    add("--class-limit", type=float, default=4.0, help="largest class weight")
    add("--ema", type=float, default=0.995, help="decay of the weight average that is validated and exported")
    add("--precision", choices=("fp32", "bf16"), default="fp32",
        help="of the forward and backward pass; bf16 is 2 to 3 times as fast on CPUs with avx512_bf16 or amx")  # fmt: skip
    add("--threads", type=int, default=0, help="CPU threads; 0 leaves it to PyTorch")
    add("--seed", type=int, default=1, help="of weights, order and augmentation")
    return parser


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = build_parser()
    options = parser.parse_args(arguments)
    options.repeat = options.repeat or [1.0] * len(options.data)
    if len(options.repeat) != len(options.data):
        parser.error(f"{len(options.repeat)} --repeat for {len(options.data)} --data")
    step = 2 ** (len(options.widths) - 1)
    if options.crop % step or any(side % step for side in options.size):
        parser.error(f"--crop and --size must be multiples of {step}")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    try:
        trainer = Trainer(options)
    except DataError as error:
        print(f"train.py: {error}", file=sys.stderr)
        return 65

    def stop(_number: int, _frame: object) -> None:
        trainer.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    trainer.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
