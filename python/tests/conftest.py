"""The tests run on an installed wheel, or, with CATSEYE_LIBRARY, CATSEYE_PROGRAMS and PYTHONPATH, on the results of a build."""

import pathlib
import subprocess

import numpy as np
import pytest

import catseye
from catseye._programs import path_of

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ConversionTests" / "Fixtures"
NETWORK = FIXTURES / "seed_tiny_dynamo.onnx"


def program(name, *words, stdin=b""):
    return subprocess.run([path_of(name), *map(str, words)], input=stdin, capture_output=True, check=True).stdout


@pytest.fixture(scope="session")
def photos():
    """Eight soft pictures of 60x44."""
    random = np.random.default_rng(3)
    coarse = random.integers(0, 256, (8, 11, 15, 3)).astype(np.uint8)
    return np.kron(coarse, np.ones((1, 4, 4, 1), np.uint8))


@pytest.fixture(scope="session")
def path(photos, tmp_path_factory):
    """A small model that the package itself converts."""
    out = tmp_path_factory.mktemp("model") / "tiny.ceye"
    catseye.quantize(NETWORK, out, calibrate=photos)
    return out


@pytest.fixture
def model(path):
    with catseye.Model(path, threads=1, scores=True, logits=True) as opened:
        yield opened
