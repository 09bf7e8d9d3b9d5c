"""Model gives the program's masks and scores, whatever the array's layout; refusals; threads."""

import gc
import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

import catseye
from conftest import program


def by_program(path, picture, form, *options):
    height, width = picture.shape[:2]
    raw = ["--input", form, "--size", f"{width}x{height}"]
    return program("catseye", "run", "--model", path, *raw, *options, stdin=np.ascontiguousarray(picture).tobytes())


def test_masks_are_the_programs(model, path, photos):
    picture = photos[0]
    seen = model.segment(picture, tag=2**64 - 1, capture_time=-5)
    assert seen.mask.dtype == np.uint8 and seen.mask.shape == picture.shape[:2] and seen.computing > 0
    assert (seen.tag, seen.capture_time) == (2**64 - 1, -5)
    assert seen.mask.tobytes() + seen.scores.tobytes() == by_program(path, picture, "rgb24", "--scores")
    assert model.logits().tobytes() == by_program(path, picture, "rgb24", "--output", "logits")
    assert model.logits().shape == (len(model.classes), *model.mask_size[::-1])
    grey = picture[..., 1]
    for same in (grey, grey[..., None]):
        assert model.segment(same).mask.tobytes() == by_program(path, grey, "gray8")


def test_fits_and_regions(model, path, photos):
    picture = photos[3]
    for fit in ("crop", "letterbox"):
        assert model.segment(picture, fit=fit).mask.tobytes() == by_program(path, picture, "rgb24", "--fit", fit)
    part = model.segment(picture, region=(4, 3, 20, 19)).mask
    assert (part[3:22, 4:24] == model.segment(picture[3:22, 4:24]).mask).all() and part[0, 0] == 255


@pytest.mark.parametrize("form", ["nv12", "yuv420p", "yuyv422"])
def test_planes_of_a_camera(model, path, form):
    """Rows that a camera pads to 64 bytes are read where they are."""
    width, height = 50, 34
    random = np.random.default_rng(5)
    shapes = {"nv12": [(34, 50), (17, 50)], "yuv420p": [(34, 50), (17, 25), (17, 25)], "yuyv422": [(34, 100)]}[form]
    padded = [random.integers(0, 256, (rows, 128), np.uint8) for rows, _ in shapes]
    planes = [plane[:, :count] for plane, (_, count) in zip(padded, shapes)]
    seen = model.segment(planes, format=form, size=(width, height), range="full", matrix="bt709")
    raw = ["--input", form, "--size", f"{width}x{height}", "--range", "full", "--matrix", "bt709"]
    stream = b"".join(plane.tobytes() for plane in planes)
    assert seen.mask.tobytes() == program("catseye", "run", "--model", path, *raw, stdin=stream)


def test_layouts(model, photos):
    """Every array with the same pixels gives the same mask."""
    picture = photos[1]
    expected = model.segment(picture).mask.tobytes()
    wide = np.zeros((50, 80, 3), np.uint8)
    wide[3:47, 5:65] = picture
    fourth = np.dstack([picture, np.full(picture.shape[:2], 9, np.uint8)])
    read_only = picture.copy()
    read_only.flags.writeable = False
    for same, form in [
        (picture[..., ::-1].copy(), "bgr24"), (picture[..., ::-1].copy()[..., ::-1], None), (wide[3:47, 5:65], None),
        (np.flipud(np.flipud(picture).copy()), None), (np.fliplr(np.fliplr(picture).copy()), None), (np.asfortranarray(picture), None),
        (np.repeat(picture, 2, 1)[:, ::2], None), (fourth, None), (fourth[..., [2, 1, 0, 3]].copy(), "bgra"), (read_only, None),
    ]:  # fmt: skip
        assert model.segment(same, format=form).mask.tobytes() == expected


def test_pillow(model, photos):
    image = pytest.importorskip("PIL.Image").fromarray(photos[2])
    assert (model.segment(image).mask == model.segment(photos[2]).mask).all()


