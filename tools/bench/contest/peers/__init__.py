"""A module for each peer: its packages, how it converts the network, how it runs it."""
