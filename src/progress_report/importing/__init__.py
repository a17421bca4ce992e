"""A foreign file to changes of task files: read, understood, planned whole, then written."""

from progress_report.system.wording import Wording

worded = Wording("importing")
