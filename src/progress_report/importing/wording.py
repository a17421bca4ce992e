"""What is wrong with the rows of foreign tables, in the words of data/problems.yaml."""

from progress_report.system.wording import Wording

worded = Wording("importing")
