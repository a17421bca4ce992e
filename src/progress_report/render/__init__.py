"""The table to bytes, one file a format."""
