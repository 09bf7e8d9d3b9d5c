"""Model and the results of its frames, over libcatseye.so.1."""

from __future__ import annotations

import ctypes
import dataclasses
import os
import pathlib
import threading
from typing import Optional, Sequence, Tuple, Union

import numpy as np

from . import _interface as c
from ._errors import CatseyeError, ModelError

_HERE = pathlib.Path(__file__).resolve().parent
_library = c.load(os.environ.get("CATSEYE_LIBRARY", _HERE / "libcatseye.so.1"))

# catseye_pixels; then bytes of a pixel, or for each plane the bytes of a sample and how often width and height are halved
_FORMATS = {
    "rgb24": (c.RGB24, [(3, 0, 0)]), "bgr24": (c.BGR24, [(3, 0, 0)]), "rgba": (c.RGBA32, [(4, 0, 0)]),
    "bgra": (c.BGRA32, [(4, 0, 0)]), "gray8": (c.GRAY8, [(1, 0, 0)]), "nv12": (c.NV12, [(1, 0, 0), (2, 1, 1)]),
    "nv21": (c.NV21, [(1, 0, 0), (2, 1, 1)]), "yuv420p": (c.I420, [(1, 0, 0), (1, 1, 1), (1, 1, 1)]),
    "yuyv422": (c.YUYV, [(4, 1, 0)]), "uyvy422": (c.UYVY, [(4, 1, 0)]),
}
_FITS = {"stretch": 0, "crop": 1, "letterbox": 2}
_RANGES = {None: 0, "limited": 1, "full": 2}
_MATRICES = {None: 0, "bt601": 1, "bt709": 2}


def version() -> str:
    """The library's version, "MAJOR.MINOR.PATCH"."""
    return _library.version().decode()


def _check(status: int, error: c.Error) -> None:
    if status != c.OK:
        kinds = {c.NO_FILE: FileNotFoundError, c.BAD_MODEL: ModelError, c.BAD_ARGUMENT: ValueError, c.NO_RESOURCES: OSError}
        raise kinds.get(status, CatseyeError)(error.message.decode(errors="replace"))


@dataclasses.dataclass(frozen=True)
class Class:
    """One class of the mask; `colour` is red, green, blue."""

    name: str
    colour: Tuple[int, int, int]


@dataclasses.dataclass(frozen=True)
class Step:
    """A step of the network, and the seconds that it took in the last frame: 0 unless the model was opened with profile=True."""

    name: str
    kernel: str
    gmac: float
    """Billions of multiply-accumulates a frame."""
    seconds: float


@dataclasses.dataclass(frozen=True)
class Segmentation:
    """The results of a frame. The arrays are copies: later frames do not change them."""

    mask: np.ndarray
    """uint8 [height, width] of the frame: indices into Model.classes; 255 where the network saw nothing."""
    scores: Optional[np.ndarray]
    """uint8 [height, width]: how far the class leads the second, in sixteenths of a logit, at most 255; 0 where the network saw
    nothing. None unless the model was opened with scores=True."""
    tag: int
    capture_time: int
    preparing: float
    """Seconds that decoding and resizing took."""
    waiting: float
    """Seconds that the frame waited for its turn on a shared pool."""
    computing: float
    """Seconds that the network took."""


class Pool:
    """Threads that several models share: their frames take turns, in the order in which they came.

    threads: 1 to 64; 0: the big cores that this thread may use, at most 8.
    """

    def __init__(self, threads: int = 0):
        error = c.Error()
        self._handle = _library.pool_create(threads, error)
        _check(error.status, error)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            _library.pool_destroy(self._handle)


