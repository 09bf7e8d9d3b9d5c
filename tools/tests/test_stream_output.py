"""The output for a frame, in each of its forms, is compared with the plain mask and logits."""

import json
import shutil
import subprocess

import numpy as np
import pytest

from programs import CATSEYE, MODEL, one_line, run

NAMES = "sky building pole road pavement tree sign fence car pedestrian bicyclist".split()


def catseye(stdin, *options):
    result = run(CATSEYE, "run", "--model", MODEL, *options, stdin=stdin)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def two(frames):
    return b"".join(frames[:2])


@pytest.fixture(scope="module")
def mask(two):
    return np.frombuffer(catseye(two), np.uint8).reshape(2, 360, 480)


def test_binary_masks(two, mask):
    planes = np.frombuffer(catseye(two, "--classes", "road,car+pedestrian"), np.uint8).reshape(2, 2, 360, 480)
    assert (planes[:, 0] == 255 * (mask == 3)).all()
    assert (planes[:, 1] == 255 * ((mask == 8) | (mask == 9))).all()
    result = run(CATSEYE, "run", "--model", MODEL, "--classes", "road,bus", stdin=two)
    assert result.returncode == 64 and "bus" in one_line(result)


def test_lines_of_json(two, mask):
    lines = [json.loads(line) for line in catseye(two, "--output", "json").splitlines()]
    assert [line["frame"] for line in lines] == [1, 2]
    assert 0 <= lines[1]["arrival"] - lines[0]["arrival"] < 60
    for line, expected in zip(lines, mask):
        classes, lengths = line["runs"][0::2], line["runs"][1::2]
        assert (np.repeat(classes, lengths).reshape(line["height"], line["width"]) == expected).all()
        assert all(a != b for a, b in zip(classes, classes[1:]))
        assert list(line["shares"]) == NAMES
        for index, name in enumerate(NAMES):
            assert abs(line["shares"][name] - (expected == index).mean()) < 1e-6


def test_margins_are_those_of_the_logits(two):
    logits = np.frombuffer(catseye(two, "--output", "logits"), "<f4").reshape(2, 11, 256, 256)
    ordered = np.sort(logits, axis=1)
    expected = np.minimum((ordered[:, -1] - ordered[:, -2]) * np.float32(16), 255) + np.float32(0.5)
    planes = np.frombuffer(catseye(two, "--scores", "--output-size", "model"), np.uint8).reshape(2, 2, 256, 256)
    assert (planes[:, 0] == logits.argmax(1)).all()
    assert (planes[:, 1] == expected.astype(np.uint8)).all()
    line = json.loads(catseye(two, "--scores", "--output-size", "model", "--output", "json").splitlines()[0])
    road = planes[0, 1][planes[0, 0] == 3].mean() / 16
    assert abs(line["margins"]["road"] - road) < 1e-3


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_y4m_as_ffmpeg_reads_it(two, mask):
    def decoded(stream, form):
        command = ["ffmpeg", "-v", "error", "-f", "yuv4mpegpipe", "-i", "-", "-pix_fmt", form, "-f", "rawvideo", "-"]
        return np.frombuffer(subprocess.run(command, input=stream, capture_output=True, check=True).stdout, np.uint8)

    assert (decoded(catseye(two, "--output-format", "y4m"), "gray").reshape(mask.shape) == mask).all()
    overlay = catseye(two, "--output", "overlay", "--output-format", "y4m", "--fps", "30000/1001")
    assert overlay.startswith(b"YUV4MPEG2 W480 H360 F30000:1001 ")
    ours = decoded(overlay, "rgb24").reshape(2, 360, 480, 3).astype(int)
    theirs = np.stack(
        [
            np.frombuffer(
                subprocess.run(
                    ["ffmpeg", "-v", "error", "-f", "mjpeg", "-i", "-", "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"],
                    input=catseye(two, "--output", "overlay")[start:], capture_output=True, check=True,
                ).stdout,
                np.uint8,
            ).reshape(360, 480, 3)
            for start in [0]
        ]
    ).astype(int)
    assert np.abs(ours[:1] - theirs).mean() < 3  # the same picture, after JPEG


