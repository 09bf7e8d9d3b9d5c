"""ONNX's own operator tests: each case of the onnx package that fits a network for one frame, in float.

A case is a network of one node with inputs and outputs. Its first input becomes the frame, the others become constants; a batch is
run frame by frame. Where several inputs are computed values (Add, Mul, Sum, Concat of results of a network), the frame contains all
of them, and a Split divides it.
"""

import collections

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

from programs import CONVERT, run

UNARY = "Abs Clip Dropout Elu Erf Exp Gelu HardSigmoid HardSwish Identity LeakyRelu Mish Neg PRelu Pow Reciprocal Relu Selu Sigmoid Softplus Sqrt Tanh"
BINARY = "Add Div Max Min Mul Sub Sum"
OTHER = (
    "ArgMax AveragePool BatchNormalization Concat Conv ConvTranspose DepthToSpace Expand Flatten Gather Gemm GlobalAveragePool "
    "GlobalMaxPool LogSoftmax MatMul MaxPool Pad ReduceL2 ReduceMax ReduceMean ReduceSum Reshape Resize Slice Softmax Split "
    "Squeeze Transpose Unsqueeze"
)
ELEMENTWISE = {*UNARY.split(), *BINARY.split()}
OPERATORS = ELEMENTWISE | set(OTHER.split())
# Operators whose result for one frame does not depend on other frames; their axis counts from the end.
BY_AXIS = {"ArgMax", "LogSoftmax", "Softmax"}
# Operators that may read a frame without its first axis.
WITHOUT_BATCH = {"ReduceMean", "Slice", "Unsqueeze"}
NEWEST = 21
# Cases that ONNX Runtime computes differently, as PyTorch does: sizes are rounded down before corners are aligned.
OTHERWISE = {"test_resize_downsample_scales_linear_align_corners"}
# How many cases must run at least: fewer would mean that the reader refuses what it could read.
LEAST = 100


class Unfit(Exception):
    """Why a case is no network for one frame."""


def attributes(node):
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def frame_dims(node, dims):
    """The sizes of a tensor as a batch of frames."""
    if node.op_type in ELEMENTWISE | BY_AXIS and len(dims) < 4:
        return [1] * (4 - len(dims)) + list(dims)
    if node.op_type in ("Gemm", "MatMul") and len(dims) == 2:
        return [*dims, 1, 1]
    if node.op_type in WITHOUT_BATCH and len(dims) == 3:
        return [1, *dims]
    if len(dims) != 4:
        raise Unfit(f"a tensor of {len(dims)} dimensions")
    return list(dims)


def adapted(node, rank):
    """The node, changed to work on frames."""
    node = onnx.NodeProto.FromString(node.SerializeToString())
    if node.op_type in BY_AXIS:
        given = attributes(node)
        axis = given.get("axis", 0 if node.op_type == "ArgMax" else -1)
        for attribute in [a for a in node.attribute if a.name == "axis"]:
            node.attribute.remove(attribute)
        node.attribute.append(helper.make_attribute("axis", axis - rank if axis >= 0 else axis))
    return node


def network(case, several):
    """A model for one frame, the batch of frames, and the right outputs.

    several: whether all float inputs are values of the frame.
    """
    graph = case.model.graph
    node = graph.node[0]
    (inputs, outputs), *_ = case.data_sets
    if any(not isinstance(value, np.ndarray | np.generic) for value in [*inputs, *outputs]):
        raise Unfit("a sequence or an optional")
    inputs = [np.asarray(value) for value in inputs]
    names = [value.name for value in graph.input]
    given = dict(zip(names, inputs, strict=True))
    if not names or given[names[0]].dtype != np.float32:
        raise Unfit("a first input that is not float32")
    opset = max(entry.version for entry in case.model.opset_import if entry.domain in ("", "ai.onnx"))
    if onnx.defs.get_schema(node.op_type, opset).since_version > NEWEST:
        opset_before = onnx.defs.get_schema(node.op_type, NEWEST).since_version
        if opset_before == onnx.defs.get_schema(node.op_type, opset).since_version:
            raise Unfit(f"operator set {opset}")

    values = [names[0]]
    if several:
        values = [name for name in names if given[name].dtype == np.float32]
        if len({given[name].shape for name in values}) != 1:
            raise Unfit("values of several sizes")
    dims = frame_dims(node, given[names[0]].shape)
    frames = np.concatenate([given[name].reshape(dims) for name in values], axis=1)
    nodes = [adapted(node, given[names[0]].ndim)]
    if node.op_type in ("Gemm", "MatMul"):
        nodes.insert(0, helper.make_node("Flatten", ["frame"], [names[0]], "flatten"))
    elif frames.ndim > given[names[0]].ndim and node.op_type in WITHOUT_BATCH:
        first = numpy_helper.from_array(np.int64([0]), "first")
        nodes.insert(0, helper.make_node("Squeeze", ["frame", "first"], [names[0]], "squeeze"))
        graph.initializer.append(first)
    elif several:
        parts = {"num_outputs": len(values)} if opset >= 18 else {}
        nodes.insert(0, helper.make_node("Split", ["frame"], values, "split", axis=1, **parts))
    else:
        nodes.insert(0, helper.make_node("Identity", ["frame"], [names[0]], "identity"))
    constants = [numpy_helper.from_array(given[name], name) for name in names if name not in values]
    constants += graph.initializer
    output = graph.output[0]
    model = helper.make_model(
        helper.make_graph(
            nodes,
            case.name,
            [helper.make_tensor_value_info("frame", TensorProto.FLOAT, [1, *frames.shape[1:]])],
            [helper.make_tensor_value_info(value.name, value.type.tensor_type.elem_type, None) for value in graph.output],
            constants,
        ),
        opset_imports=[helper.make_opsetid("", min(opset, NEWEST))],
    )
    return model, frames, dict(zip([value.name for value in graph.output], outputs, strict=True)), output.name


