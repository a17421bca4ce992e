"""What is wrong with Office packages, in the words of data/problems.yaml."""

from progress_report.system.wording import Wording

worded = Wording("office")
