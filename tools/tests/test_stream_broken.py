"""What happens to each kind of broken stream. None crashes, hangs, or loses a frame that came before."""

import io
import json
import os
import random
import subprocess

import numpy as np
import pytest
from PIL import Image

import glass
from programs import CATSEYE, run

WIDTH, HEIGHT = 32, 24
PIXELS = WIDTH * HEIGHT


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return glass.make(tmp_path_factory.mktemp("glass"), WIDTH, HEIGHT)


def picture(seed, width=WIDTH, height=HEIGHT):
    coarse = np.random.default_rng(seed).integers(0, 256, (4, 5, 3), np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.BICUBIC)


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, **options)
    return out.getvalue()


A, B, C = (jpeg(picture(seed)) for seed in (1, 2, 3))
GARBAGE = random.Random(4).randbytes(999)
OTHER = jpeg(picture(4, 64, 80))
SOF = A.index(b"\xff\xc0")
SCAN = A.index(b"\xff\xda")
JUNK = random.Random(1).randbytes(3000).replace(b"\xff", b"x")


def with_size(width, height):
    return A[: SOF + 5] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + A[SOF + 9 :]


def cmyk():
    return jpeg(picture(5).convert("CMYK"))


def without(data, marker):
    """A JPEG without its segments with this marker."""
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        size = int.from_bytes(data[at + 2 : at + 4], "big") + 2
        if data[at + 1] != marker:
            out += data[at : at + size]
        at += size
    return out + data[at:]


# name: stream, frames whose mask is written (as their own stream gives it), corrupt frames, exit status
TABLE = {
    "cut in the first marker": (A + B[:3] + C, [A, C], 1, 0),
    "cut in the header": (A + B[: SOF + 6] + C, [A, C], 1, 0),
    "cut in a table": (A + B[: SOF + 40] + C, [A, C], 1, 0),
    "cut in the scan": (A + B[:-100] + C, [A, C], 1, 0),
    "cut before the end marker": (A + B[:-2] + C, [A, B, C], 0, 0),
    "no end markers": (A[:-2] + B[:-2] + C[:-2], [A, B, C], 0, 0),
    "no end markers, HTTP between": (b"\r\n--b\r\nContent-Length: 4711\r\n\r\n".join([A[:-2], B[:-2], C[:-2]]), [A, B, C], 0, 0),
    "3000 bytes of junk in the scan": (A + B[: SCAN + 60] + JUNK + B[SCAN + 60 :] + C, [A, C], 1, 0),
    "stream ends in a frame": (A + B + C[:-50], [A, B], 1, 0),
    "stream ends in its only frame": (A[:-50], [], 1, 65),
    "garbage between frames": (b"\r\n--frame\r\n" + A + GARBAGE.replace(b"\xff", b"x") + B + b"\0" * 70000 + C, [A, B, C], 0, 0),
    "garbage alone": (b"not a picture" * 5000, [], 0, 65),
    "size changes": (A + OTHER + B, [A, OTHER, B], 0, 0),
    "size of nothing": (A + with_size(0, 24) + with_size(32, 0) + C, [A, C], 2, 0),
    "65535 wide": (A + with_size(65535, 24) + C, [A, C], 1, 0),
    "65500 wide, whole": (A + jpeg(picture(6, 65500, 9)) + C, [A, jpeg(picture(6, 65500, 9)), C], 0, 0),
    "65500 x 65500 promised": (A + with_size(65500, 65500) + C, [A, C], 1, 0),
    "100000 fill bytes": (A + b"\xff" * 100_000 + B + C, [A, B, C], 0, 0),
    "100000 fill bytes in a frame": (A + B[:2] + b"\xff" * 100_000 + B[2:] + C, [A, B, C], 0, 0),
    "50000 starts": (A + b"\xff\xd8" * 50_000 + C, [A, C], None, 0),
    "50000 ends": (A + b"\xff\xd9" * 50_000 + C, [A, C], 0, 0),
    "50000 restarts in the scan": (A + B[:-2] + b"\xff\xd3" * 50_000 + b"\xff\xd9" + C, [A, None, C], None, 0),
    "33 MiB without an end": (A + B[:-2] + b"\0" * (33 << 20) + C, [A, C], None, 0),
    "noise in the scan": (A + B[: SCAN + 20] + b"\x7f" * 200 + b"\xff\xd9" + C, [A, C], 1, 0),
    "no quantisation tables": (A + without(B, 0xDB) + C, [A, C], 1, 0),
    "no quantisation tables, first": (without(A, 0xDB) + B, [B], 1, 0),
    "no Huffman tables": (A + without(B, 0xC4) + C, [A, B, C], 0, 0),
    "CMYK": (A + cmyk() + C, [A, C], 1, 0),
    "CMYK alone": (cmyk(), [], 1, 65),
}


