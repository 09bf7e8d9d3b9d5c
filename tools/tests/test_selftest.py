"""selftest notices a single wrong byte in a kernel's constant, in a known answer, or in the model."""

import json
import platform
import random
import struct

import pytest

from programs import CATSEYE, CONVERT, FAST_ISAS, ISAS, ROOT, one_line, run

# Winograd's inverse of nine (winograd.h): a constant that the kernels load from the program's data
INVERSE_OF_NINE = struct.pack("<I", 0x38E38E39)
FNV_PRIME, FNV_START = 0x100000001B3, 0xCBF29CE484222325


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small model, converted here."""
    folder = tmp_path_factory.mktemp("selftest")
    assert run(CONVERT, "scenes", "-o", folder, "--frames", 2, "--size", "64x64").returncode == 0
    onnx = ROOT / "Tests/ConversionTests/Fixtures/seed_tiny_dynamo.onnx"
    path = folder / "tiny.ceye"
    assert run(CONVERT, "quantize", onnx, "-o", path, "--calibrate", folder / "images").returncode == 0
    return path


@pytest.mark.parametrize("isa", ISAS)
def test_right(isa, model):
    result = run(CATSEYE, "selftest", "--model", model, "--json", environment={"CATSEYE_ISA": isa})
    assert result.returncode == 0 and result.stderr == b"", result.stderr
    report = json.loads(result.stdout)
    assert report["isa"] == isa and report["failures"] == []
    assert [test["name"] for test in report["tests"]][-1] == "test frame of tiny"
    assert all(test["expected"] == test["got"] for test in report["tests"])


@pytest.mark.parametrize("isa", FAST_ISAS)
def test_a_byte_of_a_kernels_constant(isa, tmp_path):
    content = bytearray(CATSEYE.read_bytes())
    places = [index for index in range(0, len(content) - 4, 4) if content[index : index + 4] == INVERSE_OF_NINE]
    if platform.machine() != "x86_64" and not places:
        pytest.skip("this architecture's kernels build the constant from instructions")
    assert places
    for place in places:
        content[place + 1] ^= 0x10
    damaged = tmp_path / "catseye"
    damaged.write_bytes(content)
    damaged.chmod(0o755)
    result = run(damaged, "selftest", "--json", environment={"CATSEYE_ISA": isa})
    assert result.returncode == 1
    assert json.loads(result.stdout)["failures"] == [f"winograd_{isa}"]
    assert f"winograd_{isa}" in one_line(result)


def with_checksum(content):
    """The file with the right checksum for its bytes."""
    value = FNV_START
    for byte in content[32:]:
        value = (value ^ byte) * FNV_PRIME & (1 << 64) - 1
    return content[:24] + struct.pack("<Q", value) + content[32:]


def test_a_byte_of_the_model(model, tmp_path):
    whole = model.read_bytes()
    assert with_checksum(whole) == whole
    damaged = tmp_path / "damaged.ceye"
    for place in [5, 40, len(whole) // 2, len(whole) - 1]:
        content = bytearray(whole)
        content[place] ^= 1
        damaged.write_bytes(content)
        result = run(CATSEYE, "selftest", "--model", damaged)
        assert result.returncode == 65, result.stderr
        assert str(damaged) in one_line(result)


def test_weights_whose_checksum_was_mended(model, tmp_path):
    """Where somebody damaged a byte and repaired the checksum, the test frame's digest shows it."""
    whole = model.read_bytes()
    data = struct.unpack("<I", whole[144:148])[0]
    damaged = tmp_path / "damaged.ceye"
    generator = random.Random(2)
    likely = [place for place in range((data + len(whole)) // 2, len(whole)) if whole[place] not in (0, 0xA0)]
    statuses = []
    for place in generator.sample(likely, 48):
        content = bytearray(whole)
        content[place] ^= 0x20
        damaged.write_bytes(with_checksum(bytes(content)))
        result = run(CATSEYE, "selftest", "--model", damaged, "--json")
        statuses.append(result.returncode)
        if result.returncode == 1:
            assert json.loads(result.stdout)["failures"] == ["test frame of tiny"]
    # some bytes belong to tensors' scales, which no frame needs, or to channels that have no effect here
    assert set(statuses) <= {0, 1, 65} and statuses.count(1) >= 32, statuses


def test_a_model_without_a_digest(model, tmp_path):
    whole = model.read_bytes()
    old = tmp_path / "old.ceye"
    old.write_bytes(with_checksum(whole[:152] + bytes(8) + whole[160:]))
    result = run(CATSEYE, "selftest", "--model", old)
    assert result.returncode == 65 and "convert it again" in one_line(result)
    assert run(CATSEYE, "info", "--model", old).returncode == 0
