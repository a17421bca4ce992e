"""Every bench, one after the other: `make bench`."""

import subprocess
import sys
from pathlib import Path

HELPERS = ("__main__", "corpus", "measure")


def main() -> int:
    """Run each as a process of its own.

    Returns:
        How many failed.
    """
    failed = 0
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in HELPERS:
            print(f"\n=== {path.stem}", flush=True)
            failed += subprocess.run([sys.executable, path], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
