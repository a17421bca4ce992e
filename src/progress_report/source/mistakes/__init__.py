"""Typing mistakes in YAML: find them, and explain each at its position."""
