"""Two branches' edits of one task file, merged by key; text in, text out."""
