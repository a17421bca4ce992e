"""Read YAML files into models, and write models back."""

from progress_report.system.wording import Wording

worded = Wording("source", "mistakes")
