"""What a training step minimises: the losses against the labels, and against a teacher's answers."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from data import DataError, normalise
from losses import auxiliary_loss, distillation_loss, segmentation_loss

STEP = 32  # a crop's side for a teacher, because networks of five levels take multiples of it


class Teacher:
    """A trained network from whose answers a smaller one learns.

    It sees the same crops, normalised as in its training, with things as large as in its training: if its input has another size
    than `size` (width, height), the student's, crops are resized by the ratio."""

    def __init__(
        self, path: Path, classes: Sequence[dict[str, object]], size: Sequence[int], device: torch.device
    ) -> None:
        from export import load_checkpoint  # imported here, because it loads onnxruntime, which training does not need

        if not path.is_file():
            raise DataError(f"--teacher {path}: no such checkpoint")
        try:
            model, checkpoint = load_checkpoint(path)
        except (RuntimeError, KeyError, ValueError, EOFError, OSError) as error:
            raise DataError(f"--teacher {path}: not a checkpoint: {str(error).splitlines()[0]}") from None
        self.mean, self.std = checkpoint["mean"], checkpoint["std"]
        self.ratio = checkpoint["size"][1] / size[1], checkpoint["size"][0] / size[0]  # rows, columns
        theirs = [entry["name"] for entry in checkpoint["classes"]]
        missing = [str(entry["name"]) for entry in classes if entry["name"] not in theirs]
        if missing:
            raise DataError(f"--teacher {path}: does not know {', '.join(missing)}")
        self.order = [theirs.index(entry["name"]) for entry in classes]  # its channel of each of our classes
        self.model = model.to(device, memory_format=torch.channels_last).requires_grad_(False)

    @torch.no_grad()
    def __call__(self, images: np.ndarray) -> Tensor:
        """(N, h, w, 3) bytes -> (N, classes, h', w') logits."""
        device = next(self.model.parameters()).device
        pixels = normalise(images, self.mean, self.std).to(device)
        if self.ratio != (1, 1):
            wanted = [STEP * max(1, round(side * r / STEP)) for side, r in zip(pixels.shape[-2:], self.ratio)]
            pixels = functional.interpolate(pixels, wanted, mode="bilinear", align_corners=False)
        return self.model(pixels).float()[:, self.order]


class Objective:
    """The loss of a step, as the options say. weights: of the classes."""

    def __init__(self, options: argparse.Namespace, weights: Tensor, teacher: Teacher | None) -> None:
        self.options, self.weights, self.teacher = options, weights, teacher

    def __call__(self, outputs: Tensor | tuple[Tensor, Tensor], images: np.ndarray, labels: Tensor) -> Tensor:
        """outputs: logits (N, classes, h, w), or these and auxiliary ones; labels: (N, H, W) int64."""
        options = self.options
        logits, auxiliary = outputs if isinstance(outputs, tuple) else (outputs, None)
        logits = logits.float()
        loss = segmentation_loss(
            logits, labels, self.weights, options.label_smoothing, options.region, options.region_weight,
            options.region_step, options.hard,
        )  # fmt: skip
        if auxiliary is not None and options.auxiliary:
            loss = loss + options.auxiliary * auxiliary_loss(auxiliary.float(), labels, self.weights)
        if self.teacher:
            answers = self.teacher(images)
            if answers.shape[-2:] != logits.shape[-2:]:
                answers = functional.interpolate(answers, logits.shape[-2:], mode="bilinear", align_corners=False)
            loss = loss + options.teacher_weight * distillation_loss(logits, answers, options.temperature)
        return loss


def check_outputs(model: nn.Module, classes: int, crop: Sequence[int], device: torch.device) -> None:
    """Raises DataError if the network does not take crops of (width, height), or does not return logits."""
    example = torch.zeros(1, 3, crop[1], crop[0], device=device)
    was_training = model.training
    try:
        with torch.no_grad():
            outputs = model.eval()(example)
    except Exception as error:  # a network from the user may raise anything
        raise DataError(f"the network does not take {crop[0]}x{crop[1]}: {str(error).splitlines()[0]}") from None
    finally:
        model.train(was_training)
    if not isinstance(outputs, Tensor) or outputs.ndim != 4 or outputs.shape[:2] != (1, classes):
        what = tuple(outputs.shape) if isinstance(outputs, Tensor) else type(outputs).__name__
        raise DataError(f"the network answers with {what}, not with (N, {classes}, h, w) logits")
