"""`quickstart`: from two directories to a model in seconds, and its messages about wrong arguments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from test_own_labels import CONVERT, HERE, apart, call, pairs, pytestmark  # noqa: F401 (skipped where the programs are missing)


def quickstart(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run([str(HERE / "quickstart"), *map(str, arguments)], capture_output=True, check=False)


def test_from_two_directories_to_a_model(tmp_path: Path) -> None:
    photos, masks = apart(pairs(tmp_path / "pairs", 40, 5), tmp_path / "my own")
    out = tmp_path / "my model"
    done = quickstart(photos, masks, "-o", out, "--minutes", 0.15, "--size", "64x64", "--python", sys.executable)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    assert (out / "net.ceye").is_file() and "<html" in (out / "net.html").read_text()
    text = done.stdout.decode()
    assert all(f"== {part} of 6" in text for part in range(1, 7)) and "pixel accuracy" in text
    assert call(CONVERT, "inspect", out / "net.ceye").stdout
    again = quickstart(photos, masks, "-o", out)
    assert again.returncode == 64 and b"is there already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ([], 64, "give PHOTOS and MASKS"),
        (["one"], 64, "give two directories"),
        (["nowhere", "masks"], 66, "nowhere: no such directory"),
        (["--pairs"], 64, "--pairs needs a value"),
        (["--pairs", ".", "--minutes", "soon"], 64, "--minutes takes a number"),
        (["--pairs", ".", "--minutes", "0"], 64, "--minutes takes a number"),
        (["--pairs", ".", "--size", "100x100"], 64, "multiples of 32"),
        (["--fast"], 64, "unknown option"),
        (["a", "b", "--pairs", "c"], 64, "give PHOTOS and MASKS"),
    ],
)
def test_wrong_arguments_are_one_line(arguments: list[str], status: int, words: str) -> None:
    done = quickstart(*arguments)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == status and len(lines) == 1 and words in lines[0], lines
    assert quickstart("--help").returncode == 0
