"""Operators that change a map's size: pools, resizes, pads, crops, steps, and blocks of pixels as channels."""

import numpy as np

from .values import Unfit, Value, Values


class Places(Values):
    def pool(self, source):
        kind = self.one("MaxPool", "AveragePool")
        kernel = (2, 2) if self.chance(0.5) else (self.whole(1, 7), self.whole(1, 7))
        strides = (2, 2) if self.chance(0.4) else (self.whole(1, 3), self.whole(1, 3))
        pads = [0] * 4 if self.chance(0.5) else [self.whole(0, (size - 1) // 2) for size in (*kernel, *kernel)]
        ceil = kind == "MaxPool" and self.opset >= 12 and self.chance(0.3)
        attributes = {"kernel_shape": kernel, "strides": strides, "pads": pads}
        if kind == "AveragePool" and self.chance(0.5):
            attributes["count_include_pad"] = 1
        if ceil:
            attributes["ceil_mode"] = 1
        sizes = []
        for size, taps, stride, before, after in zip(source.place, kernel, strides, pads[:2], pads[2:]):
            rest = size + before + after - taps
            if rest < 0:
                raise Unfit
            count = rest // stride
            if "ceil_mode" in attributes:
                count = -(-rest // stride)
                if count * stride >= size + before:  # a window that begins after the map: ONNX's versions differ
                    raise Unfit
            sizes.append(count + 1)
        made = self.value("", source.channels, *sizes)
        made.name = self.add(kind, [source.name], **attributes)
        return made

    def whole_pool(self, source):
        kind = self.one("GlobalAveragePool", "GlobalMaxPool", "ReduceMean")
        if kind == "GlobalMaxPool" and max(source.place) > 31:
            raise Unfit
        if kind != "ReduceMean":
            return Value(self.add(kind, [source.name]), source.channels, 1, 1)
        return Value(self.mean(source.name, 2, 3), source.channels, 1, 1)

    def large_pool(self, source):
        """Pools as in MediaPipe and pyramid pooling: the whole map, or windows side by side."""
        if self.chance(0.5):
            kernel = source.place
        else:
            kernel = tuple(self.one(*[n for n in range(1, size + 1) if n == size or n in (18, 20, 24, 32)]) for size in source.place)
        name = self.add(self.one("AveragePool", "MaxPool"), [source.name], kernel_shape=kernel, strides=kernel)
        return Value(name, source.channels, source.height // kernel[0], source.width // kernel[1])

    def resize(self, source):
        height, width = self.side(), self.side()
        if self.chance(0.6):
            factor = self.one(2, 2, 3)
            height, width = factor * source.height, factor * source.width
        return self.resized(source, height, width)

    def resized(self, source, height, width):
        made = self.value("", source.channels, height, width)
        mode = self.one("nearest", "linear")
        ways = ["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"] if mode == "linear" else ["half_pixel", "asymmetric"]
        attributes = {"mode": mode, "coordinate_transformation_mode": self.one(*ways)}
        if mode == "nearest":
            attributes["nearest_mode"] = self.one("floor", "round_prefer_floor", "round_prefer_ceil", "ceil")
        sizes = self.ints(1, source.channels, height, width)
        empty = "" if self.opset >= 13 else self.constant(np.zeros(0))
        made.name = self.add("Resize", [source.name, empty, empty, sizes], **attributes)
        return made

    def pad(self, source):
        pads = [self.whole(-2, 4) for _ in range(4)]
        made = self.value("", source.channels, source.height + pads[0] + pads[2], source.width + pads[1] + pads[3])
        if min(source.height + min(pads[0], 0) + min(pads[2], 0), source.width + min(pads[1], 0) + min(pads[3], 0)) < 1:
            raise Unfit
        made.name = self.add("Pad", [source.name, self.ints(0, 0, *pads[:2], 0, 0, *pads[2:])])
        return made

    def bordered(self, source):
        """A border of the elements at the edge, of a number, or of channels."""
        mode = self.one("reflect", "edge", "number", "channels")
        before, after = [0, 0, 0, 0], [0, 0, 0, 0]
        if mode == "channels":
            before[1], after[1] = self.whole(0, 3), self.whole(1, 4)
        else:
            for axis in (2, 3):
                most = min(4, source.shape[axis - 1] - 1) if mode == "reflect" else 4
                before[axis], after[axis] = self.whole(0, most), self.whole(0, most)
        made = self.value("", *[size + a + b for size, a, b in zip(source.shape, before[1:], after[1:])])
        inputs = [source.name, self.ints(*before, *after)]
        if mode in ("number", "channels"):
            inputs.append(self.constant(self.one(0.0, 0.5, -1.0)))
            mode = "constant"
        made.name = self.add("Pad", inputs, mode=mode)
        return made

    def crop(self, source):
        top, left = self.whole(0, (source.height - 1) // 2), self.whole(0, (source.width - 1) // 2)
        bottom, right = self.whole(0, (source.height - 1) // 2), self.whole(0, (source.width - 1) // 2)
        return self.cropped(source, top, left, source.height - bottom - top, source.width - right - left)

    def cropped(self, source, top, left, height, width):
        made = self.value("", source.channels, height, width)
        name = self.add("Slice", [source.name, self.ints(top, left), self.ints(top + height, left + width), self.ints(2, 3)])
        made.name = name
        return made

    def fitted(self, source, height, width):
        """A value brought to a size, by cropping where that is enough."""
        if source.place == (height, width):
            return source
        if source.height >= height and source.width >= width:
            return self.cropped(source, self.whole(0, source.height - height), self.whole(0, source.width - width), height, width)
        return self.resized(source, height, width)

    def stepped(self, source):
        """Every second row, or rows backwards."""
        step, other = self.one(2, 3, -1), self.one(1, 2)
        start, end = (-1, -(2**62)) if step < 0 else (self.whole(0, source.height - 1), 2**62)
        height = source.height if step < 0 else -(-(source.height - start) // step)
        made = self.value("", source.channels, height, -(-source.width // other))
        made.name = self.add("Slice", [source.name, self.ints(start, 0), self.ints(end, 2**62), self.ints(2, 3), self.ints(step, other)])
        return made

    def blocks(self, source):
        size = self.one(2, 2, 3, 4)
        if self.chance(0.5) and source.channels % (size * size) == 0:
            made = self.value("", source.channels // size**2, source.height * size, source.width * size)
            made.name = self.add("DepthToSpace", [source.name], blocksize=size, mode=self.one("DCR", "CRD"))
            return made
        if source.height % size or source.width % size:
            raise Unfit
        made = self.value("", source.channels * size**2, source.height // size, source.width // size)
        made.name = self.add("SpaceToDepth", [source.name], blocksize=size)
        return made
