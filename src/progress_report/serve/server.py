"""The server: bound to this machine alone, until it is stopped."""

import os
import socket
import sys
import threading
import webbrowser

import uvicorn

from progress_report.domain.diagnostics import CommandHint, ReportError
from progress_report.serve.access import Access
from progress_report.serve.application import application
from progress_report.serve.workspace import Workspace
from progress_report.system.files import error_reason
from progress_report.system.i18n import _

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
