"""The peers' own Python environment. Nothing is installed outside of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from contest.problem import Problem, last_line

BASE = ("numpy", "pillow", "onnx", "onnxruntime")  # ONNX Runtime judges even if it does not take part


def variables(venv: Path) -> dict[str, str]:
    """The variables for every process that runs in the environment, so that no package finds a pip outside of it."""
    return {
        **os.environ,
        "VIRTUAL_ENV": str(venv),
        "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PIP_REQUIRE_VIRTUALENV": "1",
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _call(arguments: Sequence[object], venv: Path, what: str) -> None:
    done = subprocess.run([str(part) for part in arguments], capture_output=True, text=True, env=variables(venv), check=False)
    if done.returncode != 0:
        raise Problem(f"{what}: {last_line(done.stderr, f'status {done.returncode}')}")


def install(venv: Path, packages: Sequence[str], alone: Sequence[str] = ()) -> None:
    """Installs from PyPI what is missing; alone: packages without their dependencies."""
    marks = venv / "installed"
    marks.mkdir(exist_ok=True)
    for names, extra in ((packages, ()), (alone, ("--no-deps",))):
        mark = marks / "+".join([*names, *extra])
        if not names or mark.exists():
            continue
        print(f"installing {' '.join(names)}", file=sys.stderr)
        pip = (venv / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
        _call((*pip, *extra, *names), venv, f"pip cannot install {' '.join(names)}")
        mark.touch()


def ensure(venv: Path) -> Path:
    """Makes the environment if it is missing; returns its Python, with the variables for os.execv set."""
    venv = venv.absolute()
    python = venv / "bin/python"
    if not python.exists():
        _call((sys.executable, "-m", "venv", venv), venv, "python3 -m venv (Debian: apt-get install python3-venv)")
    install(venv, BASE)
    os.environ.update(variables(venv))
    return python
