"""The learning rate over a run, and the average of the weights that is validated and exported."""

from __future__ import annotations

import copy
import math

import torch
from torch import nn

SCHEDULES = ("cosine", "poly", "constant")


def learning_rate_factor(progress: float, warmup: float, schedule: str = "cosine") -> float:
    """The share of the peak learning rate: linear warm-up, then half a cosine or (1 - x)^0.9 down to 0. progress: 0..1 of the run."""
    if progress < warmup:
        return max(progress / warmup, 0.02)
    if schedule == "constant":
        return 1.0
    done = min((progress - warmup) / (1 - warmup), 1.0)
    return max((1 - done) ** 0.9 if schedule == "poly" else 0.5 * (1 + math.cos(math.pi * done)), 1e-3)


class Average:
    """Exponential moving average of a model: parameters and batch-norm statistics alike. decay 0: the model itself."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """step: how many steps are done, from 1; the average forgets early ones faster."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for mine, theirs in zip(self.model.state_dict().values(), model.state_dict().values()):
            if mine.is_floating_point():
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)
