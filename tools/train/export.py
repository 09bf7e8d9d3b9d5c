#!/usr/bin/env python3
"""Writes a trained checkpoint as float ONNX (opset 17, static shape, metadata for `catseye-convert`)."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import nn

import qat
from architectures import architecture_from, network_of

OPSET = 17
TOLERANCE = 1e-4  # of the largest logit
QDQ_TOLERANCE = 0.1  # a value between two levels may fall to either side, and the next layers see a step
EXPORTERS = ("torchscript", "dynamo")


def export_onnx(
    model: nn.Module,
    path: Path,
    height: int = 256,
    width: int = 256,
    exporter: str = "torchscript",
    metadata: dict[str, str] | None = None,
    tolerance: float = TOLERANCE,
) -> float:
    """Writes `model` to `path`: input `input` (1, 3, H, W) float32, output `logits`. All weights are in the one file.

    Batch norms that directly follow a convolution with no other reader are folded; those after a raw skip stay.
    Returns the largest difference from ONNX Runtime, relative to the largest logit; raises if that exceeds `tolerance`.
    """
    model = model.eval().float().to(memory_format=torch.contiguous_format)
    example = torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(1)) * 4 - 2
    temporary = path.with_name(path.name + ".tmp")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        options: dict[str, object] = {"dynamo": exporter == "dynamo"}
        if exporter == "dynamo":
            options |= {"external_data": False, "verbose": False}
        with torch.no_grad():
            torch.onnx.export(
                model,
                (example,),
                temporary,
                input_names=["input"],
                output_names=["logits"],
                opset_version=OPSET,
                **options,
            )
    proto = onnx.load(temporary)
    _strip_debugging(proto)
    _quantise_weights(proto)
    onnx.helper.set_model_props(proto, metadata or {})
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, temporary)
    error = _difference(model, temporary, example)
    if error > tolerance:
        temporary.unlink()
        raise SystemExit(f"export: ONNX Runtime and PyTorch differ by {error:.2e}, more than {tolerance:.0e}")
    os.replace(temporary, path)
    return error


def metadata_of(
    name: str, mean: Sequence[float], std: Sequence[float], classes: Sequence[dict[str, object]], terms: str | None = None
) -> dict[str, str]:
    """The metadata that `catseye-convert quantize` reads. mean and std are R, G, B on the 0..255 scale; terms: for what the weights may
    be used."""
    return {
        **({"catseye.terms": terms} if terms else {}),
        "catseye.name": name,
        "catseye.mean": ",".join(f"{v:g}" for v in mean),
        "catseye.std": ",".join(f"{v:g}" for v in std),
        "catseye.classes": json.dumps(list(classes), separators=(",", ":")),
    }


def _strip_debugging(proto: onnx.ModelProto) -> None:
    """Removes stack traces and source paths of the exporting machine, which the dynamo exporter writes."""
    for node in proto.graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    for value in (*proto.graph.value_info, *proto.graph.input, *proto.graph.output, *proto.graph.initializer):
        value.ClearField("metadata_props")
        value.ClearField("doc_string")
    proto.graph.ClearField("metadata_props")
    proto.graph.ClearField("doc_string")
    proto.ClearField("metadata_props")
    proto.ClearField("doc_string")
    proto.ClearField("functions")


def _quantise_weights(proto: onnx.ModelProto) -> None:
    """Stores weights that pass a QuantizeLinear as its int8 result, without the node, which is QDQ as other tools write it."""
    floats = {w.name: w for w in proto.graph.initializer}
    constants = {n.output[0]: n for n in proto.graph.node if n.op_type == "Constant"}

    def value(name: str) -> np.ndarray:
        return numpy_helper.to_array(floats[name] if name in floats else constants[name].attribute[0].t)

    for node in [n for n in proto.graph.node if n.op_type == "QuantizeLinear" and n.input[0] in floats]:
        weight, scale, zero = (value(name) for name in node.input)
        axis = next((a.i for a in node.attribute if a.name == "axis"), 1)
        shape = [-1 if d == axis else 1 for d in range(weight.ndim)]
        integers = np.rint(weight / scale.reshape(shape)) + zero.reshape(shape)
        proto.graph.initializer.append(numpy_helper.from_array(integers.astype(zero.dtype), node.output[0]))
        proto.graph.initializer.remove(floats.pop(node.input[0]))
        proto.graph.node.remove(node)


def _difference(model: nn.Module, path: Path, example: torch.Tensor) -> float:
    with torch.no_grad():
        expected = model(example).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (actual,) = session.run(None, {"input": example.numpy()})
    return float(np.abs(actual - expected).max() / np.abs(expected).max())


def load_checkpoint(path: Path, weights: str = "ema") -> tuple[nn.Module, dict[str, object]]:
    """The model in a checkpoint, and the checkpoint itself. weights: 'ema' (averaged) or 'raw' (last step)."""
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model = network_of(architecture_from(checkpoint["architecture"]), len(checkpoint["classes"]))
    if checkpoint["qat"]:
        qat.prepare(model)
    model.load_state_dict(checkpoint["ema" if weights == "ema" and checkpoint.get("ema") else "model"])
    if checkpoint["qat"]:
        qat.fix_weight_scales(model)
    return model.eval(), checkpoint


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="export.py", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path, help="RUN/best.pt or RUN/last.pt (safe while training goes on)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the .onnx file to write")
    parser.add_argument("--name", help="the model's name in its metadata (default: as trained)")
    parser.add_argument("--terms", help="what the weights may be used for, a line that `catseye info` shows of the model")
    parser.add_argument("--size", type=int, nargs=2, metavar=("W", "H"), help="input size (default: as trained)")
    parser.add_argument("--exporter", choices=EXPORTERS, default="torchscript", help="which PyTorch exporter")
    parser.add_argument("--weights", choices=("ema", "raw"), default="ema", help="averaged or last-step weights")
    options = parser.parse_args(arguments)
    if not options.checkpoint.is_file():
        parser.error(f"{options.checkpoint}: no such checkpoint")
    model, checkpoint = load_checkpoint(options.checkpoint, options.weights)
    width, height = options.size or checkpoint["size"]
    metadata = metadata_of(
        options.name or checkpoint["name"], checkpoint["mean"], checkpoint["std"], checkpoint["classes"], options.terms
    )
    tolerance = QDQ_TOLERANCE if checkpoint["qat"] else TOLERANCE
    error = export_onnx(model, options.output, height, width, options.exporter, metadata, tolerance)
    print(
        f"{options.output}: {options.output.stat().st_size / 2**20:.1f} MiB, {options.exporter}, epoch "
        f"{checkpoint['epoch']}, differs from PyTorch by {error:.1e} of the largest logit"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
