"""The user's own git: revisions, its configuration, and its three-way merge."""