class Model:
    """A .ceye file, ready to compute.

    path: the file's path; the file must not change while the model is open.
    threads: 1 to 64, the calling one included; 0: the big cores that this thread may use, at most 8. A pool has its own threads.
    scores, logits: whether frames give them; profile: whether `steps` has times.
    pool: threads that are shared with other models.
    isa: the kernels: scalar, sse, avx2, avxvnni, avx512, neon, dotprod or i8mm; None: the best of this machine. All of them give
        the same bytes.

    Any thread may use a model; calls from several threads wait for each other. Other Python threads run during a frame. A child
    of os.fork must open its own.

    Raises FileNotFoundError; ModelError where the file is damaged or of another version; ValueError where an argument is outside its
    range, or the machine lacks `isa`; OSError where memory or threads are lacking.
    """

    def __init__(
        self, path: Union[str, os.PathLike], *, threads: int = 0, scores: bool = False, logits: bool = False,
        profile: bool = False, pool: Optional[Pool] = None, isa: Optional[str] = None,
    ):
        self._handle = None
        self._lock = threading.Lock()
        self._pool = pool  # lives as long
        self.path = os.fspath(path)
        error = c.Error()
        self._handle = _library.open(os.fsencode(path), error)
        if not self._handle:
            _check(error.status, error)
        setup = c.Setup(
            threads=threads, scores=scores, logits=logits, profile=profile, pool=pool._handle if pool else None,
            isa=isa.encode() if isa is not None else None)
        status = _library.start_with(self._handle, setup, error)
        if status != c.OK:
            self.close()
        _check(status, error)
        self._has_scores = scores
        self._sizes = _library.get_sizes(self._handle)
        self.classes: Tuple[Class, ...] = tuple(self._class(index) for index in range(self._sizes.classes))
        """The classes; a mask's values are indices into this list."""
        self.palette = np.zeros((256, 3), np.uint8)
        """The classes' colours: `palette[mask]` is a picture. Black where there is no class."""
        self.palette[: len(self.classes)] = [each.colour for each in self.classes]

    def close(self) -> None:
        """Releases the model's memory and threads; it cannot be used after that. Another call does nothing."""
        with self._lock:
            handle, self._handle = self._handle, None
            if handle:
                _library.close(handle)

    def __enter__(self) -> Model:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    def __repr__(self) -> str:
        state = f"{self._sizes.input_width}x{self._sizes.input_height}, {len(self.classes)} classes" if self._handle else "closed"
        return f"<catseye.Model {self.path}: {state}>"

    @property
    def input_size(self) -> Tuple[int, int]:
        """The width and height to which frames are resized."""
        return self._sizes.input_width, self._sizes.input_height

    @property
    def mask_size(self) -> Tuple[int, int]:
        """The width and height of the network's own mask."""
        return self._sizes.mask_width, self._sizes.mask_height

    @property
    def is_multilabel(self) -> bool:
        """Whether a pixel may have several classes; class 0 is then "none"."""
        return bool(_library.is_multilabel(self._open()))

    @property
    def steps(self) -> Tuple[Step, ...]:
        """The network's steps in order, with their times in the last frame."""
        with self._lock:
            handle, item, steps = self._open(), c.Step(), []
            for index in range(self._sizes.steps):
                _library.get_step(handle, index, item)
                steps.append(Step(item.name.decode(errors="replace"), item.kernel.decode(), item.gmac, item.nanoseconds / 1e9))
        return tuple(steps)

    def _class(self, index: int) -> Class:
        item = c.Class()
        _check(_library.get_class(self._open(), index, item), c.Error(message=b"no such class"))
        return Class(item.name.decode(errors="replace"), (item.red, item.green, item.blue))

    def _open(self) -> int:
        if not self._handle:
            raise ValueError(f"the model {self.path} is closed")
        return self._handle

    def segment(
        self, frame: Union[np.ndarray, Sequence[np.ndarray]], *, format: Optional[str] = None,
        size: Optional[Tuple[int, int]] = None, range: Optional[str] = None, matrix: Optional[str] = None,
        fit: str = "stretch", region: Optional[Tuple[int, int, int, int]] = None, tag: int = 0, capture_time: int = 0,
    ) -> Segmentation:
        """Computes the mask of a frame.

        frame: uint8 [height, width, 3 or 4] or [height, width], or anything of which numpy makes such an array (a picture of
            Pillow's); or, in any format, a list of its planes, each [rows, bytes]. Rows may lie apart, as in a part of a larger
            array: they are read in place. An array whose pixels do not follow each other is copied.
        format: rgb24, bgr24, rgba, bgra, gray8, nv12, nv21, yuv420p, yuyv422 or uyvy422; None: gray8, rgb24 or rgba, by the shape.
        size: width and height, where the planes do not tell.
        range: "limited" or "full", for YUV and grey; matrix: "bt601" or "bt709", for YUV; None: the usual one.
        fit: "stretch", "crop" or "letterbox".
        region: x, y, width and height of the part that the network shall see; None: all.
        tag, capture_time: for the caller; the result returns them.
        """
        planes, image = _image(frame, format, size)
        image.range, image.matrix = _value(_RANGES, "range", range), _value(_MATRICES, "matrix", matrix)
        image.fit = _value(_FITS, "fit", fit)
        image.tag, image.capture_time = tag, capture_time
        if region is not None:
            image.region = c.Region(*region)
        for index, plane in enumerate(planes):
            image.planes[index], image.strides[index] = plane.ctypes.data, plane.strides[0]
        error, result = c.Error(), c.Result()
        with self._lock:
            _check(_library.segment(self._open(), image, result, error), error)
            mask = self._plane(c.MASK, image)
            scores = self._plane(c.SCORES, image) if self._has_scores else None
        times = (value / 1e9 for value in (result.preparing, result.waiting, result.computing))
        return Segmentation(mask, scores, result.tag, result.capture_time, *times)

    def _plane(self, kind: int, image: c.Image) -> np.ndarray:
        out, error = np.empty((image.height, image.width), np.uint8), c.Error()
        _check(_library.copy_plane(self._handle, kind, out.ctypes.data, out.size, 0, error), error)
        return out

    def logits(self) -> np.ndarray:
        """The last frame's logits, float32 [classes, mask height, mask width], a copy; the model was opened with logits=True."""
        with self._lock:
            start = _library.logits(self._open())
            if not start:
                raise ValueError("the model was opened without logits=True")
            shape = (self._sizes.classes, self._sizes.mask_height, self._sizes.mask_width)
            return np.ctypeslib.as_array(start, shape).copy()


