"""catseye_segment gives the bytes that `run` gives for the same frame, in every format, however its rows are padded."""

import itertools
import threading

import numpy as np
import pytest

import c_interface as c
import glass
from conftest import CATSEYE, ROOT, build, compiler, run

# c_interface's value, the name for `run --input`, and for each plane how often width and height are halved, and bytes of a sample
FORMATS = {
    "rgb24": (c.RGB24, [(0, 0, 3)]), "bgr24": (c.BGR24, [(0, 0, 3)]), "rgba": (c.RGBA32, [(0, 0, 4)]),
    "bgra": (c.BGRA32, [(0, 0, 4)]), "gray8": (c.GRAY8, [(0, 0, 1)]), "nv12": (c.NV12, [(0, 0, 1), (1, 1, 2)]),
    "nv21": (c.NV21, [(0, 0, 1), (1, 1, 2)]), "yuv420p": (c.I420, [(0, 0, 1), (1, 1, 1), (1, 1, 1)]),
    "yuyv422": (c.YUYV, [(1, 0, 4)]), "uyvy422": (c.UYVY, [(1, 0, 4)]),
}
YUV = ["nv12", "nv21", "yuv420p", "yuyv422", "uyvy422", "gray8"]


@pytest.fixture(scope="module")
def library(folder):
    return c.load(folder)


def planes(name, width, height, seed=5):
    """Noise for each plane, [rows][bytes]."""
    random = np.random.default_rng(seed)
    halves = lambda side, times: (side + times) >> times  # noqa: E731
    return [
        random.integers(0, 256, (halves(height, down), halves(width, across) * count), np.uint8)
        for across, down, count in FORMATS[name][1]
    ]


def padded(plane, gap):
    rows = np.full((plane.shape[0], plane.shape[1] + gap), 213, np.uint8)
    rows[:, : plane.shape[1]] = plane
    return rows


class Opened:
    """A started model, and the arrays of its last frame."""

    def __init__(self, library, path, **setup):
        self.calls, self.error = library, c.Error()
        self.model = library.open(str(path).encode(), self.error)
        assert self.model, self.error.message
        assert library.start_with(self.model, c.Setup(**setup), self.error) == c.OK, self.error.message
        self.sizes = library.get_sizes(self.model)

    def segment(self, name, width, height, parts, **fields):
        image = c.Image(width=width, height=height, format=FORMATS[name][0], **fields)
        for index, part in enumerate(parts):
            image.planes[index], image.strides[index] = part.ctypes.data, part.shape[1]
        result = c.Result()
        assert self.calls.segment(self.model, image, result, self.error) == c.OK, self.error.message
        return result

    def plane(self, kind, width, height, gap=0):
        out = np.full((height, width + gap), 99, np.uint8)
        stride = width + gap if gap else 0
        got = self.calls.copy_plane(self.model, kind, out.ctypes.data, out.size, stride, self.error)
        assert got == c.OK, self.error.message
        assert (out[:, width:] == 99).all()
        return out[:, :width].tobytes()

    def close(self):
        self.calls.close(self.model)


@pytest.fixture
def opened(library, models):
    made = Opened(library, models[0], scores=1)
    yield made
    made.close()


def program(model, name, width, height, parts, *options):
    raw = ["--input", name, "--size", f"{width}x{height}"]
    result = run(CATSEYE, "run", "--model", model, *raw, *options, stdin=b"".join(part.tobytes() for part in parts))
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", FORMATS)
def test_masks_and_scores_are_the_programs(opened, models, name):
    for (width, height), gap in itertools.product([(40, 30), (51, 33), (1, 1), (33, 2)], [0, 13]):
        parts = planes(name, width, height)
        result = opened.segment(name, width, height, [padded(part, gap) for part in parts])
        expected = program(models[0], name, width, height, parts, "--scores")
        assert opened.plane(c.MASK, width, height, gap) == expected[: width * height], (width, height, gap)
        assert opened.plane(c.SCORES, width, height, gap) == expected[width * height :], (width, height, gap)
        small = (opened.sizes.mask_height, opened.sizes.mask_width)
        mask = np.ctypeslib.as_array(result.mask, small)
        assert mask.tobytes() == program(models[0], name, width, height, parts, "--output-size", "model")


@pytest.mark.parametrize("name", YUV)
def test_ranges_and_matrices(library, name, tmp_path):
    """Through a looking glass: the logits are what the network sees."""
    model = glass.make(tmp_path, 24, 16)
    opened = Opened(library, model, logits=1)
    parts = planes(name, 37, 21)
    for (value, how), (number, matrix) in itertools.product(enumerate(["limited", "full"], 1), enumerate(["bt601", "bt709"], 1)):
        opened.segment(name, 37, 21, parts, range=value, matrix=number)
        logits = np.ctypeslib.as_array(library.logits(opened.model), (3, 16, 24))
        options = ["--range", how, "--matrix", matrix, "--output", "logits"]
        assert logits.tobytes() == program(model, name, 37, 21, parts, *options)
    opened.close()


