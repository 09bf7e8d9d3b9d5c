"""Networks as users' files have them: normalisation inside, BGR, open sizes, old and new operator sets, bytes, halves, other
ends; and files that are no network at all. Float is compared with ONNX Runtime, and the engine with both."""

import io
import json
import re
import zipfile

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from programs import CATSEYE, CONVERT, one_line, run

WIDTH, HEIGHT, CLASSES = 32, 24, 4
MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
FRAMES = 12


class Network:
    """A small encoder and decoder, with given nodes before and after it."""

    def __init__(self, classes=CLASSES):
        self.random = np.random.default_rng(7)
        self.nodes, self.constants, self.classes = [], [], classes
        self.input, self.kind, self.shape = "x", TensorProto.FLOAT, [1, 3, HEIGHT, WIDTH]

    def constant(self, array, dtype=np.float32):
        name = f"k{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(array).astype(dtype), name))
        return name

    def add(self, operator, inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def convolve(self, value, inputs, outputs, kernel=3, strides=(1, 1)):
        weights = self.random.standard_normal((outputs, inputs, kernel, kernel)) * (2 / inputs) ** 0.5 / kernel
        bias = self.random.standard_normal(outputs) * 0.1
        return self.add(
            "Conv", [value, self.constant(weights), self.constant(bias)], kernel_shape=[kernel] * 2, pads=[kernel // 2] * 4, strides=strides
        )

    def body(self, value):
        first = self.add("Relu", [self.convolve(value, 3, 8)])
        deep = self.add("Relu", [self.convolve(first, 8, 16, strides=(2, 2))])
        weights = self.random.standard_normal((16, 8, 2, 2)) * 0.2
        up = self.add("ConvTranspose", [deep, self.constant(weights)], kernel_shape=[2, 2], strides=[2, 2])
        both = self.add("Concat", [up, first], axis=1)
        last = self.add("Relu", [self.convolve(both, 16, 8)])
        return self.convolve(last, 8, self.classes, 1)

    def model(self, output, kind=TensorProto.FLOAT, opset=17, shape=None):
        frame = helper.make_tensor_value_info(self.input, self.kind, self.shape)
        end = helper.make_tensor_value_info(output, kind, shape)
        graph = helper.make_graph(self.nodes, "net", [frame], [end], self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Frames of soft blobs, as a folder and as an array."""
    folder = tmp_path_factory.mktemp("photos")
    small = np.random.default_rng(3).integers(0, 256, (FRAMES, 6, 8, 3), np.uint8)
    frames = np.stack([np.asarray(Image.fromarray(one).resize((WIDTH, HEIGHT), Image.BICUBIC)) for one in small])
    for index, frame in enumerate(frames):
        Image.fromarray(frame).save(folder / f"{index:02}.ppm")
    return folder, frames


def quantised(model, photos, folder, *options):
    onnx.save(model, folder / "net.onnx")
    return run(CONVERT, "quantize", folder / "net.onnx", "-o", folder / "net.ceye", "--calibrate", photos[0], *options)


def converted(model, photos, folder, *options):
    """The engine's logits of all frames, [frames][classes][rows][columns], and what quantize printed."""
    result = quantised(model, photos, folder, *options)
    assert result.returncode == 0, result.stderr.decode()
    raw = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}", "--output", "logits"]
    logits = run(CATSEYE, "run", "--model", folder / "net.ceye", *raw, stdin=photos[1].tobytes())
    assert logits.returncode == 0, logits.stderr
    return np.frombuffer(logits.stdout, "<f4").reshape(FRAMES, -1, HEIGHT, WIDTH), result


def by_onnxruntime(model, inputs):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: frame[None]})[0] for frame in inputs])


def tensors(frames):
    return frames.transpose(0, 3, 1, 2).astype(np.float32)


def decibels(truth, other):
    return 10 * np.log10((truth.astype(np.float64) ** 2).sum() / ((truth - other).astype(np.float64) ** 2).sum())


def clean():
    network = Network()
    return network.model(network.body("x"))


