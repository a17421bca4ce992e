"""Checks of this machine and of a project: what there is, what is missing, how to get it."""

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
from progress_report.build.versions import system_libraries
from progress_report.check.run import blocking
from progress_report.domain.config import Fonts, ReportConfig
from progress_report.domain.diagnostics import DataError, ReportError, Severity
from progress_report.domain.pdf import PdfEngine
from progress_report.git.run import run_git
from progress_report.git.setup import settings
from progress_report.render.html.custom_templates import notes_on_unused, template_bounds
from progress_report.render.html.templates import builtin_templates, compiled, environment
from progress_report.render.pdf.fonts import find_font
from progress_report.source.files import CACHE_FOLDER, CONFIG_FILE, data_folders, interrupted_change
from progress_report.source.load import Project, load_project
from progress_report.system.bounded import run_bounded
from progress_report.system.i18n import _, hint_text, language, ngettext, sentence
from progress_report.verify.comparison import Comparison
from progress_report.verify.output_folder import commands, compare_fingerprints

_READY_MACHINES = ("x86_64", "amd64", "aarch64", "arm64")
"""For which every library is published ready-made; not LoongArch (龙芯), for one."""
_OLDEST_GLIBC = (2, 27)  # of the wheels of pillow: 统信 UOS 20 and 银河麒麟 V10 SP1 have 2.28
_LIBRARIES = (
    *("typer", "pydantic", "ruamel.yaml", "jinja2", "weasyprint", "pydyf", "fonttools"),
    *("uharfbuzz", "typst", "lxml", "xlsxwriter", "pypdf", "filelock"),
)


class State(StrEnum):
    """The result of a check, from best to worst."""

    FINE = "fine"
    NOTE = "note"  # not wrong, but worth knowing
    ATTENTION = "attention"  # the project needs attention
    MISSING = "missing"  # something cannot be done on this machine


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    section: str
    name: str  # section and name are stable, for programs
    value: str  # for people; a version or a path can be read by programs too
    state: State = State.FINE
    hint: str = ""


def examine(root: Path | None, location: Sequence[str] = ()) -> Iterator[CheckResult]:
    """Check everything; without a project, the machine alone.

    ``location`` are the options that name the project, if it is not the usual one.
    """
    yield from _program()
    yield from _libraries()
    if root is None:
        yield from _engines(PdfEngine.WEASYPRINT)
        message = _("none here, nor in any folder above")
        hint = _(
            "'report init' starts one in this folder; or go to a folder that has "
            "data/report.yaml, or name it with --project"
        )
        yield CheckResult("project", "folder", message, State.NOTE, hint)
        yield from _fonts(Fonts(), [])
        return
    project = load_project(root)
    engine = project.config.pdf.engine if project.config else PdfEngine.WEASYPRINT
    yield from _engines(engine)
    yield from _project(project)
    if project.config is None:
        return
    yield from _fonts(project.config.fonts, [root / "fonts"])
    yield from _templates(root)
    yield from _out(root, project, project.config, location)
    yield from _cache(root)
    yield from _git(root)


def _program() -> Iterator[CheckResult]:
    yield CheckResult("program", "progress-report", __version__)
    yield CheckResult("program", "installed", Path(__file__).parent.as_posix())
    yield CheckResult("program", "python", f"{platform.python_version()} ({sys.executable})")
    yield CheckResult("program", "system", platform.platform())
    yield from _wheels()
    variables = {name: os.environ.get(name) for name in ("LC_ALL", "LANG", "TZ")}
    settings = " ".join(f"{name}={value}" for name, value in variables.items() if value)
    text = f"{language()} ({settings})" if settings else language()
    yield CheckResult("program", "language", text)


