"""A module for each peer: its packages, how it converts the network, and how it runs it."""
