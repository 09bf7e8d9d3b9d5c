"""Pictures as the library takes them."""

from __future__ import annotations

import numpy as np

from ._library import Frame

# By channels and order: values of catseye_pixels.
_FORMATS = {(1, "rgb"): 4, (1, "bgr"): 4, (3, "rgb"): 0, (3, "bgr"): 1, (4, "rgb"): 2, (4, "bgr"): 3}
LARGEST = 16384


def frame_of(picture: object, order: str) -> tuple[Frame, np.ndarray]:
    """The frame, and the array that it points into, which must live as long as it does.

    Nothing is copied where pixels follow each other in a row: whole arrays, and any rows and columns cut out of them.
    Raises TypeError and ValueError.
    """
    if order not in ("rgb", "bgr"):
        raise ValueError(f"order is 'rgb' or 'bgr', not {order!r}")
    array = np.asarray(picture)
    if array.dtype != np.uint8:
        raise TypeError(f"a picture is an array of uint8, 0 to 255, not of {array.dtype}")
    if array.ndim == 2:
        array = array[:, :, None]
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4):
        raise ValueError(f"a picture is (height, width), or (height, width, 1, 3 or 4), not {np.shape(picture)}")
    height, width, channels = array.shape
    if not (1 <= height <= LARGEST and 1 <= width <= LARGEST):
        raise ValueError(f"a picture of {width}x{height}: each side is 1 to {LARGEST}")
    is_row_whole = array.strides[1] == channels and (channels == 1 or array.strides[2] == 1)
    if not is_row_whole or array.strides[0] < width * channels:
        array = np.ascontiguousarray(array)
    return Frame(array.ctypes.data, width, height, array.strides[0], _FORMATS[channels, order]), array
