"""Networks drawn at random (random_graphs.py) through converter and engine.

- The converter's float network is ONNX Runtime's, to 1e-4 of the largest number.
- The engine's logits are as far from the float network's as the converter has told.
- Every instruction set, with one and with three threads, gives the scalar reference's logits and masks to the bit.

CATSEYE_GRAPHS and CATSEYE_GRAPHS_SEED: how many, and the first seed. A network that differs is kept as CATSEYE_GRAPHS_KEEP/SEED.onnx.
"""

import collections
import json
import os
import pathlib
import re

import numpy as np
import onnx
import onnxruntime

from programs import CATSEYE, CONVERT, FAST_ISAS, run
from random_graphs import draw

COUNT = int(os.environ.get("CATSEYE_GRAPHS", 100))
FIRST = int(os.environ.get("CATSEYE_GRAPHS_SEED", 0))
FRAMES = 3
FORMATS = {1: "gray8", 3: "rgb24", 4: "rgba"}
# Why a network may be refused: what the README, `inspect` and the model's format say of limits.
REASONS = {
    "transposed convolution of another stride": r"is a transposed convolution of stride .*; only stride 2x2 is supported",
    "pad of other numbers than 0": r"pads with .*; only zeros are supported",
}
# The rounding of a logit whose float value is exact: nothing is told below it.
NOTHING = 1e-12


class Difference(Exception):
    """What is not as it should be."""


