"""Compiles plain-text task files into the official progress table."""

__version__ = "0.2.0"
