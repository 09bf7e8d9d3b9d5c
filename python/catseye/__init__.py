"""Catseye: semantic segmentation of camera frames on a processor, by int8 networks, the same bytes on every machine.

    import catseye
    model = catseye.Model("city.ceye")
    mask = model.segment(frame)             # numpy, uint8: (height, width, 3) in, (height, width) class indices out
    picture = model.palette[mask]           # in the classes' colours

    catseye.quantize("net.onnx", "net.ceye", calibrate="photos/")

`Model` is the engine as a library; `quantize`, `evaluate` and `inspect` run the converter, which is part of the package, as are the
commands `catseye` and `catseye-convert`.
"""

from ._errors import CatseyeError, ConversionError, ModelError
from ._version import __version__
from .converter import Report, evaluate, inspect, quantize
from .model import Class, Model, Step

__all__ = [
    "CatseyeError", "Class", "ConversionError", "Model", "ModelError", "Report", "Step", "__version__", "evaluate", "inspect",
    "quantize",
]  # fmt: skip
