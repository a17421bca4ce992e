"""What is wrong with returned forms, in the words of data/problems.yaml."""

from progress_report.system.wording import Wording

worded = Wording("collect")