def normalised(form):
    """The same network, with its normalisation before it."""
    network = Network()
    shape = (1, 3, 1, 1)
    if form == "nhwc bytes":
        network.kind, network.shape = TensorProto.UINT8, [1, HEIGHT, WIDTH, 3]
    if form == "divided":
        value = network.add("Div", ["x", network.constant(255)])
    elif form == "shares":
        value = network.add("Div", [network.add("Sub", ["x", network.constant(MEAN.reshape(shape))]), network.constant(STD.reshape(shape))])
    elif form == "all":
        shares = network.add("Div", ["x", network.constant(255)])
        value = network.add("Div", [network.add("Sub", [shares, network.constant(MEAN.reshape(shape))]), network.constant(STD.reshape(shape))])
    elif form == "factor":
        scaled = network.add("Mul", ["x", network.constant((1 / STD / 255).reshape(shape))])
        value = network.add("Add", [scaled, network.constant((-MEAN / STD).reshape(shape))])
    elif form == "batch norm":
        numbers = [np.ones(3), np.zeros(3), MEAN * 255, (STD * 255) ** 2]
        value = network.add("BatchNormalization", ["x", *map(network.constant, numbers)], epsilon=1e-6)
    else:
        value = network.add("Cast", [network.add("Transpose", ["x"], perm=[0, 3, 1, 2])], to=TensorProto.FLOAT)
        value = network.add("Sub", [value, network.constant((MEAN * 255).reshape(shape))])
        value = network.add("Div", [value, network.constant((STD * 255).reshape(shape))])
    return network.model(network.body(value))


NUMBERS = ["--mean", ",".join(f"{255 * mean:.6g}" for mean in MEAN), "--std", ",".join(f"{255 * std:.6g}" for std in STD)]


@pytest.mark.parametrize("form", ["all", "factor", "batch norm", "nhwc bytes", "shares"])
def test_a_normalisation_inside_is_taken_over(form, photos, tmp_path):
    plain, _ = converted(clean(), photos, tmp_path, *NUMBERS)
    own, result = converted(normalised(form), photos, tmp_path)
    truth = by_onnxruntime(clean(), (tensors(photos[1]) / 255 - MEAN.reshape(3, 1, 1)).astype(np.float32) / STD.reshape(3, 1, 1).astype(np.float32))
    assert abs(decibels(truth, own) - decibels(truth, plain)) < 0.1 and decibels(truth, own) > 30
    assert (b"found in the network" in result.stdout) == (form != "shares")
    told = [float(number) for number in re.findall(r"[\d.]+", re.search(r"pixels: \(p - (.*?);", result.stdout.decode())[1])]
    np.testing.assert_allclose(told, 255 * np.concatenate([MEAN, STD]), rtol=1e-3)


def test_bytes_divided_inside_are_not_divided_again(photos, tmp_path):
    own, result = converted(normalised("divided"), photos, tmp_path)
    assert decibels(by_onnxruntime(clean(), tensors(photos[1]) / 255), own) > 30 and b"/ [255, 255, 255]" in result.stdout
    _, result = converted(normalised("divided"), photos, tmp_path, "--mean", "0,0,0", "--std", "255,255,255")
    assert b"divided by 255 twice" in result.stderr


def test_units_of_0_to_1_are_refused_with_the_right_numbers(photos, tmp_path):
    result = quantised(clean(), photos, tmp_path, "--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225")
    assert result.returncode == 65
    assert "--mean 123.675,116.28,103.53 --std 58.395,57.12,57.375" in one_line(result, "catseye-convert")


def swapped(form):
    network = Network()
    if form == "gather":
        value = network.add("Gather", ["x", network.constant([2, 1, 0], np.int64)], axis=1)
    elif form == "slice":
        bounds = [network.constant(numbers, np.int64) for numbers in ([-1], [-(2**62)], [1], [-1])]
        value = network.add("Slice", ["x", *bounds])
    else:
        value = "x"
    if form == "behind a normalisation":
        value = network.add("Mul", [value, network.constant((1 / STD / 255).reshape(1, 3, 1, 1))])
    return network.model(network.body(value))


