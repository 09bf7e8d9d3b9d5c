#!/usr/bin/env python3
"""What each step beyond the seed gains: trains the rows below, with one change a row, and prints their scores as a table.

Rows run one after the other; a stopped ablation goes on where it was. All rows leave one drive out of training, and
are scored on the validation frames and on that drive, by the weights of the last epoch (no row chooses its best one).
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEED_SCHEDULE = "--batch 8 --schedule constant --warmup 0 --lr 1e-3 --weight-decay 0 --ema 0"
SEED = f"--no-augmentation --crop 0 --class-power 0 {SEED_SCHEDULE}"
NARROW = "--widths 16 32 64 128"
LIGHT = "--crop 192 --scale 0.75 1.5"
SCHEDULE = "--batch 4 --ema 0.99"
WEIGHTS = "--class-power 0.4 --class-limit 5"
CAMERA = "--contrast 0.3 --colour 0.1 --saturation 0.4 --gamma 0.3 --blur 0.15 --jpeg 0.15 --cutout 0.2"
PLUS = f"--config {HERE / 'configs' / 'city-plus.toml'}"


@dataclass
class Row:
    """One training run. data: `seed` (labels of seed_labels.py), `real`, or `scenes` (real and generated)."""

    name: str
    meaning: str
    arguments: str
    data: str = "real"


ROWS = (
    Row("seed-wide", "the seed's recipe as it was: random-colour k-means, no augmentation", SEED, "seed"),
    Row("seed", "half the channels", f"{NARROW} {SEED}", "seed"),
    Row("labels", "labels by `label`", f"{NARROW} {SEED}"),
    Row("augmented", "flip, scale, crop, light", f"{NARROW} {LIGHT} {SEED_SCHEDULE} --class-power 0"),
    Row("schedule", "batch 4, rising and falling rate, averaged weights", f"{NARROW} {LIGHT} {SCHEDULE} --class-power 0"),
    Row("weights", "class weights", f"{NARROW} {LIGHT} {SCHEDULE} {WEIGHTS}"),
    Row("region", "Lovasz loss", f"{NARROW} {LIGHT} {SCHEDULE} {WEIGHTS} --region lovasz"),
    Row("camera", "colour, blur, JPEG, cutout", f"{NARROW} {LIGHT} {SCHEDULE} {WEIGHTS} --region lovasz {CAMERA}"),
    Row("scenes", "generated scenes beside", f"{NARROW} {LIGHT} {SCHEDULE} {WEIGHTS} --region lovasz {CAMERA}", "scenes"),
    Row("wide", "all the channels again, without scenes (`city`)", f"{LIGHT} {SCHEDULE} {WEIGHTS} --region lovasz {CAMERA}"),
    Row("plus", "more layers, 480x352 (`city-plus`)", f"{PLUS} --ema 0.99"),
)  # fmt: skip


def data_of(row: Row, options: argparse.Namespace) -> list[str]:
    first = options.seed_data if row.data == "seed" else options.data
    arguments = ["--data", str(first), "--repeat", "1"]
    if row.data == "scenes":
        arguments += ["--data", str(options.scenes), "--repeat", "0.3"]
    return arguments


def log_of(row: Row, options: argparse.Namespace) -> list[dict[str, str]]:
    path = options.runs / row.name / "log.csv"
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def train(row: Row, options: argparse.Namespace) -> None:
    command = [
        sys.executable, str(HERE / "train.py"), *row.arguments.split(), *data_of(row, options),
        "--val", str(options.val), "--hold-out", options.hold_out, "--run", str(options.runs / row.name), "--resume",
        "--epochs", str(options.epochs), "--val-every", str(options.epochs), "--precision", options.precision,
        "--threads", str(options.threads),
    ]  # fmt: skip
    subprocess.run(command, check=True)


def table(options: argparse.Namespace) -> str:
    lines = [
        f"| change | mIoU, validation | pixel accuracy | mIoU, {options.hold_out} | pixel accuracy |",
        "|---|---|---|---|---|",
    ]
    columns = ("val_miou", "val_pixel_accuracy", "held_out_miou", "held_out_pixel_accuracy")
    for number, row in enumerate(ROWS):
        log = log_of(row, options)
        done = len(log) >= options.epochs
        cells = [f"{float(log[-1][c]):.3f}" if done else "not run" for c in columns]
        lines.append(f"| {'+ ' if number else ''}{row.meaning} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="ablation.py", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="training directory of `catseye-convert label --palette`")
    add("--seed-data", type=Path, required=True, help="the same frames with the labels of seed_labels.py")
    add("--scenes", type=Path, required=True, help="directory of `catseye-convert scenes`")
    add("--val", type=Path, required=True, help="validation directory")
    add("--hold-out", default="0006R0", metavar="PREFIX", help="the drive that is left out of training")
    add("--runs", type=Path, required=True, help="a folder for each row goes here")
    add("--epochs", type=int, default=12, help="of each row")
    add("--rows", nargs="+", choices=[row.name for row in ROWS], help="only these (default: all)")
    add("--precision", choices=("fp32", "bf16"), default="bf16", help="as for train.py")
    add("--threads", type=int, default=0, help="CPU threads; 0 leaves it to PyTorch")
    options = parser.parse_args()
    for row in ROWS:
        if options.rows and row.name not in options.rows:
            continue
        if len(log_of(row, options)) < options.epochs:
            train(row, options)
    print(table(options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
