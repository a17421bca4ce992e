"""The font folders of the system; the fingerprint of a build lists them without HarfBuzz."""

import os
import sys
from pathlib import Path

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")


def system_folders() -> list[Path]:
    """The folders, those of the user before shared ones."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        return [windows, home / "AppData/Local/Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    shared = [Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
    return [home / ".local/share/fonts", home / ".fonts", *shared]
