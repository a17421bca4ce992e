"""Render the table: one module for each format."""
