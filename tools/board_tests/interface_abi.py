"""Describes for abidiff what compiled programs need of catseye.h: its functions, with the types that they take.

The library is Swift, and its debugging information does not have the header's types. So a library of the same functions in C is
described, whose bodies do nothing. tools/board_tests/catseye.abi is the committed description; after an addition

    python3 tools/board_tests/interface_abi.py
"""

import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
HEADER = HERE.parents[1] / "Sources" / "CAPIHeader" / "include" / "catseye.h"
DESCRIPTION = HERE / "catseye.abi"


def library(header, folder):
    """A shared library with the functions of this header's text."""
    without_comments = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
    prototypes = re.findall(r"^((?:const )?\w+ \*?catseye_\w+\([^;]*\));", without_comments, re.M)
    assert len(prototypes) > 10
    (folder / "catseye.h").write_text(header)
    bodies = "\n".join(f"{prototype} {{ __builtin_trap(); }}" for prototype in prototypes)
    (folder / "catseye.c").write_text(f'#include "catseye.h"\n{bodies}\n')
    out = folder / "libcatseye.so.1"
    # the description must not depend on the folder
    command = ["gcc", "-g", "-O0", "-fPIC", "-shared", "-Wl,-soname,libcatseye.so.1", "catseye.c", "-o", out.name]
    subprocess.run(command, cwd=folder, check=True)
    return out


def describe(header, out):
    with tempfile.TemporaryDirectory() as folder:
        made = library(header, pathlib.Path(folder))
        options = ["--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--type-id-style", "hash"]
        subprocess.run(["abidw", *options, "--out-file", out, made], check=True)


def difference(header):
    """abidiff's exit status and report for this header against the committed description; 0 and nothing if there is no description."""
    with tempfile.TemporaryDirectory() as folder:
        made = library(header, pathlib.Path(folder))
        result = subprocess.run(["abidiff", DESCRIPTION, made], capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


if __name__ == "__main__":
    describe(HEADER.read_text(), DESCRIPTION)
    print(f"wrote {DESCRIPTION}", file=sys.stderr)
