"""Accuracy of a network on whole frames: pixel accuracy, IoU of each class and their mean, ignored pixels left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from data import IGNORED, Frame, normalise, stretched


@dataclass
class Score:
    """Fractions, 0..1. A class that occurs neither in the labels nor in the masks has IoU NaN and does not count."""

    pixel_accuracy: float
    miou: float
    iou: list[float]


def enlarge(mask: np.ndarray, height: int, width: int) -> np.ndarray:
    """(h, w) -> (height, width), nearest: source index ((2x + 1) * w) / (2W), rounded down, as the engine does."""
    rows = (2 * np.arange(height) + 1) * mask.shape[0] // (2 * height)
    columns = (2 * np.arange(width) + 1) * mask.shape[1] // (2 * width)
    return mask[rows[:, None], columns]


def score_of(confusion: np.ndarray) -> Score:
    """confusion: (classes, classes) counts, rows are labels, columns are the network's answers."""
    hits = np.diag(confusion).astype(np.float64)
    union = confusion.sum(axis=0) + confusion.sum(axis=1) - hits
    iou = np.where(union > 0, hits / np.maximum(union, 1), np.nan)
    return Score(float(hits.sum() / max(confusion.sum(), 1)), float(np.nanmean(iou)), iou.tolist())


@torch.no_grad()
def evaluate(
    model: nn.Module,
    frames: Sequence[Frame],
    classes: int,
    size: tuple[int, int],
    mean: Sequence[float],
    std: Sequence[float],
    batch: int = 4,
) -> Score:
    """Scores `model` in float32, masks compared at the label's size. size: the network's width and height."""
    model.eval()
    device = next(model.parameters()).device
    confusion = np.zeros((classes, classes), np.int64)
    for start in range(0, len(frames), batch):
        group = frames[start : start + batch]
        images = np.stack([stretched(frame, size) for frame in group])
        masks = model(normalise(images, mean, std).to(device)).argmax(dim=1).cpu().numpy()
        for frame, mask in zip(group, masks):
            label = np.asarray(frame.label)
            counted = label != IGNORED
            pairs = label[counted].astype(np.int64) * classes + enlarge(mask, *label.shape)[counted]
            confusion += np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
    return score_of(confusion)
