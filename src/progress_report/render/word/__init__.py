"""The table as a Word document."""
