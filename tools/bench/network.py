#!/usr/bin/env python3
"""Makes a UNet with random weights as ONNX and as .ceye, to time networks that are not shipped: `tools/bench/network.py --help`.

Needs what tools/train needs, and a release build of catseye-convert.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/train"))

import torch  # noqa: E402
from export import export_onnx, metadata_of  # noqa: E402
from make_fixtures import randomise  # noqa: E402
from model import Architecture, UNet  # noqa: E402


def make(onnx: Path, size: int, width: int, skips: str, classes: int = 11) -> None:
    """Writes the float network: input size x size, `width` channels at the top. skips: raw (LeakyReLU) or activated (ReLU)."""
    torch.manual_seed(1)
    widths = [width << level for level in range(4)]
    raw = skips == "raw"
    network = UNet(classes, Architecture(widths, raw_skips=raw, leak=0.3 if raw else 0))
    randomise(network, torch.Generator().manual_seed(1))
    named = [{"index": i, "name": f"class{i}", "colour": [20 * i, 0, 255 - 20 * i]} for i in range(classes)]
    export_onnx(network, onnx, size, size, metadata=metadata_of(onnx.stem, (104, 106, 105), (75, 77, 76), named))


def quantise(onnx: Path, programs: Path, frames: int = 8, method: str = "auto") -> Path:
    """Quantises it, calibrated on generated scenes; returns the .ceye beside the ONNX file."""
    model = onnx.with_suffix(".ceye")
    with tempfile.TemporaryDirectory() as folder:
        for arguments in (
            ["scenes", "-o", folder, "--frames", str(frames), "--size", "256x256"],
            ["quantize", onnx, "-o", model, "--calibrate", f"{folder}/images", "--method", method],
        ):
            subprocess.run([programs / "catseye-convert", *arguments], check=True, stdout=subprocess.DEVNULL)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="NET.onnx", help="the .ceye goes beside it")
    parser.add_argument("--size", type=int, default=256, help="side of the input, a multiple of 8 (default: 256)")
    parser.add_argument("--width", type=int, default=32, help="channels of the top level (default: 32)")
    parser.add_argument("--skips", choices=("raw", "activated"), default="raw", help="raw with LeakyReLU, or activated with ReLU")
    parser.add_argument("--programs", type=Path, default=ROOT / ".build/release", help="where catseye-convert is")
    given = parser.parse_args()
    make(given.out, given.size, given.width, given.skips)
    print(quantise(given.out, given.programs))


if __name__ == "__main__":
    main()