def _wheels() -> Iterator[CheckResult]:
    """What the machine is, if the libraries are not published ready-made for it."""
    machine, (libc, number) = platform.machine(), platform.libc_ver()
    if machine.lower() not in _READY_MACHINES:
        hint = _("typst, lxml, brotli, uharfbuzz and pillow have to be compiled for it")
        yield CheckResult("program", "machine", machine, State.NOTE, hint)
    if libc == "glibc" and tuple(map(int, number.split(".")[:2])) < _OLDEST_GLIBC:
        oldest = ".".join(map(str, _OLDEST_GLIBC))
        hint = _("lxml and pillow need glibc {number} or later").format(number=oldest)
        yield CheckResult("program", "glibc", number, State.NOTE, hint)


def _libraries() -> Iterator[CheckResult]:
    for name in _LIBRARIES:
        try:
            yield CheckResult("libraries", name, version(name))
        except PackageNotFoundError:
            hint = _("install the program again, with pip, into the same environment")
            yield CheckResult("libraries", name, _("not installed"), State.MISSING, hint)


def _engines(engine: PdfEngine) -> Iterator[CheckResult]:
    try:
        for name, number in system_libraries().items():
            yield CheckResult("pdf", name, number)
    except ReportError as error:
        needed = engine is PdfEngine.WEASYPRINT
        message = _("WeasyPrint cannot print PDF here; Typst can")
        yield CheckResult(
            "pdf", "pango", message, State.MISSING if needed else State.NOTE, sentence(error)
        )
    yield CheckResult("pdf", "engine", engine.value)


def _project(project: Project) -> Iterator[CheckResult]:
    root = project.root
    yield CheckResult("project", "folder", root.resolve().as_posix())
    diagnostics = [*project.diagnostics, *blocking(project)]
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR]
    state = State.FINE if project.config is not None else State.MISSING
    hint = "" if project.config is not None else _("'report check' shows what is wrong with it")
    yield CheckResult("project", "layout", (root / CONFIG_FILE).as_posix(), state, hint)
    years = Counter(sourced.task.year for sourced in project.tasks)
    tasks = _(", ").join(
        _("{year}: {tasks}").format(
            year=year, tasks=ngettext("{count} task", "{count} tasks", years[year])
        )
        for year in sorted(years)
    )
    state = State.FINE if tasks else State.ATTENTION
    yield CheckResult("project", "tasks", tasks or _("none"), state)
    if errors:
        message = _("{count} error(s)").format(count=len(errors))
        hint = _("'report check' shows them")
        yield CheckResult("project", "errors", message, State.ATTENTION, hint)


def _fonts(fonts: Fonts, folders: list[Path]) -> Iterator[CheckResult]:
    for use in ("title", "heading", "body"):
        families: tuple[str, ...] = getattr(fonts, use)
        for family in families:
            if (face := find_font(family, folders)) is not None:
                state, hint = State.FINE, ""
                if use in fonts.replaced:
                    hint = _(
                        "it stands for {face}; if you have its file, put it into fonts/ and name "
                        "it under 'fonts' in data/report.yaml"
                    )
                    state, hint = State.NOTE, hint.format(face=fonts.replaced[use])
                yield CheckResult("fonts", use, f"{family}: {face.path.as_posix()}", state, hint)
                break
            # where another of the list stands in there is a PDF, in another face
            state = State.MISSING if family == families[-1] else State.NOTE
            hint = _("put the font file into fonts/ of the project")
            message = _("{family}: not found").format(family=family)
            yield CheckResult("fonts", use, message, state, hint)


def _templates(root: Path) -> Iterator[CheckResult]:
    builtin, own = builtin_templates(), root / "templates"
    yield CheckResult("templates", "built-in", builtin.as_posix())
    if not own.is_dir() or own.resolve() == builtin.resolve():
        return
    bounds = template_bounds(own, 0)
    try:
        yield from run_bounded(_custom_templates, own, builtin, bounds=bounds)
    except DataError as error:
        yield CheckResult("templates", "unused", sentence(error), State.ATTENTION)


