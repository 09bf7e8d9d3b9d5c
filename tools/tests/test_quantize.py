"""What `quantize` does with good and bad networks; QDQ files are compared with ONNX Runtime, which made them."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from programs import CATSEYE, CONVERT, FAST_ISAS, ROOT, one_line, run

SIZE = 32
MEAN, STD = "105,108,110", "64,64,64"


def network(damage=None):
    """A UNet of one level with a raw skip: conv -> (batch norm -> leaky -> pool -> conv -> leaky -> up), joined -> conv."""
    random = np.random.default_rng(7)

    def tensor(name, *shape, scale=None):
        fan = np.prod(shape[1:]) if len(shape) > 1 else 100
        return numpy_helper.from_array((random.standard_normal(shape) * (scale or fan**-0.5)).astype(np.float32), name)

    constants = [
        tensor("w1", 8, 3, 3, 3), tensor("b1", 8), tensor("w2", 12, 8, 3, 3), tensor("b2", 12),
        tensor("wu", 12, 8, 2, 2, scale=0.3), tensor("bu", 8), tensor("w3", 8, 16, 3, 3), tensor("b3", 8),
        tensor("w4", 4, 8, 1, 1), tensor("b4", 4),
    ]
    for name, values in [("g", 1 + random.random(8)), ("be", random.random(8)), ("mu", random.random(8)), ("va", 1 + random.random(8))]:
        constants.append(numpy_helper.from_array(values.astype(np.float32), name))
    same = {"pads": [1, 1, 1, 1], "kernel_shape": [3, 3]}
    nodes = [
        helper.make_node("Conv", ["x", "w1", "b1"], ["raw"], "conv1", **same),
        helper.make_node("BatchNormalization", ["raw", "g", "be", "mu", "va"], ["n"], "norm"),
        helper.make_node("LeakyRelu", ["n"], ["a"], "leaky", alpha=0.3),
        helper.make_node("MaxPool", ["a"], ["p"], "pool", kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Conv", ["p", "w2", "b2"], ["c"], "conv2", **same),
        helper.make_node("Relu", ["c"], ["r"], "relu"),
        helper.make_node("ConvTranspose", ["r", "wu", "bu"], ["u"], "up", kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Concat", ["u", "raw"], ["j"], "join", axis=1),
        helper.make_node("Conv", ["j", "w3", "b3"], ["d"], "conv3", **same),
        helper.make_node("Relu", ["d"], ["e"], "relu3"),
        helper.make_node("Conv", ["e", "w4", "b4"], ["y"], "head", kernel_shape=[1, 1]),
    ]
    graph = helper.make_graph(
        nodes, "small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, SIZE, SIZE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4, SIZE, SIZE])],
        constants,
    )
    if damage:
        damage(graph)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture(scope="module")
def pictures():
    """Eight frames of soft blobs, uint8 [8][32][32][3]."""
    random = np.random.default_rng(2)
    small = random.integers(0, 256, (8, 10, 10, 3)).astype(np.float64)
    rows = small.repeat(4, axis=1).repeat(4, axis=2)
    soft = sum(rows[:, y : y + SIZE, x : x + SIZE] for y in range(4) for x in range(4)) / 16
    return soft.astype(np.uint8)


@pytest.fixture(scope="module")
def photos(pictures, tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    for index, picture in enumerate(pictures):
        (folder / f"{index}.ppm").write_bytes(b"P6 %d %d 255\n" % (SIZE, SIZE) + picture.tobytes())
    return folder


def normalised(pictures):
    return ((pictures - np.float32([105, 108, 110])) / np.float32(64)).astype(np.float32).transpose(0, 3, 1, 2)


def logits_of_runtime(path, pictures):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return np.concatenate([session.run(None, {"x": frame[None]})[0] for frame in normalised(pictures)])


def logits_of_engine(path, pictures):
    options = ["--input", "rgb24", "--size", f"{SIZE}x{SIZE}", "--output", "logits"]
    result = run(CATSEYE, "run", "--model", path, *options, stdin=pictures.tobytes())
    assert result.returncode == 0, result.stderr
    return np.frombuffer(result.stdout, "<f4").reshape(len(pictures), -1, SIZE, SIZE)


def decibels(signal, other):
    centred = signal - signal.mean(axis=(0, 2, 3), keepdims=True)
    return 10 * np.log10((centred**2).sum() / ((signal - other) ** 2).sum())


def quantise(path, model, *options):
    return run(CONVERT, "quantize", path, "-o", model, "--mean", MEAN, "--std", STD, *options)


@pytest.fixture(scope="module")
def float_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("network") / "float.onnx"
    onnx.save(network(), path)
    return path


def test_logits_and_log(float_file, photos, pictures, tmp_path):
    """auto comes closer to ONNX Runtime's float logits than one scale for each tensor, and reports what it tried."""
    float_logits = logits_of_runtime(float_file, pictures)
    noise = {}
    for method in ["auto", "minmax"]:
        model, log = tmp_path / f"{method}.ceye", tmp_path / f"{method}.json"
        result = quantise(float_file, model, "--calibrate", photos, "--method", method, "--log", log)
        assert result.returncode == 0 and result.stderr == b"", result.stderr
        noise[method] = decibels(float_logits, logits_of_engine(model, pictures))
        tensors = json.loads(log.read_text())["tensors"]
        assert len(tensors) == 5
        for tensor in tensors:
            assert tensor["low"] <= 0 <= tensor["high"] and 0 <= tensor["clipped"] < 0.02
            names = [candidate["name"] for candidate in tensor["candidates"]]
            assert tensor["chosen"] in (names if method == "auto" else ["minmax"])
    print(f"signal to noise of the logits: {noise}")
    assert noise["auto"] > 36 and noise["auto"] > noise["minmax"]