@pytest.mark.parametrize("name", ["nv12", "yuyv422", "rgb24"])
@pytest.mark.parametrize("number, fit", list(enumerate(["stretch", "crop", "letterbox"])))
def test_fits(opened, models, name, number, fit):
    for width, height in [(61, 20), (21, 50)]:
        parts = planes(name, width, height)
        opened.segment(name, width, height, parts, fit=number)
        expected = program(models[0], name, width, height, parts, "--fit", fit, "--scores")
        assert opened.plane(c.MASK, width, height) + opened.plane(c.SCORES, width, height) == expected


def test_a_region_is_a_frame_of_its_own(opened, models):
    """The program's result for the part, and 255 and 0 outside of it."""
    frame = planes("rgb24", 60, 44)[0]
    for x, y, width, height in [(0, 0, 60, 44), (5, 7, 31, 18), (59, 43, 1, 1), (6, 8, 31, 18)]:
        for number, fit in enumerate(["stretch", "crop", "letterbox"]):
            cut = np.ascontiguousarray(frame.reshape(44, 60, 3)[y : y + height, x : x + width])
            alone = program(models[0], "rgb24", width, height, [cut], "--fit", fit, "--scores")
            opened.segment("rgb24", 60, 44, [frame], fit=number, region=c.Region(x, y, width, height))
            for kind, outside in [(c.MASK, 255), (c.SCORES, 0)]:
                expected = np.full((44, 60), outside, np.uint8)
                part = alone[kind * width * height :][: width * height]
                expected[y : y + height, x : x + width] = np.frombuffer(part, np.uint8).reshape(height, width)
                assert opened.plane(kind, 60, 44) == expected.tobytes(), (x, y, fit)


def test_tags_and_times_come_back(opened):
    parts = planes("nv12", 40, 30)
    for tag, time in [(0, 0), (2**64 - 1, -(2**63)), (77, 2**63 - 1)]:
        result = opened.segment("nv12", 40, 30, parts, tag=tag, capture_time=time)
        assert (result.tag, result.capture_time) == (tag, time)
        assert result.computing > 0 and result.preparing > 0


def test_a_fourth_channel(library, tmp_path):
    model = glass.make(tmp_path, 24, 16, 4)
    opened = Opened(library, model, logits=1)
    for name in ["rgba", "bgra"]:
        parts = planes(name, 50, 30)
        opened.segment(name, 50, 30, [padded(part, 9) for part in parts])
        logits = np.ctypeslib.as_array(library.logits(opened.model), (4, 16, 24))
        assert logits.tobytes() == program(model, name, 50, 30, parts, "--output", "logits")
    image = c.Image(width=4, height=4, format=c.NV12)
    image.planes[0] = image.planes[1] = parts[0].ctypes.data
    assert library.segment(opened.model, image, None, opened.error) == c.BAD_ARGUMENT and b"RGBA32" in opened.error.message
    opened.close()


def test_models_on_one_pool(library, models):
    """Four models on one pool, each run by one of our threads: each gives what it gives alone, and waits for its turn."""
    error = c.Error()
    pool = library.pool_create(2, error)
    assert pool, error.message
    alone = [Opened(library, path, threads=1) for path in models[:2]]
    shared = [Opened(library, path, pool=pool) for path in models[:2] * 2]
    library.pool_destroy(pool)  # the models keep its threads
    parts = planes("nv12", 80, 60)
    expected = []
    for one in alone:
        one.segment("nv12", 80, 60, parts)
        expected.append(one.plane(c.MASK, 80, 60))
    wrong, waited = [], []

    def work(one, want):
        for _ in range(30):
            waited.append(one.segment("nv12", 80, 60, parts).waiting)
            if one.plane(c.MASK, 80, 60) != want:
                wrong.append(one)

    workers = [threading.Thread(target=work, args=pair) for pair in zip(shared, expected * 2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert wrong == [] and max(waited) > 0
    for one in alone + shared:
        one.close()
    assert library.pool_create(65, error) is None and error.status == c.BAD_ARGUMENT
    library.pool_destroy(None)


@pytest.mark.parametrize("threads", [1, 3])
def test_nothing_is_allocated_for_a_frame(models, tmp_path, threads):
    """The allocator is not called once while the region moves; the calls at the start show that it is counted."""
    library = ROOT / "dist" / "x86_64"
    source = ROOT / "tools" / "board_tests" / "allocations.c"
    build([compiler("x86_64-linux-gnu-gcc"), "-O1", source, f"-I{library}", library / "libcatseye.a", "-lpthread", "-lm", "-o", tmp_path / "count"])
    result = run(tmp_path / "count", models[0], threads)
    assert result.returncode == 0, result.stderr
    assert result.stdout == b"0 1\n"
