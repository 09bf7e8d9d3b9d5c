"""`--smooth N`: the vote of the last N frames, against the same in numpy, and what it does to flicker."""

import json

import numpy as np
import pytest

import golden
from programs import CATSEYE, ISAS, MODEL, one_line, run

WIDTH, HEIGHT = 96, 72
RAW = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}"]


def catseye(stdin, *options, model=golden.SMALL, isa=None):
    environment = {"CATSEYE_ISA": isa} if isa else {}
    result = run(CATSEYE, "run", "--model", model, *RAW, *options, stdin=stdin, environment=environment)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def noisy(frames, tmp_path_factory):
    """20 frames of one street with noise on each, then 20 of another."""
    from PIL import Image

    random, shots = np.random.default_rng(3), []
    for index in (2, 20):
        path = tmp_path_factory.mktemp("frame") / "frame.jpg"
        path.write_bytes(frames[index])
        still = np.asarray(Image.open(path).convert("RGB").resize((WIDTH, HEIGHT)), np.float32)
        shots += [(still + random.normal(0, 25, still.shape)).clip(0, 255).astype(np.uint8) for _ in range(20)]
    return np.stack(shots)


def planes(stdin, *options, count=1, **keywords):
    """[frames][count][height][width] at the model's size."""
    bytes_ = np.frombuffer(catseye(stdin, *options, "--output-size", "model", **keywords), np.uint8)
    side = int(round((bytes_.size / len(stdin) * WIDTH * HEIGHT * 3 / count) ** 0.5))
    return bytes_.reshape(-1, count, side, side)


def voted(logits, frames):
    """The masks, and the margins, of float32 [frames][classes][height][width]."""
    lags = np.minimum((logits.max(1, keepdims=True) - logits) * np.float32(16), np.float32(255)).round().astype(np.int64)
    masks, margins = [], []
    for last in range(len(lags)):
        window = lags[max(0, last + 1 - frames):last + 1]
        sums = np.sort(window.sum(0), 0)
        masks.append(window.sum(0).argmin(0))
        lead = sums[1] - sums[0]
        margins.append(np.minimum((2 * lead + len(window)) // (2 * len(window)), 255))
    return np.stack(masks), np.stack(margins)


@pytest.mark.parametrize("last", [2, 5])
def test_masks_are_the_vote(noisy, last):
    stdin = noisy.tobytes()
    logits = np.frombuffer(catseye(stdin, "--output", "logits"), "<f4")
    side = planes(stdin).shape[-1]
    masks, margins = voted(logits.reshape(len(noisy), -1, side, side), last)
    both = planes(stdin, "--smooth", last, "--scores", count=2)
    assert (both[:, 0] == masks).all()
    assert (both[:, 1] == margins).all()
    assert (planes(stdin, "--smooth", last)[:, 0] == masks).all()


def test_every_instruction_set_and_number_of_threads(noisy):
    stdin = noisy[12:28].tobytes()
    made = {catseye(stdin, "--smooth", 3, "--threads", threads, isa=isa) for isa in ISAS for threads in (1, 3)}
    assert len(made) == 1


def test_flicker_falls_by_half_and_the_past_is_forgotten(noisy):
    def changing(masks):
        return (masks[1:] != masks[:-1]).mean()

    model = MODEL
    alone = planes(noisy.tobytes(), model=model)[:, 0]
    smooth = planes(noisy.tobytes(), "--smooth", 5, model=model)[:, 0]
    assert changing(smooth[5:20]) <= changing(alone[5:20]) / 2
    # five frames after the cut nothing is left of the other street
    fresh = planes(noisy[20:].tobytes(), "--smooth", 5, model=model)[:, 0]
    assert (smooth[24:] == fresh[4:]).all() and (smooth[23] != fresh[3]).any()


def test_json_and_overlay_have_the_smooth_mask(noisy):
    stdin = noisy[:6].tobytes()
    masks = np.frombuffer(catseye(stdin, "--smooth", 4), np.uint8).reshape(6, HEIGHT, WIDTH)
    lines = [json.loads(line) for line in catseye(stdin, "--smooth", 4, "--output", "json").splitlines()]
    for line, mask in zip(lines, masks, strict=True):
        assert (np.repeat(line["runs"][0::2], line["runs"][1::2]).reshape(HEIGHT, WIDTH) == mask).all()
    assert catseye(stdin, "--smooth", 4, "--output", "overlay") != catseye(stdin, "--output", "overlay")


@pytest.mark.parametrize("options", [["--smooth", "1"], ["--smooth", "65"], ["--smooth", "4", "--output", "logits"]])
def test_what_does_not_fit_is_refused(options):
    result = run(CATSEYE, "run", "--model", golden.SMALL, *RAW, *options)
    assert result.returncode == 64 and "--smooth" in one_line(result)
