"""What tools/cross-build packs: its contents, Debian's checkers, and whether packing again gives the same bytes."""

import hashlib
import shutil
import subprocess
import tarfile

import pytest

from conftest import BOARD, ROOT, build, compiler, emulated

DIST = ROOT / "dist"


def tool(name):
    if shutil.which(name) is None:
        pytest.skip(f"NO {name}: packages are not checked with it")
    return name


def call(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def packages():
    """The names of the .deb files, freshly packed."""
    result = call(ROOT / "tools" / "packaging" / "pack", "aarch64")
    assert result.returncode == 0, result.stderr
    return [next(DIST.glob(f"{name}_*_arm64.deb")) for name in ["catseye", "libcatseye-dev", "libcatseye1"]]


def digests():
    files = sorted([*DIST.glob("*arm64.deb"), *DIST.glob("*aarch64.tar.gz")])
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_packing_again_gives_the_same_bytes(packages):
    before = digests()
    assert len(before) == 4
    assert call(ROOT / "tools" / "packaging" / "pack", "aarch64").returncode == 0
    assert digests() == before


def test_lintian(packages):
    tool("lintian")
    for package in packages:
        result = call("lintian", "--allow-root", "--fail-on", "error,warning", package)
        assert result.returncode == 0, result.stdout + result.stderr


def test_unpacked_package_works(packages, tmp_path):
    for package in packages:
        assert call("dpkg-deb", "-x", package, tmp_path).returncode == 0
    assert call("dpkg-deb", "-f", packages[0], "Architecture").stdout == "arm64\n"
    result = emulated("cortex-a53", tmp_path / "usr/bin/catseye", "--version")
    assert result.stdout.startswith(b"catseye ")
    assert (tmp_path / "usr/bin/catseye").read_bytes() == (BOARD / "catseye").read_bytes()
    result = emulated("cortex-a53", tmp_path / "usr/bin/catseye", "info", "--model", tmp_path / "usr/share/catseye/city.ceye")
    assert result.returncode == 0, result.stderr
    shipped = {path.name for path in (ROOT / "weights").glob("*.ceye")}
    assert {path.name for path in (tmp_path / "usr/share/catseye").iterdir()} == shipped


def test_pkg_config_of_the_archive(packages, tmp_path):
    """A package that is unpacked in any folder is found there."""
    tool("pkg-config")
    with tarfile.open(next(DIST.glob("catseye-*-aarch64.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    [root] = tmp_path.iterdir()
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "catseye"], capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin:/bin", "PKG_CONFIG_PATH": str(root / "lib" / "pkgconfig")},
    ).stdout.split()
    example = root / "share/doc/catseye/examples/segment.c"
    build([compiler("aarch64-linux-gnu-gcc"), "-static", example, *flags, "-o", tmp_path / "segment"])


def test_unit(packages, tmp_path):
    tool("systemd-analyze")
    unit = tmp_path / "catseye.service"
    text = (ROOT / "tools/packaging/catseye.service").read_text()
    # the unit is right for a board; the program is not installed here, so another stands in for it
    unit.write_text(text.replace("/usr/bin/catseye", "/bin/true"))
    result = call("systemd-analyze", "verify", "--man=no", unit)
    assert result.returncode == 0 and result.stderr == "", result.stderr


def test_man_page(packages, tmp_path):
    tool("mandoc")
    assert call("dpkg-deb", "-x", packages[0], tmp_path).returncode == 0
    result = call("mandoc", "-T", "lint", "-W", "warning", tmp_path / "usr/share/man/man1/catseye.1.gz")
    assert result.returncode == 0 and result.stdout == "", result.stdout
