"""Proof-reading: every rule, one family a file, over the running text of all task files."""
