"""catseye.h for Python's ctypes, as in the wheel, over the library of dist/."""

import sys

from conftest import ROOT

# only this module, because the package expects its library beside it
sys.path.insert(0, str(ROOT / "python" / "catseye"))

import _interface  # noqa: E402
from _interface import *  # noqa: E402, F403


def load(folder):
    """The shared library with its functions' types."""
    return _interface.load(ROOT / "dist" / "x86_64" / "libcatseye.so.1")
