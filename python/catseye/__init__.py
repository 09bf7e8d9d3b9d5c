"""Semantic segmentation on the processor: a camera frame in, the class of every pixel out.

    import catseye

    model = catseye.Model("city.ceye", scores=True)
    seen = model.segment(frame)             # uint8 [height, width, 3], red, green, blue; or NV12 and its kin, by planes
    seen.mask                               # uint8 [height, width], indices of model.classes
    seen.scores                             # uint8 [height, width], how clearly each class won
    picture = model.palette[seen.mask]      # in the classes' colours

    catseye.quantize("net.onnx", "net.ceye", calibrate="photos/")

The same model and frame give the same bytes on every machine, instruction set and number of threads. `Model` is the engine as a
library; `quantize`, `evaluate` and `inspect` run the converter, which comes with the package, as do the commands `catseye` and
`catseye-convert`.
"""

from ._errors import CatseyeError, ConversionError, ModelError
from ._model import Class, Model, Pool, Segmentation, Step, version
from .converter import Report, evaluate, inspect, quantize

__all__ = [
    "CatseyeError", "Class", "ConversionError", "Model", "ModelError", "Pool", "Report", "Segmentation", "Step", "evaluate", "inspect",
    "quantize", "version",
]  # fmt: skip
__version__ = version()
