"""Changes to a project planned whole, as files to write: a new project, tasks, periods, years."""
