"""A stream of generated street scenes, made once for all tests."""

import pytest

from programs import CONVERT, run


@pytest.fixture(scope="session")
def scenes(tmp_path_factory):
    """A directory with stream.mjpeg (24 frames of 480x360), labels/ and classes.json."""
    folder = tmp_path_factory.mktemp("scenes")
    result = run(CONVERT, "scenes", "-o", folder, "--frames", 24, "--seed", 5, "--format", "mjpeg", "--step", 4)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="session")
def stream(scenes):
    return (scenes / "stream.mjpeg").read_bytes()


@pytest.fixture(scope="session")
def frames(stream):
    """The stream's JPEGs, one by one; they hold no thumbnails, so FFD8 begins a frame."""
    starts = [index for index in range(len(stream) - 2) if stream[index : index + 3] == b"\xff\xd8\xff"]
    return [stream[a:b] for a, b in zip(starts, starts[1:] + [len(stream)])]
