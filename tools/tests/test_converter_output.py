"""Where catseye-convert writes, and what it prints then: devices, pipes, links, missing folders, full disks and closed streams."""

import os
import re
import stat
import subprocess
import threading

import pytest

from programs import CONVERT, MODEL, ROOT, one_line, run

FIXTURE = ROOT / "Tests/ConversionTests/Fixtures/seed_tiny_dynamo.onnx"
HEADER = "frame,arrival_s,wait_ms,decode_ms,resize_ms,inference_ms,post_ms,write_ms,latency_ms"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(HEADER + "\n" + "".join(f"{n},{n * 0.1},0,1,1,8,1,1,{12 + n % 3}\n" for n in range(9)))
    return path


@pytest.fixture
def pages(tmp_path, log):
    """The page that `latency` makes from the log."""
    assert run(CONVERT, "latency", log, "-o", tmp_path / "page.html").returncode == 0
    return (tmp_path / "page.html").read_bytes()


def device(path, minor):
    """A device of the test's own, so that no real one is at risk."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, minor))
        with open(path, "wb"):
            pass
    except OSError:
        pytest.skip("NO DEVICES: this user may not make them, so writing to devices is not checked")


def test_a_full_device_stays_one(tmp_path, log):
    device(tmp_path / "full", 7)
    for arguments in (["latency", log], ["inspect", MODEL]):
        result = run(CONVERT, *arguments, "-o", tmp_path / "full")
        assert result.returncode == 74 and "full: cannot be written" in one_line(result, "catseye-convert")
        assert stat.S_ISCHR((tmp_path / "full").lstat().st_mode)


def test_a_null_device_stays_one(tmp_path, log):
    device(tmp_path / "null", 3)
    assert run(CONVERT, "latency", log, "-o", tmp_path / "null").returncode == 0
    assert stat.S_ISCHR((tmp_path / "null").lstat().st_mode)


def test_a_named_pipe_is_written_into(tmp_path, log, pages):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert run(CONVERT, "latency", log, "-o", pipe).returncode == 0
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    reader.join(30)
    assert read == [pages]


def test_through_links(tmp_path, log, pages):
    """The file behind a link is replaced and keeps its permissions; the links stay. For a link that leads nowhere, the file is made."""
    (tmp_path / "real").mkdir()
    file, new = tmp_path / "real" / "page.html", tmp_path / "real" / "new.html"
    file.write_text("old")
    file.chmod(0o640)
    for name, target in (("one", "two"), ("two", "real/page.html"), ("three", "real/new.html")):
        (tmp_path / name).symlink_to(target)
    for name in ("one", "three"):
        assert run(CONVERT, "latency", log, "-o", tmp_path / name).returncode == 0
        assert (tmp_path / name).is_symlink()
    assert file.read_bytes() == new.read_bytes() == pages and stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in (tmp_path / "real").iterdir()) == ["new.html", "page.html"]
    (tmp_path / "circle").symlink_to("circle")
    assert "circle" in one_line(run(CONVERT, "latency", log, "-o", tmp_path / "circle"), "catseye-convert")


def test_what_is_half_written_is_another_file(tmp_path, log):
    """A user's file with the name of a draft stays."""
    (tmp_path / "a.html.part").write_text("mine")
    assert run(CONVERT, "latency", log, "-o", tmp_path / "a.html").returncode == 0
    assert (tmp_path / "a.html.part").read_text() == "mine"


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_name(tmp_path, log, pages, name):
    result = run(CONVERT, "latency", log, "-o", name)
    assert result.returncode == 0 and result.stdout == pages
    # messages go elsewhere, and the previous contents of the file stay
    out = tmp_path / "out"
    out.write_text("before\n")
    drawn = subprocess.run(
        ["bash", "-c", f"{CONVERT} inspect {MODEL} -o {name} >>{out}"], capture_output=True, check=True, timeout=60)
    text = out.read_text()
    assert text.startswith("before\n<svg") and text.rstrip().endswith("</svg>") and name in drawn.stderr.decode()


