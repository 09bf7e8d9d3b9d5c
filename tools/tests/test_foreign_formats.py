"""Streams of formats that are not read: each is refused by its name within a second, with a remedy; Y4M needs no option."""

import bz2
import gzip
import io
import lzma
import shutil
import signal
import subprocess
import time
import zipfile

import numpy as np
import pytest
from PIL import Image

import glass
from programs import CATSEYE, MODEL, one_line, run

WIDTH, HEIGHT = 64, 48
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return glass.make(tmp_path_factory.mktemp("glass"), WIDTH, HEIGHT)


def ffmpeg(*output, frames=50):
    source = ["-f", "lavfi", "-i", f"testsrc2=size={WIDTH}x{HEIGHT}:rate=25", "-frames:v", str(frames)]
    result = subprocess.run(["ffmpeg", "-v", "error", *source, *output, "-"], capture_output=True, timeout=120)
    if result.returncode != 0:
        pytest.skip(f"NOT MADE: {result.stderr.decode().strip()[:100]}")
    return result.stdout


def picture(form):
    out = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    Image.fromarray(pixels).save(out, form)
    return out.getvalue()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.jpg", picture("JPEG"))
    return out.getvalue()


MOVING = ["-movflags", "frag_keyframe+empty_moov"]
# word of the name -> how it is made; ffmpeg's have the options that follow
VIDEO = {
    "H.264": ["-c:v", "libx264", "-f", "h264"],
    "H.265": ["-c:v", "libx265", "-x265-params", "log-level=none", "-f", "hevc"],
    "MPEG-1 or MPEG-2": ["-c:v", "mpeg2video", "-f", "mpeg2video"],
    "MPEG-4": ["-c:v", "mpeg4", "-f", "m4v"],
    "program stream": ["-c:v", "mpeg2video", "-f", "vob"],
    "transport stream": ["-c:v", "mpeg2video", "-f", "mpegts"],
    "MP4": ["-c:v", "mpeg4", "-f", "mp4", *MOVING],
    "AVI": ["-c:v", "mpeg4", "-f", "avi"],
    "Matroska": ["-c:v", "mpeg4", "-f", "matroska"],
    "WebM": ["-c:v", "libvpx", "-f", "webm"],
    "FLV": ["-c:v", "flv", "-f", "flv"],
    "Ogg": ["-c:v", "libtheora", "-f", "ogg"],
    "IVF": ["-c:v", "libvpx", "-f", "ivf"],
    "ASF": ["-c:v", "wmv2", "-f", "asf"],
    "NUT": ["-c:v", "mpeg4", "-f", "nut"],
}
OTHER = {
    "PNG": lambda: picture("PNG"), "WebP": lambda: picture("WEBP"), "GIF": lambda: picture("GIF"),
    "BMP": lambda: picture("BMP"), "TIFF": lambda: picture("TIFF"), "JPEG 2000": lambda: picture("JPEG2000"),
    "PNM": lambda: picture("PPM"), "gzip": lambda: gzip.compress(picture("JPEG")),
    "xz": lambda: lzma.compress(picture("JPEG")), "bzip2": lambda: bz2.compress(picture("JPEG")), "ZIP": archive,
    "web page": lambda: b"\n<!DOCTYPE html>\n<html><head><title>Camera</title></head></html>\n",
    "server's error": lambda: b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n\r\n",
    "Catseye model": MODEL.read_bytes,
}


def made(name):
    return ffmpeg(*VIDEO[name]) if name in VIDEO else OTHER[name]()


