"""FileContent tables, each to the one `Table`."""

from progress_report.system.wording import Wording

worded = Wording("readers")
