"""Every format that a camera's pipe may bring: what the network sees of it is compared with Pillow and ffmpeg."""

import io
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

import glass
from programs import CATSEYE, MODEL, run

WIDTH, HEIGHT = 64, 42  # even: at odd sizes swscale stretches chroma instead of repeating it
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return glass.make(tmp_path_factory.mktemp("glass"), WIDTH, HEIGHT)


def seen(model, stream, *options):
    result = run(CATSEYE, "run", "--model", model, "--output", "logits", *options, stdin=stream)
    assert result.returncode == 0, result.stderr
    return glass.pixels(result.stdout, WIDTH, HEIGHT)


def ffmpeg(stream, *arguments):
    command = ["ffmpeg", "-v", "error", *map(str, arguments), "-"]
    return subprocess.run(command, input=stream, capture_output=True, check=True, timeout=120).stdout


def noise(*shape, low=0, high=256):
    return np.random.default_rng(sum(shape)).integers(low, high, shape, dtype=np.uint8)


def test_rgb_in_another_order(model):
    rgb = noise(2, HEIGHT, WIDTH, 3)
    raw = ["--size", f"{WIDTH}x{HEIGHT}", "--input"]
    assert (seen(model, rgb.tobytes(), *raw, "rgb24") == rgb).all()
    assert (seen(model, rgb[..., ::-1].tobytes(), *raw, "bgr24") == rgb).all()
    grey = rgb[..., 0]
    assert (seen(model, grey.tobytes(), *raw, "gray8") == grey[..., None]).all()


@pytest.mark.parametrize("size", [(320, 240), (64, 42), (1920, 1080), (641, 359), (20, 30), (1, 1), (3, 700)])
def test_resizing_against_pillow(model, size):
    picture = noise(size[1], size[0], 3)
    ours = seen(model, picture.tobytes(), "--input", "rgb24", "--size", f"{size[0]}x{size[1]}")[0]
    theirs = np.asarray(Image.fromarray(picture).resize((WIDTH, HEIGHT), Image.BILINEAR)).astype(int)
    assert np.abs(ours - theirs).max() <= 1


@pytest.mark.parametrize("size", [(640, 360), (101, 200)])
def test_fits_against_pillow(model, size):
    picture = Image.fromarray(noise(size[1], size[0], 3))
    raw = ["--input", "rgb24", "--size", f"{size[0]}x{size[1]}", "--fit"]
    cropped = seen(model, picture.tobytes(), *raw, "crop")[0]
    wide = size[0] * HEIGHT > size[1] * WIDTH
    inner = (round(size[1] * WIDTH / HEIGHT), size[1]) if wide else (size[0], round(size[0] * HEIGHT / WIDTH))
    x, y = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    expected = picture.crop((x, y, x + inner[0], y + inner[1])).resize((WIDTH, HEIGHT), Image.BILINEAR)
    assert np.abs(cropped - np.asarray(expected).astype(int)).max() <= 1

    boxed = seen(model, picture.tobytes(), *raw, "letterbox")[0]
    inner = (WIDTH, round(size[1] * WIDTH / size[0])) if wide else (round(size[0] * HEIGHT / size[1]), HEIGHT)
    x, y = (WIDTH - inner[0]) // 2, (HEIGHT - inner[1]) // 2
    expected = np.zeros((HEIGHT, WIDTH, 3), int)  # the model's mean is 0
    expected[y : y + inner[1], x : x + inner[0]] = np.asarray(picture.resize(inner, Image.BILINEAR))
    assert np.abs(boxed - expected).max() <= 1


@needs_ffmpeg
@pytest.mark.parametrize("scale", ["limited", "full"])
@pytest.mark.parametrize("matrix", ["bt601", "bt709"])
@pytest.mark.parametrize("form", ["yuv420p", "nv12", "nv21", "yuyv422", "uyvy422"])
def test_raw_yuv_against_ffmpeg(model, form, matrix, scale):
    """Within two levels of ffmpeg's accurate conversion, with chroma not interpolated."""
    samples = noise(2, HEIGHT, WIDTH, 3, low=16, high=236)
    size = f"{WIDTH}x{HEIGHT}"
    frames = ffmpeg(
        samples.transpose(0, 3, 1, 2).tobytes(), "-f", "rawvideo", "-pix_fmt", "yuv444p", "-s", size, "-i", "-", "-pix_fmt",
        form, "-f", "rawvideo",
    )
    flags = "flags=neighbor+accurate_rnd+full_chroma_int+full_chroma_inp"
    theirs = ffmpeg(
        frames, "-f", "rawvideo", "-pix_fmt", form, "-s", size, "-i", "-", "-vf",
        f"scale=in_range={scale}:in_color_matrix={matrix}:out_range=full:{flags}", "-pix_fmt", "rgb24", "-f", "rawvideo",
    )
    ours = seen(model, frames, "--input", form, "--size", size, "--range", scale, "--matrix", matrix)
    assert np.abs(ours - np.frombuffer(theirs, np.uint8).reshape(ours.shape).astype(int)).max() <= 2