def outlier(graph):
    """One channel is enlarged 60 times, and the transposed convolution divides it again: the network computes the same."""
    factors = {"w2": 60, "b2": 60, "wu": 1 / 60}
    for tensor in graph.initializer:
        if tensor.name in factors:
            values = numpy_helper.to_array(tensor).copy()
            values[3] *= factors[tensor.name]
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))


def test_more_bits(photos, pictures, tmp_path):
    """Where 8 bits are too few, --mixed auto adds some, and every program says where and what they cost; off adds none."""
    path = tmp_path / "outlier.onnx"
    onnx.save(network(outlier), path)
    float_logits = logits_of_runtime(path, pictures)
    noise, work, added = {}, {}, {}
    for mixed in ["full", "auto", "off"]:
        model, log = tmp_path / f"{mixed}.ceye", tmp_path / f"{mixed}.json"
        result = quantise(path, model, "--calibrate", photos, "--method", "minmax", "--mixed", mixed, "--log", log)
        assert result.returncode == 0 and result.stderr == b"", result.stderr
        noise[mixed] = decibels(float_logits, logits_of_engine(model, pictures))
        work[mixed] = json.loads(run(CATSEYE, "info", "--model", model, "--json").stdout)["gmac_per_frame"]
        told = [result.stdout, run(CATSEYE, "info", "--model", model).stdout, run(CONVERT, "inspect", model).stdout]
        names = [b"12-bit values" in text for text in told]
        assert names == [mixed != "off"] * 3, told
        record = json.loads(log.read_text()).get("mixed")
        assert (record is None) == (mixed == "off")
        if record:
            added[mixed] = record["added_multiplications"]
            assert record["agreement_after"] > record["agreement_before"] + 0.01
    record = json.loads((tmp_path / "auto.json").read_text())["mixed"]
    print(f"signal to noise of the logits: {noise}; more multiplications: {record['added_multiplications']:.1%} in {record['tensors']}")
    assert noise["off"] < 30 and noise["auto"] > noise["off"] + 3
    assert 0 < added["auto"] <= 0.101 and added["auto"] <= added["full"] <= 0.301 and noise["full"] >= noise["auto"]
    assert work["auto"] / work["off"] - 1 == pytest.approx(record["added_multiplications"], abs=1e-6)
    cost = f"{100 * record['added_multiplications']:.1f}".encode()
    told = run(CATSEYE, "info", "--model", tmp_path / "auto.ceye").stdout
    assert cost + b" % more multiplications" in told and all(name.encode() in told for name in record["tensors"] + record["layers"])
    assert cost + b"% more multiplications" in run(CONVERT, "quantize", path, "-o", tmp_path / "again.ceye", "--mean", MEAN, "--std", STD,
                                                   "--calibrate", photos, "--method", "minmax").stdout
    assert quantise(path, tmp_path / "x.ceye", "--calibrate", photos, "--mixed", "some").returncode == 64


