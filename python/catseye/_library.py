"""The C library (catseye.h) by ctypes. Its calls do not hold Python's global lock."""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, c_char, c_char_p, c_double, c_float, c_int, c_int32, c_size_t, c_uint8, c_uint64, c_void_p
from pathlib import Path

from ._errors import CatseyeError, ModelError

BAD_ARGUMENT, BAD_MODEL, NO_FILE, NO_RESOURCES = 64, 65, 66, 71


class Error(ctypes.Structure):
    _fields_ = [("status", c_int), ("message", c_char * 256)]


class Sizes(ctypes.Structure):
    _fields_ = [
        ("input_width", c_int32), ("input_height", c_int32), ("mask_width", c_int32), ("mask_height", c_int32),
        ("classes", c_int32), ("steps", c_int32), ("arena_bytes", c_size_t), ("input_channels", c_int32),
    ]  # fmt: skip


class ClassInfo(ctypes.Structure):
    _fields_ = [("name", c_char * 64), ("red", c_uint8), ("green", c_uint8), ("blue", c_uint8)]


class Options(ctypes.Structure):
    _fields_ = [
        ("threads", c_int32), ("logits", c_int32), ("profile", c_int32), ("isa", c_char_p), ("arena", c_void_p),
        ("arena_bytes", c_size_t),
    ]  # fmt: skip


class Frame(ctypes.Structure):
    _fields_ = [("pixels", c_void_p), ("width", c_int32), ("height", c_int32), ("stride", c_size_t), ("format", c_int)]


class StepInfo(ctypes.Structure):
    _fields_ = [("name", c_char * 64), ("kernel", c_char * 32), ("gmac", c_double), ("nanoseconds", c_uint64)]


# Name, result, arguments: as catseye.h has them.
_FUNCTIONS = [
    ("catseye_version", c_char_p, []),
    ("catseye_open", c_void_p, [c_char_p, POINTER(Error)]),
    ("catseye_close", None, [c_void_p]),
    ("catseye_get_sizes", Sizes, [c_void_p]),
    ("catseye_is_multilabel", c_int32, [c_void_p]),
    ("catseye_get_class", c_int, [c_void_p, c_int32, POINTER(ClassInfo)]),
    ("catseye_start", c_int, [c_void_p, POINTER(Options), POINTER(Error)]),
    ("catseye_run", c_int, [c_void_p, POINTER(Frame), POINTER(Error)]),
    ("catseye_copy_mask", c_int, [c_void_p, c_void_p, c_int32, c_int32, c_size_t, POINTER(Error)]),
    ("catseye_mask", POINTER(c_uint8), [c_void_p]),
    ("catseye_logits", POINTER(c_float), [c_void_p]),
    ("catseye_get_step", c_int, [c_void_p, c_int32, POINTER(StepInfo)]),
]


def _load() -> ctypes.CDLL:
    path = os.environ.get("CATSEYE_LIBRARY") or str(Path(__file__).with_name("lib") / "libcatseye.so")
    try:
        loaded = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"catseye: the library of this package cannot be loaded: {error}") from None
    for name, result, arguments in _FUNCTIONS:
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded


library = _load()


def raise_for(error: Error) -> None:
    """Raises what the library has refused."""
    message = error.message.decode(errors="replace")
    if error.status == NO_FILE:
        raise FileNotFoundError(message)
    if error.status == BAD_MODEL:
        raise ModelError(message)
    if error.status == BAD_ARGUMENT:
        raise ValueError(message)
    if error.status == NO_RESOURCES:
        raise OSError(message)
    raise CatseyeError(message)
