#!/usr/bin/env python3
"""The signal-to-noise ratio at the logits of untrained networks: the cost of quantisation alone, with nothing learned to hide it.

The networks have the seed's shape and random He weights, and their batch norms have the statistics that they measure on the photos.
`raw`: raw skips and LeakyReLU 0.3; `activated`: activated skips and ReLU. Catseye's int8 logits, from its own engine, are compared
with ONNX Runtime's float ones; the share of multiplications that `--mixed` added is printed too. Needs PyTorch
(tools/train/requirements.txt)
and release builds of both programs.

    tools/bench/random_networks.py --photos DIR [--held-out DIR]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from PIL import Image
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "train"))

from export import export_onnx, metadata_of  # noqa: E402
from model import Architecture, UNet  # noqa: E402

MEAN, STD = (105, 108, 110), (78, 79, 78)
CLASSES = 10


def frames(folder: Path, count: int, size: int) -> np.ndarray:
    """Photos at the network's size, spread evenly over the folder, uint8 [count][size][size][3]."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in {".jpg", ".jpeg", ".ppm"})
    chosen = [paths[(2 * i + 1) * len(paths) // (2 * count)] for i in range(min(count, len(paths)))]
    return np.stack([np.asarray(Image.open(p).convert("RGB").resize((size, size), Image.BILINEAR)) for p in chosen])


def normalised(pixels: np.ndarray) -> np.ndarray:
    return ((pixels - np.float32(MEAN)) / np.float32(STD)).astype(np.float32).transpose(0, 3, 1, 2)


def network(kind: str, seed: int, pixels: np.ndarray) -> nn.Module:
    torch.manual_seed(seed)
    raw = kind == "raw"
    model = UNet(CLASSES, Architecture(raw_skips=raw, leak=0.3 if raw else 0))
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, a=0.3 if raw else 0)
        elif isinstance(module, nn.BatchNorm2d):
            module.momentum = None  # the mean over all batches
    with torch.no_grad():
        for batch in torch.from_numpy(normalised(pixels)).split(8):
            model.train()(batch)
    return model.eval()


def measured(kind: str, seed: int, options: argparse.Namespace, folder: Path) -> tuple[float, float]:
    """Decibels at the logits, and the multiplications for more than 8 bits as a share of the network's."""
    size = options.size
    path, model, log = (folder / f"{kind}{seed}.{end}" for end in ("onnx", "ceye", "json"))
    classes = [{"index": i, "name": f"class{i}", "colour": [i, i, i]} for i in range(CLASSES)]
    metadata = metadata_of(kind, MEAN, STD, classes)
    export_onnx(network(kind, seed, frames(options.photos, 16, size)), path, size, size, metadata=metadata)
    programs = ROOT / ".build" / "release"
    subprocess.run(
        [programs / "catseye-convert", "quantize", path, "-o", model, "--calibrate", options.photos, "--frames", "32",
         "--method", options.method, "--mixed", options.mixed, "--log", log], check=True, stdout=sys.stderr)
    pixels = frames(options.held_out or options.photos, options.frames, size)
    output = subprocess.run(
        [programs / "catseye", "run", "--model", model, "--input", "rgb24", "--size", f"{size}x{size}", "--output",
         "logits"], input=pixels.tobytes(), check=True, capture_output=True).stdout
    int8 = np.frombuffer(output, "<f4").reshape(len(pixels), CLASSES, size, size)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    float32 = np.concatenate([session.run(None, {"input": frame[None]})[0] for frame in normalised(pixels)])
    centred = float32 - float32.mean(axis=(0, 2, 3), keepdims=True)
    mixed = json.loads(log.read_text()).get("mixed")
    added = mixed["added_multiplications"] if mixed else 0.0
    return float(10 * np.log10((centred**2).sum() / ((float32 - int8) ** 2).sum())), added


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True, help="what to calibrate with")
    parser.add_argument("--held-out", type=Path, help="what to measure on (default: the same)")
    parser.add_argument("--frames", type=int, default=8, help="frames to measure on")
    parser.add_argument("--size", type=int, default=256, help="pixels a side of the network's input")
    parser.add_argument("--seeds", type=int, default=1, help="networks of each kind")
    parser.add_argument("--method", default="auto")
    parser.add_argument("--mixed", choices=["auto", "full", "off"], default="auto", help="whether more than 8 bits may be used")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in ["raw", "activated"]:
            figures = [measured(kind, seed, options, Path(folder)) for seed in range(1, options.seeds + 1)]
            decibels, added = zip(*figures)
            told = {"network": kind, "decibels": [round(figure, 2) for figure in decibels], "mean": round(float(np.mean(decibels)), 2)}
            print(json.dumps({**told, "added_multiplications": [round(share, 3) for share in added]}), flush=True)


if __name__ == "__main__":
    main()
