"""Several processes for one run: what `torchrun` starts, as rank and world. With one process all of this does nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass

import torch
from torch import distributed, nn


@dataclass(frozen=True)
class Team:
    """This process's number, how many there are, and its device."""

    rank: int
    world: int
    device: torch.device

    @classmethod
    def join(cls, device: str) -> Team:
        """device: `auto` (a GPU if there is one), `cpu` or `cuda`. Reads torchrun's environment."""
        kind = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        world = int(os.environ.get("WORLD_SIZE", "1"))
        where = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if kind == "cuda" else torch.device(kind)
        if world > 1 and not distributed.is_initialized():
            distributed.init_process_group("nccl" if kind == "cuda" else "gloo")
        return cls(int(os.environ.get("RANK", "0")), world, where)

    @property
    def leads(self) -> bool:
        """Whether this process validates, prints and writes."""
        return self.rank == 0

    def wrapped(self, model: nn.Module) -> nn.Module:
        """The model, whose backward pass averages gradients over the team. Batch norm is shared on GPUs only."""
        if self.world == 1:
            return model
        if self.device.type == "cuda":
            model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
            return nn.parallel.DistributedDataParallel(model, device_ids=[self.device.index])
        return nn.parallel.DistributedDataParallel(model)

    def largest(self, *values: float) -> list[float]:
        """The largest of each value over the team: so one process's wish to stop becomes that of all."""
        if self.world == 1:
            return list(values)
        tensor = torch.tensor(values, dtype=torch.float64, device=self.device)
        distributed.all_reduce(tensor, distributed.ReduceOp.MAX)
        return tensor.tolist()

    def leave(self) -> None:
        if self.world > 1 and distributed.is_initialized():
            distributed.destroy_process_group()
