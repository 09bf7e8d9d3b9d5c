"""Every function of catseye.h gives what the program gives, and refuses what it must."""

import ctypes
import hashlib
import threading

import numpy as np
import pytest

import c_interface as c
import glass
import golden
import test_heads as heads
from conftest import CATSEYE, CONVERT, SIZE, run

WIDTH, HEIGHT = SIZE
FRAME = np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


@pytest.fixture(scope="module")
def library(folder):
    return c.load(folder)


@pytest.fixture
def opened(library, models):
    """A model, opened from a file and closed again."""
    error = c.Error()
    model = library.open(str(models[0]).encode(), error)
    assert model and error.status == c.OK and error.message == b""
    yield model
    library.close(model)


def started(library, model, **options):
    error = c.Error()
    assert library.start(model, c.Options(**options), error) == c.OK, error.message


def frame(pixels, form=c.RGB24, stride=0):
    return c.Frame(pixels.ctypes.data, pixels.shape[1], pixels.shape[0], stride, form)


def mask(library, model, picture):
    error = c.Error()
    assert library.run(model, picture, error) == c.OK, error.message
    sizes = library.get_sizes(model)
    return np.ctypeslib.as_array(library.mask(model), (sizes.mask_height, sizes.mask_width)).copy()


def by_the_program(models, *options):
    raw = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}"]
    result = run(CATSEYE, "run", "--model", models[0], *raw, *options, stdin=FRAME.tobytes())
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_mask_and_logits_are_the_programs(library, opened, models):
    started(library, opened, threads=2, logits=1)
    got = mask(library, opened, frame(FRAME))
    assert got.tobytes() == by_the_program(models, "--output-size", "model")
    logits = np.ctypeslib.as_array(library.logits(opened), (library.get_sizes(opened).classes, *got.shape))
    assert logits.tobytes() == by_the_program(models, "--output", "logits")
    large = np.full((HEIGHT, WIDTH + 5), 99, np.uint8)
    error = c.Error()
    assert library.copy_mask(opened, large.ctypes.data, WIDTH, HEIGHT, WIDTH + 5, error) == c.OK
    assert large[:, :WIDTH].tobytes() == by_the_program(models) and (large[:, WIDTH:] == 99).all()


@pytest.mark.parametrize("channels", [1, 4])
def test_frames_of_other_than_three_channels(library, channels, tmp_path):
    """A grey network takes any frame, one of four channels only frames with a fourth byte; the network sees what the program shows it."""
    model = glass.make(tmp_path, 24, 16, channels)
    error = c.Error()
    opened = library.open(str(model).encode(), error)
    assert library.get_sizes(opened).input_channels == channels
    started(library, opened, logits=1)
    rgba = np.random.default_rng(4).integers(0, 256, (30, 50, 4), np.uint8)
    rgb = np.ascontiguousarray(rgba[..., :3])
    for form, name, picture in [(c.RGBA32, "rgba", rgba), (c.BGRA32, "bgra", rgba), (c.RGB24, "rgb24", rgb)]:
        if channels == 4 and name == "rgb24":
            assert library.run(opened, frame(picture, form), error) == c.BAD_ARGUMENT and b"RGBA32" in error.message
            continue
        mask(library, opened, frame(picture, form))
        logits = np.ctypeslib.as_array(library.logits(opened), (max(channels, 2), 16, 24))
        raw = ["--input", name, "--size", "50x30", "--output", "logits"]
        assert logits.tobytes() == run(CATSEYE, "run", "--model", model, *raw, stdin=picture.tobytes()).stdout
    library.close(opened)


def test_masks_of_a_binary_network(library, tmp_path):
    heads.onnx.save(heads.network("sigmoid", -0.2), tmp_path / "net.onnx")
    (tmp_path / "photos").mkdir()
    picture = np.random.default_rng(6).integers(0, 256, (heads.SIZE, heads.SIZE, 3), np.uint8)
    heads.Image.fromarray(picture).save(tmp_path / "photos" / "a.ppm")
    made = ["-o", tmp_path / "net.ceye", "--calibrate", tmp_path / "photos", "--mean", "110,110,110", "--std", "60,60,60"]
    assert run(CONVERT, "quantize", tmp_path / "net.onnx", *made).returncode == 0
    error = c.Error()
    model = library.open(str(tmp_path / "net.ceye").encode(), error)
    assert library.get_sizes(model).classes == 2
    started(library, model)
    got = mask(library, model, frame(picture))
    truth = heads.masks_of("sigmoid", heads.by_onnxruntime(heads.network("sigmoid", -0.2), picture[None]))[0]
    assert 0 < truth.mean() < 1 and (got == truth).mean() > 0.96
    library.close(model)


