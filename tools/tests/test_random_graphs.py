"""Random networks (random_graphs.py) through converter and engine.

- None is refused, because all of them are within what the README and `inspect` say is read.
- The converter's float network equals ONNX Runtime's, to 1e-4 of the largest number.
- The engine's logits are as far from the float network's as the converter reports.
- Every instruction set, with one and with three threads, gives the scalar reference's logits and masks to the bit.

CATSEYE_GRAPHS and CATSEYE_GRAPHS_SEED: how many, and the first seed. A network that fails is kept as CATSEYE_GRAPHS_KEEP/SEED.onnx.
"""

import collections
import functools
import os
import pathlib

import numpy as np
import onnx
import onnxruntime

from graph_runs import Difference, converted, engine
from programs import CATSEYE, CONVERT, FAST_ISAS, run
from random_graphs import draw

COUNT = int(os.environ.get("CATSEYE_GRAPHS", 100))
FIRST = int(os.environ.get("CATSEYE_GRAPHS_SEED", 0))
# Above this the noise is only Float's own rounding of a logit.
EXACT = 100
# The largest value of a number that should be 0.
NOTHING = 1e-12


def by_onnxruntime(graph, tensors):
    """The file's output, and the logits."""
    model = onnx.ModelProto.FromString(graph.model.SerializeToString())
    output = model.graph.output[0].name
    if output != graph.logits:
        model.graph.output.append(onnx.helper.make_tensor_value_info(graph.logits, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    results = [session.run([output, graph.logits], {"frame": tensor[None]}) for tensor in tensors]
    return [np.concatenate([result[index] for result in results]) for index in (0, 1)]


def by_converter(folder, tensors, *options):
    np.save(folder / "in.npy", np.ascontiguousarray(tensors, dtype="<f4"))
    result = run(CONVERT, "inspect", *options, folder / "net.onnx", "--run", folder / "in.npy", "-o", folder / "out.npy")
    if result.returncode != 0:
        raise Difference(f"inspect --run: {result.stderr.decode().strip()}")
    return np.load(folder / "out.npy")


def check_float(graph, folder, tensors):
    """The float network as read and as cleaned up, against ONNX Runtime. Returns the logits and the largest deviation."""
    end, logits = by_onnxruntime(graph, tensors)
    read = by_converter(folder, tensors, "--as-read").reshape(end.shape)
    cleaned = by_converter(folder, tensors)
    expected = logits
    # binary or multi-label: a channel of 0 stands before the logits
    if logits.shape[1] == 1 or graph.model.graph.node[-1].op_type == "Sigmoid" and graph.model.graph.output[0].name != graph.logits:
        expected = np.concatenate([np.zeros_like(logits[:, :1]), logits], 1)
    worst = 0
    if end.dtype == np.int64:  # of logits that are alike but for rounding, either is the largest
        classes = read.astype(np.int64).reshape(logits.shape[0], 1, *logits.shape[2:])
        chosen = np.take_along_axis(logits, classes, 1)
        worst = (logits.max(1, keepdims=True) - chosen).max() / max(np.abs(logits).max(), NOTHING)
    else:
        worst = np.abs(read - end).max() / max(np.abs(end).max(), NOTHING)
    worst = max(worst, np.abs(cleaned - expected).max() / max(np.abs(expected).max(), NOTHING))
    if not worst <= 1e-4:
        raise Difference(f"{worst:.1e} of the largest number off ONNX Runtime")
    return cleaned, worst


def check_tables(graph, folder, frames, seed):
    """Compares every instruction set and number of threads with the scalar reference. Returns its logits and how many were compared."""
    few, many = (1, 3) if seed % 2 == 0 else (3, 1)

    def output(isa, threads, kind):
        call = functools.partial(run, CATSEYE, environment={"CATSEYE_ISA": isa})
        return engine(call, graph, folder, frames, threads, kind, f"{isa}, {threads} threads")

    expected = {kind: output("scalar", 1, kind) for kind in ("logits", "mask")}
    # logits and masks with one thread and with three, distributed over two networks
    runs = [("scalar", 3, "logits" if seed % 2 else "mask")]
    for isa in FAST_ISAS:
        runs += [(isa, few, "logits"), (isa, many, "mask")]
    for isa, threads, kind in runs:
        if output(isa, threads, kind) != expected[kind]:
            raise Difference(f"{isa}, {threads} threads: another {kind} than the scalar reference")
    return np.frombuffer(expected["logits"], "<f4"), np.frombuffer(expected["mask"], np.uint8), len(runs)


def check_error(told, floats, logits):
    """Compares the noise at the logits with the converter's report, on the frames of the report. Returns the decibels."""
    noise = ((floats - logits).astype(np.float64) ** 2).sum()
    signal = (floats.astype(np.float64) ** 2).sum()
    if told is None:  # infinite
        if noise > 1e-9 * signal:
            raise Difference(f"no noise was told, and there is {10 * np.log10(signal / noise):.1f} dB")
        return np.inf
    if signal == 0:  # the network computes 0 everywhere, as x - x: no ratio exists, and the converter says 0 dB
        if told != 0 or np.abs(logits).max() > 1e-6:
            raise Difference(f"{told:.2f} dB were told of a network that is 0, and the logits go up to {np.abs(logits).max():.1e}")
        return 0.0
    decibels = 10 * np.log10(max(signal, 1e-300) / max(noise, 1e-300))
    if abs(min(decibels, EXACT) - min(told, EXACT)) > 0.05:
        raise Difference(f"{told:.2f} dB were told, and {decibels:.2f} are there")
    return decibels


def check(seed, folder):
    """Returns the figures of the network; raises `Difference`."""
    graph = draw(seed)
    frames, tensors, told = converted(graph, folder, seed)
    floats, deviation = check_float(graph, folder, tensors)
    logits, masks, compared = check_tables(graph, folder, frames, seed)
    logits = logits.reshape(floats.shape)
    if not (masks.reshape(logits.shape[0], *logits.shape[2:]) == logits.argmax(1)).all():
        raise Difference("the mask is not the largest of the logits")
    return {"deviation": deviation, "decibels": check_error(told, floats, logits), "compared": compared}


def test_random_graphs(tmp_path):
    onnxruntime.set_default_logger_severity(3)
    differences, operators = [], collections.Counter()
    deviations, decibels, compared = [], [], 0
    for seed in range(FIRST, FIRST + COUNT):
        try:
            result = check(seed, tmp_path)
        except Difference as difference:
            differences.append(f"seed {seed}: {difference}")
            print(differences[-1], flush=True)
            if keep := os.environ.get("CATSEYE_GRAPHS_KEEP"):
                onnx.save(draw(seed).model, pathlib.Path(keep) / f"{seed}.onnx")
            continue
        operators.update(set(draw(seed).operators))
        deviations.append(result["deviation"])
        decibels.append(result["decibels"])
        compared += result["compared"]
    print(f"\n{COUNT} networks, seeds {FIRST} on: {len(deviations)} alike, {len(differences)} refused or different")
    print(f"float: at most {max(deviations, default=0):.1e} of the largest number off ONNX Runtime")
    print(f"int8: {np.min(decibels):.1f} to {np.max(decibels):.1f} dB, the median {np.median(decibels):.1f}; {compared} runs beside scalar")
    print(", ".join(f"{name} {count}" for name, count in sorted(operators.items())))
    assert not differences and len(deviations) == COUNT, "\n".join(differences)
