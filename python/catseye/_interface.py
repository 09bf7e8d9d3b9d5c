"""catseye.h for ctypes: its structs, and the library with its functions' types."""

import ctypes

I32, SIZE, POINTER, BYTE = ctypes.c_int32, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_uint8
OK, BAD_ARGUMENT, BAD_MODEL, NO_FILE, NO_RESOURCES = 0, 64, 65, 66, 71
RGB24, BGR24, RGBA32, BGRA32, GRAY8 = range(5)
NV12, NV21, I420, YUYV, UYVY = range(10, 15)
MASK, SCORES = range(2)


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int), ("message", ctypes.c_char * 256)]


class Sizes(ctypes.Structure):
    names = ["input_width", "input_height", "mask_width", "mask_height", "classes", "steps"]
    _fields_ = [*((name, I32) for name in names), ("arena_bytes", SIZE), ("input_channels", I32)]


class Class(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char * 64), ("red", BYTE), ("green", BYTE), ("blue", BYTE)]


class Options(ctypes.Structure):
    _fields_ = [
        ("threads", I32), ("logits", I32), ("profile", I32), ("isa", ctypes.c_char_p), ("arena", POINTER),
        ("arena_bytes", SIZE),
    ]


class Frame(ctypes.Structure):
    _fields_ = [("pixels", POINTER), ("width", I32), ("height", I32), ("stride", SIZE), ("format", ctypes.c_int)]


class Step(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char * 64), ("kernel", ctypes.c_char * 32), ("gmac", ctypes.c_double),
        ("nanoseconds", ctypes.c_uint64),
    ]


class Sized(ctypes.Structure):
    """A struct whose first field states its size."""

    def __init__(self, **fields):
        super().__init__(size=ctypes.sizeof(self), **fields)


class Setup(Sized):
    _fields_ = [
        ("size", SIZE), ("pool", POINTER), ("threads", I32), ("scores", I32), ("logits", I32), ("profile", I32),
        ("isa", ctypes.c_char_p), ("arena", POINTER), ("arena_bytes", SIZE),
    ]


class Region(ctypes.Structure):
    _fields_ = [(name, I32) for name in ["x", "y", "width", "height"]]


class Image(Sized):
    _fields_ = [
        ("size", SIZE), ("planes", POINTER * 3), ("strides", SIZE * 3),
        *((name, I32) for name in ["width", "height", "format", "range", "matrix", "fit"]), ("region", Region),
        ("tag", ctypes.c_uint64), ("capture_time", ctypes.c_int64),
    ]


class Result(Sized):
    _fields_ = [
        ("size", SIZE), ("tag", ctypes.c_uint64), ("capture_time", ctypes.c_int64), ("mask", ctypes.POINTER(BYTE)),
        ("scores", ctypes.POINTER(BYTE)), ("seen", Region), ("shown", Region),
        *((name, ctypes.c_uint64) for name in ["preparing", "waiting", "computing"]),
    ]


def load(path):
    """The shared library; its functions are attributes without "catseye_" too."""
    library = ctypes.CDLL(str(path))
    error = ctypes.POINTER(Error)
    for name, result, arguments in [
        ("version", ctypes.c_char_p, []),
        ("open", POINTER, [ctypes.c_char_p, error]),
        ("open_memory", POINTER, [POINTER, SIZE, error]),
        ("close", None, [POINTER]),
        ("get_sizes", Sizes, [POINTER]),
        ("is_multilabel", I32, [POINTER]),
        ("get_class", ctypes.c_int, [POINTER, I32, ctypes.POINTER(Class)]),
        ("start", ctypes.c_int, [POINTER, ctypes.POINTER(Options), error]),
        ("run", ctypes.c_int, [POINTER, ctypes.POINTER(Frame), error]),
        ("interface_version", I32, []),
        ("pool_create", POINTER, [I32, error]),
        ("pool_destroy", None, [POINTER]),
        ("start_with", ctypes.c_int, [POINTER, ctypes.POINTER(Setup), error]),
        ("segment", ctypes.c_int, [POINTER, ctypes.POINTER(Image), ctypes.POINTER(Result), error]),
        ("copy_plane", ctypes.c_int, [POINTER, I32, POINTER, SIZE, SIZE, error]),
        ("mask", ctypes.POINTER(BYTE), [POINTER]),
        ("copy_mask", ctypes.c_int, [POINTER, POINTER, I32, I32, SIZE, error]),
        ("logits", ctypes.POINTER(ctypes.c_float), [POINTER]),
        ("get_step", ctypes.c_int, [POINTER, I32, ctypes.POINTER(Step)]),
    ]:
        function = getattr(library, f"catseye_{name}")
        function.restype, function.argtypes = result, arguments
        setattr(library, name, function)
    return library
