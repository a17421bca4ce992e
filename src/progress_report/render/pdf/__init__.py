"""The page as a PDF, through WeasyPrint."""
