"""Operators on channels: parts of a value, several values side by side, means and sums of them, and another order."""

import dataclasses

import numpy as np
from onnx import helper

from .values import Unfit, Value, Values


class Channels(Values):
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

    def others(self, count):
        return [self.values[self.whole(0, len(self.values) - 1)] for _ in range(count)]

    def joined(self, source):
        parts = [source] + [self.fitted(other, *source.place) for other in self.others(self.whole(0, 5))]
        made = self.value("", sum(part.channels for part in parts), *source.place)
        made.name = self.add("Concat", [part.name for part in parts], axis=1)
        return made

    def constant_channels(self, source):
        count = self.whole(1, 4)
        made = self.value("", source.channels + count, *source.place)
        maps = np.broadcast_to(self.random.uniform(-1, 1, (1, count, 1, 1)), (1, count, *source.place))
        parts = [source.name, self.constant(maps)]
        made.name = self.add("Concat", parts if self.chance(0.7) else parts[::-1], axis=1)
        return made

    def shuffled(self, source):
        """Channels in another order, by a Gather, a backward slice, or as in ShuffleNet."""
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

    def mean(self, name, *axes):
        if self.opset >= 18:
            return self.add("ReduceMean", [name, self.ints(*axes)], keepdims=1)
        return self.add("ReduceMean", [name], axes=axes, keepdims=1)

    def channel_mean(self, source):
        return Value(self.mean(source.name, 1), 1, *source.place)

    def reduced(self, source):
        kind, axes = self.one("ReduceSum", "ReduceL2", "ReduceMax"), self.one([1], [2, 3])
        if kind == "ReduceSum" and self.opset >= 13 or self.opset >= 18:
            name = self.add(kind, [source.name, self.ints(*axes)], keepdims=1)
        else:
            name = self.add(kind, [source.name], axes=axes, keepdims=1)
        return Value(name, 1, *source.place) if axes == [1] else Value(name, source.channels, 1, 1)
