"""OpenVINO: the float network, and NNCF's post-training quantisation of it; also held to AVX2, or to AVX-512 with VNNI, by oneDNN's own
switch.

By default it computes everything that is not int8 in bf16, where the processor has bf16. It asks the processor for that, not oneDNN:
held to AVX2 it would still use bf16, and then give wrong masks or find no kernel. So f32 is set there, as on a machine with AVX2
only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from contest.peer import Job, Network, Peer, Variant

AVX2 = {"ONEDNN_MAX_CPU_ISA": "AVX2"}
VNNI = {"ONEDNN_MAX_CPU_ISA": "AVX512_CORE_VNNI"}
F32 = {"INFERENCE_PRECISION_HINT": "f32"}


class _Compiled:
    def __init__(self, model: str, threads: int, settings: Mapping[str, object]) -> None:
        import openvino

        core = openvino.Core()
        network = core.compile_model(
            model,
            "CPU",
            {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY", "ENABLE_CPU_PINNING": False, **settings},
        )
        self._request = network.create_infer_request()
        self._tensor = openvino.Tensor

    def put(self, frame: np.ndarray) -> None:
        self._frame = np.ascontiguousarray(frame)
        self._request.set_input_tensor(self._tensor(self._frame, shared_memory=True))

    def infer(self) -> None:
        self._request.infer()

    def logits(self) -> np.ndarray:
        return self._request.get_output_tensor().data[0].copy()


def _loader(file: str | None, settings: Mapping[str, object]) -> Callable[[Job], Network]:
    return lambda job: _Compiled(str(job.work / file if file else job.onnx), job.threads, settings)


def _quantiser(preset: str, overflow_fix: bool = True) -> Callable[[Job], None]:
    """preset: mixed (activations with a zero point) or performance (symmetric).

    overflow_fix: NNCF's default rounds the first layer's weights to 7 bits, for processors without VNNI.
    """

    def build(job: Job) -> None:
        import nncf
        import openvino
        from nncf.quantization.advanced_parameters import AdvancedQuantizationParameters, OverflowFix

        samples = job.samples()
        data = nncf.Dataset([frame[None] for frame in samples])
        settings = None if overflow_fix else AdvancedQuantizationParameters(overflow_fix=OverflowFix.DISABLE)
        quantised = nncf.quantize(
            openvino.Core().read_model(str(job.onnx)), data, preset=nncf.QuantizationPreset(preset), subset_size=len(samples),
            advanced_parameters=settings,
        )
        openvino.save_model(quantised, str(job.work / "int8.xml"), compress_to_fp16=False)

    return build


def _nothing(job: Job) -> None:
    del job


PEER = Peer(
    packages=("openvino", "nncf"),
    variants=(
        Variant("OpenVINO", "int8 mixed", _quantiser("mixed"), _loader("int8.xml", {})),
        Variant("OpenVINO", "int8 performance", _quantiser("performance"), _loader("int8.xml", {})),
        Variant("OpenVINO", "int8 performance, VNNI", _quantiser("performance"), _loader("int8.xml", F32), VNNI),
        Variant("OpenVINO", "int8 mixed, AVX2", _quantiser("mixed"), _loader("int8.xml", F32), AVX2),
        Variant("OpenVINO", "int8 performance, AVX2", _quantiser("performance"), _loader("int8.xml", F32), AVX2),
        Variant("OpenVINO", "float as it chooses", _nothing, _loader(None, {})),
        Variant("OpenVINO", "fp32", _nothing, _loader(None, F32)),
        Variant("OpenVINO", "fp32, AVX2", _nothing, _loader(None, F32), AVX2),
    ),
    precise=tuple(
        Variant("NNCF", preset + ("" if fix else ", overflow fix off"), _quantiser(preset, fix), _loader("int8.xml", F32))
        for fix in (True, False) for preset in ("mixed", "performance")
    ),
)
