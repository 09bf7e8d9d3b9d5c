"""The networks that people train, with random weights: what `tools/zoo` converts and measures."""