@pytest.mark.parametrize(
    ("picture", "options", "words"),
    [
        (np.zeros((4, 4, 3), np.float32), {}, "uint8"),
        (np.zeros((4, 4, 2), np.uint8), {}, "height, width"),
        (np.zeros((4,), np.uint8), {}, "height, width"),
        (np.zeros((0, 4, 3), np.uint8), {}, ""),
        (np.zeros((1, 20000, 3), np.uint8), {}, "16384"),
        (None, {}, "height, width"),
        ("photo.jpg", {}, "height, width"),
        (np.zeros((4, 4, 3), np.uint8), {"format": "grb"}, "format is one of"),
        (np.zeros((4, 4, 3), np.uint8), {"fit": "squeeze"}, "fit is one of"),
        (np.zeros((4, 4, 3), np.uint8), {"range": "some"}, "range is one of"),
        (np.zeros((4, 4, 3), np.uint8), {"region": (0, 0, 9, 9)}, "region"),
        ([np.zeros((4, 4), np.uint8)], {"format": "nv12", "size": (4, 4)}, "planes"),
        ([np.zeros((4, 4), np.uint8), np.zeros((1, 4), np.uint8)], {"format": "nv12", "size": (4, 4)}, "rows"),
        ([np.zeros((4, 8), np.uint8)], {"format": "yuyv422"}, "needs its size"),
    ],
)
def test_frames_that_are_none(model, picture, options, words):
    with pytest.raises(ValueError, match=words):
        model.segment(picture, **options)


def test_arguments(path, tmp_path):
    for options, words in [({"threads": 65}, "threads"), ({"threads": -1}, "threads"), ({"isa": "avx9"}, "avx9")]:
        with pytest.raises(ValueError, match=words):
            catseye.Model(path, **options)
    with catseye.Model(path) as plain:
        assert plain.segment(np.zeros((4, 4, 3), np.uint8)).scores is None
        with pytest.raises(ValueError, match="logits=True"):
            plain.logits()
    with pytest.raises(FileNotFoundError, match="nowhere.ceye"):
        catseye.Model(tmp_path / "nowhere.ceye")
    broken = tmp_path / "broken.ceye"
    broken.write_bytes(path.read_bytes()[:-3])
    for name in (str(broken), broken):
        with pytest.raises(catseye.ModelError):
            catseye.Model(name)
    assert issubclass(catseye.ModelError, ValueError) and issubclass(catseye.ModelError, catseye.CatseyeError)


def test_what_it_tells(model, path):
    known = json.loads(program("catseye", "info", "--model", path, "--json"))
    assert model.input_size == (known["input"]["width"], known["input"]["height"])
    assert [entry.name for entry in model.classes] == [entry["name"] for entry in known["classes"]]
    assert len(model.steps) == len(known["steps"])
    assert model.palette.shape == (256, 3) and tuple(model.palette[1]) == model.classes[1].colour
    assert not model.is_multilabel and str(path) in repr(model) and "closed" not in repr(model)
    with catseye.Model(path, profile=True, isa="scalar") as timed:
        timed.segment(np.zeros((8, 8, 3), np.uint8))
        assert all(step.seconds > 0 and step.kernel for step in timed.steps) and sum(step.gmac for step in timed.steps) > 0
    assert "closed" in repr(timed)


def test_closed(path, photos):
    model = catseye.Model(path)
    model.close()
    model.close()
    for use in (lambda: model.segment(photos[0]), lambda: model.steps, model.logits):
        with pytest.raises(ValueError, match="is closed"):
            use()


def test_threads_share_models_and_models_a_pool(path, photos):
    """Frames of several threads do not mix, and other models run at the same time, with their own threads or with shared ones."""
    pool = catseye.Pool(2)
    with catseye.Model(path) as shared:
        expected = [shared.segment(photo).mask.tobytes() for photo in photos]
        wrong = []

        def work(first):
            with catseye.Model(path, threads=2) as own, catseye.Model(path, pool=pool) as pooled:
                for index in range(30):
                    which = (first + index) % len(photos)
                    for model in (shared, own, pooled):
                        if model.segment(photos[which]).mask.tobytes() != expected[which]:
                            wrong.append(which)

        threads = [threading.Thread(target=work, args=(first,)) for first in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong


def test_memory_is_given_back(path):
    def resident():
        gc.collect()
        return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    for _ in range(20):
        catseye.Model(path, threads=2)
    before = resident()
    for _ in range(100):
        catseye.Model(path, threads=2)
    assert resident() - before < 4 << 20


def test_the_end_of_python_is_quiet(path):
    """A model that is never closed does not disturb the interpreter's end."""
    code = f"import catseye; model = catseye.Model({str(path)!r}); print(len(model.classes))"
    result = subprocess.run([sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, check=True)
    assert result.stderr == "" and int(result.stdout) > 1