@pytest.mark.parametrize("threads", [1, 4])
def test_golden_digest(library, threads):
    """The digest of tools/tests/golden.py, by Embedded Swift for x86-64 and through the C interface."""
    error = c.Error()
    model = library.open(str(golden.SMALL).encode(), error)
    started(library, model, threads=threads, logits=1)
    masks, logits = b"", b""
    pictures = np.frombuffer(golden.frames(), np.uint8).reshape(2, golden.HEIGHT, golden.WIDTH, 3)
    for picture in pictures:
        small = mask(library, model, frame(picture))
        large = np.zeros((golden.HEIGHT, golden.WIDTH), np.uint8)
        assert library.copy_mask(model, large.ctypes.data, golden.WIDTH, golden.HEIGHT, 0, error) == c.OK
        masks += large.tobytes()
        logits += np.ctypeslib.as_array(library.logits(model), (library.get_sizes(model).classes, *small.shape)).tobytes()
    library.close(model)
    assert hashlib.sha256(masks + logits).hexdigest() == golden.GOLDEN[golden.SMALL]


@pytest.mark.parametrize("form, order", [(c.RGB24, [0, 1, 2]), (c.BGR24, [2, 1, 0]), (c.RGBA32, [0, 1, 2, 0]), (c.BGRA32, [2, 1, 0, 0])])
@pytest.mark.parametrize("gap", [0, 7])
def test_orders_of_pixels(library, opened, form, order, gap):
    started(library, opened)
    expected = mask(library, opened, frame(FRAME))
    assert len(np.unique(expected)) > 1
    stride = WIDTH * len(order) + gap
    rows = np.zeros((HEIGHT, stride), np.uint8)
    rows[:, : stride - gap] = FRAME[:, :, order].reshape(HEIGHT, -1)
    other = c.Frame(rows.ctypes.data, WIDTH, HEIGHT, stride if gap else 0, form)
    assert (mask(library, opened, other) == expected).all()


def test_grey(library, opened):
    started(library, opened)
    grey = np.ascontiguousarray(FRAME[:, :, 0])
    in_colour = np.repeat(grey[:, :, None], 3, 2)  # it needs a name, because a frame only points to the array
    expected = mask(library, opened, frame(in_colour))
    assert (mask(library, opened, frame(grey, c.GRAY8)) == expected).all()


