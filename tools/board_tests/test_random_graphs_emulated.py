"""Random networks (tools/tests/random_graphs.py) on emulated cores give the scalar reference's logits and masks, to the bit.

CATSEYE_EMULATED_GRAPHS and CATSEYE_GRAPHS_SEED: how many, and the first seed."""

import functools
import os

from conftest import BOARD, CATSEYE, emulated, run
from graph_runs import converted, engine
from random_graphs import draw

COUNT = int(os.environ.get("CATSEYE_EMULATED_GRAPHS", 6))
FIRST = int(os.environ.get("CATSEYE_GRAPHS_SEED", 0))
# Cores for the tables neon, twice, dotprod and i8mm.
CORES = ["cortex-a53", "cortex-a72", "cortex-a76", "max"]


def test_every_core_gives_the_scalar_references_bytes(tmp_path):
    differing, compared = [], 0
    for seed in range(FIRST, FIRST + COUNT):
        graph = draw(seed)
        frames, _, _ = converted(graph, tmp_path, seed)
        here = functools.partial(run, CATSEYE, environment={"CATSEYE_ISA": "scalar"})
        expected = {output: engine(here, graph, tmp_path, frames, 1, output, "scalar") for output in ("logits", "mask")}
        for index, core in enumerate(CORES):
            there = functools.partial(emulated, core, BOARD / "catseye")
            # each output with one thread and with three, distributed over four networks and cores
            threads, output = (1, 3)[(seed + index) % 2], ("logits", "mask")[(seed + index) // 2 % 2]
            compared += 1
            if engine(there, graph, tmp_path, frames, threads, output, core) != expected[output]:
                differing.append(f"seed {seed}, {core}, {threads} threads: {output}")
                print(differing[-1], flush=True)
    print(f"{COUNT} networks, seeds {FIRST} on: {compared} runs on emulated cores beside the scalar reference here, {len(differing)} differ")
    assert not differing, "\n".join(differing)
