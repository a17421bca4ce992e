"""The web application started as a person starts it, for a real browser."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.project import PROGRAM

PATIENCE = 60_000
"""Milliseconds: a busy machine is slow, not wrong."""
expect.set_options(timeout=PATIENCE)


class Server:
    """A running program and the address it printed."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*PROGRAM, "--lang", "en", "serve", "--no-open", *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        self.base = self.address.partition("/enter")[0]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextlib.contextmanager
def entered(browser: Browser, server: Server, **options: object) -> Iterator[BrowserContext]:
    """A browser that has opened the address; what its pages complain of fails the test."""
    context = browser.new_context(**options)  # type: ignore[arg-type] # whichever options it has
    wrong: list[str] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("request", lambda request: wrong.extend(foreign(request.url)))

    def foreign(address: str) -> list[str]:
        viewer = ("chrome-extension:", "chrome:")  # the browser's own, for PDF files
        return [] if address.startswith((f"{server.base}/", "data:", *viewer)) else [address]

    context.set_default_timeout(PATIENCE)
    context.on("page", listen)
    page = context.new_page()
    page.goto(server.address)
    yield context
    context.close()
    # a server that a test has stopped cannot be reached; what is refused is shown to the reader;
    # the browser's own pages, such as that which shows a PDF, complain of themselves
    lost = ("ERR_CONNECTION", "ERR_INCOMPLETE", "ERR_EMPTY", "ERR_CONTENT_LENGTH")
    expected = (*lost, "status of 4", "sandboxed", "chrome://")
    complaints = [text for text in wrong if not any(word in text for word in expected)]
    assert complaints == [], complaints
