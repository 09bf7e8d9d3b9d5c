"""Compares the shipped models' masks with ONNX Runtime, which we did not write, on their float networks."""

import io
import json

import numpy as np
import onnxruntime
import pytest
from PIL import Image

from programs import CAMVID, CATSEYE, SHIPPED, WEIGHTS, run

# on the 101 validation frames at 480x360: mIoU and pixel accuracy that the int8 masks must reach
NEEDED = {"city": (0.52, 0.78), "city-lite": (0.62, 0.78), "city-plus": (0.65, 0.78)}


class FloatNetwork:
    """A shipped float ONNX; pixels are normalised as `catseye info` says."""

    def __init__(self, name):
        self.name, self.model = name, WEIGHTS / f"{name}.ceye"
        self.session = onnxruntime.InferenceSession(str(WEIGHTS / f"{name}.onnx"), providers=["CPUExecutionProvider"])
        self.input = json.loads(run(CATSEYE, "info", "--model", self.model, "--json").stdout)["input"]

    def mask(self, image):
        """image: PIL RGB of any size -> class indices [height][width] at the network's size."""
        resized = image.resize((self.input["width"], self.input["height"]), Image.BILINEAR)
        pixels = (np.asarray(resized, np.float32) - self.input["mean"]) / self.input["std"]
        name = self.session.get_inputs()[0].name
        frame = pixels.astype(np.float32).transpose(2, 0, 1)[None]
        return self.session.run(None, {name: np.ascontiguousarray(frame)})[0][0].argmax(0).astype(np.uint8)


@pytest.fixture(scope="module", params=SHIPPED)
def network(request):
    return FloatNetwork(request.param)


def agreement(network, jpegs):
    out = run(CATSEYE, "run", "--model", network.model, "--output-size", "model", stdin=b"".join(jpegs), timeout=900)
    assert out.returncode == 0, out.stderr
    masks = np.frombuffer(out.stdout, np.uint8).reshape(len(jpegs), network.input["height"], network.input["width"])
    floats = [network.mask(Image.open(io.BytesIO(jpeg)).convert("RGB")) for jpeg in jpegs]
    return (masks == np.stack(floats)).mean()


def test_scenes(network, frames):
    share = agreement(network, frames)
    print(f"{network.name}: agreement with ONNX Runtime on {len(frames)} generated scenes: {share:.4f}")
    assert share >= 0.97


@pytest.fixture(scope="module")
def camvid():
    """Photo halves of the validation pairs as JPEGs, and the exact labels [frames][360][480], 11 = void."""
    if not CAMVID.is_dir():
        pytest.skip(f"NO REAL FRAMES: {CAMVID.name} is not beside this checkout, so accuracy on real data is not checked")
    jpegs, labels = [], []
    for path in sorted((CAMVID / "val" / "pairs").glob("*.jpg")):
        buffer = io.BytesIO()
        Image.open(path).convert("RGB").crop((0, 0, 480, 360)).save(buffer, "JPEG", quality=95)
        jpegs.append(buffer.getvalue())
        labels.append(np.asarray(Image.open(CAMVID / "val" / "labels" / f"{path.stem}.png")))
    return jpegs, np.stack(labels)


def test_real_frames(network, camvid):
    share = agreement(network, camvid[0])
    print(f"{network.name}: agreement with ONNX Runtime on {len(camvid[0])} real frames: {share:.4f}")
    assert share >= 0.97


@pytest.mark.parametrize("name", SHIPPED)
def test_accuracy_on_real_frames(name, camvid):
    jpegs, labels = camvid
    out = run(CATSEYE, "run", "--model", WEIGHTS / f"{name}.ceye", stdin=b"".join(jpegs), timeout=900)
    assert out.returncode == 0, out.stderr
    masks = np.frombuffer(out.stdout, np.uint8).reshape(labels.shape)
    known = labels < 11
    accuracy = (masks == labels)[known].mean()
    confusion = np.bincount(labels[known].astype(int) * 11 + masks[known], minlength=121).reshape(11, 11)
    hits = np.diag(confusion)
    miou = (hits / (confusion.sum(0) + confusion.sum(1) - hits)).mean()
    print(f"{name}: mIoU {miou:.4f}, pixel accuracy {accuracy:.4f} on {len(jpegs)} real frames at 480x360, void ignored")
    assert miou >= NEEDED[name][0] and accuracy >= NEEDED[name][1]
