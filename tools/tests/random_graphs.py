"""Valid ONNX networks with every operator that is read and odd geometry: asymmetric pads, kernels of 1 to 7, strides up to 3, maps of
1 to 70 pixels, any number of channels, and masks of another size than the frame's."""

import dataclasses

import numpy as np
from onnx import TensorProto, helper

from drawing.combinations import Combinations
from drawing.values import Unfit, Value


@dataclasses.dataclass
class RandomGraph:
    model: object
    frame: tuple  # channels, height, width
    logits: str  # the value from which the classes are chosen
    operators: list


def draw(seed):
    """The network for a seed: the same on every machine."""
    return Drawing(np.random.default_rng([seed, 16])).graph()


class Drawing(Combinations):
    def graph(self):
        channels = self.one(1, 3, 3, 3, 3, 4)
        self.frame = (channels, self.side(), self.side())
        self.last = Value("frame", *self.frame)
        self.values = [self.last]
        if self.chance(0.3):  # as exporters write it
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

    def operators_of(self, name):
        """The operators that make a value, the last one first."""
        operators, wanted = [], {name}
        for node in reversed(self.nodes):
            if wanted & set(node.output):
                operators.append(node.op_type)
                wanted |= set(node.input)
        return operators

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
            operators = self.operators_of(logits.name)
            # a network must compute something, and a sigmoid at the end belongs to the network, with the logits before it
            computing = [operator for operator in operators if operator not in MOVING]
            if not computing or computing[0] == "Sigmoid":
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
            if self.opset < 13 and self.chance(0.99):  # it flattens the axes after the given one
                kind = ""
            else:
                name = self.add(kind, [name], axis=1)
        elif kind == "Sigmoid":
            name = self.add(kind, [name])
        elif kind == "ArgMax" and logits.channels > 1:
            name = self.add(kind, [name], axis=1, keepdims=self.whole(0, 1))
            shape, element = None, TensorProto.INT64
        return logits, [helper.make_tensor_value_info(name, element, shape)]


# Operators that may only move numbers: a sum over one channel, a window of one pixel.
MOVING = set(
    "Identity Dropout Cast Reshape Transpose Slice Split Gather Concat Pad Expand Resize ReduceSum ReduceMean GlobalAveragePool "
    "AveragePool MaxPool DepthToSpace SpaceToDepth".split()
)

KINDS = [
    (Drawing.convolution, 8), (Drawing.depthwise, 2), (Drawing.transposed, 2), (Drawing.pool, 3), (Drawing.whole_pool, 0.3),
    (Drawing.channel_mean, 0.2), (Drawing.resize, 1.5), (Drawing.pad, 1), (Drawing.crop, 1), (Drawing.some_channels, 1),
    (Drawing.joined, 3), (Drawing.combined, 3), (Drawing.gate, 1), (Drawing.arithmetic, 1.5), (Drawing.activation, 2),
    (Drawing.batch_norm, 1), (Drawing.shuffled, 0.8), (Drawing.stepped, 0.4), (Drawing.blocks, 0.8), (Drawing.bordered, 0.7),
    (Drawing.constant_channels, 0.3), (Drawing.reduced, 0.3), (Drawing.other_function, 0.5), (Drawing.large_pool, 0.3),
    (Drawing.far_apart, 0.4),
]
