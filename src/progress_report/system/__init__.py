"""Files, processes, signals and the language of messages."""
