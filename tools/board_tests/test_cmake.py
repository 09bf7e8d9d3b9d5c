"""A CMake project finds the C library by find_package, static and shared, for this machine and for a board."""

import subprocess

import pytest

from conftest import ROOT, build, compiler, emulated, run
from test_c_examples import EXAMPLES, digest, made

PROJECT = """\
cmake_minimum_required(VERSION 3.16)
project(mine C)
find_package(catseye 0.2 REQUIRED)
add_executable(segment segment.c)
target_link_libraries(segment PRIVATE catseye::catseye)
"""
CROSS = ["-DCMAKE_SYSTEM_NAME=Linux", "-DCMAKE_SYSTEM_PROCESSOR=aarch64", "-DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc"]


def call(*command, folder=None):
    result = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def installed(arch, prefix):
    """The library as tools/install --library and the archives lay it out."""
    script = f'source tools/packaging/cross-tools.sh; arch={arch}; put_library "{prefix}" lib ../../../include "{prefix}" "{prefix}/lib"'
    assert call("bash", "-euc", script, folder=ROOT)[0] == 0
    return prefix


@pytest.mark.parametrize("is_static", [False, True])
@pytest.mark.parametrize("arch", ["x86_64", "aarch64"])
def test_find_package(arch, is_static, folder, models, picture, tmp_path):
    cmake = compiler("cmake")
    compiler(f"{arch}-linux-gnu-gcc")
    prefix = installed(arch, tmp_path / "installed")
    source = tmp_path / "source"
    source.mkdir()
    (source / "CMakeLists.txt").write_text(PROJECT)
    (source / "segment.c").write_text((EXAMPLES / "segment.c").read_text())
    options = [f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=BOTH", *(CROSS if arch == "aarch64" else [])]
    options += ["-Dcatseye_USE_STATIC_LIBS=ON"] if is_static else []
    status, said = call(cmake, "-S", source, "-B", tmp_path / "build", *options)
    assert status == 0, said
    status, said = call(cmake, "--build", tmp_path / "build")
    assert status == 0 and "warning" not in said, said
    program = tmp_path / "build" / "segment"
    needed = call(f"{arch}-linux-gnu-readelf", "-d", program)[1]
    assert ("libcatseye.so.1" in needed) == (not is_static)
    expected = digest(run(made(folder, "x86_64", "segment.c"), models[0], picture, 1))
    if arch == "aarch64":
        result = emulated("cortex-a53", program, models[0], picture, 1, root="/usr/aarch64-linux-gnu")
    else:
        result = run(program, models[0], picture, 2)
    assert digest(result) == expected


def test_a_newer_version_is_not_found(tmp_path):
    cmake = compiler("cmake")
    prefix = installed("x86_64", tmp_path / "installed")
    (tmp_path / "CMakeLists.txt").write_text(PROJECT.replace("catseye 0.2", "catseye 99.0"))
    status, said = call(cmake, "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    assert status != 0 and "99.0" in said


def test_pkg_config(folder, models, picture, tmp_path):
    """The program finds its shared library when it runs, wherever the library was installed."""
    pkg_config = compiler("pkg-config")
    prefix = installed("x86_64", tmp_path / "installed")
    result = subprocess.run(
        [pkg_config, "--cflags", "--libs", "catseye"], capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin:/bin", "PKG_CONFIG_PATH": str(prefix / "lib" / "pkgconfig")})
    build([compiler("x86_64-linux-gnu-gcc"), EXAMPLES / "segment.c", *result.stdout.split(), "-o", tmp_path / "segment"])
    assert "libcatseye.so.1" in call("readelf", "-d", tmp_path / "segment")[1]
    expected = digest(run(made(folder, "x86_64", "segment.c"), models[0], picture, 1))
    assert digest(run(tmp_path / "segment", models[0], picture, 2)) == expected
