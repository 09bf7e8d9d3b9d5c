"""`label` compared with exact labels: always on generated pairs, and on real pairs if they are there."""

import json
import pathlib

import numpy as np
import onnx
import pytest
from PIL import Image
from sklearn.cluster import KMeans

from programs import CAMVID, CONVERT, run


def recovered(folder, exact):
    """The share of all pixels whose class is the majority class of their cluster; exact: {stem: [height][width]}."""
    size = max(int(label.max()) for label in exact.values()) + 1
    counts = np.zeros((256, size), np.int64)
    for stem, label in exact.items():
        got = np.asarray(Image.open(folder / "labels" / f"{stem}.pgm"))
        assert got.shape == label.shape
        np.add.at(counts, (got.ravel(), label.ravel()), 1)
    return counts.max(1).sum() / counts.sum()


def by_class(folder, exact):
    """For each class, the share of its pixels that are in clusters in which it is the majority."""
    counts = np.zeros((256, 256), np.int64)
    for stem, label in exact.items():
        got = np.asarray(Image.open(folder / "labels" / f"{stem}.pgm"))
        np.add.at(counts, (got.ravel(), label.ravel()), 1)
    majority = counts.argmax(1)
    return {
        index: counts[majority == index, index].sum() / counts[:, index].sum() for index in np.flatnonzero(counts.sum(0))
    }


def test_generated_pairs(tmp_path):
    scenes, pairs, out = tmp_path / "scenes", tmp_path / "pairs", tmp_path / "out"
    for folder, form in [(scenes, "dataset"), (pairs, "pairs")]:
        assert run(CONVERT, "scenes", "-o", folder, "--frames", 12, "--seed", 3, "--format", form).returncode == 0
    result = run(CONVERT, "label", pairs, "-o", out, "--classes", 12)
    assert result.returncode == 0, result.stderr
    exact = {path.stem: np.asarray(Image.open(path)) for path in (scenes / "labels").glob("*.pgm")}
    exact = {stem: np.where(label == 255, 11, label) for stem, label in exact.items()}
    assert recovered(out, exact) > 0.98
    classes = json.loads((out / "classes.json").read_text())
    assert [item["index"] for item in classes] == list(range(12))
    assert abs(sum(item["share"] for item in classes) - 1) < 1e-5  # each is written with six digits


@pytest.mark.parametrize("split", ["train", "val"])
def test_real_pairs(tmp_path, split):
    if not CAMVID.is_dir():
        pytest.skip(f"NO REAL FRAMES: {CAMVID.name} is not beside this checkout, so labelling of real pairs is not checked")
    result = run(CONVERT, "label", CAMVID / split / "pairs", "-o", tmp_path, "--classes", 12)
    assert result.returncode == 0, result.stderr
    exact = {path.stem: np.asarray(Image.open(path)) for path in (CAMVID / split / "labels").glob("*.png")}
    share, classes = recovered(tmp_path, exact), by_class(tmp_path, exact)
    print(f"label --classes 12 recovers {share:.4f} of the exact labels of {len(exact)} real pairs of {split};")
    print("of each class:", " ".join(f"{index}: {part:.4f}" for index, part in classes.items()))
    assert share >= 0.993
    assert len(classes) == 12 and min(classes.values()) >= 0.96
    assert Image.open(tmp_path / "preview.jpg").size == (3 * 480, 4 * 360)


