"""What the programs do with good and bad input: bytes, exit statuses, and one clear line."""

import json
import random
import shutil
import subprocess

import numpy as np
import pytest

from programs import CATSEYE, CONVERT, ISAS, MODEL, ROOT, WEIGHTS, one_line, run

PIXELS = 480 * 360


def masks(stdin, *options, environment=None):
    result = run(CATSEYE, "run", "--model", MODEL, *options, stdin=stdin, environment=environment)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_mask_a_frame(stream, frames):
    out = masks(stream)
    assert len(frames) == 24
    assert len(out) == 24 * PIXELS
    assert set(out) <= set(range(11))


def test_masks_of_scenes_are_right(scenes, stream):
    """The shipped model was trained on scenes like these, but not on these: most pixels are right."""
    out = np.frombuffer(masks(stream), np.uint8).reshape(24, PIXELS)
    labels = sorted((scenes / "labels").iterdir())
    truth = np.stack([np.frombuffer(path.read_bytes()[-PIXELS:], np.uint8) for path in labels])
    known = truth != 255
    assert (out == truth)[known].mean() > 0.85


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("threads", [1, 3])
def test_instruction_sets_and_threads_change_no_byte(frames, isa, threads):
    few = b"".join(frames[:2])
    assert masks(few, "--threads", threads, environment={"CATSEYE_ISA": isa}) == masks(few)


def test_raw_frames_at_the_models_size():
    pixels = random.Random(1).randbytes(3 * 256 * 256 * 3)
    out = masks(pixels, "--input", "rgb24", "--size", "256x256")
    assert len(out) == 3 * 256 * 256


def test_overlay_is_a_stream_of_jpegs(frames):
    out = masks(b"".join(frames[:3]), "--output", "overlay", "--output-format", "mjpeg")
    assert out.count(b"\xff\xd8\xff") == 3
    assert out.endswith(b"\xff\xd9")


@pytest.mark.parametrize("output", ["mask", "overlay", "logits"])
def test_no_allocation_in_a_frame(frames, output):
    """Decoding and encoding are included. The first frame may place its buffers, so many frames follow it."""
    result = run(CATSEYE, "run", "--model", MODEL, "--output", output, "--stats", "json", stdin=b"".join(frames[:6]))
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stderr)["allocations_per_frame"] == 0


def test_logits_have_the_masks_arg_max(frames):
    logits = masks(frames[0], "--output", "logits")
    mask = masks(frames[0], "--output-size", "model")
    planes = np.frombuffer(logits, "<f4").reshape(11, -1)
    assert (planes.argmax(0) == np.frombuffer(mask, np.uint8)).all()


def test_empty_stream():
    result = run(CATSEYE, "run", "--model", MODEL)
    assert result.returncode == 66
    one_line(result)


def test_no_good_frame(frames):
    for stdin in [b"this is no picture at all" * 100, frames[0][:5000]]:
        result = run(CATSEYE, "run", "--model", MODEL, stdin=stdin)
        assert result.returncode == 65, result.stderr
        assert result.stdout == b""


@pytest.mark.parametrize("cut", [2, 30, 300, 700, 5000, -3])
def test_truncated_jpeg_in_the_middle(frames, cut):
    """The frame is skipped, counted and reported; no other frame is lost or changed."""
    good = masks(frames[0] + frames[2])
    result = run(CATSEYE, "run", "--model", MODEL, "--stats", "json", stdin=frames[0] + frames[1][:cut] + frames[2])
    assert result.returncode == 0
    assert result.stdout == good
    told = [line for line in result.stderr.decode().splitlines() if line.startswith("catseye: ")]
    assert len(told) == 1, result.stderr
    stats = json.loads(result.stderr.decode().splitlines()[-1])
    assert stats["frames"] == 2 and stats["corrupt"] == 1


def test_repeat_keeps_masks_paired_with_frames(frames):
    good = masks(frames[0] + frames[2])
    out = masks(frames[0] + frames[1][:5000] + frames[2], "--on-corrupt", "repeat")
    assert out == good[:PIXELS] + good[:PIXELS] + good[PIXELS:]


def test_model_cut_at_a_hundred_places(tmp_path, frames):
    whole = MODEL.read_bytes()
    generator = random.Random(3)
    for length in [0] + [generator.randrange(len(whole)) for _ in range(100)]:
        path = tmp_path / "cut.ceye"
        path.write_bytes(whole[:length])
        result = run(CATSEYE, "run", "--model", path, stdin=frames[0])
        assert result.returncode == 65, (length, result.stderr)
        assert str(path) in one_line(result)
        assert result.stdout == b""


@pytest.mark.parametrize("options", [["run", "--output", "logits"], ["run", "--scores"], ["selftest"]])
def test_logits_of_many_gigabytes(options):
    """A small file must not be able to ask for more memory than a machine has: 4.5 GB of logits."""
    command, *rest = options
    raw = ["--input", "gray8", "--size", "8x8"] if command == "run" else []
    result = run(CATSEYE, command, "--model", ROOT / "Tests/Golden/many-logits.ceye", *raw, *rest, stdin=bytes(64))
    assert result.returncode == 74 and result.stdout == b""
    assert "cannot get 4549754880 bytes of memory" in one_line(result)


