"""What is wrong with files of tables, in the words of data/problems.yaml."""

from progress_report.system.wording import Wording

worded = Wording("readers")
