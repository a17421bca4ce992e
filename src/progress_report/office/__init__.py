"""What Word and Excel files have in common."""

from progress_report.system.wording import Wording

worded = Wording("office")