@needs_ffmpeg
@pytest.mark.parametrize("scale", ["limited", "full"])
@pytest.mark.parametrize("form", ["yuv420p", "yuv422p", "yuv444p", "gray"])
def test_y4m_against_ffmpeg(model, form, scale):
    """The range is in the header; ffmpeg writes it if it is given one."""
    rgb = noise(3, HEIGHT // 4, WIDTH // 4, 3).repeat(5, 1).repeat(5, 2)[:, :HEIGHT, :WIDTH]
    size = f"{rgb.shape[2]}x{rgb.shape[1]}"
    made = ffmpeg(
        np.ascontiguousarray(rgb).tobytes(), "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-i", "-", "-vf",
        f"scale={WIDTH}:{HEIGHT}:out_range={scale}:flags=accurate_rnd", "-pix_fmt", form, "-color_range",
        "tv" if scale == "limited" else "pc", "-strict", "-1", "-f", "yuv4mpegpipe",
    )
    header = made[: made.index(b"\n")]
    assert f"XCOLORRANGE={scale.upper()}".encode() in header, header
    flags = "flags=neighbor+accurate_rnd+full_chroma_int+full_chroma_inp"
    frames = np.stack([np.frombuffer(part[:], np.uint8) for part in made[len(header) + 1 :].split(b"FRAME\n")[1:]])
    # ffmpeg's own reader of Y4M forgets the range, so ffmpeg gets the bare planes
    theirs = ffmpeg(
        frames.tobytes(), "-f", "rawvideo", "-pix_fmt", form, "-s", f"{WIDTH}x{HEIGHT}", "-i", "-", "-vf",
        f"scale=in_range={scale}:in_color_matrix=bt601:out_range=full:{flags}", "-pix_fmt", "rgb24", "-f", "rawvideo",
    )
    ours = seen(model, made, "--input", "y4m")
    theirs = np.frombuffer(theirs, np.uint8).reshape(ours.shape).astype(int)
    if form == "gray" and scale == "limited":  # swscale takes every grey as full range
        theirs = np.clip(np.floor((theirs - 16) * 255 / 219 + 0.5), 0, 255)
    assert np.abs(ours - theirs).max() <= 2


def jpeg(rgb, **options):
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", **{"quality": 90, **options})
    return out.getvalue()


def without_tables(data):
    """A frame as cheap webcams send it: AVI1 first, no Huffman tables."""
    position, kept = 2, b"\xff\xd8\xff\xe0\x00\x10AVI1" + bytes(10)
    while data[position + 1] != 0xDA:
        length = 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if data[position + 1] not in (0xC4, 0xE0):
            kept += data[position : position + length]
        position += length
    return kept + data[position:]


def test_kinds_of_jpeg(model):
    """Each frame is decoded as by Pillow's libjpeg: without tables, with restarts, grey, optimised, progressive, with EXIF."""
    smooth = np.asarray(Image.fromarray(noise(4, 5, 3)).resize((WIDTH, HEIGHT), Image.BICUBIC))
    plain = jpeg(smooth)
    thumbnail = jpeg(smooth[:8, :8])
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn it", which is ignored, because the camera is mounted as it is
    exif[0x9C9B] = thumbnail
    kinds = {
        "plain": plain,
        "optimised": jpeg(smooth, optimize=True),
        "no tables": without_tables(plain),
        "restarts": jpeg(smooth, restart_marker_blocks=2),
        "grey": jpeg(smooth[..., 1]),
        "progressive": jpeg(smooth, progressive=True),
        "4:4:4": jpeg(smooth, subsampling=0),
        "exif": jpeg(smooth, exif=exif),
        "thumbnail": b"\xff\xd8\xff\xe1" + (len(thumbnail) + 10).to_bytes(2, "big") + b"Exif\0\0AB" + thumbnail + plain[2:],
    }
    ours = seen(model, b"".join(kinds.values()))
    assert len(ours) == len(kinds)
    for (name, data), frame in zip(kinds.items(), ours):
        data = plain if name in ("no tables", "thumbnail") else data
        theirs = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
        assert np.abs(frame - theirs).max() <= 1, name  # Pillow brings its own libjpeg


@needs_ffmpeg
@pytest.mark.parametrize("size", [(320, 240), (641, 361), (1920, 1080)])
def test_formats_agree(stream, size):
    """One clip in every format: the same RGB bytes give the same masks; YUV and MJPEG forms nearly the same."""
    width, height = size
    rgb = ffmpeg(
        stream, "-f", "mjpeg", "-i", "-", "-frames:v", 2, "-vf", f"scale={width}:{height}", "-pix_fmt", "rgb24", "-f", "rawvideo"
    )

    def converted(*arguments):
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-i", "-"]
        return ffmpeg(rgb, *source, *arguments)

    def masks(data, *options):
        result = run(CATSEYE, "run", "--model", MODEL, *options, stdin=data)
        assert result.returncode == 0, result.stderr
        assert len(result.stdout) == 2 * width * height
        return np.frombuffer(result.stdout, np.uint8)

    raw = ["--size", f"{width}x{height}", "--input"]
    expected = masks(rgb, *raw, "rgb24")
    assert len(set(expected)) > 3
    assert (masks(converted("-pix_fmt", "bgr24", "-f", "rawvideo"), *raw, "bgr24") == expected).all()
    agreement = {}
    for form in ["yuv420p", "nv12", "nv21", "yuyv422", "uyvy422"]:
        data = converted("-pix_fmt", form, "-f", "rawvideo")
        agreement[form] = (masks(data, *raw, form) == expected).mean()
        if form == "yuv420p":
            full = converted("-vf", "scale=out_range=full", "-pix_fmt", form, "-f", "rawvideo")
            agreement["yuv420p full"] = (masks(full, *raw, form, "--range", "full") == expected).mean()
    for form in ["yuv420p", "yuv422p", "yuv444p", "yuvj420p"]:
        data = converted("-pix_fmt", form, "-strict", "-1", "-f", "yuv4mpegpipe")
        agreement["y4m " + form] = (masks(data, "--input", "y4m") == expected).mean()
    agreement["mjpeg"] = (masks(converted("-c:v", "mjpeg", "-q:v", 2, "-f", "mjpeg")) == expected).mean()
    print(size, {name: round(float(value), 4) for name, value in agreement.items()})
    assert min(agreement.values()) > 0.97, agreement


PLANES = {  # bytes of a row and rows of each plane of 64x42, and the part of the stride that its rows have
    "rgb24": [(3 * WIDTH, HEIGHT, 1)], "bgra": [(4 * WIDTH, HEIGHT, 1)], "gray8": [(WIDTH, HEIGHT, 1)],
    "yuyv422": [(2 * WIDTH, HEIGHT, 1)], "nv12": [(WIDTH, HEIGHT, 1), (WIDTH, HEIGHT // 2, 1)],
    "yuv420p": [(WIDTH, HEIGHT, 1), (WIDTH // 2, HEIGHT // 2, 2), (WIDTH // 2, HEIGHT // 2, 2)],
}


@pytest.mark.parametrize("form", PLANES)
def test_padded_rows(model, form):
    """With --stride, or with offsets of planes that stand apart, the bytes are those of unpadded frames."""
    planes = PLANES[form]
    stride = planes[0][0] + 32
    options = ["--input", form, "--size", f"{WIDTH}x{HEIGHT}"]
    plain, padded, apart, offsets = b"", b"", b"", []
    for frame in range(2):
        whole = b""
        for index, (row, rows, part) in enumerate(planes):
            samples = np.random.default_rng(7 * frame + index).integers(16, 236, (rows, row), np.uint8)
            wide = np.full((rows, stride // part), 99, np.uint8)
            wide[:, :row] = samples
            plain += samples.tobytes()
            padded += wide.tobytes()
            if frame == 0 and index > 0:
                offsets.append(len(whole))
            whole += wide.tobytes() + bytes(100)
        apart += whole
    expected = seen(model, plain, *options)
    assert (seen(model, padded, *options, "--stride", stride) == expected).all()
    more = ["--plane-offsets", ",".join(map(str, offsets))] if offsets else []
    result = seen(model, apart, *options, "--stride", stride, *more, "--frame-bytes", len(apart) // 2)
    assert (result == expected).all()


def test_padding_is_guessed(model):
    """A length that is a whole number of frames with padded rows gives a hint."""
    options = ["--model", model, "--input", "rgb24", "--size", "62x42"]
    result = run(CATSEYE, "run", *options, stdin=bytes(3 * 192 * 42))
    assert result.returncode == 65 and b"--stride 192" in result.stderr
    for wrong in (["--stride", 185], ["--frame-bytes", 100], ["--plane-offsets", "5"]):
        assert run(CATSEYE, "run", *options, *wrong).returncode == 64
    assert run(CATSEYE, "run", "--model", model, "--stride", 192).returncode == 64
