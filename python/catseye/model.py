"""A model that is ready for frames."""

from __future__ import annotations

import os
import threading
import time
from ctypes import byref
from dataclasses import dataclass
from types import TracebackType

import numpy as np

from ._frames import LARGEST, frame_of
from ._library import ClassInfo, Error, Options, StepInfo, library, raise_for

_BY_ALIGNMENT = 1  # a mask's least stride for one column


@dataclass(frozen=True)
class Class:
    """A class of the mask: its name, and its colour (red, green, blue), each 0 to 255."""

    name: str
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class Step:
    """A step of the network.

    Attributes:
        name: as the network's file calls it.
        kernel: the kernel that computes it here.
        gmac: billions of multiply-accumulates a frame.
        seconds: of the last frame; 0 unless the model was opened with profile=True.
    """

    name: str
    kernel: str
    gmac: float
    seconds: float


class Model:
    """A .ceye model, started.

    Several threads may use one model: a frame waits for the one before it. Different models run beside each other. A child of
    `os.fork` must open its own. `close`, or leaving a `with` block, ends its threads and gives its memory back.

    Args:
        path: of the .ceye file.
        threads: 1 to 64; 0: the processors that this process may use, the big ones where there are big and little, at most 8.
        logits: whether `logits` is kept for each frame.
        profile: whether each step is timed.
        isa: the kernels: scalar, sse, avx2, avxvnni, avx512, neon, dotprod or i8mm; None: the best of this machine. Every one
            gives the same bytes.

    Raises:
        FileNotFoundError: there is no such file.
        ModelError: it is damaged, or of another version.
        ValueError: an argument is outside its range, or the machine lacks `isa`.
        OSError: memory or threads are lacking.

    Attributes:
        path: as it was given.
        classes: of the mask, by index.
        palette: their colours, uint8 (256, 3): `palette[mask]` is a picture. Black where there is no class.
        input_size: (width, height) that frames are resized to.
        mask_size: (width, height) of the network's own mask.
        is_multilabel: whether a pixel may be of several classes; class 0 is then "none".
        seconds: the last frame took, from the call to the mask; 0 before the first.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        threads: int = 0,
        logits: bool = False,
        profile: bool = False,
        isa: str | None = None,
    ) -> None:
        self._handle: int | None = None
        self._lock = threading.RLock()
        self.path = os.fspath(path)
        error = Error()
        self._handle = library.catseye_open(os.fsencode(path), byref(error))
        if not self._handle:
            raise_for(error)
        try:
            self._start(threads, logits, profile, isa)
        except BaseException:
            self.close()
            raise
        self._has_logits, self.seconds = logits, 0.0

    def _start(self, threads: int, logits: bool, profile: bool, isa: str | None) -> None:
        if not 0 <= threads <= 64:
            raise ValueError(f"threads is 0 to 64, not {threads}")
        error = Error()
        options = Options(threads, logits, profile, isa.encode() if isa is not None else None, None, 0)
        if library.catseye_start(self._handle, byref(options), byref(error)):
            raise_for(error)
        sizes = library.catseye_get_sizes(self._handle)
        self.input_size = sizes.input_width, sizes.input_height
        self.mask_size = sizes.mask_width, sizes.mask_height
        self._input_channels, self._steps = sizes.input_channels, sizes.steps
        self.is_multilabel = bool(library.catseye_is_multilabel(self._handle))
        self.classes = tuple(self._class(index) for index in range(sizes.classes))
        self.palette = np.zeros((256, 3), np.uint8)
        self.palette[: len(self.classes)] = [entry.colour for entry in self.classes]

    def _class(self, index: int) -> Class:
        info = ClassInfo()
        library.catseye_get_class(self._handle, index, byref(info))
        return Class(info.name.decode(errors="replace"), (info.red, info.green, info.blue))

    def segment(
        self,
        picture: object,
        *,
        order: str = "rgb",
        size: str | tuple[int, int] = "frame",
        out: np.ndarray | None = None,
    ) -> np.ndarray:
        """The class of each pixel, uint8 (height, width): an index into `classes`.

        Args:
            picture: anything that `numpy.asarray` makes uint8 (height, width, 3) of, or (height, width) for grey; four
                channels for a model that takes four, whose fourth others ignore. All of it is stretched to `input_size`. It is
                not copied where the pixels of a row follow each other.
            order: of the channels, "rgb" or "bgr" (as OpenCV has them).
            size: of the mask: "frame", "model" (`mask_size`), or (width, height).
            out: uint8 (height, width), whose rows are whole, to write into instead of a new array.

        Raises:
            TypeError, ValueError: the picture is no such array, or the model is closed.
        """
        frame, array = frame_of(picture, order)
        width, height = self._mask_shape(size, frame)
        if out is None:
            out = np.empty((height, width), np.uint8)
        elif out.dtype != np.uint8 or out.shape != (height, width) or not out.flags.writeable:
            raise ValueError(f"out is to be a writeable uint8 array of {(height, width)}, not {out.dtype} of {out.shape}")
        elif (width > 1 and out.strides[1] != 1) or (height > 1 and out.strides[0] < width):
            raise ValueError("out must have whole rows from top to bottom")
        stride = out.strides[0] if height > 1 else max(width, _BY_ALIGNMENT)
        error = Error()
        with self._lock:
            handle = self._open()
            begin = time.perf_counter()
            if library.catseye_run(handle, byref(frame), byref(error)):
                raise_for(error)
            if library.catseye_copy_mask(handle, out.ctypes.data, width, height, stride, byref(error)):
                raise_for(error)
            self.seconds = time.perf_counter() - begin
        del array  # it had to live until here
        return out

    def _mask_shape(self, size: str | tuple[int, int], frame: object) -> tuple[int, int]:
        if size == "frame":
            return frame.width, frame.height
        if size == "model":
            return self.mask_size
        if isinstance(size, str) or len(size) != 2 or not all(1 <= side <= LARGEST for side in size):
            raise ValueError(f"size is 'frame', 'model' or (width, height), each 1 to {LARGEST}, not {size!r}")
        return int(size[0]), int(size[1])

    @property
    def logits(self) -> np.ndarray:
        """Of the last frame: a copy, float32 (classes, height, width) at `mask_size`.

        Raises:
            ValueError: the model was opened without logits=True, or no frame has been segmented.
        """
        with self._lock:
            handle = self._open()
            if not self._has_logits:
                raise ValueError("open the model with logits=True")
            if not self.seconds:
                raise ValueError("no frame has been segmented yet")
            width, height = self.mask_size
            return np.ctypeslib.as_array(library.catseye_logits(handle), (len(self.classes), height, width)).copy()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The network's steps in their order, with the last frame's times."""
        with self._lock:
            handle, info, steps = self._open(), StepInfo(), []
            for index in range(self._steps):
                library.catseye_get_step(handle, index, byref(info))
                steps.append(Step(info.name.decode(errors="replace"), info.kernel.decode(), info.gmac, info.nanoseconds / 1e9))
        return tuple(steps)

    def close(self) -> None:
        """Ends the model's threads and gives its memory back; calling it again does nothing."""
        with self._lock:
            handle, self._handle = self._handle, None
            if handle:
                library.catseye_close(handle)

    def _open(self) -> int:
        if not self._handle:
            raise ValueError(f"the model {self.path} is closed")
        return self._handle

    def __enter__(self) -> Model:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        width, height = self.input_size
        state = "" if self._handle else ", closed"
        return f"<catseye.Model {self.path}: {width}x{height}, {len(self.classes)} classes{state}>"
