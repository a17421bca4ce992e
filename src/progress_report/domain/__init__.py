"""Tasks, periods, tables, layout and diagnostics. Pure data."""