@pytest.mark.parametrize("form", ["option", "metadata", "gather", "slice", "behind a normalisation"])
def test_blue_green_red(form, photos, tmp_path):
    model = swapped(form)
    told = form not in ("gather", "slice")
    if form == "metadata":
        model.metadata_props.add(key="catseye.channels", value="bgr")
    options = ["--channels", "bgr"] if told and form != "metadata" else []
    own, result = converted(model, photos, tmp_path, *options)
    frames = photos[1][..., ::-1] if told else photos[1]
    scale = 1 if form.startswith("behind") else 255
    truth = by_onnxruntime(model, np.ascontiguousarray(tensors(frames) / np.float32(scale)))
    assert decibels(truth, own) > 30
    assert (b"blue, green, red" in result.stdout) == told
    # nothing is computed for it
    steps = run(CATSEYE, "info", "--model", tmp_path / "net.ceye", "--json").stdout
    plain, _ = converted(clean(), photos, tmp_path)
    assert len(json.loads(steps)["steps"]) == len(json.loads(run(CATSEYE, "info", "--model", tmp_path / "net.ceye", "--json").stdout)["steps"])


@pytest.mark.parametrize("shape", [["N", 3, "H", "W"], [-1, -1, -1, -1], [1, 3, "H", WIDTH]])
def test_open_sizes(shape, photos, tmp_path):
    network = Network()
    network.shape = shape
    model = network.model(network.body("x"), shape=["N", CLASSES, "H", "W"])
    result = quantised(model, photos, tmp_path)
    assert result.returncode == 65 and "--size" in one_line(result, "catseye-convert") or shape[1] == -1
    own, _ = converted(model, photos, tmp_path, "--size", f"{WIDTH}x{HEIGHT}")
    assert decibels(by_onnxruntime(clean(), tensors(photos[1]) / 255), own) > 30


@pytest.mark.parametrize("opset", [*range(7, 11), 22, 23, 24])
def test_old_and_new_operator_sets(opset, photos, tmp_path):
    network = Network()
    if opset < 11:
        padded = network.add("Pad", ["x"], pads=[0, 0, 2, 1, 0, 0, 0, 3], mode="constant")
        if opset < 10:
            cut = network.add("Slice", [padded], axes=[2, 3], starts=[2, 1], ends=[HEIGHT + 2, WIDTH + 1])
        else:
            cut = network.add("Slice", [padded, *(network.constant(numbers, np.int64) for numbers in ([2, 1], [HEIGHT + 2, WIDTH + 1], [2, 3]))])
        small = network.add("Clip", [network.add("MaxPool", [cut], kernel_shape=[2, 2], strides=[2, 2])], min=0.1, max=0.9)
        if opset < 9:
            value = network.add("Upsample", [small], scales=[1.0, 1, 2, 2], mode="nearest")
        else:
            value = network.add("Upsample" if opset == 9 else "Resize", [small, network.constant([1, 1, 2, 2])], mode="linear")
    else:
        value = network.add("Relu", ["x"])
    model = network.model(network.body(value), opset=opset)
    model.ir_version = 10 if opset > 10 else 4
    if opset > 22:
        truth = by_onnxruntime(clean(), tensors(photos[1]) / 255)  # this ONNX Runtime may be too old for it
    else:
        truth = by_onnxruntime(model, tensors(photos[1]) / 255)
    own, _ = converted(model, photos, tmp_path)
    assert decibels(truth, own) > 28


def test_halves(photos, tmp_path):
    model = clean()
    for tensor in model.graph.initializer:
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name))
    for value in [*model.graph.input, *model.graph.output]:
        value.type.tensor_type.elem_type = TensorProto.FLOAT16
    own, _ = converted(model, photos, tmp_path)
    assert decibels(by_onnxruntime(clean(), tensors(photos[1]) / 255), own) > 30


