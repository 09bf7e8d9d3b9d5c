"""Exports a network with one of the exporters that people use: `python -m networks.exporting NAME FILE`. Each network has its own
process, because PyTorch and TensorFlow cannot live in one."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from networks import weights
from networks.catalogue import ENTRIES, Entry


def write(entry: Entry, path: Path) -> None:
    """Builds the network with random weights and writes its ONNX file, with `path` as its name."""
    frames = weights.normalised(weights.pictures(8, entry.channels, entry.height, entry.width))
    if entry.is_keras:
        return _keras(entry, weights.settle_keras(entry.build(), frames[:4]), path)
    return _torch(entry, weights.settle(entry.build(), frames), frames[:1], path)


def _torch(entry: Entry, model: Any, frame: Any, path: Path) -> None:
    import torch

    dynamo = entry.exporter == "dynamo"
    options: dict[str, object] = {"dynamo": dynamo}
    if dynamo:
        options |= {"external_data": entry.external, "verbose": False}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, (torch.from_numpy(frame),), str(path), input_names=["input"], output_names=["logits"],
            opset_version=entry.opset, **options,
        )


def _keras(entry: Entry, model: Any, path: Path) -> None:
    if entry.exporter == "keras":
        import keras

        signature = [keras.InputSpec(shape=(1, entry.height, entry.width, entry.channels), dtype="float32")]
        return model.export(str(path), format="onnx", input_signature=signature, opset_version=entry.opset, verbose=False)
    import tensorflow
    import tf2onnx

    shape = (1, entry.height, entry.width, entry.channels)
    function = tensorflow.function(lambda frame: model(frame, training=False))
    tf2onnx.convert.from_function(
        function, [tensorflow.TensorSpec(shape, tensorflow.float32, name="frame")], opset=entry.opset, output_path=str(path)
    )


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    write(next(entry for entry in ENTRIES if entry.name == sys.argv[1]), Path(sys.argv[2]))
