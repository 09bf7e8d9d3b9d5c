"""Each model has one digest, on every machine, with every instruction set and number of threads (golden.py; tools/board_tests has the
Embedded builds on every emulated core)."""

import functools

import pytest

from golden import GOLDEN, SMALL, digest
from programs import CATSEYE, ISAS, run


def with_isa(isa):
    return functools.partial(run, CATSEYE, environment={"CATSEYE_ISA": isa})


@pytest.mark.parametrize("model", GOLDEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("isa", ISAS)
def test_masks_and_logits(isa, model):
    assert digest(with_isa(isa), model, "--threads", "2") == GOLDEN[model]


@pytest.mark.parametrize("threads", range(1, 9))
@pytest.mark.parametrize("isa", ISAS)
def test_threads(isa, threads):
    assert digest(with_isa(isa), SMALL, "--threads", threads) == GOLDEN[SMALL]