def _value(table: dict, name: str, key: object) -> object:
    if key not in table:
        raise ValueError(f"{name} is one of {', '.join(repr(each) for each in table)}, not {key!r}")
    return table[key]


def _image(frame, format, size):
    """The planes as [rows, bytes] with consecutive bytes, and their sizes in a catseye_image."""
    if not isinstance(frame, (list, tuple)):
        frame = np.asarray(frame)
        if frame.ndim not in (2, 3) or frame.ndim == 3 and frame.shape[2] not in (1, 3, 4):
            raise ValueError(f"a frame of shape {frame.shape}; it is [height, width] or [height, width, 3 or 4]")
        depth = frame.shape[2] if frame.ndim == 3 else 1
        format = format or {1: "gray8", 3: "rgb24", 4: "rgba"}[depth]
        _value(_FORMATS, "format", format)
        if len(_FORMATS[format][1]) == 1 and _FORMATS[format][1][0][0] == depth:
            size = (frame.shape[1], frame.shape[0])
        given = [frame]
    else:
        given = list(frame)
    number, shapes = _value(_FORMATS, "format", format)
    if len(given) != len(shapes):
        raise ValueError(f"{len(given)} planes; {format} has {len(shapes)}")
    if size is None and shapes[0] != (1, 0, 0):
        raise ValueError(f"a frame of {format} in planes needs its size")
    width, height = size or given[0].shape[1::-1]
    planes = []
    for plane, (count, across, down) in zip(given, shapes):
        if plane.dtype != np.uint8:
            raise ValueError(f"a frame of {plane.dtype}; it is uint8")
        rows, needed = (height + down) >> down, ((width + across) >> across) * count
        flat = plane if plane.ndim == 2 else _flat(plane)
        if flat.shape[0] < rows or flat.shape[1] < needed:
            raise ValueError(f"a plane of {flat.shape[0]} rows of {flat.shape[1]} bytes; {width}x{height} {format} has {rows} of {needed}")
        if flat.strides[1] != 1 or flat.strides[0] < needed:
            flat = np.ascontiguousarray(flat)
        planes.append(flat)
    return planes, c.Image(width=width, height=height, format=number)


def _flat(plane: np.ndarray) -> np.ndarray:
    """[height, width, count] as [height, bytes], without a copy where its pixels follow each other."""
    height, width, count = plane.shape
    if plane.strides[2] == 1 and plane.strides[1] == count:
        return np.lib.stride_tricks.as_strided(plane, (height, width * count), (plane.strides[0], 1))
    return np.ascontiguousarray(plane).reshape(height, width * count)
