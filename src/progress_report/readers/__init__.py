"""Foreign tables, each to the one `Table`."""
