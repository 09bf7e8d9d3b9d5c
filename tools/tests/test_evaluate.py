"""`evaluate`: scores against scikit-learn and ONNX Runtime, the gate, the report, and what may be wrong with its input."""

import html.parser
import io
import json
import re
import resource
import shutil
import signal
import subprocess

import numpy as np
import onnxruntime
import pytest
from PIL import Image
from sklearn.metrics import accuracy_score, jaccard_score

from programs import CATSEYE, CONVERT, FLOAT, MODEL, ROOT, one_line, run

HOSTILE = "<img src=x onerror=alert(1)>&\"'"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """Three labelled scenes, and the output of `evaluate --json` for the shipped model on them."""
    data = tmp_path_factory.mktemp("city") / "data"
    assert run(CONVERT, "scenes", "-o", data, "--frames", 3, "--seed", 9).returncode == 0
    result = run(CONVERT, "evaluate", "--float", FLOAT, "--model", MODEL, "--data", data, "--json")
    assert result.returncode == 0, result.stderr
    return data, json.loads(result.stdout)


def test_keys(city):
    report = city[1]
    assert set(report) == {"frames", "float", "int8", "drop_miou_points", "agreement", "worst_frames"}
    assert set(report["float"]) == set(report["int8"]) == {"miou", "pixel_accuracy", "iou"}
    assert report["frames"] == 3 and len(report["int8"]["iou"]) == 11 and len(report["worst_frames"]) == 3
    shares = [frame["agreement"] for frame in report["worst_frames"]]
    assert shares == sorted(shares) and np.mean(shares) == pytest.approx(report["agreement"])


def test_scores_against_scikit_learn(city):
    """scikit-learn judges the masks of `catseye run` and of ONNX Runtime."""
    data, report = city
    network = json.loads(run(CATSEYE, "info", "--model", MODEL, "--json").stdout)
    names = [item["name"] for item in network["classes"]]
    index = {item["index"]: names.index(item["name"]) for item in json.loads((data / "classes.json").read_text()) if item["name"] in names}
    photos = sorted((data / "images").iterdir())
    labels = np.stack([np.asarray(Image.open(data / "labels" / f"{photo.stem}.pgm")) for photo in photos])
    out = run(CATSEYE, "run", "--model", MODEL, stdin=b"".join(photo.read_bytes() for photo in photos))
    int8 = np.frombuffer(out.stdout, np.uint8).reshape(labels.shape)
    float_masks = np.stack([float_mask(photo, network["input"], labels.shape[1:]) for photo in photos])
    known = np.isin(labels, list(index))
    truth = np.vectorize(lambda label: index.get(label, 255))(labels)[known]
    for key, masks, tolerance in [("int8", int8, 1e-12), ("float", float_masks, 2e-4)]:
        predicted = masks[known]
        present = sorted(set(truth) | set(predicted))
        expected = dict(zip(present, jaccard_score(truth, predicted, labels=present, average=None, zero_division=0)))
        assert [value is not None for value in report[key]["iou"]] == [c in present for c in range(len(names))]
        for c in present:
            assert report[key]["iou"][c] == pytest.approx(expected[c], abs=tolerance), (key, names[c])
        assert report[key]["miou"] == pytest.approx(np.mean(list(expected.values())), abs=tolerance)
        assert report[key]["pixel_accuracy"] == pytest.approx(accuracy_score(truth, predicted), abs=tolerance)
    assert report["agreement"] == pytest.approx((int8 == float_masks).mean(), abs=2e-4)


def float_mask(photo, size, shape):
    """The float network's mask by ONNX Runtime, enlarged to shape: source index ((2x + 1) w) / (2W)."""
    session = onnxruntime.InferenceSession(str(FLOAT), providers=["CPUExecutionProvider"])
    image = Image.open(photo).convert("RGB").resize((size["width"], size["height"]), Image.BILINEAR)
    frame = ((np.asarray(image, np.float32) - size["mean"]) / size["std"]).astype(np.float32).transpose(2, 0, 1)[None]
    mask = session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(frame)})[0][0].argmax(0)
    rows, columns = ((2 * np.arange(n) + 1) * m // (2 * n) for n, m in zip(shape, mask.shape))
    return mask[rows][:, columns].astype(np.uint8)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory, frames):
    """A small network, its model, and labelled frames whose names look like markup; the labels are the model's own masks."""
    folder = tmp_path_factory.mktemp("tiny")
    onnx = ROOT / "Tests/ConversionTests/Fixtures/seed_tiny_dynamo.onnx"
    data = folder / "data"
    (data / "images").mkdir(parents=True)
    (data / "labels").mkdir()
    names = [f"{index}{HOSTILE.replace('/', '')}" for index in range(3)]
    for name, frame in zip(names, frames):
        (data / "images" / f"{name}.jpg").write_bytes(frame)
    model = folder / "tiny.ceye"
    result = run(CONVERT, "quantize", onnx, "-o", model, "--calibrate", data / "images", "--name", HOSTILE)
    assert result.returncode == 0, result.stderr
    for name, frame in zip(names, frames):
        width, height = Image.open(io.BytesIO(frame)).size
        mask = run(CATSEYE, "run", "--model", model, stdin=frame).stdout
        (data / "labels" / f"{name}.pgm").write_bytes(b"P5\n%d %d\n255\n" % (width, height) + mask)
    classes = json.loads(run(CATSEYE, "info", "--model", model, "--json").stdout)["classes"]
    (data / "classes.json").write_text(json.dumps([{key: item[key] for key in ("index", "name", "colour")} for item in classes]))
    return onnx, model, data


