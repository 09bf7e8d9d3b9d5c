"""The converter: from a float ONNX network to a .ceye model, and the accuracy that it costs."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

import numpy as np

from ._errors import ConversionError
from ._programs import path_of


@dataclass(frozen=True)
class Report:
    """The result of `quantize`.

    Attributes:
        path: the path of the written model.
        text: the converter's report, for reading.
        info: what the model contains and how it was made, as `catseye info --json` prints it.
    """

    path: Path
    text: str
    info: dict[str, Any]


def quantize(
    onnx: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    calibrate: str | os.PathLike[str] | Iterable[object] | None = None,
    **options: object,
) -> Report:
    """Converts a float ONNX network, or one that is quantised already, to an int8 model.

    Args:
        onnx: the network.
        output: the .ceye file to write; an existing file is replaced when the new one is complete.
        calibrate: photos like those that the camera will take: a directory of JPEG, PNG or PPM files, or arrays as
            `Model.segment` takes them (uint8, red, green, blue). 32 are enough. A network that is quantised already needs none.
        options: the command's options, with _ for -: method="minmax", mixed="off", frames=32, mean=(105, 108, 110),
            size="640x480", channels="bgr", multilabel=True, name="city", memory=4 ... (`catseye-convert quantize --help`).

    Raises:
            ConversionError: with the converter's message, if it refuses.
    """
    photos = nullcontext(calibrate) if calibrate is None or isinstance(calibrate, (str, os.PathLike)) else _written(calibrate)
    with photos as folder:
        words = ["quantize", os.fspath(onnx), "-o", os.fspath(output)]
        if folder is not None:
            words += ["--calibrate", os.fspath(folder)]
        text = _convert(words, options)
    return Report(Path(output), text, json.loads(_run("catseye", ["info", "--model", os.fspath(output), "--json"])))


def evaluate(
    onnx: str | os.PathLike[str], model: str | os.PathLike[str], data: str | os.PathLike[str], **options: object
) -> dict[str, Any]:
    """Scores of the float network and of the model made from it on labelled frames, and how often they agree.

    Args:
        onnx, model: the float network, and the model.
        data: a directory with images/, labels/ and classes.json, as `catseye-convert label` makes it.
        options: the command's options (`catseye-convert evaluate --help`), as in `quantize`; report="page.html" writes a page.

    Raises:
        ConversionError: if the converter refuses; with status 1 if max_drop is missed.
    """
    words = ["evaluate", "--float", os.fspath(onnx), "--model", os.fspath(model), "--data", os.fspath(data), "--json"]
    return json.loads(_convert(words, options))


def inspect(path: str | os.PathLike[str], **options: object) -> str:
    """Describes a network or a model, for reading. For a network that cannot be converted, the ConversionError says why.

    Args:
        path: an .onnx or .ceye file.
        options: the command's options (`catseye-convert inspect --help`), as in `quantize`; output="net.svg" draws the network.
    """
    return _convert(["inspect", os.fspath(path)], options)


def _convert(words: list[str], options: dict[str, object]) -> str:
    return _run("catseye-convert", words + [word for name, value in options.items() for word in _words(name, value)])


def _words(name: str, value: object) -> list[str]:
    option = "--" + name.replace("_", "-")
    if value is None:
        return []
    if isinstance(value, bool):
        return [option] if value else ["--no-" + option[2:]]
    if isinstance(value, (tuple, list)):
        value = ",".join(str(each) for each in value)
    return [f"{option}={value}"]


def _run(program: str, words: list[str]) -> str:
    result = subprocess.run([path_of(program), *words], capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
    if result.returncode:
        line = result.stderr.strip().removeprefix(f"{program}: ").removeprefix("Error: ")
        raise ConversionError(line or f"{program} ended with status {result.returncode}", result.returncode)
    return result.stdout


@contextmanager
def _written(pictures: Iterable[object]) -> Iterator[Path]:
    """A directory with the pictures, as files that the converter reads without loss."""
    with tempfile.TemporaryDirectory(prefix="catseye-") as folder:
        for index, picture in enumerate(pictures):
            array = np.asarray(picture)
            if array.dtype != np.uint8:
                raise TypeError(f"a photo is an array of uint8, 0 to 255, not of {array.dtype}")
            if array.ndim == 2 or array.ndim == 3 and array.shape[2] == 1:
                array = np.repeat(array.reshape(*array.shape[:2], 1), 3, axis=2)
            if array.ndim != 3 or array.shape[2] not in (3, 4):
                raise ValueError(f"a photo is (height, width), or (height, width, 1, 3 or 4), not {array.shape}")
            height, width, channels = array.shape
            kind = "" if channels == 3 else "_ALPHA"
            head = f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {channels}\nMAXVAL 255\nTUPLTYPE RGB{kind}\nENDHDR\n"
            Path(folder, f"{index:06}.pam").write_bytes(head.encode() + array.tobytes())
        yield Path(folder)
