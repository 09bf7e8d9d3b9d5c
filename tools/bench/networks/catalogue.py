"""Every network by name: how it is built, the size of its frame, and the exporter that writes its ONNX file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """build: makes a torch.nn.Module, or a keras.Model where the exporter is tf2onnx or keras."""

    name: str
    build: Callable[[], Any]
    channels: int = 3
    height: int = 256
    width: int = 256
    exporter: str = "torchscript"
    opset: int = 17
    external: bool = False
    """Whether the weights go to a file of their own."""

    @property
    def is_keras(self) -> bool:
        """Whether TensorFlow writes it: channels last."""
        return self.exporter in ("tf2onnx", "keras")


def _smp(architecture: str, encoder: str, **options: Any) -> Callable[[], Any]:
    def build() -> Any:
        import segmentation_models_pytorch as smp

        given = {"classes": 11, "in_channels": 3, **options}
        return getattr(smp, architecture)(encoder_name=encoder, encoder_weights=None, **given)

    return build


def _plain(name: str, *arguments: Any, activation: str = "", **options: Any) -> Callable[[], Any]:
    def build() -> Any:
        from torch import nn

        from networks import plain

        given = {**options, "activation": getattr(nn, activation)} if activation else options
        return getattr(plain, name)(*arguments, **given)

    return build


def _keras(name: str, *arguments: Any) -> Callable[[], Any]:
    def build() -> Any:
        from networks import keras_networks

        return getattr(keras_networks, name)(*arguments)

    return build


WIDE = (32, 64, 128, 256)
SMALL = (16, 32, 64, 128)

ENTRIES: Sequence[Entry] = (
    Entry("seed-tf2onnx", _keras("seed", 256, 256, 11), exporter="tf2onnx", opset=15),
    Entry("seed-keras", _keras("seed", 256, 256, 11), exporter="keras", opset=18),
    Entry("keras-mobilenet_v2", _keras("mobilenet", 256, 256, 11), exporter="tf2onnx", opset=13),
    Entry("unet-same", _plain("Ronneberger", WIDE, 11)),
    Entry("unet-valid-572", _plain("Ronneberger", SMALL, 11, valid=True), height=572, width=572),
    Entry("unet-same-dynamo", _plain("Ronneberger", WIDE, 11), exporter="dynamo", opset=18, external=True),
    Entry("unet-odd-size", _plain("Ronneberger", SMALL, 11), height=270, width=479),
    Entry("unet-grey", _plain("Ronneberger", SMALL, 11, channels=1), channels=1),
    Entry("unet-rgbd", _plain("Ronneberger", SMALL, 11, channels=4), channels=4),
    Entry("unet-binary", _plain("BilinearUNet", SMALL, 1, sigmoid=True)),
    Entry("unet-align-corners", _plain("BilinearUNet", SMALL, 11, align_corners=True)),
    Entry("unet-half-pixel", _plain("BilinearUNet", SMALL, 11, align_corners=False), height=240, width=320),
    Entry("unet-gelu", _plain("BilinearUNet", SMALL, 11, activation="GELU"), exporter="dynamo", opset=18),
    Entry("unet-silu", _plain("BilinearUNet", SMALL, 11, activation="SiLU"), opset=11),
    Entry("unet-prelu", _plain("BilinearUNet", SMALL, 11, activation="PReLU")),
    Entry("unet-elu", _plain("BilinearUNet", SMALL, 11, activation="ELU")),
    Entry("unet-hardswish", _plain("BilinearUNet", SMALL, 11, activation="Hardswish"), opset=13),
    Entry("attention-unet", _plain("AttentionUNet", SMALL, 11)),
    Entry("smp-vgg11_bn", _smp("Unet", "vgg11_bn")),
    Entry("smp-vgg16_bn", _smp("Unet", "vgg16_bn")),
    Entry("smp-resnet18", _smp("Unet", "resnet18")),
    Entry("smp-resnet34", _smp("Unet", "resnet34")),
    Entry("smp-resnet18-dynamo", _smp("Unet", "resnet18"), exporter="dynamo", opset=18),
    Entry("smp-resnet18-scse", _smp("Unet", "resnet18", decoder_attention_type="scse")),
    Entry("smp-resnet18-plusplus", _smp("UnetPlusPlus", "resnet18")),
    Entry("smp-resnet18-binary", _smp("Unet", "resnet18", classes=1, activation="sigmoid")),
    Entry("smp-mobilenet_v2", _smp("Unet", "mobilenet_v2")),
    Entry("smp-efficientnet-b0", _smp("Unet", "efficientnet-b0")),
    Entry("smp-mobilenetv3", _smp("Unet", "timm-mobilenetv3_large_100")),
)
