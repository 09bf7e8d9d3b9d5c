"""Operators of the random networks (random_graphs.py), sorted by what they do."""
