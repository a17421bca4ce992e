"""Make and write the forms for units."""
