"""Functions of each number on its own: normalisations, activations in every form that exporters write, and arithmetic."""

import dataclasses

from onnx import TensorProto

from .values import Values


class Activations(Values):
    def normalised(self, source):
        count = source.channels
        scale, shift = self.numbers(count, 1, 1, low=0.5, high=2), self.numbers(count, 1, 1, low=-0.5, high=0.5)
        return dataclasses.replace(source, name=self.add("Sub", [self.add("Mul", [source.name, scale]), shift]))

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

    def other_function(self, source):
        kind = self.one("Selu", "Abs", "Exp", "Sqrt", "Reciprocal", "Div")
        name = source.name
        if kind in ("Exp", "Sqrt", "Reciprocal", "Div"):  # these need values of their usual range
            name = self.add("Sigmoid", [name])
        if kind in ("Reciprocal", "Div"):
            name = self.add("Add", [name, self.constant(0.5)])
        name = self.add("Div", [source.name, name]) if kind == "Div" else self.add(kind, [name])
        return dataclasses.replace(source, name=name)

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
