"""Random weights with the statistics that training leaves: no downloads, and activations that stay within bounds."""

from __future__ import annotations

from typing import Any

import numpy as np

MEAN, STD = 128.0, 50.0
"""The normalisation of pixels. The networks are not trained, so any will do."""


def pictures(count: int, channels: int, height: int, width: int, seed: int = 7) -> np.ndarray:
    """Smooth random pictures: uint8 [count][height][width][channels]."""
    random = np.random.default_rng(seed)
    result = np.zeros((count, channels, height, width))
    for scale in (4, 16, 64):
        coarse = random.normal(0, 1, (count, channels, height // scale + 2, width // scale + 2))
        y, x = np.arange(height) / scale, np.arange(width) / scale
        (i, u), (j, v) = (y.astype(int), (y % 1)[:, None]), (x.astype(int), x % 1)
        top = coarse[:, :, i][..., j] * (1 - v) + coarse[:, :, i][..., j + 1] * v
        bottom = coarse[:, :, i + 1][..., j] * (1 - v) + coarse[:, :, i + 1][..., j + 1] * v
        result += top * (1 - u) + bottom * u
    return np.clip(MEAN + STD * result / 1.5, 0, 255).astype(np.uint8).transpose(0, 2, 3, 1)


def normalised(pixels: np.ndarray) -> np.ndarray:
    """float32 [count][channels][height][width]."""
    return np.ascontiguousarray(((pixels.astype(np.float32) - MEAN) / STD).transpose(0, 3, 1, 2).astype(np.float32))


def settle(model: Any, batch: np.ndarray, seed: int = 7) -> Any:
    """Gives a torch model random weights, and gives its batch norms the statistics that they measure on the frames."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                if module.bias is not None:
                    nn.init.normal_(module.bias, 0, 0.05)
            elif isinstance(module, nn.BatchNorm2d):
                nn.init.normal_(module.weight, 1, 0.1)
                nn.init.normal_(module.bias, 0, 0.1)
                module.momentum = None  # the mean over all batches
                module.reset_running_stats()
        model.train()
        for part in torch.from_numpy(batch).split(4):
            model(part)
    return model.eval()


def settle_keras(model: Any, batch: np.ndarray, seed: int = 7) -> Any:
    """The same for a Keras model, which takes channels last and keeps its own random weights."""
    import keras

    keras.utils.set_random_seed(seed)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.3
    for _ in range(5):
        model(batch.transpose(0, 2, 3, 1), training=True)
    return model
