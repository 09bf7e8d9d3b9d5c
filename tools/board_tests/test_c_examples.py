"""The C library with plain compilers: the examples give one digest, on this machine and on emulated cores."""

import re
import subprocess

import pytest

from conftest import CPUS, ROOT, build, compiler, emulated, run

EXAMPLES = ROOT / "Sources" / "CAPIHeader" / "examples"
SOURCES = {"segment.c": ("gcc", ["-std=c11"]), "segment.cpp": ("g++", ["-std=c++17"])}


def made(folder, arch, source, *flags):
    """An example that is built with only the archive and the header."""
    name, options = SOURCES[source]
    library = ROOT / "dist" / arch
    program = folder / f"{source}-{arch}{''.join(flags)}"
    build(
        [compiler(f"{arch}-linux-gnu-{name}"), "-Wall", "-Wextra", "-Werror", "-O2", *options, *flags, f"-I{library}"]
        + [EXAMPLES / source, f"-L{library}", "-l:libcatseye.a", "-lpthread", "-lm", "-o", program]
    )
    return program


def digest(result):
    assert result.returncode == 0, result.stderr
    return re.search(rb"mask ([0-9a-f]{16})", result.stdout)[1]


@pytest.fixture(scope="module")
def expected(folder, models, picture):
    """The digest of the C example on this machine."""
    return [digest(run(made(folder, "x86_64", "segment.c"), model, picture, 1)) for model in models]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("flags", [[], ["-static"], ["-no-pie"]])
def test_on_this_machine(source, flags, folder, models, picture, expected):
    program = made(folder, "x86_64", source, *flags)
    assert [digest(run(program, model, picture, 2)) for model in models] == expected


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("flags", [[], ["-static"], ["-static-pie"], ["-no-pie"]])
def test_on_a_board(source, flags, folder, models, picture, expected):
    program = made(folder, "aarch64", source, *flags)
    is_static = "-static" in flags or "-static-pie" in flags
    root = None if is_static else "/usr/aarch64-linux-gnu"
    for cpu in CPUS if flags == ["-static"] else CPUS[:1]:
        # qemu-user 7.2 hangs in pthread_create of any dynamically linked program
        for threads in [1, 4] if is_static else [1]:
            there = [digest(emulated(cpu, program, model, picture, threads, root=root)) for model in models]
            assert there == expected, cpu


@pytest.mark.parametrize("arch", ["aarch64", "x86_64"])
def test_only_the_interface_is_visible(arch):
    library = ROOT / "dist" / arch / "libcatseye.a"
    listed = subprocess.run([f"{arch}-linux-gnu-nm", "-g", "--defined-only", library], capture_output=True, text=True)
    names = {line.split()[-1] for line in listed.stdout.splitlines() if len(line.split()) == 3}
    header = (ROOT / "dist" / arch / "catseye.h").read_text()
    assert names == set(re.findall(r"\bcatseye_[a-z_]+(?=\()", header)) and len(names) == 19


@pytest.mark.parametrize("source", SOURCES)
def test_complaints(source, folder, models, picture, tmp_path):
    """A missing model, a damaged one, a missing picture: one line each."""
    program = made(folder, "x86_64", source)
    damaged = tmp_path / "damaged.ceye"
    damaged.write_bytes(models[0].read_bytes()[:-1])
    cases = [(tmp_path / "none.ceye", picture), (damaged, picture), (models[0], tmp_path / "none.ppm")]
    for model, image in cases:
        result = run(program, model, image)
        assert result.returncode == 1 and result.stderr.startswith(b"segment: ") and result.stderr.count(b"\n") == 1