def _custom_templates(own: Path, builtin: Path) -> list[CheckResult]:
    names = {path.relative_to(builtin).as_posix() for path in builtin.rglob("*")}
    results = []
    for path in sorted(own.rglob("*")):
        name = path.relative_to(own).as_posix()
        if not path.is_file():
            continue
        text = path.as_posix()
        state = State.FINE
        if name in names:
            text = _("replaced by {path}").format(path=text)
        try:
            if name in names or path.suffix == ".j2":
                compiled(environment(own), name)
        except ReportError as error:
            text, state = sentence(error), State.ATTENTION
        results.append(CheckResult("templates", name, text, state))
    unused = notes_on_unused(own)
    return results + [CheckResult("templates", "unused", n, State.ATTENTION) for n in unused]


def _out(
    root: Path, project: Project, config: ReportConfig, location: Sequence[str]
) -> Iterator[CheckResult]:
    folder = root / "out"
    if not os.access(target := folder if folder.is_dir() else root, os.W_OK):
        message = _("{path} cannot be written").format(path=target.as_posix())
        yield CheckResult("out", "writable", message, State.ATTENTION)
    if (change := interrupted_change((folder, *data_folders(root)))) is not None:
        yield CheckResult("out", "folder", change.message, State.ATTENTION, hint_text(change.hint))
        return
    try:
        comparisons = compare_fingerprints(folder, project, config)
    except ReportError as error:
        yield CheckResult("out", "manifest.json", sentence(error), State.ATTENTION)
        return
    if comparisons:
        yield from _compared(comparisons, location)
    else:
        hint = _("run 'report build'")
        yield CheckResult("out", "manifest.json", _("nothing built yet"), State.NOTE, hint)


def _compared(comparisons: Sequence[Comparison], location: Sequence[str]) -> Iterator[CheckResult]:
    remedies = []
    for comparison in comparisons:
        if comparison.problem:
            yield CheckResult(
                "out",
                comparison.name,
                comparison.problem,
                State.ATTENTION,
                hint_text(comparison.hint if comparison.needs_a_build else ""),
            )
            remedies += [comparison.remedy] if comparison.remedy else []
        else:
            state = State.NOTE if comparison.note else State.FINE
            texts = [_("current by its manifest"), comparison.note]
            yield CheckResult("out", comparison.name, _("; ").join(filter(None, texts)), state)
    for command in commands(remedies, location):
        yield CheckResult("out", "rebuild", command, State.NOTE)
    message = _("'report build --check' builds again and compares: to be sure")
    yield CheckResult("out", "proof", message)


def _cache(root: Path) -> Iterator[CheckResult]:
    folder = root / CACHE_FOLDER
    if folder.is_dir():
        files = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        message = _("{files}, {size} kB; it may be deleted at any time")
        count = ngettext("{count} file", "{count} files", len(files))
        message = message.format(files=count, size=size // 1000)
        yield CheckResult("cache", folder.name, message)
    else:
        yield CheckResult("cache", folder.name, _("none"))


def _git(root: Path) -> Iterator[CheckResult]:
    try:
        answer = run_git("--version", folder=root).stdout.decode(errors="replace").strip()
        inside = run_git("rev-parse", "--git-dir", folder=root).returncode == 0
    except ReportError as error:
        yield CheckResult("git", "version", sentence(error), State.NOTE)
        return
    yield CheckResult("git", "version", answer.removeprefix("git version "))
    if not inside:
        yield CheckResult("git", "repository", _("the project is in none"), State.NOTE)
        return

    def value(name: str) -> str:
        answer = run_git("config", "--local", "-z", "--get", name, folder=root)
        return os.fsdecode(answer.stdout).removesuffix("\0")

    missing = [name for name, wanted in settings().items() if value(name) != wanted]
    if missing:
        hint = _("'report git-setup' makes git merge and compare task files by key")
        yield CheckResult("git", "setup", _("not set up in this clone"), State.NOTE, hint)
    else:
        yield CheckResult("git", "setup", _("set up in this clone"))