@pytest.mark.parametrize("name", TABLE)
def test_broken_mjpeg(model, name):
    stream, good, corrupt, status = TABLE[name]
    result = run(CATSEYE, "run", "--model", model, "--stats", "json", stdin=stream, timeout=120)
    assert result.returncode == status, result.stderr
    expected = [masks_of(model, frame) for frame in good if frame]
    if None in good:  # a frame that libjpeg may still decode
        assert result.stdout.startswith(expected[0]) and result.stdout.endswith(expected[-1])
    else:
        assert result.stdout == b"".join(expected)
    lines = result.stderr.decode().splitlines()
    if status == 0:
        stats = json.loads(lines[-1])
        assert stats["received"] == stats["frames"] + stats["corrupt"]
        if corrupt is not None:
            assert stats["corrupt"] == corrupt, lines
    assert all(len(line) < 300 for line in lines[:-1])


CACHE = {}


def masks_of(model, frame):
    if frame not in CACHE:
        result = run(CATSEYE, "run", "--model", model, stdin=frame)
        assert result.returncode == 0, result.stderr
        CACHE[frame] = result.stdout
    return CACHE[frame]


def test_any_order(model):
    """A frame's mask does not depend on what comes before it."""
    frames = [A, B, C, OTHER, jpeg(picture(7), progressive=True), jpeg(picture(8).convert("L")), without(A, 0xC4)]
    frames += [jpeg(picture(9), subsampling=0), jpeg(picture(10), restart_marker_rows=1), jpeg(picture(11), optimize=True)]
    for seed in range(10):
        order = random.Random(seed).sample(frames, len(frames))
        result = run(CATSEYE, "run", "--model", model, stdin=b"".join(order))
        assert result.returncode == 0, result.stderr
        assert result.stdout == b"".join(masks_of(model, frame) for frame in order), seed


def y4m(*values, header=b"YUV4MPEG2 W32 H24 F25:1 Cmono\n"):
    return header + b"".join(b"FRAME\n" + bytes([value]) * PIXELS for value in values)


RAW = ["--input", "gray8", "--size", "32x24"]
# name: stream, options, frames that are written, exit status
OTHERS = {
    "raw, cut": (bytes(PIXELS) * 2 + b"123", RAW, 2, 65),
    "raw, nothing": (b"", RAW, 0, 66),
    "y4m, cut": (y4m(1, 2, 3)[:-9], ["--input", "y4m"], 2, 0),
    "y4m, bytes added": (y4m(1, 2)[:-PIXELS - 6] + b"xyz" + y4m(2, 3, header=b""), ["--input", "y4m"], 3, 0),
    "y4m, no header": (b"FRAME\n" + bytes(PIXELS), ["--input", "y4m"], 0, 65),
    "y4m, header without end": (b"YUV4MPEG2 W32 H24" + b" X" * 9999, ["--input", "y4m"], 0, 65),
    "y4m, ten bits": (y4m(1, header=b"YUV4MPEG2 W32 H24 C420p10\n"), ["--input", "y4m"], 0, 65),
    "y4m, header cut": (b"YUV4MPEG2 W32 H2", ["--input", "y4m"], 0, 65),
    "y4m, JPEGs in truth": (A + B, ["--input", "y4m"], 0, 65),
    "JPEG expected, Y4M came": (y4m(1, 2), ["--input", "mjpeg"], 0, 65),
}


@pytest.mark.parametrize("name", OTHERS)
def test_broken_others(model, name):
    stream, options, frames, status = OTHERS[name]
    result = run(CATSEYE, "run", "--model", model, *options, stdin=stream, timeout=60)
    assert result.returncode == status, result.stderr
    assert len(result.stdout) == frames * PIXELS
    if status:
        assert [line for line in result.stderr.decode().splitlines() if line.startswith("catseye: ")]


def test_slow_trickle(model):
    """With one byte a write the masks are the same, and the arrival is that of the last byte."""
    command = [CATSEYE, "run", "--model", model, "--stats", "json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        stream = A + B[:200] + C
        for index in range(len(stream)):
            os.write(process.stdin.fileno(), stream[index : index + 1])
        out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert out == masks_of(model, A) + masks_of(model, C)


def test_random_damage(model):
    """Whatever is changed, the frames before it are written and the statistics add up."""
    stream = A + B + C + OTHER + A + B
    first = masks_of(model, A)
    for seed in range(60):
        generator = random.Random(seed)
        damaged = bytearray(stream)
        for _ in range(generator.choice([1, 3, 30])):
            place = generator.randrange(len(A), len(damaged))
            kind = generator.randrange(3)
            if kind == 0:
                damaged[place] = generator.choice([0, 0xD8, 0xD9, 0xDA, 0xFF, generator.randrange(256)])
            elif kind == 1:
                del damaged[place : place + generator.randrange(1, 400)]
            else:
                damaged[place:place] = generator.randbytes(generator.randrange(1, 40))
        result = run(CATSEYE, "run", "--model", model, "--stats", "json", stdin=bytes(damaged), timeout=60)
        assert result.returncode == 0, (seed, result.returncode, result.stderr)
        assert result.stdout.startswith(first), seed
        stats = json.loads(result.stderr.decode().splitlines()[-1])
        assert stats["received"] == stats["frames"] + stats["corrupt"], seed
