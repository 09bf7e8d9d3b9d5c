"""`catseye-convert inspect`: listing, passes, drawing, and the float network on a tensor."""

import xml.dom.minidom

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from programs import CONVERT, FLOAT, MODEL, one_line, run


def inspect(*arguments):
    return run(CONVERT, "inspect", *arguments)


def network(folder, nodes, outputs=("y",), shape=(1, 3, 16, 24), weights=(), name="net.onnx", **saving):
    """An ONNX file of these nodes, which read `x`; the weights follow from their sizes."""
    random = np.random.default_rng(3)
    tensors = [numpy_helper.from_array(random.normal(0, 0.3, sizes).astype(np.float32), name) for name, sizes in weights]
    graph = helper.make_graph(
        nodes, "net", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None) for output in outputs], tensors,
    )
    path = folder / name
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path, **saving)
    return path


def test_listing_names_steps_shapes_and_work():
    text = inspect(FLOAT).stdout.decode()
    lines = text.splitlines()
    assert "transposed convolution 3x3 stride 2x2" in text
    assert lines[-1].startswith("3x256x256 -> 11x256x256, 41 operations, 9.743 G MAC a frame")
    assert len(lines) == 41 + 3


def test_a_models_listing_has_its_arena():
    text = inspect(MODEL).stdout.decode()
    assert text.splitlines()[-1].startswith("21 steps, 9.743 G MAC a frame, arena ")


def test_passes_are_listed_with_what_they_did(tmp_path):
    path = network(
        tmp_path,
        [
            helper.make_node("Identity", ["x"], ["same"]),
            helper.make_node("Sigmoid", ["same"], ["gate"]),
            helper.make_node("Mul", ["same", "gate"], ["silu"]),
            helper.make_node("Shape", ["silu"], ["shape"]),
            helper.make_node("Reshape", ["silu", "shape"], ["y"]),
        ],
    )
    lines = {line[:23].strip(): line[23:].split() for line in inspect("--passes", path).stdout.decode().splitlines()}
    assert lines["identity removal"] == ["1", "2"]
    assert lines["activation fusion"] == ["1", "1"]
    assert lines["constant folding"] == ["1", "0", "Shape", "1"]


@pytest.mark.parametrize("source", [FLOAT, MODEL])
def test_drawing_is_well_formed(source, tmp_path):
    path = tmp_path / "net.svg"
    result = inspect(source, "-o", path)
    assert result.returncode == 0, result.stderr
    drawing = xml.dom.minidom.parse(str(path))
    titles = [title.firstChild.data for title in drawing.getElementsByTagName("title")]
    assert any("bytes at" in title for title in titles) == (source == MODEL)
    assert len(drawing.getElementsByTagName("path")) == 3


def test_drawing_that_cannot_be_written_is_told():
    result = inspect(FLOAT, "-o", "/no/such/folder/net.svg")
    assert result.returncode == 74 and "cannot be written" in one_line(result, "catseye-convert")


def test_one_of_several_outputs_can_be_chosen(tmp_path):
    nodes = [helper.make_node("Relu", ["x"], ["y"]), helper.make_node("Tanh", ["x"], ["z"])]
    path = network(tmp_path, nodes, outputs=("y", "z"))
    assert "2 outputs (y, z); choose" in one_line(inspect(path), "catseye-convert")
    assert "tanh" in inspect("--output-name", "z", path).stdout.decode()
    assert "no output 'w'" in one_line(inspect("--output-name", "w", path), "catseye-convert")


def test_an_operator_that_is_not_supported_is_named_with_its_place(tmp_path):
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["wide"], "first", pads=[1, 1, 1, 1]),
        helper.make_node("InstanceNormalization", ["wide", "one", "one"], ["y"], "norm"),
    ]
    result = inspect(network(tmp_path, nodes, weights=[("w", (8, 3, 3, 3)), ("one", (8,))]))
    assert result.returncode == 65
    assert one_line(result, "catseye-convert").endswith(
        "node 'norm' (InstanceNormalization): normalises by each frame's own mean and variance, which no step of the engine "
        "computes; train with BatchNormalization in its place"
    )


def test_weights_in_a_file_of_their_own_are_read(tmp_path):
    nodes = [helper.make_node("Conv", ["x", "w"], ["y"], "first", pads=[1, 1, 1, 1])]
    options = {"save_as_external_data": True, "location": "numbers.bin", "size_threshold": 0}
    path = network(tmp_path, nodes, weights=[("w", (8, 3, 3, 3))], **options)
    frame = np.random.default_rng(4).normal(size=(1, 3, 16, 24)).astype("<f4")
    np.save(tmp_path / "in.npy", frame)
    result = inspect(path, "--run", tmp_path / "in.npy", "-o", tmp_path / "out.npy")
    assert result.returncode == 0, result.stderr
    (truth,) = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, {"x": frame})
    np.testing.assert_allclose(np.load(tmp_path / "out.npy"), truth, rtol=1e-5, atol=1e-5)
    (tmp_path / "numbers.bin").unlink()
    assert "cannot be read; copy it beside" in one_line(inspect(path), "catseye-convert")


@pytest.mark.parametrize("text", [b"", b"\x93NUMPY", b"\x93NUMPY\x01\x00\xff\xff{}", b"rubbish" * 40])
def test_a_damaged_tensor_is_told(text, tmp_path):
    (tmp_path / "in.npy").write_bytes(text)
    result = inspect(FLOAT, "--run", tmp_path / "in.npy", "-o", tmp_path / "out.npy")
    assert result.returncode == 65 and "in.npy" in one_line(result, "catseye-convert")
    assert not (tmp_path / "out.npy").exists()
