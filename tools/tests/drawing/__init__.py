"""Operators of networks drawn at random (random_graphs.py), by what they do."""
