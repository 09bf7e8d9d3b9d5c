"""The network that an architecture describes: the UNet of model.py, one on an encoder, or any module that a function makes."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass

from torch import nn

from data import DataError
from encoder_unet import EncoderArchitecture, EncoderUNet
from model import Architecture, UNet


@dataclass(frozen=True)
class FactoryArchitecture:
    """A network made by `package.module:function`, called with the number of classes. Modules are also searched in the
    current directory."""

    factory: str

    def __post_init__(self) -> None:
        module, _, function = self.factory.partition(":")
        if not module or not function:
            raise ValueError(f"--network {self.factory}: write package.module:function")

    @property
    def multiple(self) -> int:
        """The module itself must check its sides."""
        return 1

    def as_dict(self) -> dict[str, object]:
        return {"factory": self.factory}

    def make(self, classes: int) -> nn.Module:
        module, _, function = self.factory.partition(":")
        if os.getcwd() not in sys.path:
            sys.path.append(os.getcwd())
        try:
            made = getattr(importlib.import_module(module), function)(classes)
        except Exception as error:  # its code is not ours and may raise anything
            raise DataError(f"--network {self.factory}: {type(error).__name__}: {error}") from None
        if not isinstance(made, nn.Module):
            raise DataError(f"--network {self.factory}: returns {type(made).__name__}, not a torch.nn.Module")
        return made


AnyArchitecture = Architecture | EncoderArchitecture | FactoryArchitecture


def architecture_from(values: dict[str, object]) -> AnyArchitecture:
    """The inverse of as_dict, for all kinds."""
    if "factory" in values:
        return FactoryArchitecture(**values)
    return EncoderArchitecture(**values) if "encoder" in values else Architecture(**values)


def network_of(architecture: AnyArchitecture, classes: int) -> nn.Module:
    """The network with new weights. Raises DataError if a factory does not return one."""
    if isinstance(architecture, FactoryArchitecture):
        return architecture.make(classes)
    return (EncoderUNet if isinstance(architecture, EncoderArchitecture) else UNet)(classes, architecture)