def converted(graph, folder, seed):
    """The model of a graph, its frames, and the decibels that the converter tells; a reason instead where it refuses."""
    channels, height, width = graph.frame
    random = np.random.default_rng([seed, 17])
    blocks = random.integers(0, 256, (FRAMES, -(-height // 5), -(-width // 5), channels))
    frames = blocks.repeat(5, 1).repeat(5, 2)[:, :height, :width] + random.integers(-20, 21, (FRAMES, height, width, channels))
    frames = frames.clip(0, 255).astype(np.uint8)
    onnx.save(graph.model, folder / "net.onnx")
    photos = folder / "photos"
    photos.mkdir(exist_ok=True)
    for old in photos.iterdir():
        old.unlink()
    for index, frame in enumerate(frames):
        kind = f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
        head = kind if channels == 4 else f"P6\n{width} {height}\n255\n"
        name = photos / f"{index}.{'pam' if channels == 4 else 'ppm'}"
        name.write_bytes(head.encode() + (frame.repeat(3, 2) if channels == 1 else frame).tobytes())
    numbers = []
    normalisation = np.zeros(channels), np.full(channels, 255.0)
    if seed % 3 == 0:
        normalisation = np.array([123.675, 116.28, 103.53, 90][:channels]), np.array([58.395, 57.12, 57.375, 70][:channels])
        numbers = [option for name, value in zip(("--mean", "--std"), normalisation) for option in (name, ",".join(map(str, value)))]
    result = run(
        CONVERT, "quantize", folder / "net.onnx", "-o", folder / "net.ceye", "--calibrate", photos, "--log", folder / "log.json",
        "--method", ["auto", "minmax", "percentile"][seed % 5 % 3], *numbers,
    )
    tensors = ((frames - normalisation[0]) / normalisation[1]).astype(np.float32).transpose(0, 3, 1, 2)
    if result.returncode != 0:
        words = result.stderr.decode().strip().splitlines()[-1]
        if result.returncode != 65:
            raise Difference(f"status {result.returncode}: {words}")
        for reason, pattern in REASONS.items():
            if re.search(pattern, words):
                return frames, tensors, None, reason
        raise Difference(f"refused: {words}")
    return frames, tensors, json.loads((folder / "log.json").read_text()).get("decibels"), None


def by_onnxruntime(graph, tensors):
    """The file's output, and the logits."""
    model = onnx.ModelProto.FromString(graph.model.SerializeToString())
    output = model.graph.output[0].name
    if output != graph.logits:
        model.graph.output.append(onnx.helper.make_tensor_value_info(graph.logits, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    results = [session.run([output, graph.logits], {"frame": tensor[None]}) for tensor in tensors]
    return [np.concatenate([result[index] for result in results]) for index in (0, 1)]


def by_converter(folder, tensors, *options):
    np.save(folder / "in.npy", np.ascontiguousarray(tensors, dtype="<f4"))
    result = run(CONVERT, "inspect", *options, folder / "net.onnx", "--run", folder / "in.npy", "-o", folder / "out.npy")
    if result.returncode != 0:
        raise Difference(f"inspect --run: {result.stderr.decode().strip()}")
    return np.load(folder / "out.npy")


def check_float(graph, folder, tensors):
    """The float network as read and as cleaned up, against ONNX Runtime. Returns the logits and the largest deviation."""
    end, logits = by_onnxruntime(graph, tensors)
    read = by_converter(folder, tensors, "--as-read").reshape(end.shape)
    cleaned = by_converter(folder, tensors)
    expected = logits
    if logits.shape[1] == 1:  # a binary network: 0 stands beside the logit
        expected = np.concatenate([np.zeros_like(logits), logits], 1)
    worst = 0
    if end.dtype == np.int64:  # a tie may go the other way
        if (read != end).mean() > 0.002:
            raise Difference(f"{(read != end).mean():.2%} of the classes are others than ONNX Runtime's")
    else:
        worst = np.abs(read - end).max() / max(np.abs(end).max(), NOTHING)
    worst = max(worst, np.abs(cleaned - expected).max() / max(np.abs(expected).max(), NOTHING))
    if not worst <= 1e-4:
        raise Difference(f"{worst:.1e} of the largest number off ONNX Runtime")
    return cleaned, worst


def check_tables(graph, folder, frames, seed):
    """Every instruction set and number of threads against the scalar reference. Returns its logits and how many compared."""
    channels, height, width = graph.frame
    raw = ["run", "--model", folder / "net.ceye", "--input", FORMATS[channels], "--size", f"{width}x{height}", "--output-size", "model"]

    def engine(isa, threads, output):
        options = ["--threads", threads, "--output", output]
        result = run(CATSEYE, *raw, *options, stdin=frames.tobytes(), environment={"CATSEYE_ISA": isa})
        if result.returncode != 0:
            raise Difference(f"{isa}, {threads} threads: status {result.returncode}: {result.stderr.decode().strip()[-300:]}")
        return result.stdout

    expected = {output: engine("scalar", 1, output) for output in ("logits", "mask")}
    runs = [("scalar", 3, "logits"), ("scalar", 3, "mask")]
    for isa in FAST_ISAS:
        # each of the two with one thread and with three, over two networks
        runs += [(isa, 1 + 2 * (seed % 2), "logits"), (isa, 3 - 2 * (seed % 2), "mask")]
    for isa, threads, output in runs:
        if engine(isa, threads, output) != expected[output]:
            raise Difference(f"{isa}, {threads} threads: another {output} than the scalar reference")
    return np.frombuffer(expected["logits"], "<f4"), np.frombuffer(expected["mask"], np.uint8), len(runs)


def check_error(told, floats, logits):
    """What the converter told of the noise at the logits, on the very frames that it told it of. Returns the decibels."""
    noise = ((floats - logits).astype(np.float64) ** 2).sum()
    signal = (floats.astype(np.float64) ** 2).sum()
    if told is None:  # infinite
        if noise > 1e-9 * signal:
            raise Difference(f"no noise was told, and there is {10 * np.log10(signal / noise):.1f} dB")
        return np.inf
    decibels = 10 * np.log10(max(signal, NOTHING) / max(noise, NOTHING))
    if abs(decibels - told) > 0.05:
        raise Difference(f"{told:.2f} dB were told, and {decibels:.2f} are there")
    return decibels


def check(seed, folder):
    """Returns what there is to count; raises `Difference`."""
    graph = draw(seed)
    frames, tensors, told, refused = converted(graph, folder, seed)
    if refused:
        return {"refused": refused}
    floats, deviation = check_float(graph, folder, tensors)
    logits, masks, compared = check_tables(graph, folder, frames, seed)
    logits = logits.reshape(floats.shape)
    if not (masks.reshape(logits.shape[0], *logits.shape[2:]) == logits.argmax(1)).all():
        raise Difference("the mask is not the largest of the logits")
    return {"deviation": deviation, "decibels": check_error(told, floats, logits), "compared": compared}


def test_random_graphs(tmp_path):
    onnxruntime.set_default_logger_severity(3)
    refused, differences, operators = collections.Counter(), [], collections.Counter()
    deviations, decibels, compared = [], [], 0
    for seed in range(FIRST, FIRST + COUNT):
        try:
            result = check(seed, tmp_path)
        except Difference as difference:
            differences.append(f"seed {seed}: {difference}")
            print(differences[-1], flush=True)
            if keep := os.environ.get("CATSEYE_GRAPHS_KEEP"):
                onnx.save(draw(seed).model, pathlib.Path(keep) / f"{seed}.onnx")
            continue
        if "refused" in result:
            refused[result["refused"]] += 1
            continue
        operators.update(set(draw(seed).operators))
        deviations.append(result["deviation"])
        decibels.append(result["decibels"])
        compared += result["compared"]
    print(f"\n{COUNT} networks, seeds {FIRST} on: {len(deviations)} converted, {len(differences)} differ; refused: {dict(refused)}")
    print(f"float: at most {max(deviations, default=0):.1e} of the largest number off ONNX Runtime")
    print(f"int8: {np.min(decibels):.1f} to {np.max(decibels):.1f} dB, the median {np.median(decibels):.1f}; {compared} runs beside scalar")
    print(", ".join(f"{name} {count}" for name, count in sorted(operators.items())))
    assert not differences, "\n".join(differences)
    assert len(deviations) >= 0.9 * COUNT
