#!/usr/bin/env python3
"""Draws the masks of exported networks for labelled frames: one row a frame, with photo, truth, and each network's mask.

Prints each network's pixel accuracy and mIoU over all frames of the directory, and over the drawn ones alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError
from PIL import Image

from data import IGNORED, ClassList, DataError, Frame, model_classes, read_frames, stretched
from score import Score, enlarge, score_of


class Network:
    """An exported float network, run by ONNX Runtime."""

    def __init__(self, path: Path, classes: ClassList) -> None:
        if not path.is_file():
            raise DataError(f"{path}: no such file")
        try:
            properties = {p.key: p.value for p in onnx.load(path).metadata_props}
            self.mean, self.std = (np.float32(properties[f"catseye.{k}"].split(",")) for k in ("mean", "std"))
            names = [entry["name"] for entry in json.loads(properties["catseye.classes"])]
        except (KeyError, ValueError, DecodeError) as error:
            raise DataError(f"{path}: not a file of export.py: {error!r}") from None
        index_of = {entry["name"]: int(entry["index"]) for entry in classes}
        self.table = np.array([index_of.get(name, IGNORED) for name in names], np.uint8)
        self.session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        (given,) = self.session.get_inputs()
        self.input, (_, _, height, width) = given.name, given.shape
        self.size = width, height

    def mask(self, frame: Frame) -> np.ndarray:
        """The data's class indices, at the label's size."""
        pixels = (stretched(frame, self.size) - self.mean) / self.std
        (logits,) = self.session.run(None, {self.input: np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])})
        label = np.asarray(frame.label)
        return enlarge(self.table[logits[0].argmax(axis=0)], *label.shape)


def score(pairs: Sequence[tuple[np.ndarray, np.ndarray]], classes: int) -> Score:
    """The accuracy and mIoU of (label, mask) pairs."""
    confusion = np.zeros((classes, classes), np.int64)
    for label, mask in pairs:
        counted = (label != IGNORED) & (mask != IGNORED)
        places = label[counted].astype(np.int64) * classes + mask[counted]
        confusion += np.bincount(places, minlength=classes**2).reshape(classes, classes)
    return score_of(confusion)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="compare.py", description=__doc__)
    parser.add_argument("data", type=Path, help="directory of `catseye-convert label` or `scenes`")
    parser.add_argument("networks", type=Path, nargs="+", metavar="FLOAT.onnx", help="as export.py writes them")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the picture to write")
    parser.add_argument("--rows", type=int, default=3, help="frames that are drawn, evenly spread")
    options = parser.parse_args(arguments)
    try:
        classes = model_classes(options.data)
        frames, _ = read_frames(options.data, classes, (4096, 4096))
        networks = [Network(path, classes) for path in options.networks]
    except DataError as error:
        print(f"compare.py: {error}", file=sys.stderr)
        return 65
    colours = np.zeros((256, 3), np.uint8)
    for entry in classes:
        colours[int(entry["index"])] = entry["colour"]
    drawn = set(np.linspace(0, len(frames) - 1, options.rows).round().astype(int).tolist())
    lines = {i: [np.asarray(frames[i].image), colours[np.asarray(frames[i].label)]] for i in sorted(drawn)}
    for path, network in zip(options.networks, networks):
        pairs = [(np.asarray(frame.label), network.mask(frame)) for frame in frames]
        for i, line in lines.items():
            line.append(colours[pairs[i][1]])
        every, some = score(pairs, len(classes)), score([pairs[i] for i in lines], len(classes))
        print(
            f"{path}: {len(pairs)} frames: pixel accuracy {every.pixel_accuracy:.4f}, mIoU {every.miou:.4f}; "
            f"the {len(lines)} drawn: {some.pixel_accuracy:.4f}, {some.miou:.4f}"
        )
    Image.fromarray(np.vstack([np.hstack(line) for line in lines.values()])).save(options.output, quality=85)
    return 0


if __name__ == "__main__":
    sys.exit(main())
