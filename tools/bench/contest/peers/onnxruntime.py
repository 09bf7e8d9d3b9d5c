"""ONNX Runtime: the float network as it is, and its static quantisation (QDQ, int8, weights per channel)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from contest.peer import Job, Network, Peer, Variant


class _Session:
    """Inputs and outputs are bound beforehand, so that infer copies nothing."""

    def __init__(self, model: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._binding = self._session.io_binding()
        first, last = self._session.get_inputs()[0], self._session.get_outputs()[0]
        self._name = first.name
        self._output = onnxruntime.OrtValue.ortvalue_from_shape_and_type(last.shape, np.float32)
        self._binding.bind_ortvalue_output(last.name, self._output)

    def put(self, frame: np.ndarray) -> None:
        self._frame = np.ascontiguousarray(frame)
        self._binding.bind_cpu_input(self._name, self._frame)

    def infer(self) -> None:
        self._session.run_with_iobinding(self._binding)

    def logits(self) -> np.ndarray:
        return self._output.numpy()[0]


def load_float(job: Job) -> Network:
    """The float network; also the judge of everybody's masks."""
    return _Session(job.onnx, job.threads)


def _quantise(job: Job) -> None:
    import onnx
    from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Reader(CalibrationDataReader):
        def __init__(self, name: str, frames: np.ndarray) -> None:
            self._rest: Iterator[dict[str, Any]] = iter([{name: frame[None]} for frame in frames])

        def get_next(self) -> dict[str, Any] | None:
            return next(self._rest, None)

    prepared = job.work / "prepared.onnx"
    quant_pre_process(str(job.onnx), str(prepared))
    name = onnx.load(str(prepared)).graph.input[0].name
    quantize_static(
        str(prepared), str(job.work / "int8.onnx"), Reader(name, job.samples()), quant_format=QuantFormat.QDQ, per_channel=True,
        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, calibrate_method=CalibrationMethod.MinMax,
    )


def _load_int8(job: Job) -> Network:
    return _Session(job.work / "int8.onnx", job.threads)


PEER = Peer(
    packages=("onnxruntime", "onnx", "sympy"),
    variants=(
        Variant("ONNX Runtime", "int8", _quantise, _load_int8),
        Variant("ONNX Runtime", "fp32", lambda job: None, load_float),
    ),
)