def test_missing_model(tmp_path):
    result = run(CATSEYE, "run", "--model", tmp_path / "none.ceye")
    assert result.returncode == 66
    one_line(result)


@pytest.mark.parametrize(
    "options",
    [
        ["--input", "rgb24"],
        ["--input", "rgb24", "--size", "0x10"],
        ["--input", "rgb24", "--size", "480"],
        ["--input", "rgb24", "--size", "99999999x99999999"],
        ["--input", "rgb24", "--size", "-480x360"],
        ["--threads", "0"],
        ["--threads", "many"],
        ["--output", "everything"],
        ["--frobnicate"],
        ["--model"],
    ],
)
def test_usage_errors(options):
    result = run(CATSEYE, "run", "--model", MODEL, *options)
    assert result.returncode == 64, result.stderr
    one_line(result)


@pytest.mark.parametrize("isa", ["neon" if "sse" in ISAS else "avx2", "avx1024", ""])
def test_instruction_set_that_is_not_there(isa):
    result = run(CATSEYE, "run", "--model", MODEL, environment={"CATSEYE_ISA": isa})
    assert result.returncode == (64 if isa else 66), result.stderr
    one_line(result)


@pytest.mark.parametrize("frames", [0, 1, 3])
def test_wrong_size_of_raw_frames(frames):
    """A stream that is no whole number of frames: whole frames are kept, and the rest is reported."""
    pixels = bytes(frames * 320 * 200 * 3 + 7)
    result = run(CATSEYE, "run", "--model", MODEL, "--input", "rgb24", "--size", "320x200", stdin=pixels)
    assert result.returncode == 65
    assert len(result.stdout) == frames * 320 * 200
    assert "--size" in one_line(result)


def test_full_disk_and_closed_pipe(stream):
    with open("/dev/full", "wb") as full:
        result = subprocess.run([CATSEYE, "run", "--model", MODEL], input=stream, stdout=full, stderr=-1, check=False)
    assert result.returncode == 74
    one_line(result)
    command = f"'{CATSEYE}' run --model '{MODEL}' | head -c 1000 >/dev/null; echo ${{PIPESTATUS[0]}}"
    closed = subprocess.run(["bash", "-c", command], input=stream, capture_output=True, check=False)
    assert closed.stdout == b"0\n", closed.stderr


def test_bench_json():
    result = run(CATSEYE, "bench", "--model", MODEL, "--frames", 3, "--warmup", 1, "--json")
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert set(report) == {
        "model", "isa", "threads", "frames", "latency_ms", "gmac_per_frame", "gmac_per_s", "arena_bytes",
        "arena_lower_bound_bytes", "mapped_bytes", "weight_bytes", "peak_rss_bytes", "allocations_per_frame", "layers",
    }
    assert set(report["latency_ms"]) == {"mean", "p50", "p90", "p99", "max"}
    assert set(report["layers"][0]) == {"name", "kind", "kernel", "gmac", "ms"}
    assert report["frames"] == 3
    assert report["allocations_per_frame"] == 0
    assert report["arena_bytes"] <= 1.05 * report["arena_lower_bound_bytes"]
    assert report["arena_bytes"] + report["weight_bytes"] < report["mapped_bytes"] < 48 << 20
    assert abs(sum(layer["gmac"] for layer in report["layers"]) - report["gmac_per_frame"]) < 1e-6
    assert 9.74 < report["gmac_per_frame"] < 9.75


def test_bench_for_people():
    """The same figures in columns."""
    command = [CATSEYE, "bench", "--model", MODEL, "--frames", 3, "--warmup", 1, "--layers"]
    result = run(*command)
    assert result.returncode == 0, result.stderr
    text = result.stdout.decode()
    latency, steps = text.split("\n\n")[1], text.split("\n\n")[-1].splitlines()
    assert latency.split()[:5] == ["mean", "p50", "p90", "p99", "max"]
    mean, p50, p90, p99, most = map(float, latency.split()[6:11])
    assert 0 < p50 <= p90 <= p99 <= most and mean <= most
    assert "allocations            0.000 a frame" in text
    layers = json.loads(run(*command, "--json").stdout)["layers"]
    assert [line.split()[0] for line in steps[1:]] == [layer["name"] for layer in layers]
    assert all(f" {layer['kernel']} " in line for line, layer in zip(steps[1:], layers, strict=True))


