"""What typists do to YAML, explained at its place."""