def evaluate(tiny, *arguments, data=None, **options):
    onnx, model, own = tiny
    return run(CONVERT, "evaluate", "--float", onnx, "--model", model, "--data", data or own, *arguments, **options)


def test_labels_that_are_the_masks_score_1(tiny):
    report = json.loads(evaluate(tiny, "--json").stdout)
    assert report["int8"]["miou"] == report["int8"]["pixel_accuracy"] == 1
    assert report["float"]["pixel_accuracy"] == pytest.approx(report["agreement"])
    assert report["drop_miou_points"] < 0


def test_gate(tiny):
    assert evaluate(tiny, "--max-drop", "0").returncode == 0
    missed = evaluate(tiny, "--max-drop=-100", "--json")
    assert missed.returncode == 1
    line = one_line(missed, "catseye-convert")
    report = json.loads(missed.stdout)
    blamed = [layer["name"] for layer in report["layers"][:3]]
    places = [line.index(f" {name} (") for name in blamed]
    assert len(blamed) == 3 and places == sorted(places) and line.count("% of the noise") == 3
    assert sum(layer["noise_share"] for layer in report["layers"]) == pytest.approx(1)
    noises = [layer["alone_db"] for layer in report["layers"]]
    assert noises == sorted(noises)
    for bad in ["nan", "much"]:
        assert evaluate(tiny, "--max-drop", bad).returncode == 64


def test_suggestions_name_options_that_exist():
    text = (ROOT / "Sources/Accuracy/Diagnosis/Suggestion.swift").read_text()
    help_text = run(CONVERT, "quantize", "--help").stdout.decode()
    options = set(re.findall(r"--[a-z-]+", text))
    assert options >= {"--method", "--calibrate"} and all(option in help_text for option in options)
    for method in re.findall(r"--method ([a-z]+)(?: or ([a-z]+))?", text):
        assert all(name in help_text for name in method if name)


def test_names_with_line_breaks(tmp_path, tiny):
    """Whoever wrote a file chose the names in it."""
    onnx, model = tmp_path / "broken.onnx", tmp_path / "broken.ceye"
    onnx.write_bytes(tiny[0].read_bytes().replace(b"node_", b"no\n__"))
    assert run(CONVERT, "quantize", onnx, "-o", model, "--calibrate", tiny[2] / "images").returncode == 0
    missed = run(CONVERT, "evaluate", "--float", onnx, "--model", model, "--data", tiny[2], "--max-drop=-100", "--json")
    assert any("\n" in layer["name"] for layer in json.loads(missed.stdout)["layers"])
    assert missed.returncode == 1 and "of the noise" in one_line(missed, "catseye-convert")


