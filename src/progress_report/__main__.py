"""``python -m progress_report``: the program where no ``report`` is on the path."""

from progress_report.cli import main

main()
