"""The application: the table of its pages, what holds for every one of them, and its server."""

import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from progress_report.domain.diagnostics import CommandHint, ReportError
from progress_report.serve.access import MAX_BODY_BYTES, Access, Guard, carries_form_token
from progress_report.serve.pages import (
    change,
    compare,
    file,
    overview,
    preview,
    problems,
    publish,
    task,
    tasks,
    units,
)
from progress_report.serve.pages.preview import framed_page
from progress_report.serve.saving import undo
from progress_report.serve.visit import Action, View, Visit
from progress_report.serve.watching import Watcher
from progress_report.serve.workspace import Workspace
from progress_report.source.files import CONFIG_FILE, MAX_BYTES
from progress_report.system.files import as_problem, error_reason
from progress_report.system.i18n import LANGUAGES, _, set_language

_MAX_FIELD_BYTES = 4 * MAX_BYTES  # a form takes three bytes for each of Chinese text
_MAX_FIELDS = 5_000
_MAX_FILES = 500


def _choose_language(visit: Visit) -> Response:
    chosen = visit.text("language")
    if chosen in LANGUAGES:
        set_language(chosen)
    return _back(visit)


def _undo(visit: Visit) -> Response:
    undo(visit.workspace, visit.text("save"))
    return _back(visit, "undone")


def _back(visit: Visit, notice: str = "") -> Response:
    """To the page that a form names, if it is one of ours and not of another site."""
    path = visit.text("back")
    is_own = path.startswith("/") and not path.startswith(("//", "/\\"))
    return visit.to(path if is_own else "/", notice)


PAGES: Sequence[View | Action] = (
    *overview.PAGES,
    *tasks.PAGES,
    *units.PAGES,
    *compare.PAGES,
    *change.PAGES,
    *task.PAGES,
    *file.PAGES,
    *problems.PAGES,
    *preview.PAGES,
    Action("/undo", _undo),
    *publish.PAGES,
    Action("/language", _choose_language, writes=False),
)


def application(workspace: Workspace, access: Access) -> Starlette:
    """The web application of one project."""
    watcher = Watcher(workspace.root)
    routes = [_route(entry, workspace, access) for entry in PAGES]
    routes.append(Route("/events", watcher.events))

    async def failed(request: Request, error: Exception) -> Response:
        visit = Visit(request, workspace, access)
        return await run_in_threadpool(_failure, visit, error)

    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, access=access)],
        exception_handlers={HTTPException: failed},
        max_body_size=MAX_BODY_BYTES,
        lifespan=lambda _application: watcher.watching(),
    )


def _route(entry: View | Action, workspace: Workspace, access: Access) -> Route:
    if isinstance(entry, View):

        async def read(request: Request) -> Response:
            return await run_in_threadpool(_answer, entry, Visit(request, workspace, access))

        return Route(entry.path, read, methods=["GET"])

    async def act(request: Request) -> Response:
        async with request.form(
            max_files=_MAX_FILES, max_fields=_MAX_FIELDS, max_part_size=_MAX_FIELD_BYTES
        ) as form:
            if not carries_form_token(access, request.headers, str(form.get("csrf", ""))):
                raise HTTPException(403, _("this form is of an earlier run; load the page again"))
            if entry.writes and workspace.read_only:
                raise HTTPException(403, _("the program was started read only"))
            visit = Visit(request, workspace, access, form)
            return await run_in_threadpool(_answer, entry, visit)

    return Route(entry.path, act, methods=["POST"])


def _answer(entry: View | Action, visit: Visit) -> Response:
    try:
        with visit.workspace.steady():
            return entry.handler(visit)
    except Exception as error:
        if os.environ.get("REPORT_TRACEBACK"):
            raise
        return _failure(visit, error)


def _failure(visit: Visit, error: Exception) -> Response:
    """A page that says what was wrong: in the data with status 422, in the program with 500."""
    status, problem = 422 if isinstance(error, ReportError) else 500, as_problem(error)
    if isinstance(error, HTTPException):
        status, problem = error.status_code, ReportError(error.detail)
    if status == 400:  # noqa: PLR2004 - HTTP's own number; only forms that cannot be read give it
        problem = ReportError(_("a text is too long, or too much was sent at once; send less"))
    if status == 404:  # noqa: PLR2004 - HTTP's own number
        problem = ReportError(_("there is no such page"))
    has_layout = visit.workspace.project.config is not None
    layout = "" if has_layout else visit.address("/file", path=CONFIG_FILE.as_posix())
    is_framed = visit.request.headers.get("sec-fetch-dest") == "iframe"
    page = visit.page("failure", "", status, problem=problem, layout=layout, is_framed=is_framed)
    return framed_page(bytes(page.body), status) if is_framed else page


_GRACE_SECONDS = 1  # how long requests may go on when the server is stopped


class LocalServer:
    """A socket that listens on this machine, and the application behind it."""

    def __init__(self, workspace: Workspace, port: int) -> None:
        self._socket = _listen(port)
        self.access = Access(self._socket.getsockname()[1])
        self._application = application(workspace, self.access)

    def run(self) -> None:
        """Serve until Ctrl-C, which is raised when requests have been answered."""
        config = uvicorn.Config(
            self._application,
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="critical",  # errors have pages of their own
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[self._socket])


def _listen(port: int) -> socket.socket:
    """Bind to a port of this machine; 0 is any free one."""
    # named in full: asyncio sends without delay (TCP_NODELAY) only what it knows to be TCP
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # there the option would let another program share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        message = _("port {port} cannot be used: {reason}").format(
            port=port, reason=error_reason(error)
        )
        any_port = CommandHint(_("without {command}, a free one is used"), "--port")
        raise ReportError(message, any_port) from error
    return listener


def open_browser(address: str) -> None:
    """Open an address in the user's browser, where the machine has a screen."""
    has_screen = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if has_screen:  # else a browser of the terminal could start, and take the terminal over
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