def foreground(form):
    network = Network(2)
    logits = network.body("x")
    shares = network.add("Softmax", [logits], axis=1)
    if form == "gather":
        return network.model(network.add("Gather", [shares, network.constant(1, np.int64)], axis=1)), logits
    if form == "slice":
        bounds = [network.constant(numbers, np.int64) for numbers in ([1], [2], [1])]
        return network.model(network.add("Slice", [shares, *bounds])), logits
    if form == "grey picture":
        bounds = [network.constant(numbers, np.int64) for numbers in ([1], [2], [1])]
        scaled = network.add("Mul", [network.add("Slice", [shares, *bounds]), network.constant(255)])
        return network.model(network.add("Cast", [scaled], to=TensorProto.UINT8), TensorProto.UINT8), logits
    turned = network.add("Transpose", [logits], perm=[0, 2, 3, 1])
    flat = network.add("Reshape", [turned, network.constant([1, -1, 2], np.int64)])
    return network.model(network.add("Softmax", [flat], axis=-1)), logits


@pytest.mark.parametrize("form", ["gather", "slice", "grey picture", "flat"])
def test_ends(form, photos, tmp_path):
    model, logits = foreground(form)
    own, _ = converted(model, photos, tmp_path)
    bare = onnx.ModelProto.FromString(model.SerializeToString())
    del bare.graph.output[:]
    bare.graph.output.append(helper.make_tensor_value_info(logits, TensorProto.FLOAT, None))
    truth = by_onnxruntime(bare, tensors(photos[1]) / 255)
    assert (own.argmax(1) == truth.argmax(1)).mean() > 0.97


def test_operators_on_quantised_tensors(photos, tmp_path):
    """ONNX Runtime's QOperator format: the engine agrees with it where the float network does."""
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    class Reader(CalibrationDataReader):
        frames = iter(tensors(photos[1]) / 255)

        def get_next(self):
            frame = next(self.frames, None)
            return None if frame is None else {"x": frame[None]}

    onnx.save(clean(), tmp_path / "float.onnx")
    quantize_static(tmp_path / "float.onnx", tmp_path / "q.onnx", Reader(), quant_format=QuantFormat.QOperator, weight_type=QuantType.QInt8)
    model = onnx.load(tmp_path / "q.onnx")
    assert any(node.op_type == "QLinearConv" for node in model.graph.node)
    own, result = converted(model, photos, tmp_path)
    assert b"scales taken over" in result.stdout
    truth, theirs = by_onnxruntime(clean(), tensors(photos[1]) / 255), by_onnxruntime(model, tensors(photos[1]) / 255)
    assert decibels(truth, own) > decibels(truth, theirs) - 2


def attentive(kind):
    """A gate of each pixel by the mean and the largest of its channels (CBAM), or of each channel by its largest pixel."""
    network = Network()
    deep = network.add("Relu", [network.convolve(network.add("Relu", [network.convolve("x", 3, 8)]), 8, 19)])
    if kind == "channels":
        parts = [network.add(operator, [deep], axes=[1], keepdims=1) for operator in ("ReduceMean", "ReduceMax")]
        gate = network.convolve(network.add("Concat", parts, axis=1), 2, 1, 7)
    else:
        gate = network.convolve(network.add("ReduceMax", [deep], axes=[2, 3], keepdims=1), 19, 19, 1)
    gated = network.add("Mul", [deep, network.add("Sigmoid", [gate])])
    return network.model(network.convolve(gated, 19, CLASSES, 1))


@pytest.mark.parametrize(("kind", "version"), [("channels", b"version 4"), ("pixels", b"version 2")])
def test_the_largest_value_as_a_gate(kind, version, photos, tmp_path):
    model = attentive(kind)
    own, _ = converted(model, photos, tmp_path)
    assert decibels(by_onnxruntime(model, tensors(photos[1]) / 255), own) > 30
    assert version in run(CATSEYE, "info", "--model", tmp_path / "net.ceye").stdout


