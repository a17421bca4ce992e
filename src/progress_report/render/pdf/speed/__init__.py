"""WeasyPrint imported and run in less time."""