def test_against_scikit_learn(tmp_path):
    """The colours that `label` finds are scikit-learn's k-means centres, also where colours have to share one."""
    pairs, out = tmp_path / "pairs", tmp_path / "out"
    pairs.mkdir()
    colours = [(128, 128, 128), (128, 0, 0), (128, 64, 128), (60, 40, 222)]
    colours += [(64, 64, 0), (72, 80, 8), (0, 128, 192), (24, 144, 200)]
    random = np.random.default_rng(7)
    for frame in range(3):
        mask = np.zeros((128, 128, 3), np.uint8)
        for y in range(0, 128, 32):
            for x in range(0, 128, 32):
                # greys, and areas of whole 16 x 16 blocks, are nearly unchanged by JPEG
                mask[y : y + 32, x : x + 32] = colours[random.integers(len(colours))]
        photo = np.full_like(mask, 90)
        Image.fromarray(np.hstack([photo, mask])).save(pairs / f"{frame}.jpg", quality=100, subsampling=0)
    clean, counts = clean_colours(pairs)
    result = run(CONVERT, "label", pairs, "--suggest")
    assert result.returncode == 0 and not out.exists(), result.stderr
    inertia = {int(line.split()[0]): float(line.split()[1]) for line in result.stdout.decode().splitlines()[1:]}
    for k in (4, 6):
        weights = np.sqrt(counts)  # KMeans(cleanColours:) gives the reason
        best = KMeans(k, n_init=30, random_state=1).fit(clean, sample_weight=weights)
        assert inertia[k] == pytest.approx(best.inertia_ / weights.sum(), rel=1e-3, abs=0.01)
        assert run(CONVERT, "label", pairs, "-o", out, "--classes", k, "--replace").returncode == 0
        found = np.array([item["colour"] for item in json.loads((out / "classes.json").read_text())], float)
        distance = np.linalg.norm(found[:, None] - best.cluster_centers_[None], axis=2)
        assert sorted(distance.argmin(1)) == list(range(k))
        assert distance.min(1).max() < 1  # classes.json has whole levels: at most 0.87 off


