"""PNG photos for `quantize` and `evaluate`: the same model and scores as from PIL's pixels in a PPM; also terms of use."""

import json

import numpy as np
import pytest
from PIL import Image

from programs import CATSEYE, CONVERT, run
from test_label import network

CLASSES = [{"index": index, "name": f"class{index}", "colour": [index * 60, 255 - index * 40, 90]} for index in range(4)]


def pictures():
    """A name in its folder, and a picture of each kind with 8 bits or fewer."""
    random = np.random.default_rng(4)
    small = random.integers(0, 256, (12, 16, 3))
    rgb = Image.fromarray(np.kron(small, np.ones((4, 4, 1), int)).astype(np.uint8))
    yield "a.png", rgb
    yield "night/grey.PNG", rgb.convert("L")
    yield "night/palette.png", rgb.quantize(40)
    yield "night/deep drive/few colours.png", rgb.quantize(4)
    yield "night/deep drive/alpha.png", Image.merge("RGBA", [*rgb.split(), rgb.convert("L")])
    yield "one bit.png", rgb.convert("1")


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """The same photos and labels as PNG in folders, and flat as PPM and PGM."""
    folder = tmp_path_factory.mktemp("sets")
    labels = np.random.default_rng(6).integers(0, 4, (48, 64)).astype(np.uint8)
    for kind in ("png", "ppm"):
        for name, picture in pictures():
            stem = name[: name.rindex(".")]
            image = folder / kind / "images" / (name if kind == "png" else f"{stem}.ppm")
            image.parent.mkdir(parents=True, exist_ok=True)
            (picture if kind == "png" else picture.convert("RGB")).save(image)
            label = folder / kind / "labels" / f"{stem}.{'png' if kind == 'png' else 'pgm'}"
            label.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(labels).save(label)
        (folder / kind / "classes.json").write_text(json.dumps(CLASSES))
    network(folder / "net.onnx", CLASSES)
    return folder


@pytest.fixture(scope="module")
def models(sets):
    made = {}
    for kind, place in (("png", "png/images"), ("ppm", "ppm")):  # for a data set's own folder its images/ is read
        result = run(
            CONVERT, "quantize", sets / "net.onnx", "-o", sets / f"{kind}.ceye", "--calibrate", sets / place, "--name", "net",
            "--mean", "0,0,0", "--std", "255,255,255", "--terms", "for tests alone")
        assert result.returncode == 0, result.stderr
        made[kind] = sets / f"{kind}.ceye"
    return made


def test_calibration(models):
    assert models["png"].read_bytes() == models["ppm"].read_bytes()


def test_evaluation(sets, models):
    scores = []
    for kind in ("png", "ppm"):
        result = run(CONVERT, "evaluate", "--float", sets / "net.onnx", "--model", models["png"], "--data", sets / kind, "--json")
        assert result.returncode == 0, result.stderr
        scores.append(json.loads(result.stdout))
    assert scores[0]["frames"] == len(list(pictures()))
    for each in scores:
        for frame in each["worst_frames"]:
            frame["name"] = frame["name"].lower()[:-4]
        each["worst_frames"].sort(key=lambda frame: frame["name"])
    assert scores[0] == scores[1]


def test_terms_are_told(models):
    text = run(CATSEYE, "info", "--model", models["png"]).stdout.decode()
    assert "terms           for tests alone" in text
    assert json.loads(run(CATSEYE, "info", "--model", models["png"], "--json").stdout)["terms"] == "for tests alone"
    assert run(CONVERT, "inspect", models["png"]).stdout.decode().startswith("terms: for tests alone\n")


def test_wrong_photos_are_one_line(sets, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").write_bytes(b"RIFF\x24\0\0\0WEBPVP8 ")
    result = run(CONVERT, "quantize", sets / "net.onnx", "-o", tmp_path / "x.ceye", "--calibrate", tmp_path / "photos")
    lines = result.stderr.decode().splitlines()
    assert result.returncode == 65 and "is WebP; JPEG, PNG, PPM and PAM are read" in lines[0] and len(lines) == 2