def test_letterbox_and_crop_say_what_was_not_seen(two):
    boxed = np.frombuffer(catseye(two, "--fit", "letterbox", "--output-size", "model"), np.uint8).reshape(2, 256, 256)
    assert (boxed[:, :32] == 255).all() and (boxed[:, -32:] == 255).all() and (boxed[:, 32:-32] < 11).all()
    cropped = np.frombuffer(catseye(two, "--fit", "crop"), np.uint8).reshape(2, 360, 480)
    assert (cropped[..., :60] == 255).all() and (cropped[..., -60:] == 255).all() and (cropped[..., 60:-60] < 11).all()


@pytest.mark.parametrize(
    "options",
    [
        ["--output", "json"], ["--output", "json", "--scores"], ["--scores"], ["--classes", "road,car"],
        ["--output", "overlay", "--output-format", "y4m", "--legend", "--palette", "vivid"], ["--fit", "letterbox"], ["--policy", "latest"],
        ["--deadline-ms", "60000"],  # a late frame is reported, and a report allocates
    ],
)  # fmt: skip
def test_no_allocation_in_a_frame(frames, options):
    result = run(CATSEYE, "run", "--model", MODEL, *options, "--stats", "json", stdin=b"".join(frames[:5]))
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stderr.decode().splitlines()[-1])["allocations_per_frame"] in (0, None)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("scale", ["limited", "full"])
@pytest.mark.parametrize("matrix", ["601", "709"])
def test_an_overlay_keeps_range_and_matrix(scale, matrix):
    """The same picture in every range and matrix gives the same overlay; ffmpeg reads the planes that were written."""
    rgb = np.kron(np.random.default_rng(3).integers(0, 256, (18, 24, 3)), np.ones((8, 8, 1), int)).astype(np.uint8)
    height, width = rgb.shape[:2]

    def ffmpeg(data, form_in, form_out, change):
        command = f"ffmpeg -v error -f rawvideo -pix_fmt {form_in} -s {width}x{height} -i - -vf {change} -pix_fmt {form_out} -f rawvideo -"
        return subprocess.run(command.split(), input=data, capture_output=True, check=True).stdout

    flags = "flags=neighbor+accurate_rnd+full_chroma_int+full_chroma_inp"
    planes = ffmpeg(rgb.tobytes(), "rgb24", "yuv420p", f"scale=out_range={scale}:out_color_matrix=bt{matrix}:{flags}")
    head = f"YUV4MPEG2 W{width} H{height} F25:1 Ip C420jpeg XCOLORRANGE={scale.upper()}\n".encode()
    options = ["--output", "overlay", "--output-format", "y4m", "--edges", "0"]
    made = catseye(head + b"FRAME\n" + planes, "--input", "y4m", "--matrix", f"bt{matrix}", *options)
    header, _, rest = made.partition(b"\n")
    assert f"XCOLORRANGE={scale.upper()}" in header.decode()
    theirs = ffmpeg(
        rest.removeprefix(b"FRAME\n"), "yuv420p", "rgb24", f"scale=in_range={scale}:in_color_matrix=bt{matrix}:out_range=full:{flags}")
    # the network sees the same picture, so only a pixel here and there of the mask may differ
    mask = np.frombuffer(catseye(head + b"FRAME\n" + planes, "--input", "y4m", "--matrix", f"bt{matrix}"), np.uint8).reshape(height, width)
    plain = catseye(rgb.tobytes(), "--input", "rgb24", "--size", f"{width}x{height}", *options)
    want = ffmpeg(
        plain.partition(b"\n")[2].removeprefix(b"FRAME\n"), "yuv420p", "rgb24", f"scale=in_range=limited:in_color_matrix=bt601:out_range=full:{flags}")
    same = np.frombuffer(catseye(rgb.tobytes(), "--input", "rgb24", "--size", f"{width}x{height}"), np.uint8).reshape(height, width) == mask
    away = np.abs(np.frombuffer(theirs, np.uint8).astype(int) - np.frombuffer(want, np.uint8)).reshape(height, width, 3)
    assert same.mean() > 0.95 and np.quantile(away[same], 0.99) <= 6
