"""What PyTorch's exporters write for every operator set that is read: the float executor is compared with ONNX Runtime."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "bench"))

from networks import plain, weights  # noqa: E402

CONVERT = ROOT / ".build" / "release" / "catseye-convert"
WIDTHS = (4, 6)
NETWORKS = {
    "transposed": lambda: plain.Ronneberger(WIDTHS, 3),
    "attention": lambda: plain.AttentionUNet(WIDTHS, 3),
    "bilinear": lambda: plain.BilinearUNet(WIDTHS, 3, activation=nn.Hardswish, align_corners=False),
    "binary": lambda: plain.BilinearUNet(WIDTHS, 1, activation=nn.GELU, sigmoid=True),
}
CASES = [(name, opset, False) for name in NETWORKS for opset in range(11, 21)]
# the second exporter takes seconds, and writes its own operator set in most cases
CASES += [(name, opset, True) for name in NETWORKS for opset in (range(18, 22) if name in ("bilinear", "binary") else [18])]


def export(name: str, opset: int, dynamo: bool, path: Path, frame: np.ndarray) -> None:
    model = weights.settle(NETWORKS[name](), np.repeat(frame, 4, 0))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, (torch.from_numpy(frame),), str(path), opset_version=opset, dynamo=dynamo)


@pytest.mark.skipif(not CONVERT.exists(), reason="NO RELEASE BUILD: swift build -c release --product catseye-convert")
@pytest.mark.parametrize("name, opset, dynamo", CASES)
def test_every_operator_set(name: str, opset: int, dynamo: bool, tmp_path: Path) -> None:
    frame = weights.normalised(weights.pictures(1, 3, 22, 30))
    path, tensor, out = tmp_path / "net.onnx", tmp_path / "in.npy", tmp_path / "out.npy"
    export(name, opset, dynamo, path, frame)
    version = next(item.version for item in onnx.load(path).opset_import if item.domain in ("", "ai.onnx"))
    assert version == opset
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    truth = session.run(None, {session.get_inputs()[0].name: frame})[0]
    np.save(tensor, frame)
    done = subprocess.run(
        [str(CONVERT), "inspect", str(path), "--run", str(tensor), "-o", str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    got = np.load(out)
    if name == "binary":
        got = 1 / (1 + np.exp(-got[:, 1:]))  # after a first channel of zeros, without the sigmoid
    assert np.abs(got - truth).max() < 1e-4 * np.abs(truth).max()
