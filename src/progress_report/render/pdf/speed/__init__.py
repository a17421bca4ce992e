"""Makes WeasyPrint import and run faster."""
