#!/usr/bin/env python3
"""Makes the small ONNX files for the converter's tests, each with an input and ONNX Runtime's output for it.

NAME.onnx; NAME.input.bin: float32 little-endian, channels x height x width; NAME.output.bin: the same (int64 for
an arg-max). The same seed gives the same files with the same versions of the tools.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from export import export_onnx, metadata_of
from model import Architecture, UNet

CLASSES = [
    {"index": i, "name": name, "colour": colour}
    for i, (name, colour) in enumerate(
        [
            ("sky", [128, 128, 128]),
            ("building", [128, 0, 0]),
            ("road", [128, 64, 128]),
            ("tree", [128, 128, 0]),
            ("car", [64, 0, 128]),
        ]
    )
]
METADATA = metadata_of("seed-tiny", (104, 106, 105), (75.5, 77.25, 76), CLASSES)


def randomise(model: nn.Module, generator: torch.Generator) -> None:
    """Gives biases and batch norms values like those after training; some gammas are negative and one is near zero."""

    def normal(shape: torch.Size, mean: float, deviation: float) -> torch.Tensor:
        return torch.randn(shape, generator=generator) * deviation + mean

    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.copy_(normal(module.weight.shape, 1.0, 0.3))
                module.weight[::4] *= -1
                module.weight[1] = 1e-6
                module.bias.copy_(normal(module.bias.shape, 0.0, 0.3))
                module.running_mean.copy_(normal(module.running_mean.shape, 0.0, 0.5))
                module.running_var.copy_(torch.rand(module.running_var.shape, generator=generator) * 1.5 + 0.5)
            elif isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                module.weight.copy_(torch.randn(module.weight.shape, generator=generator) * module.weight.std())
                if module.bias is not None:
                    module.bias.copy_(normal(module.bias.shape, 0.0, 0.1))


def run_reference(path: Path, shape: Sequence[int], random: np.random.Generator) -> None:
    """Writes path.input.bin and path.output.bin."""
    example = random.uniform(-2, 2, size=shape).astype("<f4")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (output,) = session.run(None, {"input": example})
    path.with_suffix(".input.bin").write_bytes(example.tobytes())
    path.with_suffix(".output.bin").write_bytes(np.ascontiguousarray(output).tobytes())


class Graph:
    """A small ONNX graph written by hand: each call adds a node that reads the node before, unless told otherwise."""

    def __init__(self, shape: Sequence[int], random: np.random.Generator) -> None:
        self.shape = list(shape)
        self.random = random
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[TensorProto] = []
        self.last = "input"

    def add(self, kind: str, *, sources: Sequence[str] | None = None, **attributes: object) -> str:
        output = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, sources or [self.last], [output], name=output, **attributes))
        self.last = output
        return output

    def conv(self, shape: Sequence[int], kind: str = "Conv", source: str | None = None, **attributes: object) -> str:
        """shape: the weight's, (out, in, kh, kw), or (in, out, kh, kw) for ConvTranspose."""
        outputs = shape[1] if kind == "ConvTranspose" else shape[0]
        names = []
        fan = shape[2] * shape[3] * (shape[0] if kind == "ConvTranspose" else shape[1])
        for suffix, value in (
            ("weight", self.random.normal(0, fan**-0.5, shape)),
            ("bias", self.random.normal(0, 0.1, outputs)),
        ):
            names.append(f"{suffix}_{len(self.nodes)}")
            self.weights.append(numpy_helper.from_array(value.astype(np.float32), names[-1]))
        return self.add(kind, sources=[source or self.last, *names], kernel_shape=list(shape[2:]), **attributes)

    def save(self, path: Path, element: int = TensorProto.FLOAT) -> None:
        self.nodes[-1].output[0] = "logits"
        graph = helper.make_graph(
            self.nodes,
            path.stem,
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, self.shape)],
            [helper.make_tensor_value_info("logits", element, None)],
            self.weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="make_fixtures")
        model.ir_version = 8
        model = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
        helper.set_model_props(model, METADATA)
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, path)
        run_reference(path, self.shape, self.random)


