"""ncnn: the float network, converted by pnnx. Its tools for int8 are in no package."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np

from contest.peer import Job, Network, Peer, Variant
from contest.problem import Problem, last_line


def _convert(job: Job) -> None:
    import importlib.util

    found = importlib.util.find_spec("pnnx")
    if found is None or not found.submodule_search_locations:
        raise Problem("pnnx is not installed")
    shutil.copy(job.onnx, job.work / "net.onnx")
    shape = ",".join(map(str, (1, *job.samples().shape[1:])))
    program = f"{found.submodule_search_locations[0]}/pnnx"
    done = subprocess.run(
        [program, "net.onnx", f"inputshape=[{shape}]", "fp16=0"], cwd=job.work, capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not (job.work / "net.ncnn.param").exists():
        raise Problem(f"pnnx cannot convert the network: {last_line(done.stderr, f'status {done.returncode}')}")


class _Net:
    def __init__(self, job: Job, half: bool) -> None:
        import ncnn

        self._ncnn = ncnn
        self._net = ncnn.Net()
        self._net.opt.num_threads = job.threads
        self._net.opt.use_vulkan_compute = False
        for name in ("use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic", "use_bf16_storage"):
            setattr(self._net.opt, name, half and name == "use_bf16_storage")
        if self._net.load_param(str(job.work / "net.ncnn.param")) or self._net.load_model(str(job.work / "net.ncnn.bin")):
            raise Problem("ncnn cannot load what pnnx made")

    def put(self, frame: np.ndarray) -> None:
        self._frame = self._ncnn.Mat(np.ascontiguousarray(frame[0])).clone()

    def infer(self) -> None:
        extractor = self._net.create_extractor()
        extractor.input("in0", self._frame)
        status, self._out = extractor.extract("out0")
        if status:
            raise Problem(f"ncnn: extract gave {status}")

    def logits(self) -> np.ndarray:
        return np.array(self._out)


def _load_fp32(job: Job) -> Network:
    return _Net(job, half=False)


def _load_bf16(job: Job) -> Network:
    return _Net(job, half=True)


PEER = Peer(
    packages=("ncnn",),
    alone=("pnnx",),
    variants=(Variant("ncnn", "fp32", _convert, _load_fp32), Variant("ncnn", "bf16", _convert, _load_bf16)),
    unable=("ncnn int8: ncnn2table and ncnn2int8 are in no package on PyPI",),
)
