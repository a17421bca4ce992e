"""A foreign file to changes of task files: read, understood, planned whole, then written."""
