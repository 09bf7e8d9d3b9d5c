"""quantize, evaluate, inspect: what the converter's programs do, as functions."""

import json
import subprocess
import sys

import numpy as np
import pytest

import catseye
from conftest import NETWORK, program


def test_quantize(photos, tmp_path):
    """Arrays and a directory of the same photos give the same model, and the command's options are used."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for index, photo in enumerate(photos):
        head = f"P6 {photo.shape[1]} {photo.shape[0]} 255\n".encode()
        (folder / f"{index}.ppm").write_bytes(head + photo.tobytes())
    report = catseye.quantize(NETWORK, tmp_path / "a.ceye", calibrate=iter(photos), name="tiny", mean=(100, 101, 102), std=(60, 61.5, 62), method="minmax")
    catseye.quantize(str(NETWORK), tmp_path / "b.ceye", calibrate=folder, name="tiny", mean=[100, 101, 102], std=[60, 61.5, 62], method="minmax")
    assert report.path.read_bytes() == (tmp_path / "b.ceye").read_bytes()
    assert report.info["name"] == "tiny" and "agree" in report.text
    grey = catseye.quantize(NETWORK, tmp_path / "c.ceye", calibrate=photos[..., 0])
    assert grey.path.stat().st_size > 1000


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        ({}, 64, "calibrate"),
        ({"calibrate": "nowhere"}, 66, "nowhere"),
        ({"calibrate": [], "name": "x"}, 66, "no photo|no picture|photos"),
        ({"calibrate": "nowhere", "such_option": 3}, 64, "such-option"),
    ],
)
def test_quantize_refuses(options, status, words, tmp_path):
    with pytest.raises(catseye.ConversionError, match=words) as caught:
        catseye.quantize(NETWORK, tmp_path / "a.ceye", **options)
    assert caught.value.status == status and not (tmp_path / "a.ceye").exists()


def test_wrong_photos(tmp_path):
    with pytest.raises(TypeError, match="uint8"):
        catseye.quantize(NETWORK, tmp_path / "a.ceye", calibrate=[np.zeros((4, 4, 3))])


def test_evaluate(photos, path, tmp_path):
    """The labels are the model's own masks: it is right everywhere, and the float network nearly everywhere."""
    (tmp_path / "images").mkdir()
    (tmp_path / "labels").mkdir()
    with catseye.Model(path) as model:
        known = [{"index": index, "name": each.name, "colour": each.colour} for index, each in enumerate(model.classes)]
        for index, photo in enumerate(photos):
            size = f"{photo.shape[1]} {photo.shape[0]} 255\n".encode()
            (tmp_path / "images" / f"{index}.ppm").write_bytes(b"P6 " + size + photo.tobytes())
            (tmp_path / "labels" / f"{index}.pgm").write_bytes(b"P5 " + size + model.segment(photo).mask.tobytes())
    (tmp_path / "classes.json").write_text(json.dumps(known))
    scores = catseye.evaluate(NETWORK, path, tmp_path, report=tmp_path / "page.html")
    assert scores["int8"]["pixel_accuracy"] == 1 and scores["float"]["pixel_accuracy"] > 0.9
    assert (tmp_path / "page.html").exists()
    with pytest.raises(catseye.ConversionError, match="nowhere") as caught:
        catseye.evaluate(NETWORK, path, tmp_path / "nowhere")
    assert caught.value.status == 66


def test_inspect(path, tmp_path):
    assert "conv" in catseye.inspect(NETWORK).lower() and "conv" in catseye.inspect(path).lower()
    drawn = tmp_path / "net.svg"
    catseye.inspect(NETWORK, output=drawn)
    assert "<svg" in drawn.read_text()
    (tmp_path / "broken.onnx").write_bytes(b"no network")
    with pytest.raises(catseye.ConversionError) as caught:
        catseye.inspect(tmp_path / "broken.onnx")
    assert caught.value.status == 65 and "\n" not in str(caught.value)


@pytest.mark.parametrize("command", ["catseye", "catseye_convert"])
def test_commands(command):
    code = f"from catseye import _programs; _programs.{command}()"
    result = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True)
    assert catseye.__version__ in result.stdout
