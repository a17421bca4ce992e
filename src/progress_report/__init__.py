"""Compiles plain-text task files into the official progress table."""

__version__ = "0.1.0"