def check(case, folder):
    """Runs a case. Returns None, or why it does not fit; an assertion if the result is wrong."""
    reason = None
    for several in (False, True):
        if several and (len(case.model.graph.input) < 2 or case.model.graph.node[0].op_type not in {*BINARY.split(), "Concat"}):
            break
        try:
            model, frames, outputs, name = network(case, several)
            if (frames.shape[0] > 1 and case.model.graph.node[0].op_type in ("Transpose", "Reshape", "Squeeze", "Flatten")):
                raise Unfit("a batch that the operator rearranges")
            for name in outputs if case.model.graph.node[0].op_type == "Split" else [name]:
                compare(case, folder, model, frames, outputs[name], name)
            return None
        except Unfit as unfit:
            reason = unfit
    return str(reason)


def compare(case, folder, model, frames, expected, name):
    onnx.save(model, folder / "net.onnx")
    np.save(folder / "in.npy", np.ascontiguousarray(frames, dtype="<f4"))
    result = run(
        CONVERT, "inspect", "--as-read", "--output-name", name, folder / "net.onnx", "--run", folder / "in.npy",
        "-o", folder / "out.npy",
    )
    if result.returncode != 0:
        assert result.returncode == 65, result.stderr
        raise Unfit(result.stderr.decode().strip().removeprefix(f"catseye-convert: {folder}/net.onnx: "))
    got = np.load(folder / "out.npy")
    expected = np.asarray(expected)
    assert got.size == expected.size, f"{case.name}: {got.shape} instead of {expected.shape}"
    ours = runtime(model, frames, name).ravel()
    assert np.abs(got.ravel() - ours).max() <= 1e-4 * max(np.abs(ours).max(), 1e-3), f"{case.name}: not as ONNX Runtime"
    if case.name not in OTHERWISE:
        np.testing.assert_allclose(got.ravel(), expected.astype(np.float32).ravel(), case.rtol, case.atol, err_msg=case.name)


def runtime(model, frames, name):
    """ONNX Runtime's results, frame by frame."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.concatenate([session.run([name], {"frame": frame[None]})[0] for frame in frames]).astype(np.float32)


@pytest.fixture(scope="module")
def cases():
    found = collect_testcases(None)
    return [
        case
        for case in found
        if len(case.model.graph.node) == 1 and case.model.graph.node[0].op_type in OPERATORS and case.kind == "node"
    ]


def test_every_case_that_fits_passes(cases, tmp_path):
    fits, reasons, failures = collections.Counter(), [], []
    for case in cases:
        operator = case.model.graph.node[0].op_type
        try:
            reason = check(case, tmp_path)
        except AssertionError as error:
            failures.append(str(error).strip().splitlines()[0] + " " + case.name)
            continue
        if reason is None:
            fits[operator] += 1
        else:
            reasons.append(f"{case.name}: {reason}")
    print(f"\n{len(cases)} cases of supported operators; {fits.total()} fit one frame and pass, {len(failures)} fail")
    print(", ".join(f"{operator} {count}" for operator, count in sorted(fits.items())))
    print("\n".join(reasons))
    assert not failures, "\n".join(failures)
    assert fits.total() >= LEAST
