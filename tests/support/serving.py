"""The web application as a browser meets it, without a socket."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from progress_report.serve.access import Access
from progress_report.serve.application import application
from progress_report.serve.workspace import Workspace

PORT = 8123


class Visitor:
    """A browser that was given the address with its token."""

    def __init__(self, root: Path, *, read_only: bool = False, enter: bool = True) -> None:
        self.access = Access(PORT)
        self.workspace = Workspace(root, read_only)
        self.own = f"http://{self.access.host}"
        self.cookies = httpx.Cookies()
        self._application = application(self.workspace, self.access)
        if enter:
            assert self.get("/enter", token=self.access.token).status_code == 200

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request, and follow where it leads."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._application)
            async with httpx.AsyncClient(
                transport=transport, base_url=self.own, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **{"follow_redirects": True} | options)
                self.cookies.update(client.cookies)
                return answer

        return asyncio.run(send())

    def get(self, path: str, /, **query: str) -> httpx.Response:
        return self.request("GET", path, params=query, headers={"sec-fetch-site": "none"})

    def post(self, path: str, /, **form: str | list[str]) -> httpx.Response:
        """Send a form as a page of ours does."""
        return self.forge(path, {}, **form)

    def forge(
        self, path: str, headers: dict[str, str], /, **form: str | list[str]
    ) -> httpx.Response:
        """Send a form as a page of ours does, but with other headers."""
        own = {"origin": self.own, "sec-fetch-site": "same-origin"}
        form = {"csrf": self.access.form_token, **form}
        return self.request("POST", path, data=form, headers=own | headers)

    def drop(self, path: str, files: Sequence[tuple[str, bytes]], **form: str) -> httpx.Response:
        """Send a form with returned forms dropped into it."""
        own = {"origin": self.own, "sec-fetch-site": "same-origin"}
        form = {"csrf": self.access.form_token, **form}
        sent = [("forms", file) for file in files]
        return self.request("POST", path, data=form, files=sent, headers=own)


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a folder, to compare before and after."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def bare(html: str) -> str:
    """A page without its styles and scripts, and what names them by digest."""
    return re.sub(r"<(style|script).*?</\1>|'sha256-.*?'", "", html, flags=re.DOTALL)


def text_of(html: str) -> str:
    """What a reader sees of a page, roughly: its text without style, script and tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare(html)))