def clipped_by_grids(form):
    """A quantised file whose grids clip: at 0, in place of a ReLU that was left out, or between 0 and a number, in place of a Clip."""
    network = Network()
    scales = {"in": 1 / 255, "relu": 1.2 / 255, "wide": 6 / 255, "end": 3 / 255 if form == "end" else 10 / 255}
    zeros = {"in": 0, "relu": 0, "wide": 128, "end": 0 if form == "end" else 128}

    def rounded(value, grid):
        pair = [network.constant(np.float32(scales[grid])), network.constant(zeros[grid], np.uint8)]
        return network.add("DequantizeLinear", [network.add("QuantizeLinear", [value, *pair]), *pair])

    frame = rounded("x", "in")
    one = rounded(network.convolve(frame, 3, 8), "relu")
    other = rounded(network.convolve(frame, 3, 8), "wide")
    if form == "concat":
        joined = rounded(network.add("Concat", [one, other], axis=1), "wide")
    else:
        joined = rounded(network.add("Relu", [network.convolve(one, 8, 16)]), "relu")
    value = rounded(network.convolve(joined, 16, CLASSES, 1), "end")
    return network.model(value)


@pytest.mark.parametrize("form", ["middle", "concat", "end"])
def test_a_grid_that_clips_is_an_activation(form, photos, tmp_path):
    model = clipped_by_grids(form)
    theirs = by_onnxruntime(model, tensors(photos[1]) / 255)
    own, _ = converted(model, photos, tmp_path)
    np.save(tmp_path / "in.npy", tensors(photos[1]) / 255)
    shown = run(CONVERT, "inspect", tmp_path / "net.onnx", "--run", tmp_path / "in.npy", "-o", tmp_path / "out.npy")
    assert shown.returncode == 0, shown.stderr
    # the rest is rounding to the grids; without the clips it is 5 dB or less
    assert decibels(theirs, np.load(tmp_path / "out.npy")) > 26 and decibels(theirs, own) > 26


