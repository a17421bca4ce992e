"""FileContent tables, each to the one `Table`."""
