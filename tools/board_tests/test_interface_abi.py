"""catseye.h does not change under programs that were compiled with it: abidiff compares it with the committed description."""

import shutil
import subprocess

import pytest

import interface_abi as abi
from conftest import ROOT


@pytest.fixture(autouse=True)
def abidiff():
    for name in ["abidiff", "gcc"]:
        if shutil.which(name) is None:
            pytest.skip(f"NO {name}: the C interface is not compared with what was published (Debian: abigail-tools)")


@pytest.fixture
def header():
    return abi.HEADER.read_text()


def test_nothing_has_changed(header):
    status, report = abi.difference(header)
    assert status == 0, report + "\nafter an addition: python3 tools/board_tests/interface_abi.py, and a line in CHANGELOG.md"


@pytest.mark.parametrize("old, new, word", [
    ("  uint64_t tag;          /**< for the caller", "  /**< for the caller", "tag"),
    ("  int32_t scores;     /**<", "  int64_t scores;     /**<", "scores"),
    ("const uint8_t *catseye_mask(const catseye_model *model);", "", "catseye_mask"),
    ("  CATSEYE_NO_FILE = 66,", "  CATSEYE_NO_FILE = 67,", "CATSEYE_NO_FILE"),
])
def test_what_would_break_programs_is_reported(header, old, new, word):
    """A field that is removed or changes its type; a function that is removed; a value that changes."""
    assert header.count(old) == 1
    status, report = abi.difference(header.replace(old, new))
    assert status & 4 and word in report, report


@pytest.mark.parametrize("arch", ["x86_64", "aarch64"])
def test_the_library_has_these_names_alone(arch, header):
    """The library has the interface's version in its name, and it contains the archive's code."""
    library = ROOT / "dist" / arch / "libcatseye.so.1"
    call = lambda *words: subprocess.run(words, capture_output=True, text=True, check=True).stdout  # noqa: E731
    names = {line.split()[-1] for line in call(f"{arch}-linux-gnu-nm", "-D", "--defined-only", library).splitlines()}
    declared = {word[:-1] for word in abi.re.findall(r"catseye_[a-z_]+\(", header)}
    assert {name.split("@@")[0] for name in names} == declared | {"CATSEYE_1"}
    assert all(name.endswith("@@CATSEYE_1") for name in names - {"CATSEYE_1"})
    dynamic = call(f"{arch}-linux-gnu-readelf", "-d", library)
    assert "SONAME" in dynamic and "[libcatseye.so.1]" in dynamic
    needed = set(abi.re.findall(r"NEEDED.*\[(.*)\]", dynamic))
    assert needed <= {"libc.so.6", "libm.so.6", "libpthread.so.0", "ld-linux-aarch64.so.1"}
