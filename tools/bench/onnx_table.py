#!/usr/bin/env python3
"""A table of a folder's networks: converted or refused (with the word), the float graph's deviation from ONNX Runtime, and what
int8 keeps on pictures that neither was calibrated with, Catseye's and ONNX Runtime's static int8 side by side.

usage: onnx_table.py FOLDER [--photos DIR] [--frames N] [--held N] [--size WxH] [--seed N] [--only TEXT]

dB: 10 log10(sum of float^2 / sum of (float - int8)^2) at the logits, float by ONNX Runtime. ONNX Runtime's int8 is
quantize_static's (QDQ, a scale for each output channel of the weights, MinMax), on the same calibration frames, cut at the same
tensor. Without --photos pictures are drawn: soft blobs with some noise. Needs numpy, Pillow, onnx and onnxruntime."""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from PIL import Image

# tests of other builds set their own programs
RELEASE = pathlib.Path(os.environ.get("CATSEYE_PROGRAMS", pathlib.Path(__file__).resolve().parents[2] / ".build" / "release"))
ENDS = {"Softmax", "LogSoftmax", "Sigmoid", "ArgMax", "Greater", "Round", "Cast", "Mul", "Gather", "Slice", "Squeeze", "Transpose", "Reshape"}


def pictures(arguments, size, count, seed):
    """[count][height][width][3] bytes; of photos, every other one is for calibration (seed 0)."""
    if arguments.photos:
        names = sorted(path for path in arguments.photos.iterdir() if path.suffix in (".jpg", ".jpeg", ".png", ".ppm"))[seed::2]
        names = names[:: max(1, len(names) // count)][:count]
        return np.stack([np.asarray(Image.open(name).convert("RGB").resize(size, Image.BILINEAR)) for name in names])
    random = np.random.default_rng(2 * arguments.seed + seed)
    frames = []
    for _ in range(count):
        small = random.integers(0, 256, (6, 8, 3), np.uint8)
        frame = np.asarray(Image.fromarray(small).resize(size, Image.BICUBIC)).astype(float)
        frames.append(np.clip(frame + random.normal(0, 4, frame.shape), 0, 255).astype(np.uint8))
    return np.stack(frames)


class Case:
    """One file: how its frames are fed, and the tensor with its logits."""

    def __init__(self, path, size):
        self.path, self.model = path, onnx.load(path)
        frame = self.model.graph.input[0]
        self.name, kind = frame.name, frame.type.tensor_type
        self.dtype = np.uint8 if kind.elem_type == TensorProto.UINT8 else np.float16 if kind.elem_type == TensorProto.FLOAT16 else np.float32
        dims = [dim.dim_value for dim in kind.shape.dim]
        self.interleaved = len(dims) == 4 and dims[3] in (1, 3, 4) and dims[1] not in (1, 3, 4)
        sides = dims[1:3] if self.interleaved else dims[2:4]
        self.is_open = not all(sides)
        self.size = size if self.is_open else (sides[1], sides[0])
        self.channels = (dims[3] if self.interleaved else dims[1]) or 3

    def feed(self, frames, divisor):
        values = frames if self.dtype == np.uint8 else (frames / np.float32(divisor)).astype(self.dtype)
        return values if self.interleaved else np.ascontiguousarray(values.transpose(0, 3, 1, 2))

    def candidates(self):
        """The output, and the tensors that the operators before it read."""
        writers = {name: node for node in self.model.graph.node for name in node.output}
        name, found = self.model.graph.output[0].name, []
        while name:
            found.append(name)
            node = writers.get(name)
            name = node.input[0] if node is not None and node.op_type in ENDS else None
        return found

    def cut(self, output):
        model = onnx.ModelProto.FromString(self.model.SerializeToString())
        del model.graph.output[:]
        model.graph.output.append(onnx.helper.make_tensor_value_info(output, TensorProto.FLOAT, None))
        needed, kept = {output}, []
        for node in reversed(model.graph.node):
            if needed & set(node.output):
                kept.append(node)
                needed |= set(node.input)
        del model.graph.node[:]
        model.graph.node.extend(reversed(kept))
        return model

    def run(self, model, feeds):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(model if isinstance(model, str) else model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return np.concatenate([session.run(None, {self.name: frame[None]})[0] for frame in feeds]).astype(np.float32)


def decibels(truth, other):
    noise = ((truth.astype(np.float64) - other) ** 2).sum()
    return float("inf") if noise == 0 else 10 * np.log10((truth.astype(np.float64) ** 2).sum() / noise)


def planes(values, shape):
    """A tensor of the file as [frames][channels][height][width]; None if it has other sizes."""
    frames, channels, height, width = shape
    if values.size != frames * channels * height * width:
        return None
    if values.ndim == 4 and values.shape[1:] == (height, width, channels) or values.ndim == 3 and values.shape[2] == channels:
        return values.reshape(frames, height, width, channels).transpose(0, 3, 1, 2)
    return values.reshape(shape)


def without_none(logits, told):
    """Binary and multi-label networks have a first channel of 0."""
    if logits.shape[1] > 1 and (logits[:, 0] == 0).all():
        return logits[:, 1:]
    return logits


def static(case, model, feeds, folder):
    """ONNX Runtime's static int8 of a float network, as a file."""

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.frames = iter(feeds)

        def get_next(self):
            frame = next(self.frames, None)
            return None if frame is None else {case.name: frame[None]}

    if next(item.version for item in model.opset_import if item.domain in ("", "ai.onnx")) < 13:
        model = onnx.version_converter.convert_version(model, 17)
    model.ir_version = min(model.ir_version, 10)
    onnx.save(model, folder / "cut.onnx")
    quantize_static(
        folder / "cut.onnx", folder / "static.onnx", Reader(), quant_format=QuantFormat.QDQ, per_channel=True, weight_type=QuantType.QInt8
    )
    return str(folder / "static.onnx")


def call(program, *arguments, stdin=b""):
    return subprocess.run([RELEASE / program, *map(str, arguments)], input=stdin, capture_output=True, check=False)


def row(case, arguments, folder):
    calibration = pictures(arguments, case.size, arguments.frames, 0)
    held = pictures(arguments, case.size, arguments.held, 1)
    for old in folder.iterdir():
        old.unlink()
    for index, frame in enumerate(calibration):
        Image.fromarray(frame).save(folder / f"{index:03}.ppm")
    fixed = ["--size", f"{case.size[0]}x{case.size[1]}"] if case.is_open else []
    made = call("catseye-convert", "quantize", case.path, "-o", folder / "net.ceye", "--calibrate", folder, *fixed)
    if made.returncode:
        return "refused", made.stderr.decode().strip().splitlines()[-1].split(": ", 2)[-1]
    told = made.stdout.decode()
    raw = ["--input", "rgb24", "--size", f"{case.size[0]}x{case.size[1]}", "--output", "logits"]
    result = call("catseye", "run", "--model", folder / "net.ceye", *raw, stdin=held.tobytes())
    if result.returncode:
        return "fails", result.stderr.decode().strip().splitlines()[-1]
    info = call("catseye-convert", "inspect", case.path, *fixed).stdout.decode()
    best = None
    for divisor in (255, 1):
        feeds = case.feed(held, divisor)
        planar = feeds.astype(np.float32)
        np.save(folder / "in.npy", np.ascontiguousarray(planar.transpose(0, 3, 1, 2) if case.interleaved else planar))
        shown = call("catseye-convert", "inspect", case.path, *fixed, "--run", folder / "in.npy", "-o", folder / "out.npy")
        if shown.returncode:
            return "fails", shown.stderr.decode().strip()
        own = np.load(folder / "out.npy")
        engine = np.frombuffer(result.stdout, "<f4").reshape(own.shape)
        kept = decibels(own, engine)
        if best is None or kept > best[0]:
            best = (kept, divisor, without_none(own, told), without_none(engine, told), feeds)
    _, divisor, own, engine, feeds = best
    truths = []
    for name in case.candidates():
        try:
            values = planes(case.run(case.cut(name), feeds), own.shape)
        except Exception:  # a tensor of another type, or a graph that is cut where it cannot be
            continue
        if values is not None:
            truths.append((decibels(values, own), name, values))
    if not truths:
        return "?", "no tensor of the file has the logits' sizes"
    _, name, truth = max(truths, key=lambda item: item[0])
    deviation = np.abs(own - truth).max() / max(np.abs(truth).max(), 1e-30)
    is_quantised = any(node.op_type.startswith("QLinear") or node.op_type == "QuantizeLinear" for node in case.model.graph.node)
    theirs = None
    if not is_quantised:
        try:
            quantised = case.run(static(case, case.cut(name), case.feed(calibration, divisor), folder), feeds)
            theirs = decibels(truth, planes(quantised, truth.shape))
        except Exception as error:
            print(f"{case.path.name}: ONNX Runtime's quantize_static: {str(error).splitlines()[0]}", file=sys.stderr)
    number = re.search(r"([\d.]+) dB", told)
    return "converts", deviation, float(number[1]) if number else None, decibels(truth, engine), theirs, len(info.splitlines())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--photos", type=pathlib.Path)
    parser.add_argument("--frames", type=int, default=16)
    parser.add_argument("--held", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0, help="of the drawn pictures")
    parser.add_argument("--size", default="128x96")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    size = tuple(map(int, arguments.size.split("x")))
    paths = sorted(path for path in arguments.folder.glob("*.onnx") if arguments.only in path.name) if arguments.folder.is_dir() else []
    if not paths:
        sys.exit(f"SKIPPED: no .onnx file in {arguments.folder}")
    print("| file | float, off ONNX Runtime | dB told | dB held out | ONNX Runtime's int8, dB | |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            found = row(Case(path, size), arguments, pathlib.Path(folder))
            if found[0] != "converts":
                print(f"| {path.stem} | | | | | {found[0]}: {found[1]} |", flush=True)
                continue
            _, deviation, told, own, theirs, _ = found
            told, theirs = ("" if number is None else f"{number:.1f}" for number in (told, theirs))
            print(f"| {path.stem} | {deviation:.1e} | {told} | {own:.1f} | {theirs} | |", flush=True)


if __name__ == "__main__":
    main()
