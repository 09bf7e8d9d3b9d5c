"""Losses: weighted cross entropy over pixels, and a region loss that measures a class's overlap as the score does."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from data import IGNORED

REGIONS = ("none", "dice", "lovasz")


def class_weights(shares: np.ndarray, power: float, largest: float) -> Tensor:
    """share ** -power for each class, scaled so that the average pixel has weight 1; at most `largest`."""
    shares = np.maximum(shares, 1e-4)
    weights = shares**-power
    return torch.tensor(np.minimum(weights / (weights * shares).sum(), largest), dtype=torch.float32)


def dice_loss(probabilities: Tensor, labels: Tensor) -> Tensor:
    """1 - the mean Dice coefficient of the classes that the labels hold.

    probabilities: (P, classes), labels: (P,) int64, ignored pixels left out of both.
    """
    truth = functional.one_hot(labels, probabilities.shape[1]).to(probabilities.dtype)
    counts = truth.sum(dim=0)
    overlap = (probabilities * truth).sum(dim=0)
    dice = 2 * overlap / (probabilities.sum(dim=0) + counts).clamp_min(1e-6)
    return 1 - dice[counts > 0].mean()


def lovasz_loss(probabilities: Tensor, labels: Tensor) -> Tensor:
    """Lovasz-Softmax: the convex extension of 1 - IoU, mean over the classes that the labels hold.

    M. Berman, A. Rannen Triki, M. B. Blaschko, "The Lovasz-Softmax loss", CVPR 2018, algorithm 1.
    """
    losses = []
    for index in labels.unique():
        truth = (labels == index).to(probabilities.dtype)
        errors, order = (truth - probabilities[:, index]).abs().sort(descending=True)
        truth = truth[order]
        total = truth.sum()
        jaccard = 1 - (total - truth.cumsum(0)) / (total + (1 - truth).cumsum(0))
        losses.append(torch.dot(errors, torch.diff(jaccard, prepend=jaccard.new_zeros(1))))
    return torch.stack(losses).mean()


def segmentation_loss(
    logits: Tensor,
    labels: Tensor,
    weights: Tensor | None,
    label_smoothing: float = 0.0,
    region: str = "none",
    region_weight: float = 0.5,
    region_step: int = 2,
    hard: float = 1.0,
) -> Tensor:
    """Cross entropy + region_weight * region loss. logits: (N, classes, H, W) float32; labels: (N, H, W) int64.

    Smaller logits are enlarged to the labels' size, bilinearly. The region loss uses each `region_step`-th row and column, because
    sorting is expensive and neighbours are alike. With `hard` < 1 the cross entropy is that of the given share of the labelled
    pixels, those on which it is largest.
    """
    if logits.shape[-2:] != labels.shape[-2:]:
        logits = functional.interpolate(logits, labels.shape[-2:], mode="bilinear", align_corners=False)
    if not (labels != IGNORED).any():  # a mean over no pixel would be NaN, and stay in the weights
        return 0 * logits.sum()
    loss = functional.cross_entropy(
        logits, labels, weight=weights, ignore_index=IGNORED, label_smoothing=label_smoothing,
        reduction="none" if hard < 1 else "mean",
    )  # fmt: skip
    if hard < 1:
        loss = hardest(loss, labels, weights, hard)
    if region == "none":
        return loss
    labels = labels[:, ::region_step, ::region_step].flatten()
    counted = labels != IGNORED
    if not counted.any():
        return loss
    logits = logits[:, :, ::region_step, ::region_step].permute(0, 2, 3, 1).flatten(0, 2)
    probabilities = logits[counted].softmax(dim=1)
    function = lovasz_loss if region == "lovasz" else dice_loss
    return loss + region_weight * function(probabilities, labels[counted])


def hardest(losses: Tensor, labels: Tensor, weights: Tensor | None, share: float) -> Tensor:
    """The mean over the share of the labelled pixels with the largest loss, weighted as in the cross entropy; both (N, H, W)."""
    counted = labels != IGNORED
    losses, labels = losses[counted], labels[counted]
    if not len(losses):
        return losses.sum()
    kept, places = losses.topk(max(1, round(share * len(losses))))
    return kept.sum() / (weights[labels[places]].sum() if weights is not None else len(kept))


def distillation_loss(logits: Tensor, answers: Tensor, temperature: float) -> Tensor:
    """Kullback-Leibler divergence from the teacher's answers, both softened, for each pixel; unlabelled pixels count too.

    logits, answers: (N, classes, H, W). It is multiplied by temperature squared, so that gradients keep their size (G. Hinton, O.
    Vinyals,
    J. Dean, "Distilling the Knowledge in a Neural Network", 2015).
    """
    mine = functional.log_softmax(logits / temperature, dim=1)
    theirs = functional.log_softmax(answers / temperature, dim=1)
    each = functional.kl_div(mine, theirs, reduction="none", log_target=True).sum(dim=1)
    return temperature**2 * each.mean()


def auxiliary_loss(logits: Tensor, labels: Tensor, weights: Tensor | None) -> Tensor:
    """Weighted cross entropy of a small map against the labels at the centres of its pixels.

    logits: (N, classes, h, w) float32; labels: (N, H, W) int64 with H and W multiples of h and w.
    """
    step = labels.shape[1] // logits.shape[2]
    small = labels[:, step // 2 :: step, step // 2 :: step]
    if not (small != IGNORED).any():
        return 0 * logits.sum()
    return functional.cross_entropy(logits, small, weight=weights, ignore_index=IGNORED)
