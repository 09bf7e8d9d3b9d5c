"""What an overlay adds for people: lines where classes meet, a legend, other palettes."""

import itertools

import numpy as np
import pytest
from PIL import Image

from programs import CATSEYE, MODEL, one_line, run

NAMES = "sky building pole road pavement tree sign fence car pedestrian bicyclist".split()


def picture(frame, folder, *options):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.jpg").write_bytes(frame)
    result = run(CATSEYE, "run", "--model", MODEL, *options, folder / "a.jpg", "-o", folder / "out")
    assert result.returncode == 0, result.stderr
    return Image.open(next((folder / "out").iterdir())), result.stderr.decode()


def pixels(image):
    return np.asarray(image.convert("RGB")).astype(int)


@pytest.fixture(scope="module")
def frame(frames):
    return frames[0]


@pytest.fixture(scope="module")
def plain(frame, tmp_path_factory):
    return pixels(picture(frame, tmp_path_factory.mktemp("plain"), "--output", "overlay", "--edges", "0")[0])


@pytest.fixture(scope="module")
def mask(frame, tmp_path_factory):
    return np.asarray(picture(frame, tmp_path_factory.mktemp("mask"))[0])


@pytest.mark.parametrize("width", [1, 3])
def test_lines_where_classes_meet(frame, plain, mask, tmp_path, width):
    """numpy finds the lines from the mask: the overlay is white there, and elsewhere as before, except for what JPEG spreads in its
    blocks."""
    options = [] if width == 1 else ["--edges", str(width)]  # 1 is the default at 360 rows
    drawn = pixels(picture(frame, tmp_path, "--output", "overlay", *options)[0])
    edge = np.zeros(mask.shape, bool)
    edge[:, :-width] |= mask[:, :-width] != mask[:, width:]
    edge[:-width] |= mask[:-width] != mask[width:]
    assert 0.002 < edge.mean() < 0.2
    assert drawn[edge].mean() > (190 if width == 1 else 220) and drawn[edge].mean() > plain[edge].mean() + 50
    blocks = edge.reshape(45, 8, 60, 8).any((1, 3))
    near = [np.roll(blocks, (y, x), (0, 1)) for y in range(-3, 4) for x in range(-3, 4)]
    untouched = ~np.kron(np.any(near, 0), np.ones((8, 8), bool))
    assert untouched.mean() > 0.1 and np.abs(drawn - plain)[untouched].max() <= 2


def test_a_legend_in_the_corner(frame, plain, tmp_path):
    drawn = pixels(picture(frame, tmp_path, "--output", "overlay", "--edges", "0", "--legend")[0])
    changed = np.abs(drawn - plain).max(2) > 24
    rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
    assert rows[-1] < 11 * 10 + 16 and columns[-1] < 6 * max(map(len, NAMES)) + 30
    white = (drawn[:112, :90].min(2) > 160).sum()
    assert 300 < white < 3000  # letters, about a fifth of their cells


def colours(image):
    return np.array(image.getpalette()[: 3 * len(NAMES)]).reshape(-1, 3)


def test_palettes(frame, tmp_path):
    own = colours(picture(frame, tmp_path / "own")[0])
    file = tmp_path / "palette.txt"
    file.write_text("# mine\n\nroad 1 2 3\r\n\tcar   254\t010 16\nno such thing 9 9 9\n")
    changed, told = picture(frame, tmp_path / "file", "--palette", file)
    expected = own.copy()
    expected[NAMES.index("road")] = 1, 2, 3
    expected[NAMES.index("car")] = 254, 10, 16
    assert (colours(changed) == expected).all()
    assert "no class 'no such thing'" in told


def lab(linear):
    xyz = linear @ np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]).T
    xyz /= [0.95047, 1, 1.08883]
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1)


# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009
SIGHTS = [
    np.eye(3),
    np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
]


def nearest(palette):
    """The smallest CIELAB distance between two colours, for the kind of sight for which it is smallest."""
    value = palette / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return min(
        np.linalg.norm(a - b)
        for sight in SIGHTS
        for a, b in itertools.combinations(lab(np.clip(linear @ sight.T, 0, 1)), 2)
    )


def test_the_colour_blind_tell_vivid_apart(frame, tmp_path):
    vivid = colours(picture(frame, tmp_path / "vivid", "--palette", "vivid")[0])
    own = colours(picture(frame, tmp_path / "own")[0])
    assert nearest(vivid) > 23 and nearest(own) < 7


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--edges", "17", "--output", "overlay"], 64, "--edges takes a number from 0 to 16"),
        (["--legend"], 64, "drawn on --output overlay"),
        (["--palette", "vivid"], 64, "--palette colours --output overlay"),
        (["--palette", "nowhere.txt", "--output", "overlay"], 66, "nowhere.txt cannot be read: No such file"),
        (["--palette", "{}/wrong.txt", "--output", "overlay"], 65, "line 2: not NAME RED GREEN BLUE"),
        (["--palette", "{}/strange.txt", "--output", "overlay"], 64, "none of the model's classes"),
        (["--palette", "{}/empty.txt", "--output", "overlay"], 64, "none of the model's classes"),
        (["--palette", "{}", "--output", "overlay"], 66, "cannot be read: Is a directory"),
        (["--palette", "/dev/zero", "--output", "overlay"], 65, "in 64 KB at most"),
    ],
)
def test_refused(tmp_path, options, status, words):
    (tmp_path / "wrong.txt").write_bytes(b"road 1 2 3\ncar 1 2 256\n")
    (tmp_path / "strange.txt").write_text("lorry 1 2 3\n")
    (tmp_path / "empty.txt").write_text("")
    result = run(CATSEYE, "run", "--model", MODEL, *[each.format(tmp_path) for each in options])
    assert result.returncode == status, result.stderr
    assert words in one_line(result)
