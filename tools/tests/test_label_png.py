"""PNG photos and masks of every kind that PIL writes, and interlaced ones, are read as PIL reads them."""

import io

import numpy as np
import pytest
from PIL import Image

from mask_sets import SIZE, dataset, label, labels, photo, save, truth


def pngs():
    """Every kind of PNG that PIL writes, with what PIL or numpy reads from it."""
    random = np.random.default_rng(5)
    rgb = np.asarray(photo(3))
    grey = rgb[..., 0].copy()
    deep = random.integers(0, 65536, (SIZE[1], SIZE[0])).astype(np.uint16)
    indexed = Image.fromarray(rgb).quantize(200)
    alpha = Image.fromarray(np.dstack([rgb, grey]))
    yield "RGB", Image.fromarray(rgb), {}, rgb
    yield "grey", Image.fromarray(grey), {}, np.dstack([grey] * 3)
    yield "grey 16", Image.fromarray(deep), {}, np.dstack([(deep >> 8).astype(np.uint8)] * 3)
    yield "RGBA", alpha, {}, rgb
    yield "LA", Image.merge("LA", [Image.fromarray(grey), Image.fromarray(255 - grey)]), {}, np.dstack([grey] * 3)
    yield "palette", indexed, {}, np.asarray(indexed.convert("RGB"))
    yield "palette, transparent", indexed, {"transparency": 3}, np.asarray(indexed.convert("RGB"))
    yield "RGB, transparent", Image.fromarray(rgb), {"transparency": tuple(map(int, rgb[0, 0]))}, rgb
    for bits in (1, 2, 4):
        few = Image.fromarray(rgb).quantize(1 << bits)
        yield f"palette of {bits}", few, {"bits": bits}, np.asarray(few.convert("RGB"))
    black = Image.fromarray(((grey > 99) * 255).astype(np.uint8)).convert("1")
    yield "one bit", black, {}, np.asarray(black.convert("RGB"))


@pytest.mark.parametrize("name", [name for name, *_ in pngs()])
def test_png_photos_as_pil_reads_them(tmp_path, name):
    """Photos become JPEGs of quality 95, so their bytes equal those of PIL's pixels from the same encoder."""
    [(image, options, pixels)] = [entry[1:] for entry in pngs() if entry[0] == name]
    save(image, tmp_path / "photos" / "a.png", **options)
    Image.fromarray(pixels).save(tmp_path / "photos" / "b.ppm")
    for stem in "ab":
        save(Image.fromarray(truth(1)), tmp_path / "masks" / f"{stem}.png")
    assert label(tmp_path).returncode == 0
    images = tmp_path / "out" / "images"
    assert (images / "a.jpg").read_bytes() == (images / "b.jpg").read_bytes()


def adam7(pixels):
    """An interlaced PNG (grey, 8 bits), which PIL reads but does not write."""
    import struct
    import zlib

    height, width = pixels.shape
    rows = b""
    for x, y, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        part = pixels[y::dy, x::dx]
        rows += b"".join(b"\0" + row.tobytes() for row in part) if part.size else b""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_interlaced_masks(tmp_path):
    file = adam7(truth(1))
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(file))), truth(1))
    save(photo(1), tmp_path / "photos" / "a.jpg")
    (tmp_path / "masks").mkdir()
    (tmp_path / "masks" / "a.png").write_bytes(file)
    assert label(tmp_path).returncode == 0
    assert np.array_equal(labels(tmp_path)["a"], truth(1))


def test_the_same_photos_as_jpeg_are_taken_as_they_are(tmp_path):
    dataset(tmp_path)
    assert label(tmp_path).returncode == 0
    for path in (tmp_path / "photos").iterdir():
        assert (tmp_path / "out" / "images" / path.name).read_bytes() == path.read_bytes()