def make_ops(folder: Path, random: np.random.Generator) -> None:
    """One file for each operator or end that the converter must read."""
    shape = [1, 3, 16, 24]

    def start() -> Graph:
        return Graph(shape, random)

    same = {"pads": [1, 1, 1, 1]}

    g = start()
    g.conv([8, 3, 1, 1])
    g.add("Relu")
    g.conv([5, 8, 1, 1])
    g.save(folder / "ops_conv1x1.onnx")

    g = start()
    g.conv([8, 3, 3, 3], **same)
    g.add("LeakyRelu", alpha=0.3)
    g.conv([5, 8, 3, 3], **same)
    g.save(folder / "ops_conv3x3.onnx")

    g = start()
    g.conv([8, 3, 3, 3], **same, strides=[2, 2])
    g.add("Relu")
    g.conv([5, 8, 1, 1], strides=[2, 2])
    g.save(folder / "ops_conv_stride2.onnx")

    g = start()  # the padding TensorFlow's SAME gives a stride of 2: bottom and right only
    g.conv([8, 3, 3, 3], pads=[0, 0, 1, 1], strides=[2, 2])
    g.add("Relu")
    g.conv([5, 8, 3, 3], pads=[2, 1, 0, 1])
    g.save(folder / "ops_conv_asymmetric.onnx")

    g = start()
    g.conv([8, 3, 3, 3], **same)
    g.add("Relu")
    g.conv([8, 6, 2, 2], "ConvTranspose", strides=[2, 2])
    g.conv([5, 6, 1, 1])
    g.save(folder / "ops_convtranspose2x2.onnx")

    g = start()
    g.conv([8, 3, 3, 3], **same)
    g.add("Relu")
    g.conv([8, 6, 3, 3], "ConvTranspose", strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1])
    g.conv([5, 6, 1, 1])
    g.save(folder / "ops_convtranspose3x3.onnx")

    g = start()
    g.conv([8, 3, 3, 3], **same)
    g.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
    g.conv([5, 8, 1, 1])
    g.save(folder / "ops_maxpool2x2.onnx")

    g = start()
    g.conv([8, 3, 3, 3], **same)
    g.add("MaxPool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    g.conv([5, 8, 1, 1])
    g.save(folder / "ops_maxpool3x3.onnx")

    g = start()
    g.conv([8, 3, 3, 3], **same)
    g.add("Relu")
    g.add("Identity")
    g.conv([5, 8, 1, 1])
    g.add("Identity")
    g.save(folder / "ops_identity.onnx")

    g = start()
    g.conv([5, 3, 3, 3], **same)
    g.add("Softmax", axis=1)
    g.save(folder / "ops_softmax_end.onnx")

    for keepdims in (0, 1):
        g = start()
        g.conv([5, 3, 3, 3], **same)
        g.add("ArgMax", axis=1, keepdims=keepdims)
        g.save(folder / f"ops_argmax_end{'_keepdims' if keepdims else ''}.onnx", TensorProto.INT64)

    g = start()
    a = g.conv([4, 3, 3, 3], **same)
    b = g.add("Relu")
    c = g.conv([6, 4, 1, 1])
    g.add("Concat", sources=[a, b, c], axis=1)
    g.conv([5, 14, 3, 3], **same)
    g.save(folder / "ops_concat3.onnx")

    g = start()  # a batch norm that no convolution can take: it follows a pooling
    g.conv([4, 3, 3, 3], **same)
    g.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
    names = []
    for name, value in (
        ("gamma", random.normal(1, 0.5, 4) * [1, -1, 1, 1]),
        ("beta", random.normal(0, 0.3, 4)),
        ("mean", random.normal(0, 0.5, 4)),
        ("variance", random.uniform(0.5, 2, 4)),
    ):
        names.append(name)
        g.weights.append(numpy_helper.from_array(value.astype(np.float32), name))
    g.add("BatchNormalization", sources=[g.last, *names])
    g.conv([5, 4, 1, 1])
    g.save(folder / "ops_batchnorm_after_pool.onnx")

    g = start()  # an upsampling that the convolution after it can take
    g.conv([4, 3, 3, 3], **same)
    g.weights.append(numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "scales"))
    g.add(
        "Resize",
        sources=[g.last, "", "scales"],
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )
    g.conv([6, 4, 3, 3], **same)
    g.add("Relu")
    g.conv([5, 6, 1, 1])
    g.save(folder / "ops_upsampled_conv.onnx")


def make_unets(folder: Path, random: np.random.Generator) -> None:
    """The UNet with few channels, by both exporters, and its variant with activated skips and ReLU."""
    generator = torch.Generator().manual_seed(int(random.integers(2**31)))
    shape = (1, 3, 32, 32)
    raw = UNet(5, Architecture(widths=(4, 6, 8, 10)))
    activated = UNet(5, Architecture(widths=(4, 6, 8), raw_skips=False, leak=0))
    for model in (raw, activated):
        randomise(model, generator)
    for name, model, exporter in (
        ("seed_tiny_torchscript", raw, "torchscript"),
        ("seed_tiny_dynamo", raw, "dynamo"),
        ("activated_relu_torchscript", activated, "torchscript"),
        ("activated_relu_dynamo", activated, "dynamo"),
    ):
        path = folder / f"{name}.onnx"
        export_onnx(model, path, *shape[2:], exporter, METADATA)
        run_reference(path, shape, random)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="make_fixtures.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the files go (made if missing)")
    parser.add_argument("--seed", type=int, default=7, help="of all random numbers (default: 7)")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    make_unets(options.folder, random)
    make_ops(options.folder, random)
    for path in sorted(options.folder.glob("*.onnx")):
        print(f"{path.name}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
