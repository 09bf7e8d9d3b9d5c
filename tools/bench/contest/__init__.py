"""Engines compared on one network, in turns, on the same cores."""
