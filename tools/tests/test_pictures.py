"""Pictures by their names: masks and overlays as files, upright whatever EXIF says, compared with Pillow."""

import io
import shutil

import numpy as np
import pytest
from PIL import Image, ImageOps

import glass
from programs import CATSEYE, MODEL, one_line, run

WIDTH, HEIGHT = 48, 32


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return glass.make(tmp_path_factory.mktemp("glass"), WIDTH, HEIGHT)


def save(path, orientation=None, size=(WIDTH, HEIGHT), seed=1):
    coarse = np.random.default_rng(seed).integers(0, 256, (4, 5, 3), np.uint8)
    picture = Image.fromarray(coarse).resize(size, Image.BICUBIC)
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    picture.save(path, quality=95, exif=exif)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright(model, tmp_path, orientation):
    """The mask is that of the picture as Pillow turns it, and has its size."""
    save(tmp_path / "a.jpg", orientation, (40, 28))
    result = run(CATSEYE, "run", "--model", model, tmp_path / "a.jpg", "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    mask = Image.open(tmp_path / "out" / "a.png")
    upright = ImageOps.exif_transpose(Image.open(tmp_path / "a.jpg")).convert("RGB")
    assert mask.size == upright.size == ((28, 40) if orientation >= 5 else (40, 28))
    raw = ["--input", "rgb24", "--size", f"{upright.width}x{upright.height}"]
    expected = run(CATSEYE, "run", "--model", model, *raw, stdin=upright.tobytes()).stdout
    assert mask.tobytes() == expected


def test_folder_as_stream(tmp_path, frames):
    """PNG and PGM have the stream's masks, the palette has the classes' colours, and overlays are the stream's JPEGs."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for index in range(3):
        (folder / f"{index}.jpg").write_bytes(frames[index])
    (folder / "notes.txt").write_text("no picture")
    stream = b"".join(frames[:3])
    masks = run(CATSEYE, "run", "--model", MODEL, stdin=stream).stdout
    for options, ending in (([], "png"), (["--output-format", "pgm"], "pgm")):
        result = run(CATSEYE, "run", "--model", MODEL, *options, folder, "-o", tmp_path / ending)
        assert result.returncode == 0, result.stderr
        written = [Image.open(tmp_path / ending / f"{index}.{ending}") for index in range(3)]
        assert b"".join(image.tobytes() for image in written) == masks
    assert written[0].size == (480, 360) and sorted(path.name for path in (tmp_path / "png").iterdir()) == ["0.png", "1.png", "2.png"]
    assert (tmp_path / "png" / "0.png").stat().st_size < 480 * 360 / 4
    palette = Image.open(tmp_path / "png" / "0.png").getpalette()
    assert len({tuple(palette[3 * index : 3 * index + 3]) for index in range(11)}) == 11
    overlays = run(CATSEYE, "run", "--model", MODEL, "--output", "overlay", stdin=stream).stdout
    result = run(CATSEYE, "run", "--model", MODEL, "--output", "overlay", folder, "-o", tmp_path / "jpg")
    assert result.returncode == 0, result.stderr
    assert b"".join((tmp_path / "jpg" / f"{index}.jpg").read_bytes() for index in range(3)) == overlays


@pytest.mark.parametrize("shape", ["zeros", "noise", "runs"])
def test_png_of_any_mask(tmp_path, shape):
    """A looking glass whose mask is the largest channel of a picture, with odd sizes."""
    model = glass.make(tmp_path, 37, 29)
    rgb = np.zeros((29, 37, 3), np.uint8)
    if shape == "noise":
        rgb = np.random.default_rng(1).integers(0, 256, rgb.shape, np.uint8)
    if shape == "runs":
        rgb[..., 1] = np.arange(37)[None, :] // 9 * 60
    out = io.BytesIO()
    Image.fromarray(rgb).resize((1300, 700), Image.NEAREST).save(out, "JPEG", quality=95)
    (tmp_path / "a.jpg").write_bytes(out.getvalue())
    assert run(CATSEYE, "run", "--model", model, tmp_path / "a.jpg", "-o", tmp_path / "out").returncode == 0
    expected = run(CATSEYE, "run", "--model", model, stdin=out.getvalue()).stdout
    assert Image.open(tmp_path / "out" / "a.png").tobytes() == expected


def test_what_cannot_be_read(model, tmp_path):
    save(tmp_path / "good.jpg")
    Image.open(tmp_path / "good.jpg").save(tmp_path / "png.jpg", "PNG")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "good.jpg").read_bytes()[:-200])
    out = ["-o", tmp_path / "out"]
    result = run(CATSEYE, "run", "--model", model, tmp_path, *out)
    assert result.returncode == 0 and [path.name for path in (tmp_path / "out").iterdir()] == ["good.png"]
    told = result.stderr.decode()
    assert "cut.jpg: " in told and "it is PNG" in told
    alone = run(CATSEYE, "run", "--model", model, tmp_path / "cut.jpg", *out)
    assert alone.returncode == 65
    missing = run(CATSEYE, "run", "--model", model, tmp_path / "no.jpg", *out)
    assert missing.returncode == 66 and "no.jpg" in one_line(missing)
    empty = tmp_path / "empty"
    empty.mkdir()
    nothing = run(CATSEYE, "run", "--model", model, empty, *out)
    assert nothing.returncode == 66 and "empty" in one_line(nothing)
    for words in ([tmp_path / "good.jpg"], [tmp_path / "good.jpg", "--input", "y4m", *out], out,
                  [tmp_path / "good.jpg", tmp_path / "good.jpg", *out], [tmp_path / "good.jpg", "--output", "json", *out]):
        wrong = run(CATSEYE, "run", "--model", model, *words)
        assert wrong.returncode == 64 and one_line(wrong)
    lost = run(CATSEYE, "run", "--model", model, tmp_path / "good.jpg", "-o", tmp_path / "cut.jpg" / "out")
    assert lost.returncode == 74 and one_line(lost)


def test_own_folder_is_refused(model, tmp_path):
    """Outputs never overwrite photos, however the folder is spelled."""
    folder = tmp_path / "pics"
    folder.mkdir()
    save(folder / "a.jpg")
    before = (folder / "a.jpg").read_bytes()
    (tmp_path / "link").symlink_to(folder)
    for place in (folder, f"{folder}/.", tmp_path / "link", f"{folder}/../pics"):
        for named in (folder, folder / "a.jpg"):
            result = run(CATSEYE, "run", "--model", model, named, "-o", place, "--output", "overlay")
            assert result.returncode == 64 and "name another folder" in one_line(result), result.stderr
    assert (folder / "a.jpg").read_bytes() == before and [each.name for each in folder.iterdir()] == ["a.jpg"]


def test_folders_of_outputs(model, tmp_path):
    save(tmp_path / "a.jpg")
    (tmp_path / "there.txt").write_text("")
    for place, words in (("there.txt", "a file's name"), ("out.png", "a file's name"), ("there.txt/b", "Not a directory")):
        result = run(CATSEYE, "run", "--model", model, tmp_path / "a.jpg", "-o", tmp_path / place)
        assert result.returncode in (64, 74) and words in one_line(result)
    result = run(CATSEYE, "run", "--model", model, tmp_path / "a.jpg", "-o", tmp_path / "deep" / "er" / "est")
    assert result.returncode == 0 and (tmp_path / "deep" / "er" / "est" / "a.png").exists()
    assert "outputs of 1 picture are in" in one_line(result)


def test_what_a_folder_holds_besides(model, tmp_path):
    folder = tmp_path / "mixed"
    (folder / "sub").mkdir(parents=True)
    save(folder / "a.jpg")
    (folder / "b.png").write_text("")
    (folder / "c.txt").write_text("")
    result = run(CATSEYE, "run", "--model", model, folder, "-o", tmp_path / "out")
    assert result.returncode == 0 and f"3 other entries of {folder} left out" in result.stderr.decode()


def test_models_by_their_names(tmp_path):
    """A name without a slash is looked for where the program is installed; a model in the place of a picture is reported."""
    home = tmp_path / "usr"
    (home / "bin").mkdir(parents=True)
    (home / "share" / "catseye").mkdir(parents=True)
    shutil.copy(CATSEYE, home / "bin" / "catseye")
    shutil.copy(MODEL, home / "share" / "catseye" / "city.ceye")
    assert run(home / "bin" / "catseye", "info", "--model", "city").returncode == 0
    assert run(home / "bin" / "catseye", "info", "--model", "village").returncode == 66
    for words in (["run", MODEL], ["info", MODEL], ["bench", MODEL]):
        result = run(CATSEYE, *words)
        assert result.returncode == 64 and f"give it as --model {MODEL}" in one_line(result)
    network = tmp_path / "net.onnx"
    network.write_bytes(b"no model at all, " * 99)
    assert "catseye-convert quantize" in one_line(run(CATSEYE, "info", "--model", network))
