"""Print the page as a PDF with WeasyPrint."""
