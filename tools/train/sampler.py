"""The batches of an epoch, for one process or one of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from augment import Augmentation
from data import IGNORED, DataError, Frame


class Sampler:
    """Draws the batches of an epoch. Everything follows from (seed, epoch, place), so that a resumed run gives the same results.

    rank, world: this process's number and how many there are; together they see the epoch's frames once.
    balance: share of the crops that are drawn by class instead, from the first set.
    """

    def __init__(
        self,
        sets: Sequence[Sequence[Frame]],
        repeats: Sequence[float],
        batch: int,
        augment: Augmentation,
        seed: int,
        rank: int = 0,
        world: int = 1,
        balance: float = 0.0,
    ) -> None:
        self.sets, self.repeats, self.batch, self.augment, self.seed = sets, repeats, batch, augment, seed
        self.rank, self.world, self.balance = rank, world, balance
        self.holders = _holders(sets[0]) if balance else []
        drawn = sum(round(r * len(s)) for s, r in zip(sets, repeats))
        if drawn < batch * world:
            raise DataError(f"an epoch of {drawn} frames does not fill {world} batches of {batch}: lower --batch")

    def _cut(self, frame: Frame, crop: tuple[int, int], random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """A crop of this frame, or with probability `balance` a crop of another frame that shows some class."""
        if not self.balance or random.random() >= self.balance:
            return self.augment(frame, crop, random)
        index, frames = self.holders[random.integers(len(self.holders))]
        frame = self.sets[0][frames[random.integers(len(frames))]]
        label = np.asarray(frame.label)
        places = np.flatnonzero(label == index)
        row, column = divmod(int(places[random.integers(len(places))]), label.shape[1])
        return self.augment(frame, crop, random, ((column + 0.5) / label.shape[1], (row + 0.5) / label.shape[0]))

    def __len__(self) -> int:
        """Batches in an epoch; a last one that is not full is left out, since batch norm needs full ones."""
        drawn = sum(round(r * len(s)) for s, r in zip(self.sets, self.repeats))
        return drawn // (self.batch * self.world)

    def epoch(self, epoch: int, crop: tuple[int, int], first: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Batches from number `first` on: (N, h, w, 3) bytes and (N, h, w) class indices; crop: width, height."""
        random = np.random.default_rng((self.seed, epoch))
        order: list[Frame] = []
        for frames, repeat in zip(self.sets, self.repeats):
            wanted = round(repeat * len(frames))
            while wanted > 0:
                order += [frames[i] for i in random.permutation(len(frames))[:wanted]]
                wanted -= len(frames)
        order = [order[i] for i in random.permutation(len(order))]

        def make(number: int) -> tuple[np.ndarray, np.ndarray]:
            start = (number * self.world + self.rank) * self.batch
            cuts = [
                self._cut(order[place], crop, np.random.default_rng((self.seed, epoch, place)))
                for place in range(start, start + self.batch)
            ]
            return np.stack([c[0] for c in cuts]), np.stack([c[1] for c in cuts])

        with ThreadPoolExecutor(1) as pool:  # one batch ahead, while the network computes
            coming = pool.submit(make, first) if first < len(self) else None
            for number in range(first, len(self)):
                ready, coming = coming, pool.submit(make, number + 1) if number + 1 < len(self) else None
                yield ready.result()


def _holders(frames: Sequence[Frame]) -> list[tuple[int, list[int]]]:
    """For each class that occurs, the numbers of the frames that have it."""
    holders: dict[int, list[int]] = {}
    for number, frame in enumerate(frames):
        for index in np.unique(np.asarray(frame.label)):
            if index != IGNORED:
                holders.setdefault(int(index), []).append(number)
    return sorted(holders.items())
