"""Holds a library that has no switch for it to SSE4.1, AVX2 or VNNI: a copy of the library sees an older processor.

Not every processor can forbid CPUID to a process. So in the copy each CPUID instruction becomes INT3, and a signal handler answers
it (older_processor.c). This needs x86-64, cc and objdump.
"""

from __future__ import annotations

import ctypes
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

CPUID, TRAP = b"\x0f\xa2", b"\xcc\x90"
Processor = Literal["SSE41", "AVX2", "VNNI"]
"""The newest extension that it has: a definition of older_processor.c."""


def _output(*command: str | Path) -> str:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def patch(library: Path) -> int:
    """Replaces every CPUID instruction of a shared library; returns how many."""
    sites = [int(site, 16) for site in re.findall(r"^\s*([0-9a-f]+):\s+cpuid", _output("objdump", "-d", "--no-show-raw-insn", library), re.M)]
    loads = [[int(word, 16) for word in line.split()[1:6]] for line in _output("readelf", "-lW", library).splitlines() if line.split()[:1] == ["LOAD"]]
    code = bytearray(library.read_bytes())
    for site in sites:
        [place] = [offset + site - address for offset, address, _, size, _ in loads if address <= site < address + size]
        if code[place : place + 2] != CPUID:
            raise RuntimeError(f"{library.name}: no CPUID at {site:x}")
        code[place : place + 2] = TRAP
    library.write_bytes(code)
    return len(sites)


def hold(package: str, library: str, work: Path, processor: Processor) -> None:
    """From now on `import package` loads a copy, in `work`, whose shared libraries of this pattern see an older processor."""
    spec = importlib.util.find_spec(package)
    if package in sys.modules or spec is None or spec.origin is None:
        raise RuntimeError(f"{package} is not there, or imported already")
    folder = work / "held"
    if not folder.exists():
        unfinished = work / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(Path(spec.origin).parent, unfinished / package)
        if not sum(patch(path) for path in (unfinished / package).rglob(library)):
            raise RuntimeError(f"{package} asks for no processor features")
        source = Path(__file__).with_name("older_processor.c")
        _output("cc", "-O2", "-shared", "-fPIC", f"-D{processor}", "-o", unfinished / "older_processor.so", source)
        unfinished.rename(folder)
    ctypes.CDLL(str(folder / "older_processor.so"))
    sys.path.insert(0, str(folder))
