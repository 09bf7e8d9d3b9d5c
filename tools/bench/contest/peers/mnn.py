"""MNN: the float network. MNN.tools is not used, because importing it runs pip and it reports what it converts to a server; the
extension below it converts as well. That extension's quantiser (mnnquant) ends in an abort, so there is no int8."""

from __future__ import annotations

import numpy as np

from contest.peer import Job, Network, Peer, Variant
from contest.problem import Problem


def _convert(job: Job) -> None:
    import _tools

    target = job.work / "net.mnn"
    _tools.mnnconvert(["MNNConvert", "-f", "ONNX", "--modelFile", str(job.onnx), "--MNNModel", str(target), "--bizCode", "peers"])
    if not target.exists():
        raise Problem("MNN cannot convert the network")


class _Module:
    def __init__(self, job: Job) -> None:
        import MNN
        import onnx

        graph = onnx.load(str(job.onnx), load_external_data=False).graph
        self._expr = MNN.expr
        settings = {"backend": "CPU", "numThread": job.threads, "precision": "high"}
        self._runtime = MNN.nn.create_runtime_manager((settings,))
        self._net = MNN.nn.load_module_from_file(
            str(job.work / "net.mnn"), [graph.input[0].name], [graph.output[0].name], runtime_manager=self._runtime
        )

    def put(self, frame: np.ndarray) -> None:
        self._frame = self._expr.const(np.ascontiguousarray(frame), list(frame.shape), self._expr.NCHW)

    def infer(self) -> None:
        self._out = self._net.forward(self._frame)

    def logits(self) -> np.ndarray:
        return np.array(self._expr.convert(self._out, self._expr.NCHW).read())[0]


def _load(job: Job) -> Network:
    return _Module(job)


PEER = Peer(
    packages=("MNN", "onnx"),
    variants=(Variant("MNN", "fp32", _convert, _load),),
    unable=("MNN int8: the quantiser in its package aborts (std::length_error)",),
)
