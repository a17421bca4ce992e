"""A real browser, started once for each test module."""

import shutil
from collections.abc import Iterator

import pytest
from browser.browsing import FLAGS
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    assert executable, "install Debian's chromium (make test does)"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield started
        started.close()
