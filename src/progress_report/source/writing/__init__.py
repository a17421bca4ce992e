"""Task files written: formatted, or edited with every other byte kept."""
