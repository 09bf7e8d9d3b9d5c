"""Networks whose classes do not exclude each other, with a sigmoid or a threshold for each. Masks, each class's own mask and scores are
compared with ONNX Runtime on the float network."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from PIL import Image

from programs import CATSEYE, CONVERT, one_line, run
from test_converter_kinds import CLASSES, FRAMES, HEIGHT, WIDTH, Network, by_onnxruntime, decibels, photos, quantised, tensors  # noqa: F401

LIMITS = [0.5, 0.3, 0.6, 0.4]
RAW = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}"]


def network(end, middles):
    """A network with this end, and the probability above which each class holds. `middles` are subtracted from its logits, which are
    enlarged, so that thresholds other than one half have pixels on both sides."""
    net = Network()
    logits = net.add("Sub", [net.body("x"), net.constant(np.reshape(middles, (1, CLASSES, 1, 1)))])
    logits = net.add("Mul", [logits, net.constant(8)])
    limits = [0.5] * CLASSES
    if end == "logits":
        return net.model(logits), limits
    if end == "softmax":
        return net.model(net.add("Softmax", [logits], axis=1)), limits
    value = net.add("Sigmoid", [logits])
    if end == "arg-max":
        return net.model(net.add("ArgMax", [value], axis=1, keepdims=0), TensorProto.INT64), limits
    if end == "sigmoid":
        return net.model(value), limits
    if end == "one threshold":
        limits = [0.3] * CLASSES
        above = net.add("Greater", [value, net.constant(0.3)])
        return net.model(net.add("Cast", [above], to=TensorProto.FLOAT)), limits
    if end == "own thresholds":
        limits = LIMITS
        above = net.add("Greater", [value, net.constant(np.reshape(LIMITS, (1, CLASSES, 1, 1)))])
        shares = net.add("Mul", [net.add("Cast", [above], to=TensorProto.FLOAT), net.constant(255)])
        return net.model(net.add("Cast", [shares], to=TensorProto.UINT8), TensorProto.UINT8), limits
    if end == "rounded":
        return net.model(net.add("Round", [value])), limits
    small = net.add("Sigmoid", [net.add("AveragePool", [logits], kernel_shape=[2, 2], strides=[2, 2])])
    return net.model(small), limits


@pytest.fixture(scope="module")
def middles(photos):  # noqa: F811
    """Values that make each class hold in a little less than half of the pixels."""
    logits = by_onnxruntime(network("logits", [0] * CLASSES)[0], tensors(photos[1]) / 255)
    return np.quantile(logits, 0.55, (0, 2, 3)) / 8


def truth(frames, middles, size=(HEIGHT, WIDTH)):
    """The bare network's logits."""
    logits = by_onnxruntime(network("logits", middles)[0], tensors(frames) / 255)
    if size != (HEIGHT, WIDTH):
        logits = logits.reshape(len(frames), CLASSES, size[0], 2, size[1], 2).mean((3, 5))
    return logits


