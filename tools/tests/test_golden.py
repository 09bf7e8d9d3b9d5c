"""One digest for each shipped model and one stream, on every machine, instruction set and number of threads."""

import hashlib
import random

import pytest

from programs import CATSEYE, ISAS, WEIGHTS, run

WIDTH, HEIGHT = 320, 200
GOLDEN = {
    "city": "7a2cb1b435ea5e2190852dfe5a6f1212ee8cb112890160c83f940235e531f2c1",
    "city-lite": "f0aed17fe9ebc71578c857996cc58009998bb7c0daf92f1b9c75f1d2ce288742",
    "city-plus": "05b6e033aa45de977a04cea64ce1d337b008a62dfcee5aeea619701dab151ac9",
}


def frames():
    """Two raw frames of coarse random blocks: no JPEG, whose library may differ from machine to machine."""
    generator = random.Random(20)
    out = bytearray()
    for _ in range(2):
        blocks = [[generator.randbytes(3) for _ in range(WIDTH // 20)] for _ in range(HEIGHT // 20)]
        for y in range(HEIGHT):
            out += b"".join(blocks[y // 20][x // 20] for x in range(WIDTH))
    return bytes(out)


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("isa", ISAS)
def test_masks_and_logits(isa, name):
    digest = hashlib.sha256()
    for output in ["mask", "logits"]:
        options = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}", "--output", output, "--threads", "2"]
        model = WEIGHTS / f"{name}.ceye"
        result = run(CATSEYE, "run", "--model", model, *options, stdin=frames(), environment={"CATSEYE_ISA": isa})
        assert result.returncode == 0, result.stderr
        digest.update(result.stdout)
    assert digest.hexdigest() == GOLDEN[name]
