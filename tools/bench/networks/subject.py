"""One network under test: its file, the results of ONNX Runtime, and those of catseye."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from contest.problem import Problem, last_line
from PIL import Image

from networks import weights
from networks.catalogue import Entry
from networks.options import Options

JUDGED = 8
"""The pictures on which all outputs are compared; none is used for calibration."""


class Subject:
    """Everything is written to one folder per network; the ONNX file is made once."""

    def __init__(self, entry: Entry, options: Options) -> None:
        self.entry, self._options = entry, options
        self.folder = options.work / entry.name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.onnx = self.folder / f"{entry.name}.onnx"
        self.model = self.folder / f"{entry.name}.ceye"
        size = (entry.channels, entry.height, entry.width)
        self._photos = weights.pictures(options.calibration, *size, seed=7)
        self._judged = weights.pictures(JUDGED, *size, seed=99)
        self.calibration, self.frames = self.folder / "calibration.npy", self.folder / "frames.npy"

    def build(self) -> None:
        """The ONNX file, and ONNX Runtime's results on the frames that are judged."""
        if not self.onnx.exists():
            draft = self.onnx.with_name("draft") / self.onnx.name
            draft.parent.mkdir(exist_ok=True)
            self._call([sys.executable, "-m", "networks.exporting", self.entry.name, draft], "the exporter")
            for file in draft.parent.iterdir():
                file.rename(self.folder / file.name)
        for path, pixels in ((self.calibration, self._photos), (self.frames, self._judged)):
            np.save(path, self._ordered(weights.normalised(pixels)))
        session = onnxruntime.InferenceSession(str(self.onnx), self._session(), providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        self.truth = self.planes(np.concatenate([session.run(None, {name: frame[None]})[0] for frame in np.load(self.frames)]))

    def planes(self, output: np.ndarray) -> np.ndarray:
        """An engine's output as [n][channels][height][width]."""
        return output.transpose(0, 3, 1, 2) if self.entry.is_keras else output

    def finished(self, logits: np.ndarray) -> np.ndarray:
        """The logits before the end of the file's graph, which catseye leaves out."""
        if self.truth.shape[1] == 1:
            logits = logits[:, 1:]  # a binary network's first channel is always 0
            isProbability = self.truth.min() >= 0 and self.truth.max() <= 1
            return 1 / (1 + np.exp(-logits)) if isProbability else logits
        if np.abs(self.truth.sum(1) - 1).max() > 1e-3:
            return logits
        shares = np.exp(logits - logits.max(1, keepdims=True))
        return shares / shares.sum(1, keepdims=True)

    def inspected(self) -> tuple[int, float, float]:
        """Operations, G MAC, and the float executor's largest difference from ONNX Runtime, relative to the largest number."""
        text = self._convert("inspect", self.onnx)
        found = re.search(r"(\d+) operations, ([\d.]+) G MAC", text)
        if not found:
            raise Problem(f"inspect says {last_line(text, 'nothing')}")
        frames, out = self.folder / "frame.npy", self.folder / "float.npy"
        np.save(frames, weights.normalised(self._judged[:2]))
        self._convert("inspect", self.onnx, "--run", frames, "-o", out)
        got, truth = self.finished(np.load(out)), self.truth[:2]
        if got.shape != truth.shape:
            raise Problem(f"the float network's output is {got.shape}, ONNX Runtime's {truth.shape}")
        return int(found[1]), float(found[2]), float(np.abs(got - truth).max() / np.abs(truth).max())

    def quantise(self) -> int:
        """Converts the network; returns the arena's size in bytes."""
        photos = self.folder / "photos"
        photos.mkdir(exist_ok=True)
        for index, pixels in enumerate(self._photos):
            if self.entry.channels == 4:
                (photos / f"{index:03}.pam").write_bytes(_pam(pixels))
            else:
                Image.fromarray(pixels.squeeze()).convert("RGB").save(photos / f"{index:03}.ppm")
        mean, std = (",".join([f"{value:g}"] * self.entry.channels) for value in (weights.MEAN, weights.STD))
        text = self._convert(
            "quantize", self.onnx, "-o", self.model, "--calibrate", photos, "--mean", mean, "--std", std, "--mixed", self._options.mixed
        )
        return int(re.search(r"arena (\d+) bytes", text)[1])

    def int8(self) -> np.ndarray:
        """The engine's results on the frames that are judged."""
        entry, kind = self.entry, {1: "gray8", 3: "rgb24", 4: "rgba"}[self.entry.channels]
        out = self._call(
            [
                self._options.programs / "catseye", "run", "--model", self.model, "--input", kind,
                "--size", f"{entry.width}x{entry.height}", "--output", "logits",
            ],
            "catseye", self._judged.tobytes(),
        )
        _, channels, height, width = self.truth.shape
        return self.finished(np.frombuffer(out, "<f4").reshape(JUDGED, max(channels, 2), height, width))

    def _ordered(self, frames: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(frames.transpose(0, 2, 3, 1)) if self.entry.is_keras else frames

    def _session(self) -> onnxruntime.SessionOptions:
        settings = onnxruntime.SessionOptions()
        settings.log_severity_level = 3
        return settings

    def _convert(self, *arguments: object) -> str:
        return self._call([self._options.programs / "catseye-convert", *arguments], "catseye-convert").decode()

    def _call(self, command: list[object], what: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run([str(part) for part in command], input=stdin, capture_output=True, check=False, env=dict(os.environ))
        if done.returncode != 0:
            raise Problem(last_line(done.stderr.decode(errors="replace"), f"{what}: status {done.returncode}"))
        return done.stdout


def _pam(pixels: np.ndarray) -> bytes:
    height, width, depth = pixels.shape
    return f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {depth}\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n".encode() + pixels.tobytes()


def noise(got: np.ndarray, truth: np.ndarray) -> float:
    """Signal to noise, in dB."""
    return float(10 * np.log10((truth.astype(np.float64) ** 2).sum() / max(((got - truth).astype(np.float64) ** 2).sum(), 1e-30)))


def agreement(got: np.ndarray, truth: np.ndarray) -> float:
    """The share of pixels with the same class."""
    if truth.shape[1] > 1:
        return float((got.argmax(1) == truth.argmax(1)).mean())
    limit = 0.5 if truth.min() >= 0 and truth.max() <= 1 else 0
    return float(((got > limit) == (truth > limit)).mean())
