"""`--roi`: the network sees that region alone, as if the frames had been cut to it."""

import numpy as np
import pytest

import golden
from programs import CATSEYE, one_line, run

WIDTH, HEIGHT = 200, 150
RAW = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}"]


def catseye(stdin, *options):
    return run(CATSEYE, "run", "--model", golden.SMALL, *options, stdin=stdin)


@pytest.fixture(scope="module")
def raw():
    """Three frames of coloured blocks, uint8 [3][height][width][3]."""
    random = np.random.default_rng(5)
    return random.integers(0, 256, (3, HEIGHT // 10, WIDTH // 10, 3), np.uint8).repeat(10, 1).repeat(10, 2)


@pytest.mark.parametrize("fit", ["stretch", "crop", "letterbox"])
@pytest.mark.parametrize("region", [(100, 80, 31, 21), (200, 150, 0, 0), (64, 64, 136, 86), (1, 1, 199, 149), (50, 120, 7, 0)])
def test_masks_are_those_of_frames_that_were_cut(raw, region, fit):
    width, height, x, y = region
    cut = raw[:, y:y + height, x:x + width].tobytes()
    options = ["--fit", fit, "--scores"]
    expected = catseye(cut, "--input", "rgb24", "--size", f"{width}x{height}", *options)
    assert expected.returncode == 0, expected.stderr
    result = catseye(raw.tobytes(), *RAW, *options, "--roi", f"{width}x{height}+{x}+{y}")
    assert result.returncode == 0, result.stderr
    planes = np.frombuffer(result.stdout, np.uint8).reshape(3, 2, HEIGHT, WIDTH)
    inside = planes[:, :, y:y + height, x:x + width]
    assert (inside == np.frombuffer(expected.stdout, np.uint8).reshape(3, 2, height, width)).all()
    outside = np.ones((HEIGHT, WIDTH), bool)
    outside[y:y + height, x:x + width] = False
    assert (planes[:, 0, outside] == 255).all() and (planes[:, 1, outside] == 0).all()


def test_jpegs_that_do_not_hold_it_end_the_stream(frames, tmp_path):
    from PIL import Image
    import io

    small = io.BytesIO()
    Image.open(io.BytesIO(frames[0])).resize((320, 240)).save(small, "JPEG")
    stream = frames[0] + frames[1] + small.getvalue() + frames[2]
    result = catseye(stream, "--roi", "400x200+40+100", "--stats", "json")
    assert result.returncode == 65 and len(result.stdout) == 2 * 480 * 360
    assert "--roi 400x200+40+100 is not within a frame of 320x240" in result.stderr.decode()


@pytest.mark.parametrize("region", ["100x80", "100x80+1", "0x10+0+0", "100x80+101+0", "100x80+0+71", "100x80-1+0", "99999x1+0+0", "axb+0+0"])
def test_what_is_no_region_is_refused(region):
    result = catseye(b"", *RAW, "--roi", region)
    assert result.returncode == 64 and "--roi" in one_line(result)
