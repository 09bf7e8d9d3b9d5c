"""Networks for grey frames and for four channels: what they see is compared with Pillow; frames that do not fit are refused."""

import io
import json

import numpy as np
import pytest
from PIL import Image

import glass
from programs import CATSEYE, CONVERT, one_line, run

WIDTH, HEIGHT = 40, 30
SIZE = f"{WIDTH}x{HEIGHT}"


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return {count: glass.make(tmp_path_factory.mktemp("glass"), WIDTH, HEIGHT, count) for count in (1, 3, 4)}


def noise(*shape):
    return np.random.default_rng(sum(shape)).integers(0, 256, shape, dtype=np.uint8)


def seen(model, channels, stream, *options):
    result = run(CATSEYE, "run", "--model", model, "--output", "logits", *options, stdin=stream)
    assert result.returncode == 0, result.stderr
    return glass.pixels(result.stdout, WIDTH, HEIGHT, channels)[0]


def test_grey_is_the_luma_of_colours(models):
    rgba = noise(HEIGHT, WIDTH, 4)
    rgb = np.ascontiguousarray(rgba[..., :3])
    luma = np.asarray(Image.fromarray(rgb).convert("L")).astype(int)
    raw = ["--size", SIZE, "--input"]
    for name, frame in (("rgb24", rgb), ("bgr24", rgb[..., ::-1]), ("rgba", rgba), ("bgra", rgba[..., [2, 1, 0, 3]])):
        assert (seen(models[1], 1, frame.tobytes(), *raw, name)[..., 0] == luma).all(), name
    assert (seen(models[1], 1, luma.astype(np.uint8).tobytes(), *raw, "gray8")[..., 0] == luma).all()
    jpeg = io.BytesIO()
    Image.fromarray(luma.astype(np.uint8)).save(jpeg, "JPEG", quality=95)
    decoded = np.asarray(Image.open(jpeg)).astype(int)
    assert (seen(models[1], 1, jpeg.getvalue())[..., 0] == decoded).all()


@pytest.mark.parametrize("size", [(101, 77), (20, 60)])
def test_resized(models, size):
    rgba = noise(size[1], size[0], 4)
    raw = ["--size", f"{size[0]}x{size[1]}", "--input"]
    theirs = [np.asarray(Image.fromarray(rgba[..., c]).resize((WIDTH, HEIGHT), Image.BILINEAR)).astype(int) for c in range(4)]
    ours = seen(models[4], 4, rgba.tobytes(), *raw, "rgba")
    assert np.abs(ours - np.stack(theirs, -1)).max() <= 1
    grey = seen(models[1], 1, np.ascontiguousarray(rgba[..., 3]).tobytes(), *raw, "gray8")
    assert (grey[..., 0] == ours[..., 3]).all()


def test_four_channels_fitted(models):
    rgba = noise(60, 60, 4)
    raw = ["--size", "60x60", "--input", "rgba", "--fit"]
    cropped = seen(models[4], 4, rgba.tobytes(), *raw, "crop")
    expected = [Image.fromarray(rgba[7:52, :, c]).resize((WIDTH, HEIGHT), Image.BILINEAR) for c in range(4)]
    assert np.abs(cropped - np.stack([np.asarray(plane).astype(int) for plane in expected], -1)).max() <= 1
    boxed = seen(models[4], 4, rgba.tobytes(), *raw, "letterbox")
    assert (boxed[:, :5] == 0).all() and (boxed[:, 35:] == 0).all()  # the model's mean
    inner = [Image.fromarray(rgba[..., c]).resize((HEIGHT, HEIGHT), Image.BILINEAR) for c in range(4)]
    assert np.abs(boxed[:, 5:35] - np.stack([np.asarray(plane).astype(int) for plane in inner], -1)).max() <= 1


def test_the_fourth_byte_is_for_those_who_read_it(models):
    rgba = noise(HEIGHT, WIDTH, 4)
    raw = ["--size", SIZE, "--input"]
    assert (seen(models[4], 4, rgba.tobytes(), *raw, "rgba") == rgba).all()
    assert (seen(models[4], 4, rgba[..., [2, 1, 0, 3]].tobytes(), *raw, "bgra") == rgba).all()
    assert (seen(models[3], 3, rgba.tobytes(), *raw, "rgba") == rgba[..., :3]).all()
    for options in ([], [*raw, "rgb24"], [*raw, "gray8"]):
        result = run(CATSEYE, "run", "--model", models[4], *options, stdin=bytes(100))
        assert result.returncode == 64
        assert "four bytes a pixel" in one_line(result) and "--input rgba" in one_line(result)


@pytest.mark.parametrize("channels", [1, 4])
def test_every_command_takes_them(models, channels):
    model = models[channels]
    info = json.loads(run(CATSEYE, "info", "--model", model, "--json").stdout)
    assert info["input"]["channels"] == len(info["input"]["mean"]) == len(info["input"]["std"]) == channels
    assert json.loads(run(CATSEYE, "bench", "--model", model, "--frames", 2, "--json").stdout)["frames"] == 2
    assert run(CATSEYE, "selftest", "--model", model).returncode == 0
    assert run(CONVERT, "inspect", model).returncode == 0


@pytest.mark.parametrize("channels", [1, 4])
def test_evaluate(models, channels, tmp_path):
    """The label is the largest channel. Both networks find it, except where int8 cannot tell channels apart."""
    (tmp_path / "images").mkdir()
    (tmp_path / "labels").mkdir()
    pixels = noise(HEIGHT, WIDTH, 4)
    if channels == 4:
        (tmp_path / "images" / "a.pam").write_bytes(glass.pam(pixels))
        labels = pixels.argmax(-1)
    else:
        Image.fromarray(pixels[..., :3]).save(tmp_path / "images" / "a.ppm")
        labels = np.where(np.asarray(Image.fromarray(pixels[..., :3]).convert("L")) > 0, 0, 1)
        labels[0, 0] = 1  # so that both classes occur
    (tmp_path / "labels" / "a.pgm").write_bytes(f"P5\n{WIDTH} {HEIGHT}\n255\n".encode() + labels.astype(np.uint8).tobytes())
    classes = [{"index": i, "name": f"class{i}", "colour": [i, i, i]} for i in range(max(channels, 2))]
    (tmp_path / "classes.json").write_text(json.dumps(classes))
    command = ["evaluate", "--float", models[channels].with_suffix(".onnx"), "--model", models[channels], "--data", tmp_path]
    result = run(CONVERT, *command, "--json", "--report", tmp_path / "page.html")
    assert result.returncode == 0, result.stderr
    scores = json.loads(result.stdout)
    assert scores["float"]["pixel_accuracy"] > 0.999 and scores["agreement"] > 0.99


def test_photos_of_three_channels_for_a_network_of_four(models, tmp_path):
    Image.fromarray(noise(HEIGHT, WIDTH, 3)).save(tmp_path / "a.ppm")
    result = run(CONVERT, "quantize", models[4].with_suffix(".onnx"), "-o", tmp_path / "out.ceye", "--calibrate", tmp_path)
    assert result.returncode == 65 and not (tmp_path / "out.ceye").exists()
    assert b"a.ppm: has no fourth channel" in result.stderr and b".pam" in result.stderr
    result = run(
        CONVERT, "quantize", models[4].with_suffix(".onnx"), "-o", tmp_path / "out.ceye", "--calibrate", tmp_path,
        "--mean", "1,2,3", "--std", "1,1,1",
    )
    assert result.returncode == 65 and "give 4 numbers" in one_line(result, "catseye-convert")
