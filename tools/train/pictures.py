"""Two pictures at the end of a run: its curves, and the network's masks of a few validation frames."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from data import IGNORED, ClassList, Frame, normalise, stretched
from score import enlarge


def draw_curves(log: Path, path: Path) -> None:
    """Loss and scores by epoch, from log.csv."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with open(log, newline="") as file:
        rows = list(csv.DictReader(file))

    def series(column: str) -> tuple[list[int], list[float]]:
        points = [(int(row["epoch"]), float(row[column])) for row in rows if row[column]]
        return [x for x, _ in points], [y for _, y in points]

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained")
    left.plot(*series("loss"))
    left.set(xlabel="epoch", ylabel="training loss")
    for column in ("val_miou", "val_pixel_accuracy", "held_out_miou", "held_out_pixel_accuracy"):
        x, y = series(column)
        if x:
            right.plot(x, y, label=column.replace("_", " ").replace("miou", "mIoU"))
    right.set(xlabel="epoch", ylim=(0, 1))
    if right.lines:
        right.legend(loc="lower right")
    for axes in (left, right):
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


@torch.no_grad()
def draw_results(
    model: nn.Module,
    frames: Sequence[Frame],
    classes: ClassList,
    size: tuple[int, int],
    mean: Sequence[float],
    std: Sequence[float],
    path: Path,
    rows: int = 6,
) -> None:
    """`rows` frames spread over the set, one a row: photo, truth, prediction, each at the label's size."""
    model.eval()
    device = next(model.parameters()).device
    colours = np.zeros((256, 3), np.uint8)
    for entry in classes:
        colours[int(entry["index"])] = entry["colour"]
    colours[IGNORED] = 0
    chosen = [frames[i] for i in np.unique(np.linspace(0, len(frames) - 1, rows).astype(int))]
    lines = []
    for frame in chosen:
        pixels = normalise(stretched(frame, size)[None], mean, std).to(device)
        mask = model(pixels).argmax(dim=1)[0].cpu().numpy()
        label = np.asarray(frame.label)
        photo = np.asarray(frame.image.resize(label.shape[::-1], Image.Resampling.BILINEAR))
        lines.append(np.hstack([photo, colours[label], colours[enlarge(mask, *label.shape)]]))
    width = min(line.shape[1] for line in lines)
    Image.fromarray(np.vstack([line[:, :width] for line in lines])).save(path, quality=88)
