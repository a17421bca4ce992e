"""Proof-reading: every rule, one family a file, over the running text of all task files."""

from progress_report.system.wording import Wording

worded = Wording("check", "messages")
