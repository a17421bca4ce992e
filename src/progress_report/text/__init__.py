"""Chinese running text and text on a terminal: plain functions, no files."""
