"""The state of a network that is drawn: its values, its nodes, and the random numbers."""

import dataclasses

import numpy as np
from onnx import helper, numpy_helper

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


class Unfit(Exception):
    """Raised for an operator that the drawn value does not allow."""


class Values:
    """The nodes and constants so far, and how others are drawn. An operator takes a value and returns one."""

    def __init__(self, random):
        self.random = random
        self.nodes, self.constants, self.values = [], [], []
        self.opset = int(random.choice([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]))

    # How things are drawn.

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

    # How things are written.

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
