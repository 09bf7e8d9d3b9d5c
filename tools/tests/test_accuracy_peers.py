"""`tools/bench/accuracy_peers`: its scores against scikit-learn, its sets, who is worse than whom, its errors. No peer is installed."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import jaccard_score

from programs import FLOAT, ROOT

sys.path.insert(0, str(ROOT / "tools" / "bench"))
from contest import pictures  # noqa: E402
from contest.accuracy import table  # noqa: E402
from contest.accuracy.calibration import chosen  # noqa: E402
from contest.accuracy.labelled import Labelled, agreement  # noqa: E402
from contest.accuracy.table import Row  # noqa: E402
from contest.problem import Problem  # noqa: E402


@pytest.fixture
def data(tmp_path):
    """Two frames of 12x9 with three classes, which the labels number differently from the network."""
    random = np.random.default_rng(4)
    for folder in ("images", "labels"):
        (tmp_path / folder).mkdir()
    for name in ("a", "b"):
        Image.fromarray(random.integers(0, 256, (9, 12, 3), np.uint8)).save(tmp_path / "images" / f"{name}.ppm")
        Image.fromarray(random.choice(np.array([2, 5, 7, 9], np.uint8), (9, 12))).save(tmp_path / "labels" / f"{name}.pgm")
    classes = [{"index": index, "name": name} for index, name in [(2, "sky"), (5, "road"), (7, "car"), (9, "void")]]
    (tmp_path / "classes.json").write_text(json.dumps(classes))
    return tmp_path


def test_scores(data):
    labelled = Labelled(data, ["road", "car", "sky"], 4, 3)
    assert labelled.photos.shape == (2, 3, 4, 3)
    masks = np.random.default_rng(5).integers(0, 3, (2, 3, 4)).astype(np.uint8)
    enlarged = labelled.enlarged(masks)
    assert all((mask == small.repeat(3, 0).repeat(3, 1)).all() for mask, small in zip(enlarged, masks))
    truth, predicted = np.stack(labelled.labels), np.stack(enlarged)
    known = truth != 255
    assert (~known).sum() > 0 and set(truth[known]) == {0, 1, 2}
    expected = jaccard_score(truth[known], predicted[known], average="macro")
    assert labelled.mean_iou(enlarged) == pytest.approx(expected, abs=1e-12)
    assert agreement(enlarged, labelled.labels) == (truth == predicted).mean()
    with pytest.raises(Problem, match="'tree' is missing"):
        Labelled(data, ["road", "tree"], 4, 3)


def rows(drop, share, *peers):
    return [Row(table.OWN, "", 0.5, drop, share), *(Row(*peer[:2], 0.5, *peer[2:]) for peer in peers)]


@pytest.mark.parametrize(
    ("own", "peers", "lines"),
    [
        ((0.1, 0.99), [("A", "x", 0.2, 0.98)], 0),
        ((0.14, 0.9795), [("A", "x", 0.1, 0.98)], 0),  # ties
        ((0.2, 0.99), [("A", "x", 0.1, 0.98)], 1),
        ((0.1, 0.97), [("A", "x", 0.2, 0.98), ("B", "x", 0.1, 0.99)], 2),
        ((0.2, 0.99), [("A", "x", 0.1, 0.98), ("A", "y", 0.3, 0.98)], 1),  # its best counts
        ((0.0, 0.99), [("A", "x", -0.6, 0.98)], 0),  # luck
        ((0.1, 0.99), [("A", "x", -0.6, 0.98)], 1),  # but no excuse
    ],
)
def test_who_is_behind(own, peers, lines):
    assert len(table.behind(rows(*own, *peers))) == lines


def test_the_best_of_a_tool_and_what_is_luck():
    found = rows(0.0, 0.99, ("A", "x", 0.30, 0.97), ("A", "y", 0.33, 0.98), ("A", "z", 0.5, 0.99), ("B", "x", -0.6, 0.9))
    assert {tool: row.method for tool, row in table.best(found).items()} == {table.OWN: "", "A": "y", "B": "x"}
    [line] = table.gains(found)
    assert line.startswith("B (x) gains 0.600 points")


@pytest.mark.parametrize(("photos", "frames", "sets"), [(367, 32, 4), (12, 3, 4), (13, 3, 4), (100, 50, 2), (7, 7, 1)])
def test_sets_have_no_photo_in_common(photos, frames, sets):
    paths = list(range(photos))
    found = chosen(paths, frames, sets)
    assert [len(each) for each in found] == [frames] * sets
    assert found[0] == pictures.spread(paths, frames)
    assert len(set().union(*found)) == frames * sets
    for each in found:  # evenly spread
        steps = np.diff(sorted(each))
        assert steps.max() - steps.min() <= 1


def test_too_few_photos_for_the_sets():
    assert chosen([1, 2], 3, 1) == [[1, 2]]
    with pytest.raises(Problem, match="4 sets of 3 photos need 12; there are 11"):
        chosen(list(range(11)), 3, 4)


def test_several_sets():
    """B is lucky once and A always: only the means show which is better."""
    sets = [rows(0.02, 0.99, ("A", "x", 0.1, 0.98), ("B", "x", -0.2, 0.97)), rows(0.04, 0.98, ("A", "x", 0.3, 0.96), ("B", "x", 0.5, 0.95))]
    assert table.averaged(sets[:1]) == sets[0]
    own, a, b = table.averaged(sets)
    assert (own.drop, own.drop_deviation) == (pytest.approx(0.03), pytest.approx(0.02 / 2**0.5))
    assert (a.drop, a.agreement, a.agreement_deviation) == (pytest.approx(0.2), pytest.approx(0.97), pytest.approx(0.02 / 2**0.5))
    assert table.gains(sets[0]) and not table.gains([own, a, b])
    lines = table.text([own, a, b], "heading", []).splitlines()
    assert lines[5] == "| **A** | x | 0.5000 | 0.200 ± 0.141 | 97.00% ± 1.41% |"
    assert "±" not in table.text(sets[0], "heading", [])
    told, alone = json.loads(table.as_json(sets, {"frames": 2})), json.loads(table.as_json(sets[:1], {}))
    assert told["frames"] == 2 and [each[2]["drop"] for each in told["sets"]] == [-0.2, 0.5]
    assert told["quantisers"][2]["drop"] == pytest.approx(0.15) and told["quantisers"][2]["drop_deviation"] == pytest.approx(0.7 / 2**0.5)
    assert "sets" not in alone and set(alone["quantisers"][0]) == {"tool", "method", "miou", "drop", "agreement", "best"}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 64), (["--calibrate", "none", "--data", "."], 66), (["--calibrate", ".", "--data", ".", "--frames", "0"], 64),
        (["--calibrate", ".", "--data", ".", "--sets", "none"], 64),
        (["--calibrate", ".", "--data", ".", "--onnx", "none.onnx"], 66),
        (["--calibrate", ".", "--data", ".", "--programs", "none"], 66), (["--onnx", FLOAT, "--frobnicate"], 64),
    ],
)
def test_errors(arguments, status, tmp_path):
    command = [sys.executable, ROOT / "tools/bench/accuracy_peers", *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert result.returncode == status and result.stdout == ""
    assert len(result.stderr.splitlines()) == 1 and result.stderr.startswith("accuracy_peers: ")
