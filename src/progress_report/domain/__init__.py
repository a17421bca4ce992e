"""What a report is about: tasks, periods, tables, and what may be said of them. Pure data."""
