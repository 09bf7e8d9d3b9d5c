"""Turns: each round runs every engine once, so that a noisy neighbour disturbs all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from contest.problem import Problem


class Timed(Protocol):
    """Something that can take a turn."""

    name: str

    def time(self, frames: int) -> list[float]:
        """Milliseconds of the frames of one turn."""


@dataclass(frozen=True)
class Figures:
    """Milliseconds a frame, from the medians of an engine's turns."""

    turns: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median turn."""
        return statistics.median(self.turns)

    @property
    def best(self) -> float:
        """The quickest turn."""
        return min(self.turns)


def race(engines: Sequence[Timed], rounds: int, frames: int, pause: float, failed: dict[str, str]) -> dict[str, Figures]:
    """Figures by name. An engine that fails is put into `failed` with its reason, and takes no further turn.

    pause: seconds between turns, so that spinning threads of the previous engine have gone to sleep. Every second round
    goes backwards, so that no engine always follows the same neighbour.
    """
    turns: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for number in range(rounds):
        for engine in engines if number % 2 == 0 else reversed(engines):
            if engine.name in failed:
                continue
            time.sleep(pause)
            try:
                turns[engine.name].append(statistics.median(engine.time(frames)))
            except Problem as problem:
                failed[engine.name] = str(problem)
    return {name: Figures(tuple(values)) for name, values in turns.items() if name not in failed}
