"""What changed, to text people or programs read: one file a format."""
