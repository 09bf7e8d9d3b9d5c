"""Runs a random network (random_graphs.py) through the converter, and its frames through the engine."""

import json

import numpy as np
import onnx

from programs import CONVERT, run

FRAMES = 3
FORMATS = {1: "gray8", 3: "rgb24", 4: "rgba"}


class Difference(Exception):
    """A result that is not as it should be."""


def converted(graph, folder, seed):
    """Makes folder/net.onnx and folder/net.ceye from a graph. Returns its frames, the float network's input for them, and the decibels
    that the converter reports; None for no noise at all."""
    channels, height, width = graph.frame
    frames = drawn_frames(graph, seed)
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
    if result.returncode != 0:
        raise Difference(f"status {result.returncode}: {result.stderr.decode().strip().splitlines()[-1]}")
    if b"found in the network" in result.stdout:  # a small factor comes first, so the network is taken to read bytes
        normalisation = np.zeros(channels), np.ones(channels)
    tensors = ((frames - normalisation[0]) / normalisation[1]).astype(np.float32).transpose(0, 3, 1, 2)
    return frames, tensors, json.loads((folder / "log.json").read_text()).get("decibels")


def drawn_frames(graph, seed):
    """Blocks of 5 x 5 pixels with noise on them, uint8 [FRAMES][height][width][channels]."""
    channels, height, width = graph.frame
    random = np.random.default_rng([seed, 17])
    blocks = random.integers(0, 256, (FRAMES, -(-height // 5), -(-width // 5), channels))
    frames = blocks.repeat(5, 1).repeat(5, 2)[:, :height, :width] + random.integers(-20, 21, (FRAMES, height, width, channels))
    return frames.clip(0, 255).astype(np.uint8)


def engine(call, graph, folder, frames, threads, output, what):
    """What `run` writes for the frames: `logits` or `mask`. `call` runs the program, as `run` of programs.py does; `what` names it."""
    channels, height, width = graph.frame
    options = ["--input", FORMATS[channels], "--size", f"{width}x{height}", "--output-size", "model", "--threads", threads, "--output", output]
    result = call("run", "--model", folder / "net.ceye", *options, stdin=frames.tobytes())
    if result.returncode != 0:
        raise Difference(f"{what}: status {result.returncode}: {result.stderr.decode().strip()[-300:]}")
    return result.stdout