@needs_ffmpeg
@pytest.mark.parametrize("name", [*VIDEO, *OTHER])
def test_told_by_its_name(model, name):
    stream = made(name)
    start = time.monotonic()
    line = one_line(run(CATSEYE, "run", "--model", model, stdin=stream))
    assert name in line and ";" in line, line
    assert time.monotonic() - start < 1.5  # the model has been loaded and memory placed before

    # like a camera: first bytes, and then nothing while the pipe stays open
    with subprocess.Popen([CATSEYE, "run", "--model", model], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(stream[: 8 << 10])
        process.stdin.flush()
        start = time.monotonic()
        told = process.stderr.readline().decode()
        took = time.monotonic() - start
        assert process.wait(timeout=30) == 65
        assert name in told and took < 1.5, (told, took)


@needs_ffmpeg
@pytest.mark.parametrize("form", ["avi", "matroska", "mov"])
def test_containers_of_jpegs_are_read(model, form):
    stream = ffmpeg("-c:v", "mjpeg", "-f", form, *(MOVING if form == "mov" else []), frames=5)
    result = run(CATSEYE, "run", "--model", model, stdin=stream)
    assert result.returncode == 0 and len(result.stdout) == 5 * WIDTH * HEIGHT, result.stderr


@needs_ffmpeg
def test_without_options(model):
    """Y4M and MJPEG are recognised by their bytes; with --input the other one is refused by its name."""
    y4m = ffmpeg("-f", "yuv4mpegpipe", "-pix_fmt", "yuv420p", frames=3)
    jpegs = ffmpeg("-f", "mjpeg", frames=3)
    for stream, name, other in ((y4m, "y4m", "mjpeg"), (jpegs, "mjpeg", "y4m")):
        plain = run(CATSEYE, "run", "--model", model, stdin=stream)
        assert plain.returncode == 0 and len(plain.stdout) == 3 * WIDTH * HEIGHT, plain.stderr
        assert plain.stdout == run(CATSEYE, "run", "--model", model, "--input", name, stdin=stream).stdout
        wrong = run(CATSEYE, "run", "--model", model, "--input", other, stdin=stream)
        assert wrong.returncode == 65 and f"--input {name}" in one_line(wrong)


def test_header_byte_by_byte(model):
    y4m = b"YUV4MPEG2 W4 H2 F25:1 Cmono\nFRAME\n" + bytes(8)
    with subprocess.Popen([CATSEYE, "run", "--model", model], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for index in range(len(y4m)):
            process.stdin.write(y4m[index : index + 1])
            process.stdin.flush()
            if index < 6:
                time.sleep(0.2)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0 and len(out) == 8


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_frame_is_told_while_bytes_come(model, number):
    """However the stream ends, its data were bad."""
    noise = np.random.default_rng(1).integers(0, 255, 20000, np.uint8).tobytes()
    with subprocess.Popen([CATSEYE, "run", "--model", model], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for _ in range(30):
            process.stdin.write(noise)
            process.stdin.flush()
            time.sleep(0.1)
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    lines = errors.decode().splitlines()
    assert process.returncode == 65, lines
    assert len(lines) == 2 and "no frame was in them" in lines[0] and "no whole frame" in lines[1], lines


def test_camera_that_has_not_begun(model):
    with subprocess.Popen([CATSEYE, "run", "--model", model], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("name", ["H.264", "MP4", "JPEGs", "Y4M", "PNG"])
def test_coded_pictures_taken_for_pixels_are_told(model, name):
    """A raw format is taken as given, but a remark says what the bytes look like; noise and grey look like nothing."""
    made = {
        "JPEGs": lambda: picture("JPEG"), "PNG": lambda: picture("PNG"),
        "Y4M": lambda: ffmpeg("-f", "yuv4mpegpipe", "-pix_fmt", "yuv420p", frames=3),
    }  # fmt: skip
    stream = made[name]() if name in made else ffmpeg(*VIDEO[name], frames=30)
    raw = ["--input", "nv12", "--size", "16x16"]
    result = run(CATSEYE, "run", "--model", model, *raw, stdin=stream[: 384 * (len(stream) // 384)])
    assert result.returncode == 0 and f"begins as {name}" in result.stderr.decode().replace(" or QuickTime", ""), result.stderr
    for pixels in (np.random.default_rng(2).integers(0, 256, 3 * 384, np.uint8), np.full(3 * 384, 0x47, np.uint8)):
        assert b"begins as" not in run(CATSEYE, "run", "--model", model, *raw, stdin=pixels.tobytes()).stderr


@needs_ffmpeg
def test_files_that_no_pipe_may_bring(tmp_path, model):
    """The index of an MP4 stream is at its end: the remedy that is named works with the file itself."""
    path = tmp_path / "a.mp4"
    source = ["-f", "lavfi", "-i", f"testsrc2=size={WIDTH}x{HEIGHT}:rate=25", "-frames:v", "9"]
    subprocess.run(["ffmpeg", "-v", "error", *source, "-c:v", "mpeg4", path], check=True, timeout=120)
    told = one_line(run(CATSEYE, "run", "--model", model, stdin=path.read_bytes()))
    assert "ffmpeg -i FILE -f mjpeg -q:v 2 - makes JPEGs" in told
    way_out = ["ffmpeg", "-v", "error", "-i", path, "-f", "mjpeg", "-q:v", "2", "-"]
    stream = subprocess.run(way_out, capture_output=True, check=True, timeout=120).stdout
    assert len(run(CATSEYE, "run", "--model", model, stdin=stream).stdout) == 9 * WIDTH * HEIGHT


def test_names_of_v4l2_and_gstreamer(model):
    pixels = np.random.default_rng(3).integers(0, 256, 2 * 768, np.uint8).tobytes()
    for name, ours in (("yuyv", "yuyv422"), ("yuy2", "yuyv422"), ("uyvy", "uyvy422"), ("i420", "yuv420p"), ("rgb", "rgb24"), ("grey", "gray8")):
        masks = [run(CATSEYE, "run", "--model", model, "--input", each, "--size", "16x16", stdin=pixels).stdout for each in (name, ours)]
        assert masks[0] == masks[1] and len(masks[0]) >= 512
    for name in ("yuyv", "i420"):
        assert run(CATSEYE, "run", "--model", model, "--input", name, "--size", "16x16", "--range", "full", stdin=pixels).returncode == 0


def test_terminals(model):
    """A forgotten pipe is reported at once, on both sides."""
    import pty

    ours, theirs = pty.openpty()
    waiting = subprocess.run([CATSEYE, "run", "--model", model], stdin=theirs, capture_output=True, timeout=20)
    assert waiting.returncode == 64 and b"standard input is a terminal" in waiting.stderr
    shown = subprocess.run([CATSEYE, "run", "--model", model], input=b"", stdout=theirs, stderr=subprocess.PIPE, timeout=20)
    assert shown.returncode == 64 and b"standard output is a terminal" in shown.stderr


def test_nothing_comes(model):
    with subprocess.Popen([CATSEYE, "run", "--model", model], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        line = process.stderr.readline().decode()
        process.stdin.close()
        assert "nothing has come on standard input for 3 seconds" in line and process.wait(timeout=30) == 66


def test_a_full_disk_under_the_log(model, tmp_path):
    result = run(CATSEYE, "run", "--model", model, "--latency-log", "/dev/full", stdin=picture("JPEG"))
    assert result.returncode == 74 and "/dev/full cannot be written" in result.stderr.decode().splitlines()[-1]