def test_frames_of_changing_size(library, opened):
    started(library, opened)
    first = mask(library, opened, frame(FRAME))
    half = np.ascontiguousarray(FRAME[: HEIGHT // 2])
    assert (mask(library, opened, frame(half)) != first).any()
    assert (mask(library, opened, frame(FRAME)) == first).all()


def test_arena_of_the_callers_full_of_rubbish(library, opened, models):
    """The mask is the same for a model in memory, and nothing outside of the mask is written."""
    started(library, opened)
    expected = mask(library, opened, frame(FRAME))
    content = models[0].read_bytes()
    error = c.Error()
    model = library.open_memory(content, len(content), error)
    assert model, error.message
    size = library.get_sizes(model).arena_bytes
    memory = np.random.default_rng(1).integers(0, 256, size + 256, np.uint8)
    before = memory.copy()
    skip = -memory.ctypes.data % 64
    started(library, model, threads=3, arena=memory.ctypes.data + skip, arena_bytes=size)
    assert (mask(library, model, frame(FRAME)) == expected).all()
    library.close(model)
    assert (memory[:skip] == before[:skip]).all() and (memory[skip + size :] == before[skip + size :]).all()
    assert (memory != before).any()


def test_description_and_profile(library, opened, models):
    sizes = library.get_sizes(opened)
    item, step = c.Class(), c.Step()
    assert [library.get_class(opened, index, item) for index in [-1, sizes.classes]] == [c.BAD_ARGUMENT] * 2
    assert library.get_class(opened, 0, item) == c.OK and item.name
    assert [library.get_step(opened, index, step) for index in [-1, sizes.steps]] == [c.BAD_ARGUMENT] * 2
    assert library.get_step(opened, 0, step) == c.OK and step.name and not step.kernel and step.gmac > 0
    started(library, opened, profile=1, isa=b"scalar")
    mask(library, opened, frame(FRAME))
    for index in range(sizes.steps):
        assert library.get_step(opened, index, step) == c.OK and step.nanoseconds > 0 and b"scalar" in step.kernel
    assert library.version().decode() in run(CATSEYE, "--version").stdout.decode()


def test_what_is_refused(library, opened, models, tmp_path):
    error = c.Error()

    def refused(result, status=c.BAD_ARGUMENT, model=False):
        assert result is None if model else result == status
        assert error.status == status and error.message and b"\n" not in error.message

    content = models[0].read_bytes()
    refused(library.open(str(tmp_path / ("long" * 60)).encode(), error), c.NO_FILE, True)
    assert len(error.message) == 255  # cut to fit
    refused(library.open(None, error), c.BAD_ARGUMENT, True)
    refused(library.open_memory(None, 5, error), c.BAD_ARGUMENT, True)
    refused(library.open_memory(content, len(content) - 1, error), c.BAD_MODEL, True)
    refused(library.open_memory(content, 0, error), c.BAD_MODEL, True)
    refused(library.run(opened, frame(FRAME), error))
    assert not library.mask(opened) and not library.logits(opened)
    refused(library.copy_mask(opened, FRAME.ctypes.data, 4, 4, 0, error))
    memory = np.zeros(1 << 20, np.uint8)
    aligned = memory.ctypes.data + -memory.ctypes.data % 64
    for options in [
        {"threads": 65}, {"threads": -1}, {"isa": b"neon"}, {"isa": b"x"}, {"arena": aligned, "arena_bytes": 64},
        {"arena": aligned + 4, "arena_bytes": len(memory) - 128},
    ]:
        refused(library.start(opened, c.Options(**options), error))
    started(library, opened)
    refused(library.start(opened, None, error))
    good = frame(FRAME)
    for field, value in [("pixels", None), ("width", 0), ("height", 16385), ("stride", 5), ("format", 9)]:
        bad = c.Frame.from_buffer_copy(good)
        setattr(bad, field, value)
        refused(library.run(opened, bad, error))
    refused(library.run(None, good, error))
    assert not library.logits(opened)  # the options did not ask for them
    assert library.run(opened, good, None) == c.OK  # an error is optional
    library.close(None)


def test_models_at_once_in_threads(library, models):
    """Two networks with their own threads, each run by one of our threads: each gives what it gives alone."""
    error = c.Error()

    def make(path):
        model = library.open(str(path).encode(), error)
        assert model, error.message
        started(library, model, threads=2)
        return model

    handles = [make(path) for path in [models[0], models[1], models[0], models[1]]]
    alone = [mask(library, model, frame(FRAME)) for model in handles]
    wrong = []

    def work(model, expected):
        for _ in range(20):
            if not (mask(library, model, frame(FRAME)) == expected).all():
                wrong.append(model)

    workers = [threading.Thread(target=work, args=pair) for pair in zip(handles, alone)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert wrong == []
    for model in handles:
        library.close(model)


def test_callers_rounding_mode_changes_nothing(library, opened):
    """A caller that rounds upwards, and a frame of a new size, whose filter is computed in that mode."""
    started(library, opened)
    expected = mask(library, opened, frame(FRAME))
    corner = np.ascontiguousarray(FRAME[:40, :50])
    library.run(opened, frame(corner), None)
    mathematics = ctypes.CDLL("libm.so.6")
    upwards = 0x800  # FE_UPWARD on x86
    assert mathematics.fesetround(upwards) == 0
    try:
        got = library.run(opened, frame(FRAME), None)
        kept = mathematics.fegetround()
    finally:
        mathematics.fesetround(0)
    assert got == c.OK and kept == upwards
    sizes = library.get_sizes(opened)
    assert (np.ctypeslib.as_array(library.mask(opened), (sizes.mask_height, sizes.mask_width)) == expected).all()
