"""A model spoiled on purpose: the report names the layer and the cause, and the defaults keep what the float network can."""

import io
import json

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from PIL import Image

from programs import CAMVID, CATSEYE, CONVERT, FLOAT, MODEL, run

LAYER, CHANNEL, FACTOR = "/down.0/conv2/Conv", 5, 100


def spoiled(path):
    """One channel of the first raw skip is enlarged 100 times; its batch norm and the convolution that reads the skip divide it again."""
    model = onnx.load(FLOAT)
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    nodes = {node.name: node for node in model.graph.node}

    def scale(name, place, factor):
        values = numpy_helper.to_array(tensors[name]).copy()
        values[place] *= factor
        tensors[name].CopyFrom(numpy_helper.from_array(values, name))

    norm = nodes["/down.0/act2/act2.0/BatchNormalization"]
    for name, power in [*((name, 1) for name in nodes[LAYER].input[1:]), (norm.input[3], 1), (norm.input[4], 2)]:
        scale(name, CHANNEL, FACTOR**power)
    reader = nodes["/up.2/conv1/Conv"].input[1]
    enlarged = tensors[reader].dims[1] // 2  # the concatenation's other half
    scale(reader, np.s_[:, enlarged + CHANNEL], 1 / FACTOR)
    onnx.save(model, path)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Sixteen photos for calibration, and every twelfth validation frame with its exact label."""
    if not CAMVID.is_dir():
        pytest.skip(f"NO REAL FRAMES: {CAMVID.name} is not beside this checkout, so no spoiled model is quantised on real data")
    folder = tmp_path_factory.mktemp("spoiled")
    for name in ("calibrate", "images", "labels"):
        (folder / name).mkdir()

    def photo(path, place):
        buffer = io.BytesIO()
        Image.open(path).convert("RGB").crop((0, 0, 480, 360)).save(buffer, "JPEG", quality=95)
        (place / f"{path.stem}.jpg").write_bytes(buffer.getvalue())

    for path in sorted((CAMVID / "train" / "pairs").glob("*.jpg"))[::23]:
        photo(path, folder / "calibrate")
    for path in sorted((CAMVID / "val" / "pairs").glob("*.jpg"))[::12]:
        photo(path, folder / "images")
        Image.open(CAMVID / "val" / "labels" / f"{path.stem}.png").convert("L").save(folder / "labels" / f"{path.stem}.pgm")
    classes = json.loads(run(CATSEYE, "info", "--model", MODEL, "--json").stdout)["classes"]
    (folder / "classes.json").write_text(json.dumps(classes))
    return folder


def test_a_spoiled_channel_is_named_and_costs_nothing(data, tmp_path):
    path, model, report = tmp_path / "spoiled.onnx", tmp_path / "spoiled.ceye", tmp_path / "report.html"
    spoiled(path)
    result = run(CONVERT, "quantize", path, "-o", model, "--calibrate", data / "calibrate")
    assert result.returncode == 0, result.stderr
    result = run(CONVERT, "evaluate", "--float", path, "--model", model, "--data", data, "--json", "--report", report)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    print(f"spoiled city: drop {told['drop_miou_points']:.3f} points on {told['frames']} frames, agreement {told['agreement']:.4f}")
    assert told["drop_miou_points"] < 1 and told["agreement"] > 0.985
    [finding] = [finding for finding in told["findings"] if finding["cause"] == "outlier channel"]
    assert finding["layer"] == LAYER and f"Channel {CHANNEL} " in finding["explanation"]
    page = report.read_text()
    assert LAYER in page and "outlier channel" in page and f"Channel {CHANNEL} reaches" in page
