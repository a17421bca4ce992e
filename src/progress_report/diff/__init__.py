"""What changed between two reports on the same tasks."""
