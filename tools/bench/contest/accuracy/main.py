"""Frames, quantisers, masks, table. Runs in the peers' environment; `tools/bench/accuracy_peers` starts it."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from contest import environment, pictures
from contest.accuracy import table
from contest.accuracy.labelled import Labelled, agreement
from contest.accuracy.options import PEERS, PROGRAM, Options, parse
from contest.accuracy.table import Row
from contest.peer import Job, Peer
from contest.peers.onnxruntime import load_float
from contest.problem import Problem, last_line
from contest.remote import Remote
from contest.worker import masks as masks_of


def say(line: str) -> None:
    """Progress: standard error."""
    print(f"{PROGRAM}: {line}", file=sys.stderr, flush=True)


class Comparison:
    """One float network, the same frames for everybody."""

    def __init__(self, options: Options) -> None:
        self._options = options
        paths = pictures.spread(pictures.listed(options.calibrate), options.frames)
        digest = hashlib.sha256(options.onnx.read_bytes() + b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]
        self._folder = options.work.absolute() / f"accuracy-{digest}"
        photos = self._folder / "photos"
        shutil.rmtree(photos, ignore_errors=True)
        photos.mkdir(parents=True)
        for path in paths:
            shutil.copy(path, photos)
        self._count = len(paths)
        self._model = self._quantise(photos)
        self._info = json.loads(self._call("catseye", "info", "--model", self._model, "--json"))
        size = self._info["input"]
        names = [item["name"] for item in self._info["classes"]]
        self._data = Labelled(options.data, names, size["width"], size["height"])
        calibration = np.stack([pictures.resized(path, size["width"], size["height"]) for path in paths])
        self._calibration, self._frames = self._folder / "calibration.npy", self._folder / "frames.npy"
        np.save(self._calibration, pictures.normalised(calibration, size))
        np.save(self._frames, pictures.normalised(self._data.photos, size))
        self._versions: dict[str, str] = {}

    def run(self) -> tuple[str, bool]:
        """What is to be printed, and whether catseye is behind anybody."""
        job = Job(self._options.onnx.absolute(), self._frames, self._folder, self._options.threads)
        say(f"float masks of {len(self._data.labels)} frames")
        self._float = self._data.enlarged(masks_of(load_float(job), job.samples()))
        self._float_miou = self._data.mean_iou(self._float)
        rows = [self._own()]
        for module in PEERS:
            peer: Peer = importlib.import_module(f"contest.peers.{module}").PEER
            environment.install(self._options.venv.absolute(), peer.packages, peer.alone)
            self._versions.update({name: importlib.metadata.version(name) for name in peer.packages})
            for variant in peer.precise:
                say(f"{variant.name}: quantising, comparing masks")
                remote = Remote(module, variant, job.onnx, self._calibration, self._folder, self._options)
                try:
                    remote.build()
                    masks = self._data.enlarged(remote.masks(self._frames))
                finally:
                    remote.close()
                miou = self._data.mean_iou(masks)
                drop = 100 * (self._float_miou - miou)
                rows.append(Row(variant.engine, variant.precision, miou, drop, agreement(masks, self._float)))
        return self._told(rows), bool(table.behind(rows))

    def _quantise(self, photos: Path) -> Path:
        """Catseye's own model, always made anew."""
        model = self._folder / "catseye.ceye"
        say("catseye: quantising")
        count = ("--frames", str(self._count))
        self._call("catseye-convert", "quantize", self._options.onnx, "-o", model, "--calibrate", photos, *count, *self._options.quantize)
        return model

    def _own(self) -> Row:
        say("catseye: evaluating")
        report: dict[str, Any] = json.loads(
            self._call(
                "catseye-convert", "evaluate", "--float", self._options.onnx, "--model", self._model, "--data", self._options.data, "--json"
            )
        )
        apart = abs(report["float"]["miou"] - self._float_miou)
        if apart > 2e-4:
            raise Problem(f"catseye's float network and ONNX Runtime's are {100 * apart:.3f} points of mIoU apart")
        method = " ".join(self._options.quantize) or "as it chooses"
        return Row(table.OWN, method, report["int8"]["miou"], report["drop_miou_points"], report["agreement"])

    def _told(self, rows: list[Row]) -> str:
        facts: dict[str, object] = {
            "network": self._options.onnx.name, "float_miou": self._float_miou, "calibration_frames": self._count,
            "frames": len(self._data.labels), "versions": self._versions,
        }
        if self._options.json:
            return table.as_json(rows, facts)
        heading = (
            f"{self._options.onnx.name}, float mIoU {self._float_miou:.4f} on {len(self._data.labels)} frames; "
            f"everybody calibrated on the same {self._count} frames"
        )
        verdict = table.behind(rows) or [
            f"catseye is at least as good as each in both figures (ties: {table.DROP_TIE} points, {table.AGREEMENT_TIE:.1%})"
        ]
        return table.text(rows, heading, [*verdict, *table.gains(rows), ", ".join(f"{name} {version}" for name, version in self._versions.items())])

    def _call(self, program: str, *arguments: object) -> bytes:
        done = subprocess.run([str(self._options.programs / program), *map(str, arguments)], capture_output=True, check=False)
        if done.returncode != 0:
            raise Problem(last_line(done.stderr.decode(errors="replace"), f"{program}: status {done.returncode}"), done.returncode)
        return done.stdout


def main() -> int:
    """Returns the exit status."""
    try:
        told, is_behind = Comparison(parse(sys.argv[1:])).run()
        print(told)
        return int(is_behind)
    except Problem as problem:
        return problem.tell(PROGRAM)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
