"""Tests of training that starts from an exported ONNX."""

from __future__ import annotations

from pathlib import Path

import pytest

for _package in ("torch", "numpy", "PIL", "onnx", "onnxruntime", "onnxscript", "tqdm", "matplotlib"):
    pytest.importorskip(_package, reason=f"{_package} is missing: pip install -r tools/train/requirements.txt")

import torch

import export
import train
from encoder_unet import EncoderArchitecture
from make_fixtures import randomise
from model import Architecture
from architectures import network_of
from onnx_start import OnnxStart
from test_train import CLASSES, options, rows, write_data

NETWORKS = {
    "seed": Architecture(widths=(4, 6, 8)),
    "stem": Architecture(widths=(4, 6, 8), stem=4, raw_skips=False, leak=0.1),
    "encoder": EncoderArchitecture("efficientnet-lite0", (12, 8, 8, 8), kind="separable"),
    "transposed": EncoderArchitecture("efficientnet-lite0", (12, 8, 8, 8), enlargement="transposed"),
}
NAMED = [entry for entry in CLASSES if entry["name"] != "void"]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_comes_back_from_its_export(tmp_path: Path, name: str) -> None:
    random = torch.Generator().manual_seed(5)
    model, again = (network_of(NETWORKS[name], 3) for _ in range(2))
    randomise(model, random)
    path = tmp_path / "net.onnx"
    export.export_onnx(model, path, 32, 64, metadata=export.metadata_of("net", (1, 2, 3), (4, 5, 6), NAMED))
    batches = [torch.randn(2, 3, 32, 64, generator=random) for _ in range(2)]
    start = OnnxStart.read(path)
    assert start.fill(again, NAMED, batches)
    x = torch.cat(batches)
    with torch.no_grad():
        expected = model.eval()(x)
        scale = expected.abs().max().item()
        assert torch.allclose(again.eval()(x), expected, atol=1e-3 * scale)
        # the statistics are those of these frames, so the function is the same in training
        if all(kind != "BatchNormalization" for kind, _ in start.nodes):  # one that was not folded keeps its own
            again.train()
            assert torch.allclose(again(x), expected, atol=5e-2 * scale)


def test_a_run_starts_where_the_export_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, first, second = write_data(tmp_path / "data"), tmp_path / "first", tmp_path / "second"
    path = tmp_path / "net.onnx"
    assert train.main(options(data, first, "--epochs", "12", "--ema", "0.8")) == 0
    assert export.main([str(first / "best.pt"), "-o", str(path)]) == 0
    assert train.main(options(data, second, "--epochs", "1", "--lr", "1e-9", "--init", str(path))) == 0
    assert float(rows(second)[-1]["val_miou"]) == pytest.approx(
        max(float(row["val_miou"]) for row in rows(first)), abs=0.05
    )
    other = [dict(entry, name="tram") if entry["name"] == "car" else entry for entry in CLASSES]
    new = write_data(tmp_path / "new", classes=other)
    assert train.main(options(new, tmp_path / "third", "--init", str(path), "--epochs", "1")) == 0
    assert "a new head" in capsys.readouterr().out
    for more, reason in ((["--widths", "4", "6", "12"], "another network"), (["--init", str(data / "classes.json")], "checkpoint")):
        assert train.main(options(data, tmp_path / reason.replace(" ", ""), "--init", str(path), *more)) == 65
        assert reason in capsys.readouterr().err
