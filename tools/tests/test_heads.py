"""Ends with which networks are exported: masks of `run` and scores of `evaluate` are compared with ONNX Runtime on the float network."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from programs import CATSEYE, CONVERT, one_line, run

SIZE, MEAN, STD = 32, 110, 60
BINARY = ["logit", "sigmoid", "threshold", "upsampled"]
SEVERAL = ["logits", "softmax", "arg-max", "auxiliary"]


def network(kind, bias=0.0):
    """conv -> relu -> conv -> relu -> head with this bias."""
    random = np.random.default_rng(11)
    channels = 1 if kind in BINARY else 4
    nodes, constants, outputs = [], [], []

    def convolve(source, target, inputs, out, kernel=3, shift=None):
        weights = random.standard_normal((out, inputs, kernel, kernel)) * (2 / inputs) ** 0.5 / kernel
        values = random.standard_normal(out) * 0.1 if shift is None else np.broadcast_to(shift, out)
        for name, array in ((f"{target}_w", weights), (f"{target}_b", values)):
            constants.append(numpy_helper.from_array(array.astype(np.float32), name))
        stride = 2 if kind == "upsampled" and target == "c1" else 1
        nodes.append(
            helper.make_node(
                "Conv", [source, f"{target}_w", f"{target}_b"], [target], target, kernel_shape=[kernel] * 2,
                pads=[kernel // 2] * 4, strides=[stride] * 2,
            )
        )

    def add(operator, inputs, output, **attributes):
        nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output

    def constant(name, *values):
        constants.append(numpy_helper.from_array(np.array(values, np.float32), name))
        return name

    def end(name, *shape, type=TensorProto.FLOAT):
        outputs.append(helper.make_tensor_value_info(name, type, shape))

    convolve("x", "c1", 3, 16)
    convolve(add("Relu", ["c1"], "r1"), "c2", 16, 16)
    convolve(add("Relu", ["c2"], "r2"), "head", 16, channels, 1, bias)
    shape = (1, channels, SIZE, SIZE)
    if kind == "auxiliary":
        add("AveragePool", ["head"], "deep", kernel_shape=[2, 2], strides=[2, 2])
        add("GlobalAveragePool", ["head"], "label")
        end("label", 1, channels, 1, 1)
        end("deep", 1, channels, SIZE // 2, SIZE // 2)
        end("head", *shape)
    elif kind in ("logit", "logits"):
        end("head", *shape)
    elif kind == "sigmoid":
        end(add("Sigmoid", ["head"], "y"), *shape)
    elif kind == "threshold":
        above = add("Greater", [add("Sigmoid", ["head"], "s"), constant("limit", 0.5)], "above")
        end(add("Cast", [above], "y", to=TensorProto.FLOAT), *shape)
    elif kind == "upsampled":
        add("Resize", ["head", "", constant("scales", 1, 1, 2, 2)], "u", mode="linear")
        end(add("Sigmoid", ["u"], "y"), *shape)
    elif kind == "softmax":
        end(add("Softmax", ["head"], "y", axis=1), *shape)
    else:
        end(add("ArgMax", ["head"], "y", axis=1, keepdims=0), 1, SIZE, SIZE, type=TensorProto.INT64)
    frame = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, SIZE, SIZE])
    graph = helper.make_graph(nodes, kind, [frame], outputs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture(scope="module")
def pictures():
    """Eight frames of soft blobs."""
    small = np.random.default_rng(5).integers(0, 256, (8, 6, 6, 3), np.uint8)
    return np.stack([np.asarray(Image.fromarray(one).resize((SIZE, SIZE), Image.BICUBIC)) for one in small])


def by_onnxruntime(model, pictures, name=None):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    frames = ((pictures.astype(np.float32) - MEAN) / STD).transpose(0, 3, 1, 2)
    return np.concatenate([session.run([name or session.get_outputs()[-1].name], {"x": frame[None]})[0] for frame in frames])


def masks_of(kind, output):
    if kind == "arg-max":
        return output.astype(int)
    if kind in BINARY:
        return (output[:, 0] > (0 if kind == "logit" else 0.5)).astype(int)
    return output.argmax(1)


@pytest.mark.parametrize("kind", BINARY + SEVERAL)
def test_masks_and_scores(kind, pictures, tmp_path):
    base = "upsampled" if kind == "upsampled" else "logit" if kind in BINARY else "logits"
    logits = by_onnxruntime(network(base), pictures)
    if base == "upsampled":
        logits = np.log(logits / (1 - logits))
    bias = -np.median(logits, (0, 2, 3))  # so that each class has its share
    model = network(kind, bias)
    truth = masks_of(kind, by_onnxruntime(model, pictures))
    classes = 2 if kind in BINARY else 4
    assert min(np.bincount(truth.ravel(), minlength=classes)) > 0.05 * truth.size  # else the test proves nothing
    onnx.save(model, tmp_path / "net.onnx")
    for folder in ("images", "labels"):
        (tmp_path / folder).mkdir()
    for index, (picture, mask) in enumerate(zip(pictures, truth)):
        Image.fromarray(picture).save(tmp_path / "images" / f"{index}.ppm")
        (tmp_path / "labels" / f"{index}.pgm").write_bytes(f"P5\n{SIZE} {SIZE}\n255\n".encode() + mask.astype(np.uint8).tobytes())
    names = [{"index": i, "name": f"class{i}", "colour": [i, i, i]} for i in range(classes)]
    (tmp_path / "classes.json").write_text(json.dumps(names))

    numbers = ["--mean", f"{MEAN},{MEAN},{MEAN}", "--std", f"{STD},{STD},{STD}"]
    result = run(CONVERT, "quantize", tmp_path / "net.onnx", "-o", tmp_path / "net.ceye", "--calibrate", tmp_path / "images", *numbers)
    assert result.returncode == 0, result.stderr
    said = b"3 outputs: 'head' is read, left out are label, deep" in result.stderr
    assert said == (kind == "auxiliary")
    raw = ["--input", "rgb24", "--size", f"{SIZE}x{SIZE}"]
    result = run(CATSEYE, "run", "--model", tmp_path / "net.ceye", *raw, stdin=pictures.tobytes())
    mask = np.frombuffer(result.stdout, np.uint8).reshape(truth.shape)
    agreement = (mask == truth).mean()
    assert agreement > 0.96
    result = run(CONVERT, "evaluate", "--float", tmp_path / "net.onnx", "--model", tmp_path / "net.ceye", "--data", tmp_path, "--json")
    scores = json.loads(result.stdout)
    assert scores["float"]["pixel_accuracy"] > 0.999
    assert abs(scores["int8"]["pixel_accuracy"] - agreement) < 1e-6


def test_another_output_by_its_name(pictures, tmp_path):
    model = network("auxiliary")
    onnx.save(model, tmp_path / "net.onnx")
    (tmp_path / "photos").mkdir()
    Image.fromarray(pictures[0]).save(tmp_path / "photos" / "a.ppm")
    made = ["-o", tmp_path / "net.ceye", "--calibrate", tmp_path / "photos", "--mean", "110,110,110", "--std", "60,60,60"]
    result = run(CONVERT, "quantize", tmp_path / "net.onnx", *made, "--output-name", "deep")
    assert result.returncode == 0, result.stderr
    raw = ["--input", "rgb24", "--size", f"{SIZE}x{SIZE}", "--output-size", "model"]
    mask = run(CATSEYE, "run", "--model", tmp_path / "net.ceye", *raw, stdin=pictures.tobytes()).stdout
    truth = by_onnxruntime(model, pictures, "deep").argmax(1)
    assert (np.frombuffer(mask, np.uint8).reshape(truth.shape) == truth).mean() > 0.96


def test_two_maps_of_one_size_are_not_chosen_among(tmp_path):
    model = network("softmax")
    model.graph.output.append(helper.make_tensor_value_info("head", TensorProto.FLOAT, [1, 4, SIZE, SIZE]))
    onnx.save(model, tmp_path / "net.onnx")
    result = run(CONVERT, "inspect", tmp_path / "net.onnx")
    assert result.returncode == 65 and "--output-name" in one_line(result, "catseye-convert")
