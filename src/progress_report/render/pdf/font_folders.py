"""Where a system keeps its fonts."""

import os
import sys
from pathlib import Path

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")


def system_folders() -> list[Path]:
    """The folders, the reader's own before the shared ones where there are both."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        return [windows, home / "AppData/Local/Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    shared = [Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
    return [home / ".local/share/fonts", home / ".fonts", *shared]
