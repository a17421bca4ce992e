"""What this machine and a project have, what is missing, and how to get it."""

import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from progress_report import __version__
from progress_report.domain.config import Fonts, ReportConfig
from progress_report.domain.diagnostics import ReportError, Severity
from progress_report.source.load import CONFIG_FILE, Project, load_project
from progress_report.system.i18n import _, language

_LIBRARIES = (
    *("typer", "pydantic", "ruamel.yaml", "jinja2", "weasyprint", "pydyf", "fonttools"),
    *("uharfbuzz", "python-docx", "lxml", "openpyxl", "xlsxwriter", "pypdf", "filelock"),
)


class State(StrEnum):
    """How things stand with one of them."""

    FINE = "fine"
    NOTE = "note"
    """Nothing wrong; worth knowing."""
    ATTENTION = "attention"
    """The project wants looking after."""
    MISSING = "missing"
    """Something cannot be done on this machine as it is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    section: str
    name: str
    """Both stable, for programs."""
    value: str
    """For people; what a program wants of it is a version or a path."""
    state: State = State.FINE
    hint: str = ""


def examine(root: Path | None, place: Sequence[str] = ()) -> Iterator[Finding]:
    """Look at everything.

    Args:
        root: The project; None if there is none here.
        place: Words of a command that name the project, if it is not found by itself.
    """
    yield from _program()
    yield from _libraries()
    yield from _renderer()
    if root is None:
        message = _("none here, nor in any folder above")
        hint = _("go to a folder that has data/report.yaml, or name one with --project")
        yield Finding("project", "folder", message, State.NOTE, hint)
        yield from _fonts(Fonts(), [])
        return
    project = load_project(root)
    yield from _project(project)
    if project.config is None:
        return
    yield from _fonts(project.config.fonts, [root / "fonts"])
    yield from _templates(root)
    yield from _out(root, project, project.config, place)
    yield from _cache(root)
    yield from _git(root)


def _program() -> Iterator[Finding]:
    yield Finding("program", "progress-report", __version__)
    yield Finding("program", "installed", Path(__file__).parent.as_posix())
    yield Finding("program", "python", f"{platform.python_version()} ({sys.executable})")
    yield Finding("program", "system", platform.platform())
    variables = {name: os.environ.get(name) for name in ("LC_ALL", "LANG", "TZ")}
    told = " ".join(f"{name}={value}" for name, value in variables.items() if value)
    yield Finding("program", "language", f"{language()} ({told})" if told else language())


def _libraries() -> Iterator[Finding]:
    for name in _LIBRARIES:
        try:
            yield Finding("libraries", name, version(name))
        except PackageNotFoundError:
            hint = _("install the program again, with pip, into the same environment")
            yield Finding("libraries", name, _("not installed"), State.MISSING, hint)


def _renderer() -> Iterator[Finding]:
    from progress_report.build.versions import system_libraries  # noqa: PLC0415 - loads WeasyPrint

    try:
        for name, number in system_libraries().items():
            yield Finding("pdf", name, number)
    except ReportError as error:
        yield Finding("pdf", "pango", _("PDF cannot be made here"), State.MISSING, str(error))


def _project(project: Project) -> Iterator[Finding]:
    from progress_report.check.run import blocking  # noqa: PLC0415 - only here

    root = project.root
    yield Finding("project", "folder", root.resolve().as_posix())
    found = [*project.diagnostics, *blocking(project)]
    errors = [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]
    state = State.FINE if project.config is not None else State.MISSING
    hint = "" if project.config is not None else _("'report check' says what is wrong with it")
    yield Finding("project", "layout", (root / CONFIG_FILE).as_posix(), state, hint)
    years = Counter(sourced.task.year for sourced in project.tasks)
    told = _(", ").join(
        _("{year}: {count} tasks").format(year=year, count=years[year]) for year in sorted(years)
    )
    yield Finding("project", "tasks", told or _("none"), State.FINE if told else State.ATTENTION)
    if errors:
        message = _("{count} error(s)").format(count=len(errors))
        hint = _("'report check' shows them")
        yield Finding("project", "errors", message, State.ATTENTION, hint)


def _fonts(fonts: Fonts, folders: list[Path]) -> Iterator[Finding]:
    from progress_report.render.pdf.fonts import find_font  # noqa: PLC0415 - HarfBuzz

    for use in ("title", "heading", "body"):
        families: tuple[str, ...] = getattr(fonts, use)
        for family in families:
            if (face := find_font(family, folders)) is not None:
                yield Finding("fonts", use, f"{family}: {face.path.as_posix()}")
                break
            # where another of the list stands in there is a PDF, in another face
            state = State.MISSING if family == families[-1] else State.NOTE
            hint = _("put the font file into fonts/ of the project")
            message = _("{family}: not found").format(family=family)
            yield Finding("fonts", use, message, state, hint)


def _templates(root: Path) -> Iterator[Finding]:
    from progress_report.render.html.overrides import without_effect  # noqa: PLC0415 - Jinja2
    from progress_report.render.html.templates import (  # noqa: PLC0415 - Jinja2
        builtin_templates,
        compiled,
        environment,
    )

    builtin, own = builtin_templates(), root / "templates"
    yield Finding("templates", "built-in", builtin.as_posix())
    if not own.is_dir() or own.resolve() == builtin.resolve():
        return
    names = {path.relative_to(builtin).as_posix() for path in builtin.rglob("*")}
    for path in sorted(own.rglob("*")):
        name = path.relative_to(own).as_posix()
        if not path.is_file():
            continue
        told = path.as_posix()
        if name in names:
            told = _("replaced by {path}").format(path=told)
        try:
            if name in names or path.suffix == ".j2":
                compiled(environment(own), name)
            yield Finding("templates", name, told)
        except ReportError as error:
            yield Finding("templates", name, str(error), State.ATTENTION)
    for told in without_effect(own):
        yield Finding("templates", "unused", told, State.ATTENTION)


def _out(
    root: Path, project: Project, config: ReportConfig, place: Sequence[str]
) -> Iterator[Finding]:
    from progress_report.verify.folder import glance, interrupted  # noqa: PLC0415 - only here
    from progress_report.verify.remedies import commands  # noqa: PLC0415 - only here

    folder = root / "out"
    if not os.access(target := folder if folder.is_dir() else root, os.W_OK):
        message = _("{path} cannot be written").format(path=target.as_posix())
        yield Finding("out", "writable", message, State.ATTENTION)
    hint = _("run 'report build'")
    if (unfinished := interrupted(folder, root)) is not None:
        message = _("files in {folder} are being replaced, or were when a run was killed")
        hint = _("run 'report build', which puts them in order")
        told = message.format(folder=unfinished.as_posix())
        yield Finding("out", "folder", told, State.ATTENTION, hint)
        return
    try:
        verdicts = glance(folder, project, config)
    except ReportError as error:
        yield Finding("out", "manifest.json", str(error), State.ATTENTION)
        return
    if not verdicts:
        yield Finding("out", "manifest.json", _("nothing built yet"), State.NOTE, hint)
        return
    for verdict in verdicts:
        if verdict.problem:
            yield Finding("out", verdict.name, verdict.problem, State.ATTENTION)
        else:
            told = _("current by its manifest")
            state = State.NOTE if verdict.note else State.FINE
            note = _("; ") + verdict.note if verdict.note else ""
            yield Finding("out", verdict.name, told + note, state)
    stale = [verdict.remedy for verdict in verdicts if verdict.problem and verdict.remedy]
    for command in commands(stale, place):
        yield Finding("out", "rebuild", command, State.NOTE)
    message = _("'report build --check' builds again and compares: to be sure")
    yield Finding("out", "proof", message)


def _cache(root: Path) -> Iterator[Finding]:
    folder = root / ".report-cache"
    if folder.is_dir():
        files = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        message = _("{count} files, {size} kB; it may be deleted at any time")
        told = message.format(count=len(files), size=size // 1000)
        yield Finding("cache", folder.name, told)
    else:
        yield Finding("cache", folder.name, _("none"))


def _git(root: Path) -> Iterator[Finding]:
    from progress_report.git.run import run_git  # noqa: PLC0415 - only here
    from progress_report.git.setup import settings  # noqa: PLC0415 - only here

    try:
        told = run_git("--version", folder=root).stdout.decode(errors="replace").strip()
        inside = run_git("rev-parse", "--git-dir", folder=root).returncode == 0
    except ReportError as error:
        yield Finding("git", "version", str(error), State.NOTE)
        return
    yield Finding("git", "version", told.removeprefix("git version "))
    if not inside:
        yield Finding("git", "repository", _("the project is in none"), State.NOTE)
        return

    def value(name: str) -> str:
        answer = run_git("config", "--local", "-z", "--get", name, folder=root)
        return os.fsdecode(answer.stdout).removesuffix("\0")

    missing = [name for name, wanted in settings().items() if value(name) != wanted]
    if missing:
        hint = _("'report git-setup' makes git merge and compare task files by key")
        yield Finding("git", "setup", _("not set up in this clone"), State.NOTE, hint)
    else:
        yield Finding("git", "setup", _("set up in this clone"))