@pytest.mark.parametrize("end", ["sigmoid", "one threshold", "own thresholds", "rounded", "pooled", "logits"])
def test_each_class_against_its_threshold(end, photos, middles, tmp_path):  # noqa: F811
    model, limits = network(end, middles)
    result = quantised(model, photos, tmp_path, *(["--multilabel"] if end == "logits" else []))
    assert result.returncode == 0 and b"multi-label" in result.stdout, result.stderr
    size = (HEIGHT // 2, WIDTH // 2) if end == "pooled" else (HEIGHT, WIDTH)
    logits = truth(photos[1], middles, size) + np.reshape([np.log((1 - p) / p) for p in limits], (1, CLASSES, 1, 1))
    above = logits > 0
    assert (above.sum(1) > 1).mean() > 0.05 and (~above).mean() > 0.02  # else the test proves nothing
    assert (~above.any(1)).mean() > 0.02 or "threshold" in end
    best = np.where(above.any(1), logits.argmax(1) + 1, 0)
    common = ["--model", tmp_path / "net.ceye", *RAW, "--output-size", "model"]
    mask = np.frombuffer(run(CATSEYE, "run", *common, stdin=photos[1].tobytes()).stdout, np.uint8).reshape(FRAMES, *size)
    assert (mask == best).mean() > 0.97
    info = json.loads(run(CATSEYE, "info", "--model", tmp_path / "net.ceye", "--json").stdout)
    names = [item["name"] for item in info["classes"]]
    assert info["multilabel"] is True and info["version"] == 3 and names == ["none", "class1", "class2", "class3", "class4"]
    planes = run(CATSEYE, "run", *common, "--classes", "none,class1,class2,class3,class4,class1+class4", stdin=photos[1].tobytes())
    planes = np.frombuffer(planes.stdout, np.uint8).reshape(FRAMES, 6, *size)
    assert set(np.unique(planes)) == {0, 255}
    assert ((planes[:, 1:5] == 255) == above).mean() > 0.98
    assert ((planes[:, 0] == 255) == (mask == 0)).all()
    assert (planes[:, 5] == (planes[:, 1] | planes[:, 4])).all()


def test_what_the_classes_masks_are_made_of(photos, middles, tmp_path):  # noqa: F811
    """To the bit: a class's own mask is where its logit is above 0, enlarged as masks are."""
    quantised(network("sigmoid", middles)[0], photos, tmp_path)
    large = np.asarray(Image.fromarray(photos[1][0]).resize((2 * WIDTH, 2 * HEIGHT)))
    common = ["--model", tmp_path / "net.ceye", "--input", "rgb24", "--size", f"{2 * WIDTH}x{2 * HEIGHT}"]
    logits = np.frombuffer(run(CATSEYE, "run", *common, "--output", "logits", stdin=large.tobytes()).stdout, "<f4").reshape(5, HEIGHT, WIDTH)
    assert (logits[0] == 0).all()
    planes = run(CATSEYE, "run", *common, "--classes", "class2,class3", "--scores", stdin=large.tobytes()).stdout
    planes = np.frombuffer(planes, np.uint8).reshape(3, 2 * HEIGHT, 2 * WIDTH)
    assert (planes[:2] == ((logits[2:4] > 0) * np.uint8(255)).repeat(2, 1).repeat(2, 2)).all()
    first, second = np.sort(logits, 0)[-1], np.sort(logits, 0)[-2]
    margin = np.minimum(np.float32(16) * (first - second) + np.float32(0.5), 255).astype(np.uint8)
    assert (planes[2] == margin.repeat(2, 0).repeat(2, 1)).all()


@pytest.mark.parametrize("end, options", [("sigmoid", ["--no-multilabel"]), ("arg-max", []), ("softmax", []), ("logits", [])])
def test_classes_that_exclude_each_other(end, options, photos, middles, tmp_path):  # noqa: F811
    result = quantised(network(end, middles)[0], photos, tmp_path, *options)
    assert result.returncode == 0 and b"multi-label" not in result.stdout, result.stderr
    mask = run(CATSEYE, "run", "--model", tmp_path / "net.ceye", *RAW, stdin=photos[1].tobytes()).stdout
    mask = np.frombuffer(mask, np.uint8).reshape(FRAMES, HEIGHT, WIDTH)
    assert (mask == truth(photos[1], middles).argmax(1)).mean() > 0.97
    info = json.loads(run(CATSEYE, "info", "--model", tmp_path / "net.ceye", "--json").stdout)
    assert "multilabel" not in info and info["version"] == 2 and len(info["classes"]) == CLASSES


def test_a_softmax_is_not_multi_label(photos, middles, tmp_path):  # noqa: F811
    result = quantised(network("softmax", middles)[0], photos, tmp_path, "--multilabel")
    assert result.returncode == 65 and "--multilabel" in one_line(result, "catseye-convert")


def test_scores_and_names(photos, middles, tmp_path):  # noqa: F811
    """The labels have four classes, and none is called none: a pixel that the model calls none is a miss."""
    logits = truth(photos[1], middles)
    best = np.where((logits > 0).any(1), logits.argmax(1) + 1, 0)
    for folder in ("images", "labels"):
        (tmp_path / folder).mkdir()
    labels = logits.argmax(1)
    for index, frame in enumerate(photos[1]):
        Image.fromarray(frame).save(tmp_path / "images" / f"{index:02}.ppm")
        (tmp_path / "labels" / f"{index:02}.pgm").write_bytes(f"P5\n{WIDTH} {HEIGHT}\n255\n".encode() + labels[index].astype(np.uint8).tobytes())
    names = [{"index": i, "name": f"thing{i}", "colour": [i + 1, i, i]} for i in range(CLASSES)]
    (tmp_path / "classes.json").write_text(json.dumps(names))
    result = quantised(network("sigmoid", middles)[0], photos, tmp_path, "--classes", tmp_path / "classes.json")
    assert result.returncode == 0, result.stderr
    info = json.loads(run(CATSEYE, "info", "--model", tmp_path / "net.ceye", "--json").stdout)
    assert [item["name"] for item in info["classes"]] == ["none"] + [f"thing{i}" for i in range(CLASSES)]
    report = ["--report", tmp_path / "report.html"]
    result = run(CONVERT, "evaluate", "--float", tmp_path / "net.onnx", "--model", tmp_path / "net.ceye", "--data", tmp_path, "--json", *report)
    scores = json.loads(result.stdout)
    assert abs(scores["float"]["pixel_accuracy"] - (best == labels + 1).mean()) < 1e-3
    assert "several or none" in (tmp_path / "report.html").read_text()
