"""``report serve``."""

from typing import Annotated

from progress_report.cli.console import echo
from progress_report.cli.options import option
from progress_report.cli.project import ProjectOption, find_root
from progress_report.system.i18n import _


def serve(
    port: Annotated[int, option("--port", "N", min=0, max=65535)] = 0,
    read_only: Annotated[bool, option("--read-only")] = False,
    no_open: Annotated[bool, option("--no-open")] = False,
    project: ProjectOption = None,
) -> None:
    """Work on the project in a browser on this machine, until Ctrl-C."""
    root = find_root(project)
    from progress_report.serve.application import LocalServer, open_browser
    from progress_report.serve.workspace import Workspace

    server = LocalServer(Workspace(root, read_only), port)
    echo(server.access.address)
    echo(_("only this machine can open the address; Ctrl-C ends the program"), err=True)
    if not no_open:
        open_browser(server.access.address)
    server.run()
