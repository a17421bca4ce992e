"""Read, verify and merge returned forms."""
