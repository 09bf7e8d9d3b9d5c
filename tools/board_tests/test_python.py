"""The Python package on the results of the builds: the shared library, and the programs."""

import os
import subprocess
import sys

from conftest import CATSEYE, ROOT


def test_python_package(folder):
    """python/tests, in a process whose PATH has neither Swift nor a compiler."""
    environment = {
        "CATSEYE_LIBRARY": str(ROOT / "dist" / "x86_64" / "libcatseye.so.1"), "CATSEYE_PROGRAMS": str(CATSEYE.parent),
        "HOME": str(folder), "PYTHONPATH": str(ROOT / "python"), "PATH": "/nowhere", "LANG": os.environ.get("LANG", "C.UTF-8"),
    }  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ROOT / "python" / "tests"]
    result = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
