#!/usr/bin/env python3
"""Labels pairs as the seed did, for the first row of the ablation: k-means on random colours, whatever the masks hold.

The seed fitted KMeans to 1,000 uniformly random colours and gave each mask pixel the nearest centre, so a class is a cell of
the colour cube: one cell can hold several of the true classes, and smeared edges fall anywhere. To score such labels,
each cell here takes the name of the true class that most of its pixels have (over DATA); cells of one name become one.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from data import DataError, read_classes


def random_centres(clusters: int, seed: int) -> np.ndarray:
    """(clusters, 3): k-means on 1,000 random colours, as in the seed."""
    from sklearn.cluster import KMeans

    colours = np.random.default_rng(seed).integers(0, 256, (1000, 3))
    return KMeans(clusters, n_init=10, random_state=seed).fit(colours).cluster_centers_


def nearest(mask: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(H, W, 3) bytes -> (H, W) index of the nearest centre."""
    distances = ((mask[:, :, None, :].astype(np.float32) - centres.astype(np.float32)) ** 2).sum(axis=-1)
    return distances.argmin(axis=-1).astype(np.uint8)


def main() -> int:
    parser = argparse.ArgumentParser(prog="seed_labels.py", description=__doc__)
    parser.add_argument("pairs", type=Path, help="the pairs (photo | mask)")
    parser.add_argument("data", type=Path, help="the same frames, labelled by `catseye-convert label`")
    parser.add_argument("-o", "--output", type=Path, required=True, help="where the seed's version of DATA goes")
    parser.add_argument("--classes", type=int, default=10, help="the seed's number of clusters")
    parser.add_argument("--seed", type=int, default=1, help="of the random colours")
    options = parser.parse_args()
    try:
        classes = read_classes(options.data)
    except DataError as error:
        print(f"seed_labels.py: {error}", file=sys.stderr)
        return 65
    centres = random_centres(options.classes, options.seed)
    votes = np.zeros((options.classes, 256), np.int64)
    cells: dict[str, np.ndarray] = {}
    for path in sorted(options.pairs.glob("*.jpg")):
        pair = np.asarray(Image.open(path).convert("RGB"))
        cells[path.stem] = nearest(pair[:, pair.shape[1] // 2 :], centres)
        truth = np.asarray(Image.open(options.data / "labels" / f"{path.stem}.pgm"))
        np.add.at(votes, (cells[path.stem].ravel(), truth.ravel()), 1)
    void = next((int(c["index"]) for c in classes if c["name"] == "void"), 255)
    votes[:, [void, 255]] = 0
    name_of = votes.argmax(axis=1).astype(np.uint8)
    (options.output / "labels").mkdir(parents=True, exist_ok=True)
    shutil.copytree(options.data / "images", options.output / "images", dirs_exist_ok=True)
    shutil.copy(options.data / "classes.json", options.output)
    for name, cell in cells.items():
        Image.fromarray(name_of[cell]).save(options.output / "labels" / f"{name}.pgm")
    names = {int(c["index"]): c["name"] for c in classes}
    for cell in range(options.classes):
        share = votes[cell].max() / max(votes[cell].sum(), 1)
        print(f"cell {cell}: {votes[cell].sum() / votes.sum():6.1%} of the pixels, {share:6.1%} {names[name_of[cell]]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
