"""Diagnostics to text people or programs read."""