STRANGERS = {
    "net.pt": ("torch.onnx.export", None), "pointer.onnx": ("git lfs pull", b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n"),
    "net.tflite": ("tf2onnx", b"\x1c\0\0\0TFL3" + bytes(60)), "net.h5": ("HDF5", b"\x89HDF\r\n\x1a\n" + bytes(60)), "mask.png": ("picture", None),
    "page.onnx": ("web page", b"<!DOCTYPE html><html></html>"), "net.onnx.gz": ("unpack", b"\x1f\x8b\x08" + bytes(60)),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_network_is_recognised(name, tmp_path):
    word, content = STRANGERS[name]
    buffer = io.BytesIO()
    if name == "net.pt":
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("archive/data.pkl", b"\x80\x02.")
    elif name == "mask.png":
        Image.new("L", (8, 8)).save(buffer, "PNG")
    (tmp_path / name).write_bytes(content or buffer.getvalue())
    result = run(CONVERT, "inspect", tmp_path / name)
    assert result.returncode == 65 and word in one_line(result, "catseye-convert")


def obstacles():
    """What quantize refuses: two operators, and two steps that the engine has no kernel for."""
    unread = Network()
    value = unread.add("GRU", [unread.body("x")])
    yield unread.model(unread.add("LRN", [unread.add("Relu", [value])], size=3)), 2
    large = Network()
    value = large.add("Relu", [large.convolve("x", 3, 8)])
    for _ in range(2):
        value = large.add("MaxPool", [value], kernel_shape=[1, 1], strides=[1, 17])
        value = large.add("Resize", [value, "", "", large.constant([1, 8, HEIGHT, WIDTH], np.int64)])
    yield large.model(value), 2


@pytest.mark.parametrize("index", [0, 1])
def test_inspect_lists_all_that_quantize_refuses(index, photos, tmp_path):
    model, count = list(obstacles())[index]
    result = quantised(model, photos, tmp_path)
    assert result.returncode == 65 and f"{count - 1} more" in one_line(result, "catseye-convert")
    result = run(CONVERT, "inspect", tmp_path / "net.onnx")
    assert result.returncode == 65 and len(result.stderr.decode().splitlines()) == count


def test_told_and_held_out_figures(tmp_path):
    """The agreement that is reported for 16 frames holds for others."""
    random = np.random.default_rng(5)

    def pictures(count, folder):
        small = random.integers(0, 256, (count, 6, 8, 3), np.uint8)
        frames = np.stack([np.asarray(Image.fromarray(one).resize((WIDTH, HEIGHT), Image.BICUBIC)) for one in small])
        folder.mkdir()
        for index, frame in enumerate(frames):
            Image.fromarray(frame).save(folder / f"{index:02}.ppm")
        return folder, frames

    own = pictures(16, tmp_path / "own")
    onnx.save(clean(), tmp_path / "net.onnx")
    made = ["-o", tmp_path / "net.ceye", "--calibrate", own[0], "--log", tmp_path / "log.json"]
    result = run(CONVERT, "quantize", tmp_path / "net.onnx", *made)
    assert result.returncode == 0 and b"4 frames held out of 16" in result.stdout, result.stderr
    told = json.loads((tmp_path / "log.json").read_text())["decibels"]
    frames = pictures(32, tmp_path / "others")[1]
    raw = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}", "--output", "logits"]
    logits = run(CATSEYE, "run", "--model", tmp_path / "net.ceye", *raw, stdin=frames.tobytes()).stdout
    truth = by_onnxruntime(clean(), tensors(frames) / 255)
    assert abs(decibels(truth, np.frombuffer(logits, "<f4").reshape(truth.shape)) - told) < 1


def wide(silent):
    """A convolution of 505 channels, and of as many that are always 0."""
    network = Network()
    channels = 505
    first = np.zeros((channels + silent, 3, 3, 3))
    first[:channels] = network.random.standard_normal((channels, 3, 3, 3)) * 0.3
    second = np.zeros((6, channels + silent, 3, 3))
    second[:, :channels] = network.random.standard_normal((6, channels, 3, 3)) * 0.03
    value = network.add("Conv", ["x", network.constant(first)], kernel_shape=[3, 3], pads=[1] * 4, strides=[2, 2])
    value = network.add("Relu", [network.add("Conv", [network.add("Relu", [value]), network.constant(second)], kernel_shape=[3, 3], pads=[1] * 4)])
    weights = network.random.standard_normal((6, CLASSES, 2, 2)) * 0.5
    return network.model(network.add("ConvTranspose", [value, network.constant(weights)], kernel_shape=[2, 2], strides=[2, 2]))


def test_a_wide_layer_loses_nothing_by_being_rounded_in_blocks(photos, tmp_path):
    """With 4,545 inputs the covariance is computed, with 4,725 it is not; both compute the same function."""
    kept = []
    for silent in (0, 20):
        own, _ = converted(wide(silent), photos, tmp_path)
        kept.append(decibels(by_onnxruntime(wide(silent), tensors(photos[1]) / 255), own))
    print(kept)
    assert kept[1] > kept[0] - 0.5, kept


def cancelling():
    """Pairs of channels are nearly the same, and the network's end takes their differences: 8 bits lose these."""
    network = Network()
    value = network.add("Relu", [network.convolve("x", 3, 16)])
    weights = (network.random.standard_normal((8, 16, 3, 3)) / 12).repeat(2, 0)
    weights[1::2] += network.random.standard_normal((8, 16, 3, 3)) * 1e-4
    value = network.add("Relu", [network.add("Conv", [value, network.constant(weights)], kernel_shape=[3, 3], pads=[1] * 4)])
    ends = np.zeros((CLASSES, 16, 1, 1))
    for index in range(CLASSES):
        ends[index, 2 * index : 2 * index + 2, 0, 0] = 1000, -1000
    return network.model(network.add("Conv", [value, network.constant(ends)], kernel_shape=[1, 1]))


def test_what_more_bits_do_not_reach_is_told(photos, tmp_path):
    result = quantised(cancelling(), photos, tmp_path, "--log", tmp_path / "log.json")
    assert result.returncode == 0
    log = json.loads((tmp_path / "log.json").read_text())
    said = result.stderr.decode()
    assert log["decibels"] < 30 and f"{log['decibels']:.1f} dB are less than the 30" in said
    assert "multiplications" in said or "more bits" in said
    if log.get("mixed"):
        assert log["mixed"]["added_multiplications"] <= 0.3
    quiet = quantised(clean(), photos, tmp_path)
    assert b"dB are less" not in quiet.stderr
