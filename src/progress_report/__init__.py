"""Compiles plain-text task files into the official progress table."""