def clean_colours(pairs):
    """Means and counts of the interior colours in bins of 8 levels, as ColourHistogram takes them."""
    bins = {}
    for path in sorted(pairs.glob("*.jpg")):
        picture = np.asarray(Image.open(path).convert("RGB")).astype(int)
        mask = picture[:, picture.shape[1] // 2 :]
        centre = mask[1:-1, 1:-1]
        height, width = centre.shape[:2]
        inside = np.ones((height, width), bool)
        for dy in range(3):
            for dx in range(3):
                inside &= (abs(mask[dy : dy + height, dx : dx + width] - centre) <= 6).all(2)
        for colour in centre[inside]:
            bins.setdefault(tuple(colour // 8), []).append(colour)
    return np.array([np.mean(colours, 0) for colours in bins.values()]), np.array([len(item) for item in bins.values()])


def test_suggest_does_not_need_an_output_and_label_does(tmp_path):
    pairs = tmp_path / "pairs"
    assert run(CONVERT, "scenes", "-o", pairs, "--frames", 2, "--seed", 3, "--format", "pairs").returncode == 0
    result = run(CONVERT, "label", pairs, "--suggest", "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.decode().splitlines()
    [suggested] = [int(line.split()[0]) for line in lines if "suggested" in line]
    assert len(json.loads((tmp_path / "out" / "classes.json").read_text())) == suggested
    palette = ["--palette", pairs / "palette.json"]
    for arguments in [[pairs], [pairs, "--suggest", *palette]]:
        assert run(CONVERT, "label", *arguments).returncode == 64


def test_errors(tmp_path):
    (tmp_path / "empty").mkdir()
    for arguments, status in [
        ([tmp_path / "none", "--classes", 4], 66),
        ([tmp_path / "empty", "--classes", 4], 66),
        ([tmp_path / "empty", "--classes", 1], 64),
        ([tmp_path / "empty", "--classes", 300], 64),
    ]:
        result = run(CONVERT, "label", *arguments, "-o", tmp_path / "out")
        assert result.returncode == status, (arguments, result.stderr)
        assert result.stderr


def test_two_calls_are_refused_and_one_is_right(tmp_path):
    """Two labellings number their colours differently. Every program that reads both says so, and names the remedy."""
    pairs = {}
    for name, seed in (("train", 3), ("val", 11)):
        pairs[name] = tmp_path / name
        assert run(CONVERT, "scenes", "-o", pairs[name], "--frames", 8, "--seed", seed, "--format", "pairs").returncode == 0
    one = tmp_path / "one"
    result = run(CONVERT, "label", pairs["train"], "-o", one, "--val", pairs["val"], "--classes", 12)
    assert result.returncode == 0 and b"one/val/classes.json" in result.stderr, result.stderr
    lists = [json.loads((folder / "classes.json").read_text()) for folder in (one, one / "val")]
    assert [(c["name"], c["colour"]) for c in lists[0]] == [(c["name"], c["colour"]) for c in lists[1]]
    assert len(list((one / "val" / "labels").iterdir())) == 8 and (one / "val" / "preview.jpg").is_file()
    exact = tmp_path / "exact"
    assert run(CONVERT, "scenes", "-o", exact, "--frames", 8, "--seed", 11, "--format", "dataset").returncode == 0
    labels = {path.stem: np.asarray(Image.open(path)) for path in (exact / "labels").glob("*.pgm")}
    assert recovered(one / "val", {stem: np.where(label == 255, 11, label) for stem, label in labels.items()}) > 0.97

    # a network that knows the classes of training, and labels of the second call
    two = tmp_path / "two"
    assert run(CONVERT, "label", pairs["val"], "-o", two, "--classes", 9).returncode == 0
    model = tmp_path / "net.ceye"
    network(tmp_path / "net.onnx", lists[0])
    images = ["--calibrate", one / "images", "--mean", "0,0,0", "--std", "1,1,1"]
    wrong = run(CONVERT, "quantize", tmp_path / "net.onnx", "-o", model, *images, "--classes", two / "classes.json")
    assert wrong.returncode == 65 and b"--val" in wrong.stderr and b"two classes of one name" in wrong.stderr
    assert run(CONVERT, "quantize", tmp_path / "net.onnx", "-o", model, *images).returncode == 0
    evaluate = ["evaluate", "--float", tmp_path / "net.onnx", "--model", model, "--data"]
    assert run(CONVERT, *evaluate, one / "val").returncode == 0
    again = json.loads((two / "classes.json").read_text())  # as many as the model has
    again += [{"index": index, "name": f"class{index}", "colour": [1, 2, index]} for index in range(9, 12)]
    (two / "classes.json").write_text(json.dumps(again))
    wrong = run(CONVERT, *evaluate, two)
    assert wrong.returncode == 65 and b"--val" in wrong.stderr


def network(path, classes):
    """A 1x1 convolution of 64x48 with as many channels as classes, which its metadata name."""
    weights = onnx.numpy_helper.from_array(
        np.random.default_rng(1).normal(0, 1, (len(classes), 3, 1, 1)).astype(np.float32), "w")
    tensors = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, count, 48, 64])
        for name, count in (("x", 3), ("y", len(classes)))
    ]
    node = onnx.helper.make_node("Conv", ["x", "w"], ["y"], kernel_shape=[1, 1])
    graph = onnx.helper.make_graph([node], "net", tensors[:1], tensors[1:], [weights])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.helper.set_model_props(model, {"catseye.classes": json.dumps(classes)})
    onnx.save(model, path)


@pytest.mark.parametrize(("unit", "held"), [("file", 3), ("drive", 4)])
def test_split(tmp_path, unit, held):
    """A share of the pairs goes to val, the same each time, and no drive is divided."""
    source, pairs = tmp_path / "source", tmp_path / "pairs"
    assert run(CONVERT, "scenes", "-o", source, "--frames", 12, "--seed", 3, "--format", "pairs").returncode == 0
    pairs.mkdir()
    for index, path in enumerate(sorted(source.rglob("*.jpg"))):
        (pairs / f"drive{'abc'[index // 4]}_{index:04}.jpg").write_bytes(path.read_bytes())
    found = []
    for out in (tmp_path / "a", tmp_path / "b"):
        options = ["--classes", 12, "--split", 0.25, "--split-by", unit]
        assert run(CONVERT, "label", pairs, "-o", out, *options).returncode == 0
        found.append(sorted(path.stem for path in (out / "val" / "labels").iterdir()))
        assert len(list((out / "labels").iterdir())) == 12 - held
    assert found[0] == found[1] and len(found[0]) == held
    if unit == "drive":
        assert len({stem[:6] for stem in found[0]}) == 1
