"""What is wrong in the files of ``data``, in the words of data/mistakes.yaml."""

from progress_report.system.wording import Wording

worded = Wording("source", "mistakes")
