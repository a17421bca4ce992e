"""Text on disk to models, and back."""
