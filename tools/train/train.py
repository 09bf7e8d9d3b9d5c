#!/usr/bin/env python3
"""Trains a UNet on labelled frames. It runs on a CPU or a GPU; stop it with SIGTERM or Ctrl-C, and continue with --resume.

Several processes, on GPUs or CPUs, of one machine or many: torchrun --nproc_per_node N tools/train/train.py --run-dir DIR ...
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

import torch

from data import DataError
from distributed import Team
from options import parse
from trainer import Trainer


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments, __doc__)
    if options.threads:
        torch.set_num_threads(options.threads)
    team = Team.join(options.device)
    try:
        trainer = Trainer(options, team)
    except DataError as error:
        print(f"train.py: {error}", file=sys.stderr)
        return 65

    def stop(_number: int, _frame: object) -> None:
        trainer.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        trainer.run()
    finally:
        team.leave()
    return 0


if __name__ == "__main__":
    sys.exit(main())
