#!/usr/bin/env python3
"""Leave-one-drive-out: trains a recipe once for each drive of the training frames, without it, and scores it on that drive.

A drive is the first six letters of a frame's name (CamVid's 0001TP, 0006R0, 0016E5), or --drives. Scores are those of the
last epoch's averaged weights: no fold chooses its best epoch. What stands behind `--` goes to train.py. Stopped folds go on.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = ("held_out_miou", "held_out_pixel_accuracy", "val_miou")


def drives_of(data: Path, letters: int = 6) -> list[str]:
    return sorted({path.name[:letters] for path in (data / "images").glob("*")})


def last_scores(run: Path) -> list[float | None]:
    """The scores in the last line of the run's log; None where it has none."""
    with open(run / "log.csv", newline="") as file:
        *_, last = csv.DictReader(file)
    return [float(last[column]) if last[column] else None for column in COLUMNS]


def table(scores: dict[str, list[float | None]]) -> str:
    """A line for each drive, and the mean."""

    def row(name: str, values: Sequence[float | None]) -> str:
        return f"| {name} | " + " | ".join("" if v is None else f"{v:.4f}" for v in values) + " |"

    means = [
        None if any(v is None for v in column) else sum(column) / len(column) for column in zip(*scores.values())
    ]
    return "\n".join(
        [
            "| drive left out | mIoU on it | pixel accuracy | mIoU, validation |",
            "|---|---|---|---|",
            *(row(name, values) for name, values in scores.items()),
            row("**mean**", means),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="folds.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="training directory of `catseye-convert label`")
    parser.add_argument("--runs", type=Path, required=True, help="a folder for each drive goes here")
    parser.add_argument("--drives", nargs="+", metavar="PREFIX", help="how the drives' names begin (default: all)")
    parser.add_argument("recipe", nargs="*", help="-- and train.py's other options: --config, --val, --epochs...")
    options = parser.parse_args(arguments)
    drives = options.drives or drives_of(options.data)
    if len(drives) < 2:
        parser.error(f"{options.data / 'images'}: {len(drives)} drives; two or more are needed")
    scores = {}
    for drive in drives:
        run = options.runs / drive
        command = [sys.executable, HERE / "train.py", *options.recipe, "--data", options.data, "--hold-out", drive]
        done = subprocess.run([*map(str, command), "--run", str(run), "--resume"], check=False)
        if done.returncode:
            return done.returncode
        scores[drive] = last_scores(run)
    print(table(scores))
    return 0


if __name__ == "__main__":
    sys.exit(main())
