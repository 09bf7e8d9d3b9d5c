"""Timing: policies, deadlines, signals and ends of a stream, with the shipped model as the work."""

import csv
import json
import os
import signal
import subprocess
import threading
import time

import numpy as np
import pytest

import glass
from programs import CATSEYE, CONVERT, MODEL, one_line, run


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return glass.make(tmp_path_factory.mktemp("glass"), 64, 48)


def start(*options, stdout=subprocess.PIPE):
    return subprocess.Popen(
        [CATSEYE, "run", "--stats", "json", *map(str, options)], stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE
    )


def stats(errors):
    return json.loads(errors.decode().splitlines()[-1])


def test_latest_drops_what_is_too_much(frames, tmp_path):
    """A source at twice the possible rate: drops are counted correctly, and the newest frame is never dropped."""
    log = tmp_path / "log.csv"
    alone = run(CATSEYE, "bench", "--model", MODEL, "--threads", 1, "--frames", 5, "--json")
    period = json.loads(alone.stdout)["latency_ms"]["p50"] / 2000
    options = ["--model", MODEL, "--threads", 1, "--policy", "latest", "--output", "none", "--latency-log", log]
    process = start(*options)
    begin = time.monotonic()
    for index in range(60):
        time.sleep(max(begin + index * period - time.monotonic(), 0))
        process.stdin.write(frames[index % len(frames)])
        process.stdin.flush()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    told = stats(errors)
    assert told["received"] == 60 == told["frames"] + told["dropped"] and told["corrupt"] == 0
    assert told["dropped"] >= 10
    rows = list(csv.DictReader(log.open()))
    assert len(rows) == told["frames"]
    places = [int(row["frame"]) for row in rows]
    assert places == sorted(set(places)) and places[-1] == 60  # the newest one is never dropped
    print(f"a frame takes {2000 * period:.0f} ms; latency", told["latency_ms"])


def test_every_loses_nothing(frames):
    result = run(CATSEYE, "run", "--model", MODEL, "--stats", "json", stdin=b"".join(frames[:8]))
    told = stats(result.stderr)
    assert told["frames"] == told["received"] == 8 and told["dropped"] == 0
    assert len(result.stdout) == 8 * 480 * 360


@pytest.mark.parametrize("what, status", [("warn", 0), ("drop", 0), ("exit", 1)])
def test_late_frames(frames, what, status):
    """This network finishes no frame within a millisecond."""
    few = b"".join(frames[:4])
    options = ["--model", MODEL, "--stats", "json", "--deadline-ms", 1, "--on-late", what]
    result = run(CATSEYE, "run", *options, stdin=few)
    assert result.returncode == status, result.stderr
    lines = result.stderr.decode().splitlines()
    assert [line for line in lines if line.startswith("catseye: ")]
    if what == "exit":
        assert len(result.stdout) == 480 * 360 and "--deadline-ms" in lines[-1]
        return
    told = stats(result.stderr)
    assert told["late"] == 4 and told["received"] == 4
    assert (told["frames"], told["dropped"]) == ((4, 0) if what == "warn" else (0, 4))
    assert len(result.stdout) == told["frames"] * 480 * 360


def test_no_frame_is_late(frames):
    result = run(
        CATSEYE, "run", "--model", MODEL, "--deadline-ms", 60000, "--on-late", "exit", "--stats", "json", stdin=frames[0]
    )
    assert result.returncode == 0 and stats(result.stderr)["late"] == 0
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_finish_what_was_read(model, number):
    """The camera continues and we stop: every frame that was read is written completely."""
    process = start("--model", model, "--input", "gray8", "--size", "64x48")
    frame = bytes(64 * 48)
    out = bytearray()
    reader = threading.Thread(target=lambda: out.extend(process.stdout.read()), daemon=True)
    reader.start()
    for _ in range(20):
        process.stdin.write(frame)
    process.stdin.write(frame[:100])  # half a frame, and the pipe stays open
    process.stdin.flush()
    time.sleep(1)
    process.send_signal(number)
    assert process.wait(timeout=30) == 0
    reader.join()
    told = stats(process.stderr.read())
    assert told["frames"] == 20 and len(out) == 20 * 64 * 48 and told["corrupt"] == 0


def test_second_signal_ends_at_once(model):
    """Nobody reads our output, so the frame cannot be finished."""
    process = start("--model", model, "--input", "gray8", "--size", "64x48")
    feeder = threading.Thread(target=feed, args=(process.stdin, bytes(64 * 48)), daemon=True)
    feeder.start()
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == -signal.SIGTERM
    feeder.join()


def feed(pipe, frame):
    try:
        for _ in range(1000):
            pipe.write(frame)
    except BrokenPipeError:
        pass


def test_figures_on_request(model):
    process = start("--model", model, "--input", "gray8", "--size", "64x48", "--output", "none")
    process.stdin.write(bytes(64 * 48 * 7))
    process.stdin.flush()
    time.sleep(1)
    process.send_signal(signal.SIGUSR1)
    first = json.loads(process.stderr.readline())
    assert first["frames"] == 7
    process.stdin.write(bytes(64 * 48))
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0 and stats(errors)["frames"] == 8


