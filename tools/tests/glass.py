"""A looking glass: a model whose logits are the pixels that it was given, so that tests see what the network sees."""

import numpy as np
import onnx
from PIL import Image

from programs import CONVERT, run


def make(folder, width, height):
    """Writes folder/glass.ceye of this size: three classes, whose logits are red, green and blue of 0 to 255."""
    weights = onnx.numpy_helper.from_array(np.eye(3, dtype=np.float32).reshape(3, 3, 1, 1), "w")
    shape = [1, 3, height, width]
    tensors = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape) for name in "xy"]
    node = onnx.helper.make_node("Conv", ["x", "w"], ["y"], kernel_shape=[1, 1])
    graph = onnx.helper.make_graph([node], "glass", tensors[:1], tensors[1:], [weights])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, folder / "glass.onnx")
    photos = folder / "photos"
    photos.mkdir()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)).save(photos / "a.jpg")
    path = folder / "glass.ceye"
    result = run(
        CONVERT, "quantize", folder / "glass.onnx", "-o", path, "--calibrate", photos, "--mean", "0,0,0", "--std", "1,1,1"
    )
    assert result.returncode == 0, result.stderr
    return path


def pixels(logits, width, height):
    """[frames][height][width][3] bytes of what --output logits wrote."""
    planes = np.frombuffer(logits, "<f4").reshape(-1, 3, height, width)
    assert (planes == planes.round()).all() and planes.min() >= 0 and planes.max() <= 255
    return planes.transpose(0, 2, 3, 1).astype(int)
