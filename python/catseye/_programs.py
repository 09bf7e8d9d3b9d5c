"""The programs in the package, and its two console commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn


def path_of(name: str) -> Path:
    """The path of `catseye` or `catseye-convert`: in the folder of $CATSEYE_PROGRAMS, else in the package.

    Raises FileNotFoundError where the wheel for this kind of machine has no such program.
    """
    folder = os.environ.get("CATSEYE_PROGRAMS")
    path = (Path(folder) if folder else Path(__file__).with_name("bin")) / name
    if not path.is_file():
        raise FileNotFoundError(f"{name} is not in this package: its wheel for {os.uname().machine} has the engine alone")
    return path


def _become(name: str) -> NoReturn:
    try:
        path = path_of(name)
    except FileNotFoundError as error:
        print(f"{name}: {error}", file=sys.stderr)
        sys.exit(66)
    os.execv(path, [name, *sys.argv[1:]])


def catseye() -> NoReturn:
    """The command `catseye`."""
    _become("catseye")


def catseye_convert() -> NoReturn:
    """The command `catseye-convert`."""
    _become("catseye-convert")
