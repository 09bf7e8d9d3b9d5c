"""If a start of the C library fails, at any mmap or thread, it reports the error and leaves nothing behind."""

import os
import pathlib
import subprocess
import sys

import golden
from conftest import ROOT, compiler


def test_a_start_that_fails_leaves_nothing_behind(tmp_path):
    faults = tmp_path / "faults.so"
    source = ROOT / "tools" / "faults" / "faults.c"
    command = [compiler("x86_64-linux-gnu-gcc"), "-O1", "-fPIC", "-shared", source, "-o", faults, "-ldl"]
    subprocess.run(list(map(str, command)), check=True)
    script = pathlib.Path(__file__).with_name("failing_starts.py")
    # else Python's own mmaps would fail
    environment = {**os.environ, "LD_PRELOAD": str(faults), "PYTHONMALLOC": "malloc"}
    result = subprocess.run(
        [sys.executable, script, tmp_path, faults, golden.SMALL], env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    maps, threads = map(int, result.stdout.split())
    assert maps >= 4 and threads == 3
