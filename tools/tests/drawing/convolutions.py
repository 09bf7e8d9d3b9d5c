"""Convolutions with any kernel, pads, strides, dilation and groups, transposed ones, and operators that may follow them."""

from .activations import Activations
from .values import Unfit, Value

# The most multiply-accumulates of a layer.
LARGEST_LAYER = 3_000_000


class Convolutions(Activations):
    def convolution(self, source, outputs=None, end=False):
        kernel = self.kernel(source)
        outputs = outputs or self.width()
        groups, dilations = 1, (1, 1)
        if not end and self.chance(0.2):
            groups = self.one(*[n for n in range(1, source.channels + 1) if source.channels % n == 0])
            outputs = groups * self.whole(1, max(1, min(4, 64 // groups)))
        if self.chance(0.15):
            dilations = (self.whole(1, 3), self.whole(1, 3))
        return self.convolve(source, outputs, kernel, groups, dilations)

    def depthwise(self, source):
        return self.convolve(source, source.channels, self.kernel(source), source.channels, (self.one(1, 1, 2), self.one(1, 1, 3)))

    def kernel(self, source):
        if self.chance(0.4):
            return (3, 3)
        if self.chance(0.3):
            return (1, 1)
        return (self.whole(1, 7), self.whole(1, 7))

    def pads(self, largest):
        """top, left, bottom, right"""
        if self.chance(0.4):
            return [size // 2 for size in (*largest, *largest)]
        return [self.whole(0, size) for size in (*largest, *largest)]

    def strides(self):
        return (1, 1) if self.chance(0.6) else (self.whole(1, 3), self.whole(1, 3))

    def convolve(self, source, outputs, kernel, groups, dilations):
        span = [(size - 1) * dilation + 1 for size, dilation in zip(kernel, dilations)]
        strides = self.strides()
        attributes = {"kernel_shape": kernel, "strides": strides, "dilations": dilations, "group": groups}
        pads = self.pads([min(size, 7) for size in span])
        if self.chance(0.1) and tuple(dilations) == (1, 1):
            mode = self.one("SAME_UPPER", "SAME_LOWER")
            attributes["auto_pad"] = mode
            height, width = (-(-size // stride) for size, stride in zip(source.place, strides))
        else:
            attributes["pads"] = pads
            height = (source.height + pads[0] + pads[2] - span[0]) // strides[0] + 1
            width = (source.width + pads[1] + pads[3] - span[1]) // strides[1] + 1
            if source.height + pads[0] + pads[2] < span[0] or source.width + pads[1] + pads[3] < span[1]:
                raise Unfit
        inputs = source.channels // groups
        if height * width * outputs * source.channels * span[0] * span[1] > LARGEST_LAYER:
            raise Unfit
        made = self.value("", outputs, height, width)
        fan = inputs * kernel[0] * kernel[1]
        weights = self.random.standard_normal((outputs, inputs, *kernel)) * (2 / fan) ** 0.5
        operands = [source.name, self.constant(weights)]
        if self.chance(0.7):
            operands.append(self.numbers(outputs, low=-0.2, high=0.2))
        made.name = self.add("Conv", operands, **attributes)
        return self.followed(made)

    def transposed(self, source):
        outputs, kernel = self.width(), (self.whole(1, 5), self.whole(1, 5))
        if self.chance(0.5):
            kernel = self.one((2, 2), (3, 3), (4, 4))
        strides = (2, 2) if self.chance(0.8) else self.one((1, 1), (4, 4), (8, 8), (self.whole(1, 3), self.whole(1, 3)))
        pads = [self.whole(0, max(0, size - 1) // 2) for size in (*kernel, *kernel)]
        added = [self.whole(0, stride - 1) for stride in strides]
        height, width = (
            stride * (size - 1) + more + taps - before - after
            for stride, size, more, taps, before, after in zip(strides, source.place, added, kernel, pads[:2], pads[2:])
        )
        if height * width * outputs * source.channels * kernel[0] * kernel[1] > 4 * LARGEST_LAYER:
            raise Unfit
        made = self.value("", outputs, height, width)
        weights = self.random.standard_normal((source.channels, outputs, *kernel)) * (4 / (source.channels * kernel[0] * kernel[1])) ** 0.5
        operands = [source.name, self.constant(weights)]
        if self.chance(0.5):
            operands.append(self.numbers(outputs, low=-0.2, high=0.2))
        made.name = self.add("ConvTranspose", operands, kernel_shape=kernel, strides=strides, pads=pads, output_padding=added)
        return self.followed(made)

    def followed(self, value):
        if self.chance(0.35):
            value = self.batch_norm(value)
        if self.chance(0.5):
            self.values.append(value)  # the raw result may be read too
            value = self.activation(value)
        return value

    def matched(self, source, channels):
        weights = self.random.standard_normal((channels, source.channels, 1, 1)) * (1 / source.channels) ** 0.5
        name = self.add("Conv", [source.name, self.constant(weights)], kernel_shape=(1, 1))
        return Value(name, channels, *source.place)

    def far_apart(self, source):
        """A dilation for which no dense kernel is large enough."""
        dilation = self.whole(11, 24)
        pads = [self.whole(0, dilation) for _ in range(4)]
        height, width = source.height + pads[0] + pads[2] - 2 * dilation, source.width + pads[1] + pads[3] - 2 * dilation
        if source.channels > 24:
            raise Unfit
        made = self.value("", self.whole(1, 20), height, width)
        weights = self.random.standard_normal((made.channels, source.channels, 3, 3)) * (2 / source.channels / 9) ** 0.5
        made.name = self.add("Conv", [source.name, self.constant(weights)], kernel_shape=(3, 3), dilations=(dilation,) * 2, pads=pads)
        return made

    def classifier(self, source, classes):
        kernel = (1, 1) if self.chance(0.6) else (self.whole(1, 5), self.whole(1, 5))
        before = (len(self.nodes), len(self.constants))
        pads = [size // 2 for size in (*kernel, *kernel)]
        if self.chance(0.35):
            pads = [self.whole(0, size) for size in (*kernel, *kernel)]
        strides = (1, 1) if self.chance(0.85) else (self.whole(1, 3), self.whole(1, 3))
        height, width = (
            (size + first + last - taps) // stride + 1
            for size, first, last, taps, stride in zip(source.place, pads[:2], pads[2:], kernel, strides)
        )
        if any(size + a + b < taps for size, a, b, taps in zip(source.place, pads[:2], pads[2:], kernel)):
            raise Unfit
        made = self.value("", classes, height, width)
        weights = self.random.standard_normal((classes, source.channels, *kernel)) * (source.channels * kernel[0] * kernel[1]) ** -0.5
        operands = [source.name, self.constant(weights), self.numbers(classes, low=-0.1, high=0.1)]
        assert before[0] == len(self.nodes)
        made.name = self.add("Conv", operands, kernel_shape=kernel, strides=strides, pads=pads)
        return made