def test_quantize_into_a_pipe(tmp_path, frames):
    """Only the model on stdout, and the measurements on stderr: catseye-convert quantize ... -o /dev/stdout | ssh board ..."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(frames[0])
    call = ["quantize", FIXTURE, "--calibrate", tmp_path / "photos", "--mean", "0,0,0", "--std", "1,1,1", "--name", "net"]
    assert run(CONVERT, *call, "-o", tmp_path / "net.ceye").returncode == 0
    result = run(CONVERT, *call, "-o", "/dev/stdout")
    assert result.returncode == 0 and result.stdout == (tmp_path / "net.ceye").read_bytes()
    assert b"G MAC a frame" in result.stderr


@pytest.mark.parametrize("command", ["quantize", "evaluate", "inspect", "latency", "quantize --log"])
def test_a_missing_folder_is_named_before_the_work(tmp_path, log, command):
    """The error comes before anything is read: the inputs do not even exist."""
    missing = tmp_path / "no" / "dir"
    calls = {
        "quantize": ["quantize", "none.onnx", "--calibrate", "none", "-o", missing / "x.ceye"],
        "quantize --log": ["quantize", "none.onnx", "-o", tmp_path / "x.ceye", "--log", missing / "x.json"],
        "evaluate": ["evaluate", "--float", "none", "--model", "none", "--data", "none", "--report", missing / "x.html"],
        "inspect": ["inspect", "none.onnx", "-o", missing / "x.svg"],
        "latency": ["latency", "none.csv", "-o", missing / "x.html"],
    }
    result = run(CONVERT, *calls[command])
    assert result.returncode == 74
    assert f"there is no folder '{missing}'; make it first" in one_line(result, "catseye-convert")


def test_label_looks_first(tmp_path):
    (tmp_path / "file").write_text("")
    result = run(CONVERT, "label", tmp_path / "none", "-o", tmp_path / "file" / "L")
    assert result.returncode == 74 and "file' is a file" in one_line(result, "catseye-convert")


def test_inputs_are_not_replaced(tmp_path, log):
    network = tmp_path / "net.onnx"
    network.write_bytes(FIXTURE.read_bytes())
    (tmp_path / "link").symlink_to("net.onnx")
    for call in (["latency", log, "-o", log], ["quantize", network, "-o", tmp_path / "link"]):
        result = run(CONVERT, *call)
        assert result.returncode == 64 and "is what is read" in one_line(result, "catseye-convert")
    assert network.read_bytes() == FIXTURE.read_bytes() and log.read_text().startswith(HEADER)


@pytest.mark.parametrize("what", ["model", "network", "help", "label help", "version", "suggest"])
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_text_that_is_lost_is_told(tmp_path, what, where):
    calls = {
        "model": ["inspect", MODEL],
        "network": ["inspect", FIXTURE],
        "help": ["--help"],
        "label help": ["label", "--help"],
        "version": ["--version"],
        "suggest": ["label", tmp_path / "pairs", "--suggest"],
    }
    if what == "suggest":
        assert run(CONVERT, "scenes", "-o", tmp_path / "pairs", "--frames", 1, "--size", "160x120", "--format", "pairs").returncode == 0
    command = " ".join(map(str, [CONVERT, *calls[what]]))
    result = run("bash", "-c", f"{command} {where}")
    assert result.returncode == 74 and "standard output" in one_line(result, "catseye-convert")


def test_closed_streams_are_not_written_into(tmp_path, log):
    """A file that is opened first would get the number of the closed stream, and what is printed to it."""
    for closed in (">&-", "2>&-", "<&-", "<&- >&- 2>&-"):
        result = run("bash", "-c", f"{CONVERT} latency {log} -o {tmp_path / 'page.html'} {closed}")
        assert result.returncode == 0 and (tmp_path / "page.html").read_text().endswith("</html>\n")
    assert run("bash", "-c", f"{CONVERT} inspect none.onnx 2>/dev/full").returncode == 66
    assert run("bash", "-c", f"{CONVERT} inspect none.onnx 2>&-").returncode == 66


@pytest.mark.parametrize(
    ("call", "status", "words"),
    [
        (["quantize", MODEL, "-o", "OUT/x.ceye"], 65, "is a catseye model already; give the float network"),
        (["latency", "LOG", "-o", "OUT/x.html", "--deadline-ms", "-3"], 64, "--deadline-ms takes a number of milliseconds above 0"),
        (["label", "OUT", "-o", "OUT/x", "--split", "-0.5"], 64, "--split takes a share"),
        (["scenes", "-o", "OUT/x", "--frames", "-3"], 64, "at least one"),
        (["inspect", MODEL, "-o", "OUT/q.png"], 64, "the drawing is an SVG file"),
        (["latency", "LOG", "-o", "OUT"], 74, "it is a directory"),
        (["latency", "LOG", "-o", ""], 64, "empty"),
        (["quantize", FIXTURE, "-o", "OUT/x.ceye", "--size", "400x300"], 65, "multiples of 32, as --size 416x320"),
    ],
)
def test_messages(tmp_path, log, call, status, words):
    call = [str(part).replace("LOG", str(log)).replace("OUT", str(tmp_path)) for part in call]
    result = run(CONVERT, *call)
    line = one_line(result, "catseye-convert")
    assert result.returncode == status and words in line and "Missing value" not in line
    assert not list(tmp_path.glob("x*")) and not (tmp_path / "q.png").exists()


@pytest.mark.parametrize(("slowest", "deadline"), [(212, 205), (3.2, 4)])
def test_names_of_the_latency_page_do_not_cover_each_other(tmp_path, slowest, deadline):
    """p99 and the deadline are nearly at one height; one outlier makes the chart's scale small."""
    outlier = 900 if slowest < 10 else slowest
    rows = [f"{n},{n * 0.25},0,1,0,{slowest - 1},0,0,{slowest}" for n in range(299)]
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *rows, f"299,75,0,1,0,{outlier - 1},0,0,{outlier}\n"]))
    page = tmp_path / "page.html"
    assert run(CONVERT, "latency", tmp_path / "log.csv", "-o", page, "--deadline-ms", deadline).returncode == 0
    pictures = re.findall(r"<svg (.*?)</svg>", page.read_text(), re.DOTALL)
    assert pictures
    for picture in pictures:
        letter = 16 if 'class="phone"' in picture else 14
        places = [
            (float(x), float(y), anchor, text)
            for x, y, anchor, text in re.findall(r'<text[^>]* x="(\S+)" y="(\S+)" (?:dy="-?\d+" )?text-anchor="(\w+)">([^<]*)<', picture)
        ]
        assert any("deadline" in text for *_, text in places)  # in the distribution too
        boxes = []
        for x, y, anchor, text in places:
            width = 0.5 * letter * len(text)
            left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
            boxes.append((left, left + width, y - 0.7 * letter, y, text))
        for place, a in enumerate(boxes):
            for b in boxes[:place]:
                assert a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2], (a, b)


def test_a_log_of_one_frame(tmp_path):
    (tmp_path / "log.csv").write_text(HEADER + "\n1,0,0,1,1,8,1,1,12\n")
    assert run(CONVERT, "latency", tmp_path / "log.csv", "-o", tmp_path / "page.html").returncode == 0
    labels = re.findall(r">([^<]+)</text>", (tmp_path / "page.html").read_text())
    assert "seconds" in labels and not [text for text in labels if "e-" in text]


@pytest.mark.parametrize("kind, first, count", [("dataset", "images/scene00001.jpg", 4), ("pairs", "scene00001.jpg", 2), ("mjpeg", "labels/scene00001.pgm", 2)])
def test_scenes_of_an_earlier_call_are_reported(tmp_path, kind, first, count):
    def scenes(frames):
        result = run(CONVERT, "scenes", "-o", tmp_path / "out", "--frames", frames, "--size", "48x32", "--format", kind)
        assert result.returncode == 0, result.stderr
        return result.stderr.decode()

    assert "other pictures" not in scenes(3)
    assert "other pictures" not in scenes(3)
    assert f"holds {count} other pictures or labels, as {tmp_path}/out/{first}" in scenes(1)
