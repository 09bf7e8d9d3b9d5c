"""One digest for one model and one stream, on every machine, instruction set and number of threads."""

import hashlib
import random

import pytest

from programs import CATSEYE, MODEL, run
from test_command_line import ISAS

WIDTH, HEIGHT = 320, 200
GOLDEN = "ea48c3fa6301b8cea751ec2ddc10226b7c001f1ae6388cc577a32ff37c2be5c9"


def frames():
    """Two raw frames of coarse random blocks: no JPEG, whose library may differ from machine to machine."""
    generator = random.Random(20)
    out = bytearray()
    for _ in range(2):
        blocks = [[generator.randbytes(3) for _ in range(WIDTH // 20)] for _ in range(HEIGHT // 20)]
        for y in range(HEIGHT):
            out += b"".join(blocks[y // 20][x // 20] for x in range(WIDTH))
    return bytes(out)


@pytest.mark.parametrize("isa", ISAS)
def test_masks_and_logits(isa):
    digest = hashlib.sha256()
    for output in ["mask", "logits"]:
        options = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}", "--output", output, "--threads", "2"]
        result = run(CATSEYE, "run", "--model", MODEL, *options, stdin=frames(), environment={"CATSEYE_ISA": isa})
        assert result.returncode == 0, result.stderr
        digest.update(result.stdout)
    assert digest.hexdigest() == GOLDEN
