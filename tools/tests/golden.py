"""One digest for each model and stream, for every table of kernels, number of threads, build and interface: SHA-256 of the masks of
two frames, and then of their logits."""

import hashlib
import random

from programs import ROOT, WEIGHTS

WIDTH, HEIGHT = 320, 200
SMALL = ROOT / "Tests" / "Golden" / "seed-tiny.ceye"
SPEED = ROOT / "Tests" / "Golden" / "speed-tiny.ceye"
GOLDEN = {
    SPEED: "e96e1ba61f18fea35401103494715a65697a810ff82e13b8298486161ddc350b",
    SMALL: "daefd0132fa6870f7196d8161d4293585323a6c7029d1d3c4f177c5046c42b47",
    WEIGHTS / "city.ceye": "7a2cb1b435ea5e2190852dfe5a6f1212ee8cb112890160c83f940235e531f2c1",
    WEIGHTS / "city-lite.ceye": "0eab7d2aebd4cb9108f8da48186fd9d8aaa8bf5669f8aeefa692d149f0b7ea04",
    WEIGHTS / "city-plus.ceye": "41c1c9eb052a74fa9e6a2ffb64e3ffe1a56f863548dd555e0fa260ea097ed700",
}


def frames():
    """Two raw frames of coarse random blocks. They are no JPEGs, because JPEG libraries may differ between machines."""
    generator = random.Random(20)
    out = bytearray()
    for _ in range(2):
        blocks = [[generator.randbytes(3) for _ in range(WIDTH // 20)] for _ in range(HEIGHT // 20)]
        for y in range(HEIGHT):
            out += b"".join(blocks[y // 20][x // 20] for x in range(WIDTH))
    return bytes(out)


def digest(call, model, *options):
    """- call: runs `catseye` with arguments and stdin; its result has returncode, stdout and stderr"""
    digest = hashlib.sha256()
    for output in ["mask", "logits"]:
        raw = ["--input", "rgb24", "--size", f"{WIDTH}x{HEIGHT}", "--output", output]
        result = call("run", "--model", model, *raw, *options, stdin=frames())
        assert result.returncode == 0, result.stderr
        digest.update(result.stdout)
    return digest.hexdigest()