def test_info_json():
    result = run(CATSEYE, "info", "--model", MODEL, "--json")
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert set(report) == {
        "name", "terms", "version", "input", "classes", "gmac_per_frame", "arena_bytes", "arena_lower_bound_bytes",
        "mapped_bytes", "weight_bytes", "isa", "steps",
    }
    assert report["name"] == "city"
    assert report["input"] == {
        "width": 256, "height": 256, "channels": 3, "colour": "rgb", "mean": report["input"]["mean"],
        "std": report["input"]["std"],
    }
    names = "sky building pole road pavement tree sign fence car pedestrian bicyclist".split()
    assert [item["name"] for item in report["classes"]] == names
    assert [item["index"] for item in report["classes"]] == list(range(11))
    assert report["classes"][3]["colour"] == [128, 64, 128]
    assert report["arena_bytes"] <= 1.05 * report["arena_lower_bound_bytes"]
    assert set(report["steps"][0]) == {"name", "kind", "kernel", "shape", "gmac"}
    assert len(report["steps"][0]["shape"]) == 4


def test_help_and_version():
    for arguments in [["--help"], ["run", "--help"], ["bench", "--help"], ["info", "--help"]]:
        result = run(CATSEYE, *arguments)
        assert result.returncode == 0 and b"usage" in result.stdout.lower(), arguments
    assert run(CATSEYE, "--version").stdout.startswith(b"catseye ")
    assert run(CATSEYE).returncode == 64
    assert run(CATSEYE, "fly").returncode == 64


@pytest.mark.parametrize("exporter", ["torchscript", "dynamo"])
def test_quantize_takes_both_exporters(tmp_path, frames, exporter):
    photos = tmp_path / "photos"
    photos.mkdir()
    for index, frame in enumerate(frames[:4]):
        (photos / f"{index}.jpg").write_bytes(frame)
    fixture = ROOT / f"Tests/ConversionTests/Fixtures/seed_tiny_{exporter}.onnx"
    model = tmp_path / "tiny.ceye"
    result = run(CONVERT, "quantize", fixture, "-o", model, "--calibrate", photos)
    assert result.returncode == 0, result.stderr
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []
    assert len(run(CATSEYE, "run", "--model", model, stdin=frames[0]).stdout) == PIXELS


def test_quantize_errors(tmp_path, frames):
    fixture = ROOT / "Tests/ConversionTests/Fixtures/seed_tiny_dynamo.onnx"
    (tmp_path / "empty").mkdir()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(frames[0][:3000])
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(fixture.read_bytes()[:5000])
    cases = [
        ([fixture, "--calibrate", tmp_path / "none"], 66),
        ([fixture, "--calibrate", tmp_path / "empty"], 66),
        ([tmp_path / "none.onnx", "--calibrate", tmp_path / "photos"], 66),
        ([cut, "--calibrate", tmp_path / "photos"], 65),
        ([fixture, "--calibrate", tmp_path / "photos"], 65),
    ]
    for arguments, status in cases:
        result = run(CONVERT, "quantize", *arguments, "-o", tmp_path / "out.ceye")
        assert result.returncode == status, (arguments, result.stderr)
        assert all(line.startswith("catseye-convert: ") for line in result.stderr.decode().splitlines())
        assert not (tmp_path / "out.ceye").exists()


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["label"], ["label", "pairs", "-o", "x", "--classes", "many"], ["quantize", "--frobnicate"]],
)
def test_usage_errors_of_the_converter(arguments):
    result = run(CONVERT, *arguments)
    assert result.returncode == 64 and result.stdout == b""
    one_line(result, "catseye-convert")


def test_help_of_the_converter():
    for arguments in [[], ["--help"], ["quantize", "--help"], ["label", "--help"], ["--version"]]:
        result = run(CONVERT, *arguments)
        assert result.returncode == 0 and result.stdout and not result.stderr, arguments


def test_tuning_changes_no_byte(frames):
    few = b"".join(frames[:2])
    assert masks(few, "--tune") == masks(few)
    result = run(CATSEYE, "bench", "--model", MODEL, "--frames", 1, "--warmup", 0, "--tune", "--json")
    assert result.returncode == 0, result.stderr


def test_closed_standard_input_and_output():
    """A file that is opened first would get the number of the closed stream."""
    for closed, word in ((">&-", "output"), ("<&-", "input")):
        command = f"{CATSEYE} run --model {MODEL} {closed}" + ("" if word == "input" else f" <{ROOT}/weights/city-demo.jpg")
        result = run("bash", "-c", command)
        assert result.returncode == 74 and one_line(result) == f"catseye: standard {word} is closed; give it a file or a pipe"


def test_installed_model(tmp_path):
    """Without --model the program takes the most accurate of the models beside it."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "share" / "catseye").mkdir(parents=True)
    program = shutil.copy(CATSEYE, tmp_path / "bin" / "catseye")
    for name in ("city-lite", "city-plus"):
        model = shutil.copy(WEIGHTS / f"{name}.ceye", tmp_path / "share" / "catseye")
        result = run(program, "info", "--json")
        assert result.returncode == 0 and json.loads(result.stdout)["name"] == name
        assert one_line(result) == f"catseye: the model is {model}"
