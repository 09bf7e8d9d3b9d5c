"""Operators that combine several values: sums, products, and gates."""

import dataclasses

from .channels import Channels
from .convolutions import Convolutions
from .places import Places
from .values import Value


class Combinations(Convolutions, Places, Channels):
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

    def gate(self, source):
        """Squeeze-and-excitation, or a number for each pixel."""
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
