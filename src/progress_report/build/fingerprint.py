"""What an output is made from, as one digest: equal digests, equal inputs."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from progress_report import __version__
from progress_report.build.manifest import Options
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.render.formats import TEMPLATED
from progress_report.source.load import CONFIG_FILE, Project


def digest(
    project: Project, config: ReportConfig, period: Period, form: str, options: Options
) -> str:
    """The SHA-256 of everything that can change a file of a format.

    These are the program's version, the options, the layout, the tasks of the period's year, the
    templates of a page, and the fonts of a PDF. Names count as well as contents, and neither
    the folder of the project nor the order of its files does.

    Raises:
        ReportError: a font is not found.
    """
    total = hashlib.sha256()
    for name, content in _inputs(project, config, period, form, options):
        for part in (name.encode(), content):
            total.update(len(part).to_bytes(8, "big"))
            total.update(part)
    return total.hexdigest()


def _inputs(
    project: Project, config: ReportConfig, period: Period, form: str, options: Options
) -> Iterator[tuple[str, bytes]]:
    yield "program", __version__.encode()
    yield "format", form.encode()
    yield "options", json.dumps(options.model_dump(), sort_keys=True).encode()
    if project.layout is not None:
        yield CONFIG_FILE.as_posix(), project.layout.text.encode()
    of_year = [sourced for sourced in project.tasks if sourced.task.year == period.year]
    for sourced in sorted(of_year, key=lambda sourced: sourced.source.path):
        yield Path(sourced.source.path).name, sourced.source.text.encode()
    if form in TEMPLATED:
        yield from templates(project.root)
    if form == "pdf":
        from progress_report.render.pdf.fonts import find_fonts  # noqa: PLC0415 - HarfBuzz

        for face in find_fonts(config.fonts, [project.root / "fonts"]).faces:
            yield face.family, face.fingerprint


def templates(root: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each template there is: the built-in ones, then the project's own."""
    from progress_report.render.html.templates import builtin_templates  # noqa: PLC0415 - Jinja2

    for label, folder in (("builtin", builtin_templates()), ("own", root / "templates")):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file():
                yield f"{label}/{path.relative_to(folder).as_posix()}", path.read_bytes()
