"""Frames, quantisers, masks, table. It runs in the peers' environment; `tools/bench/accuracy_peers` starts it."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import json
import subprocess
import sys
from typing import Any

import numpy as np

from contest import environment, pictures
from contest.accuracy import table
from contest.accuracy.calibration import CalibrationSet, chosen
from contest.accuracy.labelled import Labelled, agreement
from contest.accuracy.options import PEERS, PROGRAM, Options, parse
from contest.accuracy.table import Row
from contest.peer import Job, Peer, Variant
from contest.peers.onnxruntime import load_float
from contest.problem import Problem, last_line
from contest.remote import Remote
from contest.worker import masks as masks_of


def say(line: str) -> None:
    """Prints progress on standard error."""
    print(f"{PROGRAM}: {line}", file=sys.stderr, flush=True)


class Comparison:
    """One float network. Within each set, all quantisers get the same frames."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._versions: dict[str, str] = {}
        self._variants = self._chosen_variants()
        folder = options.work.absolute() / f"accuracy-{hashlib.sha256(options.onnx.read_bytes()).hexdigest()[:12]}"
        paths = pictures.listed(options.calibrate)
        self._sets = [CalibrationSet(folder, each) for each in chosen(paths, options.frames, options.sets)]
        for each in self._sets:
            self._quantise(each)
        info = json.loads(self._call("catseye", "info", "--model", self._sets[0].model, "--json"))
        size = info["input"]
        self._data = Labelled(options.data, [item["name"] for item in info["classes"]], size["width"], size["height"])
        for each in self._sets:
            each.prepare(size)
        self._frames = folder / "frames.npy"
        np.save(self._frames, pictures.normalised(self._data.photos, size))
        say(f"float masks of {len(self._data.labels)} frames")
        job = Job(options.onnx.absolute(), self._frames, folder, options.threads)
        self._float = self._data.enlarged(masks_of(load_float(job), job.samples()))
        self._float_miou = self._data.mean_iou(self._float)

    def run(self) -> tuple[str, bool]:
        """Returns what is to be printed, and whether catseye is worse than anyone."""
        sets = []
        for number, each in enumerate(self._sets, 1):
            say(f"set {number} of {len(self._sets)}: {each.folder}")
            sets.append([self._own(each), *(self._peer(each, module, variant) for module, variant in self._variants)])
        return self._told(sets), bool(table.behind(table.averaged(sets)))

    def _chosen_variants(self) -> list[tuple[str, Variant]]:
        """The variants that are compared, with their modules. The peers' packages are installed by now."""
        found = []
        for module in PEERS:
            peer: Peer = importlib.import_module(f"contest.peers.{module}").PEER
            variants = [variant for variant in peer.precise if variant.name.startswith(self._options.only or "")]
            if not variants:
                continue
            environment.install(self._options.venv.absolute(), peer.packages, peer.alone)
            self._versions.update({name: importlib.metadata.version(name) for name in peer.packages})
            found += [(module, variant) for variant in variants]
        if not found:
            raise Problem(f"--only: no peer's name begins with {' or '.join(self._options.only)}", 64)
        return found

    def _quantise(self, each: CalibrationSet) -> None:
        """Catseye's own model; it is always converted again."""
        say("catseye: quantising")
        self._call(
            "catseye-convert", "quantize", self._options.onnx, "-o", each.model, "--calibrate", each.photos, "--frames", each.count,
            *self._options.quantize,
        )

    def _own(self, each: CalibrationSet) -> Row:
        say("catseye: evaluating")
        report: dict[str, Any] = json.loads(
            self._call(
                "catseye-convert", "evaluate", "--float", self._options.onnx, "--model", each.model, "--data", self._options.data, "--json"
            )
        )
        apart = abs(report["float"]["miou"] - self._float_miou)
        if apart > 2e-4:
            raise Problem(f"catseye's float network and ONNX Runtime's are {100 * apart:.3f} points of mIoU apart")
        method = " ".join(self._options.quantize) or "as it chooses"
        return Row(table.OWN, method, report["int8"]["miou"], report["drop_miou_points"], report["agreement"])

    def _peer(self, each: CalibrationSet, module: str, variant: Variant) -> Row:
        say(f"{variant.name}: quantising, comparing masks")
        remote = Remote(module, variant, self._options.onnx.absolute(), each.frames, each.folder, self._options)
        try:
            remote.build()
            masks = self._data.enlarged(remote.masks(self._frames))
        finally:
            remote.close()
        miou = self._data.mean_iou(masks)
        return Row(variant.engine, variant.precision, miou, 100 * (self._float_miou - miou), agreement(masks, self._float))

    def _told(self, sets: list[list[Row]]) -> str:
        count = self._sets[0].count
        facts: dict[str, object] = {
            "network": self._options.onnx.name, "float_miou": self._float_miou, "calibration_frames": count,
            "frames": len(self._data.labels), "versions": self._versions,
        }
        if self._options.json:
            return table.as_json(sets, facts)
        calibrated = f"{count} frames" if len(sets) == 1 else f"{len(sets)} sets of {count} frames (mean ± standard deviation of one set)"
        heading = (
            f"{self._options.onnx.name}, float mIoU {self._float_miou:.4f} on {len(self._data.labels)} frames; "
            f"everybody calibrated on the same {calibrated}"
        )
        rows = table.averaged(sets)
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
