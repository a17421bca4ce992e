"""Where the words of diagnostics are, apart from those of the rules."""

WORDED = {
    "source": "mistakes",
    "office": "problems",
    "readers": "problems",
    "importing": "problems",
    "collect": "problems",
}
"""By package, the name of the file."""
