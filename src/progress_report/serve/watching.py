"""Tell open pages when files of the project change."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import StreamingResponse
from watchfiles import Change, awatch

_STEP_MILLISECONDS = 50
_DEBOUNCE_MILLISECONDS = 200
_HEARTBEAT_SECONDS = 15  # a browser that has gone is noticed by what can no longer be sent to it
_FOLDERS = ("data", "templates", "fonts", "out")


@dataclass
class Watcher:
    """Watches the project's folders, and wakes every page that listens."""

    root: Path
    _listeners: set[asyncio.Event] = field(default_factory=set)
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Watch as long as the application runs."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            self._stopped.set()
            self._wake()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await task

    async def events(self, _request: Request) -> StreamingResponse:
        """The stream of server-sent events that a page listens to."""
        headers = {"x-accel-buffering": "no"}
        return StreamingResponse(self.stream(), media_type="text/event-stream", headers=headers)

    async def stream(self) -> AsyncIterator[str]:
        """An event for each change; a comment now and then while nothing happens."""
        changed = asyncio.Event()
        self._listeners.add(changed)
        try:
            yield "retry: 1000\n\n"
            while not self._stopped.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), _HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ": \n\n"
                    continue
                changed.clear()
                if not self._stopped.is_set():
                    yield "event: changed\ndata: \n\n"
        finally:
            self._listeners.discard(changed)

    def _wake(self) -> None:
        for changed in self._listeners:
            changed.set()

    async def _watch(self) -> None:
        try:
            await self._follow(force_polling=None)
        except OSError:  # the system watches no more folders: look at them again and again
            await self._follow(force_polling=True)

    async def _follow(self, *, force_polling: bool | None) -> None:
        async for _changes in awatch(
            self.root,
            watch_filter=self._is_ours,
            debounce=_DEBOUNCE_MILLISECONDS,
            step=_STEP_MILLISECONDS,
            stop_event=self._stopped,
            force_polling=force_polling,
        ):
            self._wake()

    def _is_ours(self, _change: Change, path: str) -> bool:
        """Whether a file is one that pages show; not a lock or a staging folder."""
        try:
            parts = Path(path).relative_to(self.root.resolve()).parts
        except ValueError:
            parts = Path(path).parts[-2:]
        return bool(parts) and parts[0] in _FOLDERS and not any(p.startswith(".") for p in parts)
