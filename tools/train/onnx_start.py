"""Training that starts from an exported float ONNX, for instance a shipped model, with one's own frames.

The export folded batch norms into convolutions. Here each norm gets back the statistics of its input on the training frames, and the
scale and shift that undo them. The network computes what the file does, and trains like one that was never folded. Nodes and modules
are matched in the order in which they run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from data import ClassList, DataError

KINDS = ("Conv", "ConvTranspose", "BatchNormalization")


@dataclass(frozen=True)
class OnnxStart:
    """The nodes with weights in order, each with its arrays (weight and bias; or scale, shift, mean, variance)."""

    path: Path
    nodes: list[tuple[str, list[np.ndarray]]]
    mean: list[int]
    std: list[float]
    classes: list[str]

    @classmethod
    def read(cls, path: Path) -> OnnxStart:
        """Raises DataError for a file that is missing, is quantised, or does not say how pixels are normalised."""
        import onnx
        from onnx import numpy_helper

        try:
            proto = onnx.load(path)
        except FileNotFoundError:
            raise DataError(f"{path}: no such file") from None
        except Exception as error:  # protobuf may raise anything
            raise DataError(f"{path}: not an ONNX file: {str(error).splitlines()[0]}") from None
        if any(node.op_type in ("QuantizeLinear", "DequantizeLinear") for node in proto.graph.node):
            raise DataError(f"{path}: is quantised; training starts from a float network")
        arrays = {w.name: w for w in proto.graph.initializer}
        arrays |= {n.output[0]: n.attribute[0].t for n in proto.graph.node if n.op_type == "Constant"}
        same = {n.output[0]: n.input[0] for n in proto.graph.node if n.op_type == "Identity"}
        properties = {p.key: p.value for p in proto.metadata_props}
        try:
            nodes = [
                (n.op_type, [numpy_helper.to_array(arrays[same.get(name, name)]) for name in n.input[1:]])
                for n in proto.graph.node
                if n.op_type in KINDS
            ]
            mean = [int(v) for v in properties["catseye.mean"].split(",")]
            std = [float(v) for v in properties["catseye.std"].split(",")]
            classes = [str(entry["name"]) for entry in json.loads(properties["catseye.classes"])]
        except (KeyError, ValueError, TypeError) as error:
            raise DataError(f"{path}: not a file of export.py: {error!r}") from None
        return cls(path, nodes, mean, std, classes)

    @torch.no_grad()
    def fill(self, model: nn.Module, classes: ClassList, batches: Iterable[Tensor]) -> bool:
        """Fills `model`. batches: (N, 3, H, W) normalised training frames, for the norms' statistics.

        Returns whether the last convolution was taken too: it is left as it is where the classes are others.
        Raises DataError where the file is of another network.
        """
        has_same_classes = [entry["name"] for entry in classes] == self.classes
        batches = list(batches)
        modules = _in_order(model, batches[0][:1])
        folded: list[nn.BatchNorm2d] = []
        nodes, shift = list(self.nodes), None
        last = max(i for i, m in enumerate(modules) if not isinstance(m, nn.BatchNorm2d))
        for index, module in enumerate(modules):
            if isinstance(module, nn.BatchNorm2d):
                if nodes and nodes[0][0] == "BatchNormalization":
                    for target, value in zip(
                        (module.weight, module.bias, module.running_mean, module.running_var), nodes.pop(0)[1]
                    ):
                        target.copy_(torch.from_numpy(value.copy()))
                    if shift is not None:
                        modules[index - 1].bias.copy_(shift)
                else:
                    _neutral(module, shift)
                    folded.append(module)
                continue
            kind, values = nodes.pop(0) if nodes else ("nothing", [])
            expected = "ConvTranspose" if isinstance(module, nn.ConvTranspose2d) else "Conv"
            is_other_head = index == last and not has_same_classes
            if kind != expected or (not is_other_head and values[0].shape != tuple(module.weight.shape)):
                raise DataError(f"{self.path}: is of another network: {kind} where there should be a {expected}")
            if is_other_head:
                continue
            module.weight.copy_(torch.from_numpy(values[0].copy()))
            shift = torch.from_numpy(values[1].copy()) if len(values) > 1 else None
            is_folded = index + 1 < len(modules) and isinstance(modules[index + 1], nn.BatchNorm2d)
            if module.bias is not None:
                module.bias.zero_()
                if not is_folded and shift is not None:
                    module.bias.copy_(shift)
        if nodes:
            raise DataError(f"{self.path}: is of another network: {len(nodes)} nodes are left over")
        _measure(model, folded, batches)
        return has_same_classes


def _in_order(model: nn.Module, example: Tensor) -> list[nn.Module]:
    """The modules with weights, in the order in which they run."""
    order: list[nn.Module] = []
    kinds = nn.Conv2d | nn.ConvTranspose2d | nn.BatchNorm2d
    hooks = [m.register_forward_hook(lambda m, _i, _o: order.append(m)) for m in model.modules() if isinstance(m, kinds)]
    model.eval()(example)
    for hook in hooks:
        hook.remove()
    return order


def _neutral(norm: nn.BatchNorm2d, shift: Tensor | None) -> None:
    """Makes `norm` add `shift` and nothing else."""
    norm.weight.fill_(1)
    norm.running_mean.zero_()
    norm.running_var.fill_(1 - norm.eps)
    norm.bias.zero_() if shift is None else norm.bias.copy_(shift)


def _measure(model: nn.Module, norms: list[nn.BatchNorm2d], batches: list[Tensor]) -> None:
    """Gives neutral norms the statistics of their inputs, and the scale and shift that undo them."""
    sums = {norm: [0, 0.0, 0.0] for norm in norms}

    def add(norm: nn.BatchNorm2d, inputs: tuple[Tensor, ...]) -> None:
        x = inputs[0].double()
        sums[norm][0] += x.numel() // x.shape[1]
        sums[norm][1] += x.sum(dim=(0, 2, 3))
        sums[norm][2] += x.square().sum(dim=(0, 2, 3))

    hooks = [norm.register_forward_pre_hook(add) for norm in norms]
    for batch in batches:
        model(batch)
    for hook in hooks:
        hook.remove()
    for norm, (count, total, squares) in sums.items():
        mean = total / count
        variance = (squares / count - mean.square()).clamp_min(0)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.add_(mean)