class Page(html.parser.HTMLParser):
    """Tags that are still open at the end, and every attribute that occurred."""

    EMPTY = {"meta", "img", "br", "line", "rect"}

    def __init__(self, text):
        super().__init__()
        self.open, self.attributes, self.tags, self.text = [], [], set(), ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *item) for item in attrs]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *item) for item in attrs]

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def report(tiny, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    result = evaluate(tiny, "--report", path)
    assert result.returncode == 0, result.stderr
    return path


def test_report_is_sound_and_self_contained(report, tiny):
    text = report.read_text()
    page = Page(text)
    assert page.open == [] and not page.tags & {"script", "link", "iframe", "object", "base"}
    addresses = [value for _, name, value in page.attributes if name in ("src", "href", "xlink:href", "srcset", "data")]
    assert len(addresses) == 15 and all(value.startswith("data:image/jpeg;base64,/9j/") for value in addresses)
    assert not re.search(r"https?:|url\(|@import", text) and not any(name.startswith("on") for _, name, _ in page.attributes)
    assert [name for _, key, name in page.attributes if key == "content" and "default-src 'none'" in name]
    assert text.count(HOSTILE) == 0 and page.text.count(HOSTILE) >= 4  # the names of the model and of three photos
    for needed in ["sha256", "Sensitivity", "Classes", "What was measured", "tiny.ceye", "seed_tiny_dynamo.onnx"]:
        assert needed in page.text
    digest = subprocess.run(["sha256sum", tiny[1]], capture_output=True, text=True, check=True).stdout.split()[0]
    assert digest in page.text
    assert [path.name for path in report.parent.iterdir()] == ["report.html"]


PROBE = """<!DOCTYPE html><body style="margin:0"><iframe id=f width=%d height=900 style="border:0" src="report.html"></iframe>
<pre id=out></pre><script>
onload = () => { const d = f.contentDocument, e = d.documentElement;
  out.textContent = JSON.stringify({ width: e.scrollWidth, images: [...d.images].map(i => i.complete && i.naturalWidth),
    outside: [...d.querySelectorAll('main *')].filter(x => { const r = x.getBoundingClientRect(); return r.width && r.right > %d + 1; })
      .map(x => x.tagName + ' ' + x.textContent.slice(0, 40)),
    requests: f.contentWindow.performance.getEntriesByType('resource').map(x => x.name.slice(0, 40)).filter(x => !x.startsWith('data:')) }); };
</script>"""


@pytest.mark.parametrize("width", [1280, 390])
def test_report_in_a_browser(report, tmp_path, width):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("NO BROWSER: neither chromium nor google-chrome is installed, so the report is not looked at in one")
    shutil.copy(report, tmp_path / "report.html")
    (tmp_path / "probe.html").write_text(PROBE % (width, width))
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={tmp_path / 'profile'}"]
    dom = subprocess.run(
        [*command, "--allow-file-access-from-files", "--virtual-time-budget=10000", "--window-size=1400,1000", "--dump-dom",
         f"file://{tmp_path}/probe.html"],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout
    seen = json.loads(html.unescape(re.search(r'<pre id="out">(.*?)</pre>', dom, re.DOTALL).group(1)))
    assert seen["width"] == width and seen["outside"] == []
    assert len(seen["images"]) == 15 and all(size == 480 for size in seen["images"])
    assert seen["requests"] == []
    picture = tmp_path / f"{width}.png"
    subprocess.run(
        [*command, f"--window-size={width},3000", f"--screenshot={picture}", f"file://{tmp_path}/report.html"],
        capture_output=True, timeout=120, check=True,
    )
    pixels = np.asarray(Image.open(picture).convert("RGB")).astype(int)
    assert pixels.shape == (3000, width, 3)
    top = pixels[:60, width // 2]
    assert (abs(top - [0x1B, 0x7A, 0x49]).sum(1) < 12).any() or (abs(top - [0x95, 0x60, 0x0A]).sum(1) < 12).any()
    assert pixels.std(axis=(1, 2)).max() > 60  # the pictures are not empty
    print(f"the report at {width} pixels: no overflow, {len(seen['images'])} pictures, no request; {picture}")


def test_what_may_be_wrong_with_the_data(tiny, tmp_path):
    def broken(name, change):
        data = tmp_path / name
        shutil.copytree(tiny[2], data)
        change(data)
        return data

    first = sorted((tiny[2] / "images").iterdir())[0].stem

    def rename_class(data):
        classes = json.loads((data / "classes.json").read_text())
        classes[0]["name"] = "other"
        (data / "classes.json").write_text(json.dumps(classes))

    label, photo = f"labels/{first}.pgm", f"images/{first}.jpg"
    cases = [
        ("classes", rename_class, 65, "is missing"),
        ("no-classes", lambda data: (data / "classes.json").unlink(), 66, "classes.json"),
        ("bad-classes", lambda data: (data / "classes.json").write_text("{"), 65, "classes.json"),
        ("no-labels", lambda data: (data / label).unlink(), 66, "1 of 3 photos"),
        ("no-images", lambda data: shutil.rmtree(data / "images"), 66, "images"),
        ("cut-label", lambda data: (data / label).write_bytes((data / label).read_bytes()[:-1]), 65, ".pgm"),
        ("cut-photo", lambda data: (data / photo).write_bytes((data / photo).read_bytes()[:3000]), 65, ".jpg"),
        ("empty-photo", lambda data: (data / photo).write_bytes(b""), 65, ".jpg"),
        ("turned", lambda data: (data / label).write_bytes(b"P5\n100 300\n255\n" + bytes(30000)), 65, "100 x 300"),
        ("other-list", lambda data: (data / label).write_bytes(b"P5\n480 360\n255\n" + b"\xc8" * 172800), 65, "holds the class index 200"),
        ("void", lambda data: [path.write_bytes(b"P5\n4 3\n255\n" + b"\xff" * 12) for path in (data / "labels").iterdir()], 65, "no pixel"),
    ]
    for name, change, status, told in cases:
        result = evaluate(tiny, "--json", data=broken(name, change))
        assert result.returncode == status and result.stdout == b"", (name, result.stderr)
        assert told in one_line(result, "catseye-convert"), (name, result.stderr)
    # labels of half the photo's size are allowed
    half = broken("half", lambda data: [path.write_bytes(b"P5\n240 180\n255\n" + bytes(43200)) for path in (data / "labels").iterdir()])
    assert evaluate(tiny, "--json", data=half).returncode == 0


def test_networks_that_do_not_belong_together(tiny, tmp_path):
    onnx, model, data = tiny
    for arguments, status in [
        (["--float", FLOAT, "--model", model], 65),
        (["--float", onnx, "--model", onnx], 65),
        (["--float", tmp_path / "none.onnx", "--model", model], 66),
        (["--float", onnx, "--model", tmp_path / "none.ceye"], 66),
    ]:
        result = run(CONVERT, "evaluate", *arguments, "--data", data)
        assert result.returncode == status, (arguments, result.stderr)
        assert one_line(result, "catseye-convert").count(".onnx: ") <= 1


def test_model_of_another_float_network(tiny, tmp_path):
    """Any network of the same sizes can pass a gate; the layers can only be studied in the model's own."""
    other = ROOT / "Tests/ConversionTests/Fixtures/seed_tiny_torchscript.onnx"
    arguments = ["evaluate", "--float", other, "--model", tiny[1], "--data", tiny[2]]
    result = run(CONVERT, *arguments, "--report", tmp_path / "report.html")
    assert result.returncode == 65 and result.stdout == b"" and list(tmp_path.iterdir()) == []
    assert "another network" in one_line(result, "catseye-convert")
    missed = run(CONVERT, *arguments, "--max-drop=-100")
    assert missed.returncode == 1 and "no layer can be blamed" in one_line(missed, "catseye-convert")


def test_report_on_a_model_made_for_speed(tiny, tmp_path):
    """It says where bits were given up, and looks at its layers with the 128 values that they have."""
    other = ROOT / "Tests/ConversionTests/Fixtures/seed_tiny_torchscript.onnx"
    model = (other, ROOT / "Tests/Golden/speed-tiny.ceye", tiny[2])
    result = evaluate(model, "--report", tmp_path / "report.html")
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "report.html").read_text()
    assert "7-bit values in /down.0/act1" in page and "23.2% fewer multiplications, in /down.0/conv2/Conv" in page
    layers = json.loads(evaluate(model, "--json", "--max-drop=-100").stdout)["layers"]
    print([(layer["name"], layer["alone_db"]) for layer in layers])
    assert len(layers) == 18 and all(layer["alone_db"] > 30 for layer in layers)


def test_where_the_report_cannot_be_written(tiny, tmp_path):
    (tmp_path / "directory").mkdir()
    for place in [tmp_path / "none" / "report.html", tmp_path / "directory"]:
        result = evaluate(tiny, "--report", place)
        assert result.returncode == 74 and result.stdout == b""  # before any work
        one_line(result, "catseye-convert")
    assert evaluate(tiny, "--report", "").returncode == 64
    assert sorted(path.name for path in tmp_path.iterdir()) == ["directory"]


def test_full_disk(tiny, tmp_path):
    """The scores are not lost, an old report stays, and no draft is left behind."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    report = tmp_path / "report.html"
    report.write_text("old")
    command = [CONVERT, "evaluate", "--float", tiny[0], "--model", tiny[1], "--data", tiny[2], "--json", "--report", report]
    result = subprocess.run([str(part) for part in command], capture_output=True, preexec_fn=limit, check=False)
    assert result.returncode == 74 and json.loads(result.stdout)["frames"] == 3
    assert "report.html" in one_line(result, "catseye-convert")
    assert report.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["report.html"]
    with open("/dev/full", "wb") as full:
        result = subprocess.run([str(part) for part in command[:-2]], stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 74
    one_line(result, "catseye-convert")