def test_more_bits_that_nobody_sees(float_file, photos, pictures, tmp_path):
    """A network of 38 dB that is to have 60: auto leaves it alone and says why, the file is that of off; full does what it can."""
    models = {}
    for mixed in ["auto", "full", "off"]:
        (tmp_path / mixed).mkdir()
        model, log = tmp_path / mixed / "net.ceye", tmp_path / mixed / "log.json"
        result = quantise(float_file, model, "--calibrate", photos, "--mixed", mixed, "--decibels", "60", "--log", log)
        assert result.returncode == 0
        models[mixed] = model.read_bytes()
        record = json.loads(log.read_text())
        assert ("mixed" in record, "mixed_unseen" in record) == (mixed == "full", mixed == "auto")
        assert (b"8 bits everywhere" in result.stdout) == (mixed == "auto")
        if mixed == "auto":
            unseen = record["mixed_unseen"]
            assert unseen["agreement_after"] < unseen["agreement_before"] + 0.01 and unseen["added_multiplications"] <= 0.101
    assert models["auto"] == models["off"] != models["full"]


def test_fewer_bits(float_file, photos, pictures, tmp_path):
    """--prefer speed gives bits up down to --decibels, and everybody says where and what it saves; the masks are one on all tables."""
    float_logits = logits_of_runtime(float_file, pictures)
    model, plain, log = tmp_path / "speed.ceye", tmp_path / "plain.ceye", tmp_path / "log.json"
    result = quantise(float_file, model, "--calibrate", photos, "--prefer", "speed", "--decibels", "25", "--log", log)
    assert result.returncode == 0 and result.stderr == b"", result.stderr
    assert quantise(float_file, plain, "--calibrate", photos).returncode == 0
    noise = [decibels(float_logits, logits_of_engine(path, pictures)) for path in [plain, model]]
    record = json.loads(log.read_text())["speed"]
    print(f"signal to noise of the logits: {noise}; {record}")
    assert 25 < noise[1] < noise[0] and record["decibels_after"] >= 25
    assert record["tensors"] and record["layers"] and 0.05 < record["saved_multiplications"] < 0.34
    info = run(CATSEYE, "info", "--model", model).stdout
    for text in [result.stdout, info]:
        assert all(name.encode() in text for name in record["tensors"]), text
        assert b"7-bit values" in text and f"{100 * record['saved_multiplications']:.1f}".encode() in text, text
    assert b"auto, speed" in info and all(name.encode() in info for name in record["layers"])
    told = json.loads(run(CATSEYE, "info", "--model", model, "--json").stdout)["f23"]
    assert sorted(told["tensors"]) == sorted(record["tensors"]) and told["steps"] == record["layers"]
    assert told["saved_multiplications"] == pytest.approx(record["saved_multiplications"], abs=1e-3)
    listed = run(CONVERT, "inspect", model).stdout
    assert listed.count(b"7-bit values") == 2  # the first step has two heads
    assert listed.count(b"F(2, 3)") == len(record["layers"])
    assert b"7-bit" not in run(CATSEYE, "info", "--model", plain).stdout + run(CONVERT, "inspect", plain).stdout
    assert "f23" not in json.loads(run(CATSEYE, "info", "--model", plain, "--json").stdout)
    raw = ["--input", "rgb24", "--size", f"{SIZE}x{SIZE}", "--output", "logits"]
    for isa in FAST_ISAS:
        forced = run(CATSEYE, "run", "--model", model, *raw, stdin=pictures.tobytes(), environment={"CATSEYE_ISA": isa})
        expected = run(CATSEYE, "run", "--model", model, *raw, stdin=pictures.tobytes(), environment={"CATSEYE_ISA": "scalar"})
        assert forced.stdout and forced.stdout == expected.stdout, isa


