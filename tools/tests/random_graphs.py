"""Legal ONNX networks of every operator that is read, with odd geometry: asymmetric pads, kernels of 1 to 7, strides to 3, maps of
1 to 70 pixels, channels that are no multiple of anything, and masks of another size than the frame's."""

import dataclasses

import numpy as np
from onnx import TensorProto, helper, numpy_helper

# What the drawn network costs at most, in multiply-accumulates of one layer.
LARGEST_LAYER = 3_000_000
LARGEST_MAP = 70
LARGEST_WIDTH = 48


@dataclasses.dataclass
class Value:
    name: str
    channels: int
    height: int
    width: int

    @property
    def shape(self):
        return (self.channels, self.height, self.width)

    @property
    def place(self):
        return (self.height, self.width)


@dataclasses.dataclass
class RandomGraph:
    model: object
    frame: tuple  # channels, height, width
    logits: str  # the value that the classes are chosen by
    operators: list


class Unfit(Exception):
    """An operator that the drawn value does not admit."""


def draw(seed):
    """The network of a seed: the same on every machine."""
    return Drawing(np.random.default_rng([seed, 16])).graph()


class Drawing:
    def __init__(self, random):
        self.random = random
        self.nodes, self.constants, self.values = [], [], []
        self.opset = int(random.choice([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]))

    # What is drawn.

    def chance(self, share):
        return self.random.random() < share

    def whole(self, low, high):
        """low ... high, both included."""
        return int(self.random.integers(low, high + 1))

    def one(self, *choices):
        return choices[self.whole(0, len(choices) - 1)]

    def side(self):
        return self.one(self.whole(1, 8), self.whole(5, 34), self.whole(20, LARGEST_MAP))

    def width(self):
        return self.one(self.whole(1, 5), self.whole(3, 20), self.whole(10, LARGEST_WIDTH))

    # What is written.

    def constant(self, array, kind=np.float32):
        name = f"k{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(array).astype(kind), name))
        return name

    def ints(self, *numbers):
        return self.constant(numbers, np.int64)

    def numbers(self, *shape, low=-1.0, high=1.0):
        return self.constant(self.random.uniform(low, high, shape))

    def add(self, operator, inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], f"{operator.lower()}_{len(self.nodes)}", **attributes))
        return name

    def value(self, name, channels, height, width):
        if not (1 <= height <= 2 * LARGEST_MAP and 1 <= width <= 2 * LARGEST_MAP and channels <= 4 * LARGEST_WIDTH):
            raise Unfit
        return Value(name, channels, height, width)

    def graph(self):
        channels = self.one(1, 3, 3, 3, 3, 4)
        self.frame = (channels, self.side(), self.side())
        self.last = Value("frame", *self.frame)
        self.values = [self.last]
        if self.chance(0.3):  # as exporters put it
            self.last = self.normalised(self.last)
            self.values = [self.last]
        wanted = self.whole(2, 14)
        for _ in range(4 * wanted):
            if wanted == 0:
                break
            source = self.last if self.chance(0.7) else self.values[self.whole(0, len(self.values) - 1)]
            if self.step(source):
                wanted -= 1
        logits, outputs = self.end()
        frame = helper.make_tensor_value_info("frame", TensorProto.FLOAT, [1, *self.frame])
        graph = helper.make_graph(self.nodes, "random", [frame], outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)
        return RandomGraph(model, self.frame, logits.name, [node.op_type for node in self.nodes])

    def step(self, source):
        kinds, weights = zip(*KINDS)
        kind = kinds[self.random.choice(len(kinds), p=np.array(weights) / sum(weights))]
        before = (len(self.nodes), len(self.constants))
        try:
            made = kind(self, source)
        except Unfit:
            del self.nodes[before[0] :], self.constants[before[1] :]
            return False
        self.values.append(made)
        self.last = made
        return True

    # Operators: each from a value to a value.

    def normalised(self, source):
        count = source.channels
        scale, shift = self.numbers(count, 1, 1, low=0.5, high=2), self.numbers(count, 1, 1, low=-0.5, high=0.5)
        return dataclasses.replace(source, name=self.add("Sub", [self.add("Mul", [source.name, scale]), shift]))

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

    def batch_norm(self, source):
        count = source.channels
        operands = [
            self.numbers(count, low=-0.4, high=1.6), self.numbers(count, low=-0.3, high=0.3), self.numbers(count, low=-0.3, high=0.3),
            self.numbers(count, low=0.3, high=2),
        ]
        return dataclasses.replace(source, name=self.add("BatchNormalization", [source.name, *operands]))

    def activation(self, source):
        kinds = "Relu Relu Relu LeakyRelu LeakyRelu Sigmoid Tanh Erf Softplus Elu HardSigmoid PRelu Clip Clip Max Min Swish GELU".split()
        if self.opset >= 14:
            kinds.append("HardSwish")
        if self.opset >= 18:
            kinds.append("Mish")
        if self.opset >= 20:
            kinds.append("Gelu")
        kind, name = self.one(*kinds), source.name
        if kind in ("LeakyRelu", "Elu"):
            name = self.add(kind, [name], alpha=float(self.random.uniform(0.05, 1)))
        elif kind == "HardSigmoid":
            name = self.add(kind, [name], alpha=0.25, beta=0.4)
        elif kind == "PRelu":
            slopes = self.one((source.channels, 1, 1), (1,))
            name = self.add(kind, [name, self.numbers(*slopes, low=-0.3, high=0.5)])
        elif kind == "Clip":
            low, high = self.one((0, 6), (0, 0.7), (-0.5, 1.5))
            name = self.add(kind, [name, self.constant(low), self.constant(high)])
        elif kind in ("Max", "Min"):
            name = self.add(kind, [name, self.constant(0.1 if kind == "Min" else -0.1)])
        elif kind == "Swish":
            name = self.add("Mul", [name, self.add("Sigmoid", [name])])
        elif kind == "GELU":
            half = self.add("Mul", [name, self.constant(0.5)])
            raised = self.add("Add", [self.add("Erf", [self.add("Div", [name, self.constant(2**0.5)])]), self.constant(1.0)])
            name = self.add("Mul", [half, raised])
        elif kind == "Gelu":
            name = self.add(kind, [name], approximate=self.one("none", "tanh"))
        else:
            name = self.add(kind, [name])
        return dataclasses.replace(source, name=name)

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
                if count * stride >= size + before:  # a window that begins behind the map: ONNX's versions differ
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

    def mean(self, name, *axes):
        if self.opset >= 18:
            return self.add("ReduceMean", [name, self.ints(*axes)], keepdims=1)
        return self.add("ReduceMean", [name], axes=axes, keepdims=1)

    def channel_mean(self, source):
        return Value(self.mean(source.name, 1), 1, *source.place)

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

    def crop(self, source):
        top, left = self.whole(0, (source.height - 1) // 2), self.whole(0, (source.width - 1) // 2)
        bottom, right = self.whole(0, (source.height - 1) // 2), self.whole(0, (source.width - 1) // 2)
        return self.cropped(source, top, left, source.height - bottom - top, source.width - right - left)

    def cropped(self, source, top, left, height, width):
        made = self.value("", source.channels, height, width)
        name = self.add("Slice", [source.name, self.ints(top, left), self.ints(top + height, left + width), self.ints(2, 3)])
        made.name = name
        return made

    def some_channels(self, source):
        if source.channels < 2:
            raise Unfit
        first = self.whole(0, source.channels - 1)
        last = self.whole(first + 1, source.channels)
        if self.chance(0.5):
            name = self.add("Slice", [source.name, self.ints(first), self.ints(last), self.ints(1)])
            return Value(name, last - first, *source.place)
        sizes = [first or 1, source.channels - (first or 1)]
        names = [f"v{len(self.nodes)}", f"w{len(self.nodes)}"]
        inputs, attributes = [source.name], {}
        if self.opset >= 13:
            inputs.append(self.ints(*sizes))
        else:
            attributes["split"] = sizes
        self.nodes.append(helper.make_node("Split", inputs, names, f"split_{len(self.nodes)}", axis=1, **attributes))
        parts = [Value(name, size, *source.place) for name, size in zip(names, sizes)]
        self.values.append(parts[0])
        return parts[1]

    def fitted(self, source, height, width):
        """A value brought to a size, cropped where that does."""
        if source.place == (height, width):
            return source
        if source.height >= height and source.width >= width:
            return self.cropped(source, self.whole(0, source.height - height), self.whole(0, source.width - width), height, width)
        return self.resized(source, height, width)

    def others(self, count):
        return [self.values[self.whole(0, len(self.values) - 1)] for _ in range(count)]

    def joined(self, source):
        parts = [source] + [self.fitted(other, *source.place) for other in self.others(self.whole(0, 5))]
        made = self.value("", sum(part.channels for part in parts), *source.place)
        made.name = self.add("Concat", [part.name for part in parts], axis=1)
        return made

    def combined(self, source):
        kind = self.one("Add", "Add", "Mul", "Sub", "Sum")
        alike = [value for value in self.values if value.shape == source.shape]
        if len(alike) > 1 and self.chance(0.5):
            other = self.one(*alike)
        else:
            other = self.fitted(self.one(*self.values), *source.place)
            if other.channels != source.channels:
                other = self.matched(other, source.channels)
        inputs = [source.name, other.name]
        if kind == "Mul":
            inputs[1] = self.add("Sigmoid", inputs[1:]) if self.chance(0.5) else inputs[1]
        if kind == "Sum" and self.chance(0.5):
            inputs.append(self.one(*alike).name)
        if self.chance(0.3):
            inputs.reverse()
        made = dataclasses.replace(source, name=self.add(kind, inputs))
        return self.activation(made) if self.chance(0.5) else made

    def matched(self, source, channels):
        weights = self.random.standard_normal((channels, source.channels, 1, 1)) * (1 / source.channels) ** 0.5
        name = self.add("Conv", [source.name, self.constant(weights)], kernel_shape=(1, 1))
        return Value(name, channels, *source.place)

    def gate(self, source):
        """Squeeze and excitation, or a number for each pixel."""
        if self.chance(0.4):
            gate = self.matched(source, 1)
        else:
            hidden = self.whole(1, max(1, source.channels // 2))
            mean = Value(self.add("GlobalAveragePool", [source.name]), source.channels, 1, 1)
            if self.chance(0.5):
                gate = self.matched(dataclasses.replace(self.matched(mean, hidden), name=self.add("Relu", [self.nodes[-1].output[0]])), source.channels)
            else:
                flat = self.add("Flatten", [mean.name])
                down = self.add("Gemm", [flat, self.numbers(source.channels, hidden), self.numbers(hidden)])
                up = self.add("Gemm", [self.add("Relu", [down]), self.numbers(source.channels, hidden)], transB=1)
                gate = Value(self.add("Reshape", [up, self.ints(1, source.channels, 1, 1)]), source.channels, 1, 1)
        share = self.add(self.one("Sigmoid", "HardSigmoid"), [gate.name])
        if self.chance(0.2) and source.height * source.width > 1 and gate.place == (1, 1):
            share = self.add("Expand", [share, self.ints(1, source.channels, *source.place)])
        return dataclasses.replace(source, name=self.add("Mul", [source.name, share]))

    def arithmetic(self, source):
        kind = self.one("Add", "Sub", "Mul", "Div", "Neg", "Pow", "Identity", "Dropout", "Transpose", "Cast")
        name = source.name
        if kind in ("Neg", "Identity", "Dropout"):
            name = self.add(kind, [name])
        elif kind == "Cast":
            name = self.add(kind, [name], to=TensorProto.FLOAT)
        elif kind == "Pow":
            name = self.add("Pow", [self.add("Tanh", [name]), self.constant(self.one(2.0, 3.0))])
        elif kind == "Transpose":
            turned = self.add("Transpose", [name], perm=[0, 2, 3, 1])
            if self.chance(0.7):
                weights = self.constant(self.random.standard_normal((source.channels, source.channels)) * source.channels**-0.5)
                turned = self.add("MatMul", [turned, weights])
            name = self.add("Transpose", [turned], perm=[0, 3, 1, 2])
        else:
            shape = self.one((source.channels, 1, 1), (1, source.channels, 1, 1), ())
            name = self.add(kind, [name, self.numbers(*shape, low=0.4, high=1.6)])
        return dataclasses.replace(source, name=name)

    # The end.

    def end(self):
        source = self.last
        classes = self.one(1, self.whole(2, 7), self.whole(2, 19))
        logits = None
        if self.chance(0.9):
            for _ in range(30):
                try:
                    logits = self.classifier(source, classes)
                    break
                except Unfit:
                    continue
        if logits is None:
            logits = source if source.channels <= 200 else self.matched(source, classes)
            if logits.name == "frame":
                logits = self.matched(source, classes)
        if self.chance(0.2):
            try:
                logits = self.one(self.resize, self.crop, self.pad, self.normalised)(logits)
            except Unfit:
                pass
        kind = self.one("", "", "Softmax", "LogSoftmax", "Sigmoid", "ArgMax")
        name = logits.name
        shape, element = [1, *logits.shape], TensorProto.FLOAT
        if kind in ("Softmax", "LogSoftmax") and logits.channels > 1:
            if self.opset < 13 and self.chance(0.99):  # it flattens what stands behind the axis
                kind = ""
            else:
                name = self.add(kind, [name], axis=1)
        elif kind == "Sigmoid":
            name = self.add(kind, [name])
        elif kind == "ArgMax" and logits.channels > 1:
            name = self.add(kind, [name], axis=1, keepdims=self.whole(0, 1))
            shape, element = None, TensorProto.INT64
        return logits, [helper.make_tensor_value_info(name, element, shape)]

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


    # What the reader tells in the terms of others.

    def shuffled(self, source):
        """Channels in another order, by a Gather, a backwards slice, or as ShuffleNet has it."""
        kind = self.one("Gather", "Slice", "Shuffle")
        if kind == "Gather":
            order = [self.whole(0, source.channels - 1) for _ in range(self.whole(1, source.channels))]
            if self.chance(0.5):
                order = list(self.random.permutation(source.channels))
            return Value(self.add("Gather", [source.name, self.ints(*order)], axis=1), len(order), *source.place)
        if kind == "Slice":
            name = self.add("Slice", [source.name, self.ints(-1), self.ints(-(2**62)), self.ints(1), self.ints(-1)])
            return dataclasses.replace(source, name=name)
        groups = self.one(*[n for n in range(1, source.channels + 1) if source.channels % n == 0])
        apart = self.add("Reshape", [source.name, self.ints(1, groups, source.channels // groups, *source.place)])
        turned = self.add("Transpose", [apart], perm=[0, 2, 1, 3, 4])
        return dataclasses.replace(source, name=self.add("Reshape", [turned, self.ints(1, *source.shape)]))

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

    def bordered(self, source):
        """A border of what stands at the edge, of a number, or of channels."""
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

    def constant_channels(self, source):
        count = self.whole(1, 4)
        made = self.value("", source.channels + count, *source.place)
        maps = np.broadcast_to(self.random.uniform(-1, 1, (1, count, 1, 1)), (1, count, *source.place))
        parts = [source.name, self.constant(maps)]
        made.name = self.add("Concat", parts if self.chance(0.7) else parts[::-1], axis=1)
        return made

    def reduced(self, source):
        kind, axes = self.one("ReduceSum", "ReduceL2"), self.one([1], [2, 3])
        if kind == "ReduceSum" and self.opset >= 13 or self.opset >= 18:
            name = self.add(kind, [source.name, self.ints(*axes)], keepdims=1)
        else:
            name = self.add(kind, [source.name], axes=axes, keepdims=1)
        return Value(name, 1, *source.place) if axes == [1] else Value(name, source.channels, 1, 1)

    def other_function(self, source):
        kind = self.one("Selu", "Abs", "Exp", "Sqrt", "Reciprocal", "Div")
        name = source.name
        if kind in ("Exp", "Sqrt", "Reciprocal", "Div"):  # of what they are meant for
            name = self.add("Sigmoid", [name])
        if kind in ("Reciprocal", "Div"):
            name = self.add("Add", [name, self.constant(0.5)])
        name = self.add("Div", [source.name, name]) if kind == "Div" else self.add(kind, [name])
        return dataclasses.replace(source, name=name)

    def large_pool(self, source):
        """As MediaPipe and pyramid pooling have them: a whole map, or windows beside each other."""
        if self.chance(0.5):
            kernel = source.place
        else:
            kernel = tuple(self.one(*[n for n in range(1, size + 1) if n == size or n in (18, 20, 24, 32)]) for size in source.place)
        name = self.add(self.one("AveragePool", "MaxPool"), [source.name], kernel_shape=kernel, strides=kernel)
        return Value(name, source.channels, source.height // kernel[0], source.width // kernel[1])

    def far_apart(self, source):
        """A dilation that no dense kernel holds."""
        dilation = self.whole(11, 24)
        pads = [self.whole(0, dilation) for _ in range(4)]
        height, width = source.height + pads[0] + pads[2] - 2 * dilation, source.width + pads[1] + pads[3] - 2 * dilation
        if source.channels > 24:
            raise Unfit
        made = self.value("", self.whole(1, 20), height, width)
        weights = self.random.standard_normal((made.channels, source.channels, 3, 3)) * (2 / source.channels / 9) ** 0.5
        made.name = self.add("Conv", [source.name, self.constant(weights)], kernel_shape=(3, 3), dilations=(dilation,) * 2, pads=pads)
        return made


KINDS = [
    (Drawing.convolution, 8), (Drawing.depthwise, 2), (Drawing.transposed, 2), (Drawing.pool, 3), (Drawing.whole_pool, 0.3),
    (Drawing.channel_mean, 0.2), (Drawing.resize, 1.5), (Drawing.pad, 1), (Drawing.crop, 1), (Drawing.some_channels, 1),
    (Drawing.joined, 3), (Drawing.combined, 3), (Drawing.gate, 1), (Drawing.arithmetic, 1.5), (Drawing.activation, 2),
    (Drawing.batch_norm, 1), (Drawing.shuffled, 0.8), (Drawing.stepped, 0.4), (Drawing.blocks, 0.8), (Drawing.bordered, 0.7),
    (Drawing.constant_channels, 0.3), (Drawing.reduced, 0.3), (Drawing.other_function, 0.5), (Drawing.large_pool, 0.3),
    (Drawing.far_apart, 0.4),
]
