"""A looking glass: a model whose logits are the pixels of its input, so that tests can see what the network sees."""

import numpy as np
import onnx
from PIL import Image

from programs import CONVERT, run


def make(folder, width, height, channels=3):
    """Writes folder/glass.ceye of this size: one class for each channel, whose logits are its bytes, 0 to 255. Grey has a second
    class, whose logit is 0."""
    classes = max(channels, 2)
    weights = onnx.numpy_helper.from_array(np.eye(classes, channels, dtype=np.float32).reshape(classes, channels, 1, 1), "w")
    tensors = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, count, height, width])
        for name, count in (("x", channels), ("y", classes))
    ]
    node = onnx.helper.make_node("Conv", ["x", "w"], ["y"], kernel_shape=[1, 1])
    graph = onnx.helper.make_graph([node], "glass", tensors[:1], tensors[1:], [weights])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, folder / "glass.onnx")
    photos = folder / "photos"
    photos.mkdir()
    noise = np.random.default_rng(1).integers(0, 256, (height, width, max(channels, 3)), np.uint8)
    if channels == 4:
        (photos / "a.pam").write_bytes(pam(noise))
    else:
        Image.fromarray(noise).save(photos / "a.jpg")
    mean, std = (",".join([number] * channels) for number in "01")
    path = folder / "glass.ceye"
    result = run(
        CONVERT, "quantize", folder / "glass.onnx", "-o", path, "--calibrate", photos, "--mean", mean, "--std", std
    )
    assert result.returncode == 0, result.stderr
    return path


def pam(pixels):
    """A PAM file of uint8 [height][width][4]."""
    height, width, depth = pixels.shape
    return f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {depth}\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n".encode() + pixels.tobytes()


def pixels(logits, width, height, channels=3):
    """The bytes [frames][height][width][channels] in the output of --output logits."""
    planes = np.frombuffer(logits, "<f4").reshape(-1, max(channels, 2), height, width)[:, :channels]
    rounded = planes.round()
    assert np.abs(planes - rounded).max() < 1e-3 and rounded.min() >= 0 and rounded.max() <= 255
    return rounded.transpose(0, 2, 3, 1).astype(int)