def test_fewer_bits_are_refused(float_file, photos, tmp_path):
    """A limit that nothing keeps gives nothing up, and says so; the model is the one of --prefer accuracy, to the byte."""
    plain, model = tmp_path / "a" / "net.ceye", tmp_path / "b" / "net.ceye"
    for path in [plain, model]:
        path.parent.mkdir()
    assert quantise(float_file, plain, "--calibrate", photos, "--mixed", "off").returncode == 0
    result = quantise(float_file, model, "--calibrate", photos, "--mixed", "off", "--prefer", "speed", "--decibels", "100")
    assert result.returncode == 0 and result.stderr == b"" and b"nothing was given up" in result.stdout
    assert plain.read_bytes() == model.read_bytes()
    for options in [("--prefer", "fast"), ("--decibels", "-1"), ("--decibels", "loud"), ("--decibels", "nan")]:
        assert quantise(float_file, tmp_path / "x.ceye", "--calibrate", photos, *options).returncode == 64, options


@pytest.mark.parametrize("activations", [QuantType.QUInt8, QuantType.QInt8])
def test_a_file_that_onnxruntime_quantised(float_file, photos, pictures, tmp_path, activations):
    """Its scales are taken over: the engine is as close to ONNX Runtime's QDQ as two roundings to the same grid can be."""

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.frames = iter(normalised(pictures))

        def get_next(self):
            frame = next(self.frames, None)
            return None if frame is None else {"x": frame[None]}

    path, model = tmp_path / "qdq.onnx", tmp_path / "qdq.ceye"
    quantize_static(
        str(float_file), str(path), Reader(), quant_format=QuantFormat.QDQ, per_channel=True,
        activation_type=activations, weight_type=QuantType.QInt8,
    )
    result = quantise(path, model, "--calibrate", photos)
    assert result.returncode == 0, result.stderr
    told = result.stderr.decode().splitlines()
    assert "--calibrate is not used" in told[0]
    assert all("conv3" in line for line in told[1:]), told  # only the concatenation has two scales
    float_logits = logits_of_runtime(float_file, pictures)
    stated = logits_of_runtime(path, pictures)
    engine = logits_of_engine(model, pictures)
    figures = decibels(stated, engine), decibels(float_logits, engine), decibels(float_logits, stated)
    print("engine to QDQ, engine to float, QDQ to float: %.1f, %.1f, %.1f dB" % figures)
    # ONNX Runtime rounds between convolution and activation, and after the concatenation, where the engine does not
    assert figures[0] > 22 and figures[1] > figures[2] - 0.5


def spoil(name, value):
    def damage(graph):
        index = next(i for i, tensor in enumerate(graph.initializer) if tensor.name == name)
        values = numpy_helper.to_array(graph.initializer[index]).copy()
        values.flat[3] = value
        graph.initializer[index].CopyFrom(numpy_helper.from_array(values, name))

    return damage


def operator(graph):
    graph.node[5].op_type = "LRN"


def dynamic(graph):
    graph.input[0].type.tensor_type.shape.dim[2].dim_param = "height"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (spoil("w2", np.nan), ["conv2", "w2", "nan"]),
        (spoil("w3", np.inf), ["conv3", "w3", "inf"]),
        (operator, ["relu", "LRN", "supported"]),
        (dynamic, ["input", "x", "fixed"]),
    ],
)
def test_networks_that_cannot_be_converted(damage, words, photos, tmp_path):
    path = tmp_path / "bad.onnx"
    path.write_bytes(network(damage).SerializeToString())
    result = quantise(path, tmp_path / "out.ceye", "--calibrate", photos)
    assert result.returncode == 65, result.stderr
    line = one_line(result, "catseye-convert")
    assert line.count(str(path)) == 1 and all(word in line for word in words), line
    assert not (tmp_path / "out.ceye").exists()


def test_calibration_directories(float_file, photos, tmp_path):
    def told(*options):
        result = quantise(float_file, tmp_path / "out.ceye", *options)
        return result.returncode, result.stderr.decode().splitlines()

    (tmp_path / "empty").mkdir()
    status, lines = told("--calibrate", tmp_path / "empty")
    assert status == 66 and len(lines) == 1 and "empty" in lines[0] and "give" in lines[0]
    status, lines = told()
    assert status == 64 and len(lines) == 1 and "--calibrate" in lines[0]
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    for photo in photos.iterdir():
        (mixed / photo.name).write_bytes(photo.read_bytes())
    fixture = next((ROOT / "weights").glob("*.jpg"))
    (mixed / "torn.jpg").write_bytes(fixture.read_bytes()[:2000])
    status, lines = told("--calibrate", mixed)
    assert status == 0 and len(lines) == 1 and "torn.jpg" in lines[0] and "left out" in lines[0]