def test_reader_of_the_output_goes_away(model):
    """It stops cleanly, even if the camera sends nothing more."""
    process = start("--model", model, "--input", "gray8", "--size", "64x48")
    process.stdin.write(bytes(64 * 48 * 2))
    process.stdin.flush()
    assert len(process.stdout.read(64 * 48 * 2)) == 64 * 48 * 2
    process.stdout.close()
    process.stdin.write(bytes(64 * 48))
    process.stdin.flush()
    assert process.wait(timeout=30) == 0
    process.stdin.close()


def test_memory_stays(model):
    """From the hundredth frame to the last, resident memory grows by less than 64 KiB."""
    process = start("--model", model, "--input", "rgb24", "--size", "320x240", stdout=subprocess.DEVNULL)
    frame = np.random.default_rng(1).integers(0, 256, 320 * 240 * 3, np.uint8).tobytes()

    def resident():
        status = open(f"/proc/{process.pid}/status").read()
        return int(status.split("VmRSS:")[1].split()[0])

    for _ in range(110):
        process.stdin.write(frame)
    before = resident()
    for _ in range(2000):
        process.stdin.write(frame)
    after = resident()
    _, errors = process.communicate(timeout=60)
    assert stats(errors)["frames"] == 2110
    assert after - before < 64, (before, after)
    assert stats(errors)["allocations_per_frame"] == 0


def test_pace(model, tmp_path):
    """A file at a camera's speed: hardly any waiting, and the estimate at full speed is what a paced run shows."""
    stream = bytes(64 * 48 * 20)
    options = ["--model", model, "--input", "gray8", "--size", "64x48", "--stats", "json", "--output", "none"]
    full = stats(run(CATSEYE, "run", *options, stdin=stream).stderr)
    start = time.monotonic()
    paced = stats(run(CATSEYE, "run", *options, "--pace", 20, stdin=stream).stderr)
    assert 0.9 < time.monotonic() - start
    assert paced["frames"] == full["frames"] == 20 and 18 < paced["fps"] < 22
    assert paced["latency_ms"]["p50"] - paced["paced_estimate_ms"] < 5
    assert 0 < full["paced_estimate_ms"] <= full["latency_ms"]["p50"]


def test_waiting_is_told(frames):
    """The source is a file and the network is slow, so most of the latency is waiting."""
    result = run(CATSEYE, "run", "--model", MODEL, "--output", "none", stdin=b"".join(frames[:12]))
    last = result.stderr.decode().splitlines()[-1]
    assert last.startswith("the source was faster than the network: ") and "fps would see about" in last


def test_log_adds_up(frames, tmp_path):
    log = tmp_path / "log.csv"
    run(CATSEYE, "run", "--model", MODEL, "--latency-log", log, stdin=b"".join(frames[:5]))
    rows = list(csv.DictReader(log.open()))
    assert [int(row["frame"]) for row in rows] == [1, 2, 3, 4, 5]
    stages = ["wait", "decode", "resize", "inference", "post", "write"]
    for row in rows:
        assert abs(sum(float(row[f"{stage}_ms"]) for stage in stages) - float(row["latency_ms"])) < 1e-4
        assert float(row["inference_ms"]) > 1 and float(row["decode_ms"]) > 0


def test_log_is_drawn(frames, tmp_path):
    log, page = tmp_path / "log.csv", tmp_path / "page.html"
    run(CATSEYE, "run", "--model", MODEL, "--latency-log", log, stdin=b"".join(frames[:5]))
    result = run(CONVERT, "latency", log, "-o", page)
    assert result.returncode == 0 and not result.stderr
    assert "<svg" in page.read_text() and "<script" not in page.read_text()
    lost = run(CONVERT, "latency", log, "-o", tmp_path / "no" / "page.html")
    assert lost.returncode == 74 and "page.html" in one_line(lost, "catseye-convert")
    missing = run(CONVERT, "latency", tmp_path / "no.csv", "-o", page)
    assert missing.returncode == 66 and "no.csv" in one_line(missing, "catseye-convert")
    log.write_text(log.read_text() + "6,spoiled\n")
    broken = run(CONVERT, "latency", log, "-o", page)
    assert broken.returncode == 65 and "line 7" in one_line(broken, "catseye-convert")


def test_log_that_cannot_be_written(frames, tmp_path):
    result = run(CATSEYE, "run", "--model", MODEL, "--latency-log", tmp_path / "no" / "log.csv", stdin=frames[0])
    assert result.returncode == 74
    one_line(result)


def test_line_on_a_terminal(frames):
    """A terminal shows a line while the stream runs, and nothing of it remains."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [CATSEYE, "run", "--model", MODEL, "--output", "none"], stdin=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    process.stdin.write(frames[0])
    process.stdin.flush()
    time.sleep(2)
    process.stdin.close()
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        shown += part
        if not part:
            break
    assert process.wait(timeout=30) == 0
    assert b"\r\x1b[Kframe 1 " in shown and b" fps " in shown
    assert shown.rsplit(b"\x1b[K", 1)[1].startswith(b"  frames")
