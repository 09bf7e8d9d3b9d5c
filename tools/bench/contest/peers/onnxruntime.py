"""ONNX Runtime: the float network as it is, and its static quantisation (QDQ, int8, a weight scale for each output channel); also held
to VNNI, AVX2 or SSE4.1."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from contest.held import Processor, hold
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
    """The float network. It also judges everyone's masks."""
    return _Session(job.onnx, job.threads)


class _Reader:
    """Frames in the form in which ONNX Runtime's calibrators ask for them."""

    def __init__(self, name: str, frames: np.ndarray) -> None:
        self._rest: Iterator[dict[str, Any]] = iter([{name: frame[None]} for frame in frames])

    def get_next(self) -> dict[str, Any] | None:
        return next(self._rest, None)


def _frame_by_frame() -> None:
    """Makes the histogram calibrators take one frame at a time. Unchanged, they keep every tensor of every frame in memory."""
    from onnxruntime.quantization.calibrate import HistogramCalibrater

    collect = HistogramCalibrater.collect_data

    def collect_each(self: Any, reader: Any) -> None:
        while (inputs := reader.get_next()) is not None:
            [(name, frame)] = inputs.items()
            collect(self, _Reader(name, frame))

    HistogramCalibrater.collect_data = collect_each


def _quantiser(method: str) -> Callable[[Job], None]:
    """method: MinMax, Entropy or Percentile."""

    def build(job: Job) -> None:
        import onnx
        from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
        from onnxruntime.quantization.shape_inference import quant_pre_process

        prepared = job.work / "prepared.onnx"
        with contextlib.chdir(job.work):  # after an error it leaves files in the current folder
            quant_pre_process(str(job.onnx), str(prepared))
        name = onnx.load(str(prepared)).graph.input[0].name
        CalibrationDataReader.register(_Reader)
        _frame_by_frame()
        quantize_static(
            str(prepared), str(job.work / "int8.onnx"), _Reader(name, job.samples()), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, calibrate_method=CalibrationMethod[method],
        )

    return build


def _load_int8(job: Job) -> Network:
    return _Session(job.work / "int8.onnx", job.threads)


def _held_loader(processor: Processor) -> Callable[[Job], Network]:
    def load(job: Job) -> Network:
        hold("onnxruntime", "onnxruntime_pybind11_state*.so", job.work, processor)
        return _load_int8(job)

    return load


PEER = Peer(
    packages=("onnxruntime", "onnx", "sympy"),
    variants=(
        Variant("ONNX Runtime", "int8", _quantiser("MinMax"), _load_int8),
        Variant("ONNX Runtime", "int8, VNNI", _quantiser("MinMax"), _held_loader("VNNI")),
        Variant("ONNX Runtime", "int8, AVX2", _quantiser("MinMax"), _held_loader("AVX2")),
        Variant("ONNX Runtime", "int8, SSE4.1", _quantiser("MinMax"), _held_loader("SSE41")),
        Variant("ONNX Runtime", "fp32", lambda job: None, load_float),
    ),
    precise=tuple(
        Variant("ONNX Runtime", method, _quantiser(method), _load_int8) for method in ("MinMax", "Entropy", "Percentile")
    ),
)
