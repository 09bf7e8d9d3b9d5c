"""Model: the program's masks, whatever the array's layout; what is refused; threads."""

import gc
import json
import os
import pickle
import subprocess
import sys
import threading

import numpy as np
import pytest

import catseye
from catseye._frames import frame_of
from conftest import program


def by_program(path, picture, form, *options):
    height, width = picture.shape[:2]
    raw = ["--input", form, "--size", f"{width}x{height}"]
    return program("catseye", "run", "--model", path, *raw, *options, stdin=np.ascontiguousarray(picture).tobytes())


def test_masks_are_the_programs(model, path, photos):
    picture = photos[0]
    mask = model.segment(picture)
    assert mask.dtype == np.uint8 and mask.shape == picture.shape[:2] and model.seconds > 0
    assert mask.tobytes() == by_program(path, picture, "rgb24")
    assert model.segment(picture, size="model").tobytes() == by_program(path, picture, "rgb24", "--output-size", "model")
    assert model.logits.tobytes() == by_program(path, picture, "rgb24", "--output", "logits")
    assert model.logits.argmax(0).astype(np.uint8).tobytes() == model.segment(picture, size="model").tobytes()
    assert model.segment(picture, size=(7, 5)).shape == (5, 7)
    grey = picture[..., 1]
    assert model.segment(grey).tobytes() == by_program(path, grey, "gray8")
    assert model.segment(grey[..., None]).tobytes() == model.segment(grey).tobytes()


def test_layouts(model, photos):
    """Every array of the same pixels has the same mask, and is copied only where rows are not whole."""
    picture = photos[1]
    expected = model.segment(picture).tobytes()
    wide = np.zeros((50, 80, 3), np.uint8)
    wide[3:47, 5:65] = picture
    fourth = np.dstack([picture, np.full(picture.shape[:2], 9, np.uint8)])
    for same, order, is_copied in [
        (picture[..., ::-1].copy(), "bgr", False),
        (picture[..., ::-1].copy()[..., ::-1], "rgb", True),
        (wide[3:47, 5:65], "rgb", False),
        (np.flipud(np.flipud(picture).copy()), "rgb", True),
        (np.asfortranarray(picture), "rgb", True),
        (np.repeat(picture, 2, 1)[:, ::2], "rgb", True),
        (fourth, "rgb", False),
        (fourth[..., [2, 1, 0, 3]].copy(), "bgr", False),
    ]:
        assert model.segment(same, order=order).tobytes() == expected
        frame, array = frame_of(same, order)
        assert (array.ctypes.data != same.ctypes.data) == is_copied and frame.pixels == array.ctypes.data
    read_only = picture.copy()
    read_only.flags.writeable = False
    assert model.segment(read_only).tobytes() == expected


def test_pillow(model, photos):
    image = pytest.importorskip("PIL.Image").fromarray(photos[2])
    assert (model.segment(image) == model.segment(photos[2])).all()


def test_out(model, photos):
    picture = photos[0]
    expected = model.segment(picture)
    large = np.full((60, 90), 77, np.uint8)
    view = large[2:46, 4:64]
    assert model.segment(picture, out=view) is view
    assert (view == expected).all() and (large[:2] == 77).all() and (large[:, 64:] == 77).all()
    for wrong in (np.zeros((44, 59), np.uint8), np.zeros((44, 60), np.int8), np.zeros((60, 44), np.uint8).T):
        with pytest.raises(ValueError, match="out"):
            model.segment(picture, out=wrong)
    locked = np.zeros((44, 60), np.uint8)
    locked.flags.writeable = False
    with pytest.raises(ValueError, match="writeable"):
        model.segment(picture, out=locked)


@pytest.mark.parametrize(
    ("picture", "error", "words"),
    [
        (np.zeros((4, 4, 3), np.float32), TypeError, "uint8"),
        (np.zeros((4, 4, 2), np.uint8), ValueError, "height, width"),
        (np.zeros((4,), np.uint8), ValueError, "height, width"),
        (np.zeros((0, 4, 3), np.uint8), ValueError, "each side"),
        (np.zeros((1, 20000, 3), np.uint8), ValueError, "each side"),
        (None, TypeError, "uint8"),
        ("photo.jpg", TypeError, "uint8"),
    ],
)
def test_pictures_that_are_none(model, picture, error, words):
    with pytest.raises(error, match=words):
        model.segment(picture)


def test_arguments(model, path, photos):
    for options, words in [({"order": "grb"}, "order"), ({"size": "large"}, "size"), ({"size": (0, 4)}, "size"), ({"size": (1,)}, "size")]:
        with pytest.raises(ValueError, match=words):
            model.segment(photos[0], **options)
    for options, words in [({"threads": 65}, "threads"), ({"threads": -1}, "threads"), ({"isa": "avx9"}, "avx9")]:
        with pytest.raises(ValueError, match=words):
            catseye.Model(path, **options)
    with catseye.Model(path) as plain, pytest.raises(ValueError, match="logits=True"):
        plain.logits


def test_files(tmp_path, path):
    with pytest.raises(FileNotFoundError, match="nowhere.ceye"):
        catseye.Model(tmp_path / "nowhere.ceye")
    broken = tmp_path / "broken.ceye"
    broken.write_bytes(path.read_bytes()[:-3])
    for text in (str(broken), broken, os.fsencode(broken).decode()):
        with pytest.raises(catseye.ModelError):
            catseye.Model(text)
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
    with pytest.raises(ValueError, match="no frame"):
        catseye.Model(path, logits=True).logits
    model.close()
    model.close()
    for use in (lambda: model.segment(photos[0]), lambda: model.steps):
        with pytest.raises(ValueError, match="is closed"):
            use()
    with pytest.raises((TypeError, pickle.PicklingError)):
        pickle.dumps(model)


def test_threads_share_a_model(path, photos):
    """Frames of several threads do not mix, and other models run beside."""
    with catseye.Model(path) as shared:
        expected = [shared.segment(photo).tobytes() for photo in photos]
        wrong = []

        def work(first):
            with catseye.Model(path, threads=2) as own:
                for index in range(40):
                    which = (first + index) % len(photos)
                    for model in (shared, own):
                        if model.segment(photos[which]).tobytes() != expected[which]:
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
    """A model that is never closed does not trouble the interpreter's end."""
    code = f"import catseye; model = catseye.Model({str(path)!r}); print(len(model.classes))"
    result = subprocess.run([sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, check=True)
    assert result.stderr == "" and int(result.stdout) > 1
