"""The Jinja2 environment: sandboxed, and reaching only the project's and the built-in templates."""

import base64
import hashlib
import io
import re
import traceback
from collections.abc import Callable, Generator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.runtime import LoopContext
from markupsafe import Markup
from pydantic import BaseModel

from progress_report.domain.diagnostics import ReportError
from progress_report.domain.table import Cell, Column, Row, Table
from progress_report.render.html.bounds import BoundedEnvironment
from progress_report.render.html.errors import in_words
from progress_report.system.i18n import _

_BUILTIN = "builtin/"
# Characters a page may have; a table of 3,700 rows has three million.
_MAX_OUTPUT = 30_000_000


class TemplateError(ReportError):
    """A template cannot be used; says the file and line."""

    def __init__(self, path: str, line: int, message: str) -> None:
        self.path, self.line, self.message = path, line, message
        super().__init__(f"{path}:{line}: {message}")


def builtin_templates() -> Path:
    """The folder of built-in templates: inside the installed package, or of the checkout."""
    package = Path(__file__).resolve().parents[2]
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parents[1] / "templates"


class _Loader(BaseLoader):
    """The project's own file if there is one, else the built-in one.

    ``builtin/NAME`` is always the built-in one, so that a project's file can extend the file it
    replaces. A name that leads out of the two folders, by ``..`` or by a link, is not found; a
    project's link that leads nowhere or out is never quietly passed over for the built-in file.
    """

    def __init__(self, own: Path | None) -> None:
        if own is not None and not own.resolve().is_relative_to(own.parent.resolve()):
            message = _(
                "{path} is a link that leads out of the project; put the folder itself there"
            )
            raise ReportError(message.format(path=own.as_posix()))
        self.folders = [builtin_templates()] if own is None else [own, builtin_templates()]

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        del environment
        folders = self.folders[-1:] if template.startswith(_BUILTIN) else self.folders
        for folder in folders:
            path = folder / template.removeprefix(_BUILTIN)
            real = path.resolve()
            if real.is_relative_to(folder.resolve()) and real.is_file():
                try:
                    # with or without the mark that Windows editors put before UTF-8
                    return path.read_text(encoding="utf-8-sig"), str(path), lambda: True
                except UnicodeDecodeError:
                    raise TemplateError(str(path), 1, _("not UTF-8")) from None
            if path.is_symlink():
                break
        raise TemplateNotFound(template)


class _Sandbox(BoundedEnvironment):
    """A sandbox that shows only the values of a configuration, none of pydantic's methods.

    Some of those open files (``parse_file``) or run what a text holds (``parse_raw`` as a pickle).
    """

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, BaseModel):
            kind = type(obj)
            if attr not in kind.model_fields and not isinstance(getattr(kind, attr, 0), property):
                return False
        return super().is_safe_attribute(obj, attr, value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; at once where there is nothing to keep back: a page asks for thousands."""
        if attribute in _OWN.get(type(obj), ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


_OWN: dict[type, frozenset[str]] = {
    **{kind: frozenset(f.name for f in fields(kind)) for kind in (Table, Column, Row, Cell)},
    LoopContext: frozenset({"index", "index0", "first", "last"}),
}


def environment(own: Path | None) -> BoundedEnvironment:
    """The environment for a project whose own templates lie in ``own`` (None: it has none)."""
    made = _Sandbox(
        loader=_Loader(own),
        autoescape=True,  # select_autoescape would leave *.html.j2 alone
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["css_string"] = css_string
    return made


def css_string(text: str) -> Markup:
    """A CSS string literal. Every character that could end it or the style element is escaped."""
    escaped = "".join(
        char if char.isalnum() or char in " _-，。、：；（）" else f"\\{ord(char):x} "
        for char in text
    )
    return Markup(f'"{escaped}"')  # noqa: S704 - nothing in it is markup any more


def compiled(made: Environment, name: str) -> Template:
    """A template, its syntax seen to; nothing of it is run.

    Raises:
        TemplateError: its syntax is wrong, or it cannot be read; names the file and line.
        TemplateNotFound: there is none of that name.
    """
    try:
        return made.get_template(name)
    except TemplateSyntaxError as error:
        path = error.filename or error.name or name
        raise TemplateError(path, error.lineno, in_words(error.message or "")) from error


def render(made: BoundedEnvironment, name: str, context: Mapping[str, Any]) -> str:
    """Render a template.

    Raises:
        TemplateError: anything is wrong with it; names the file and line.
    """
    try:
        with made.bounded():
            return _write(compiled(made, name), context)
    except TemplateError:
        raise
    except TemplateSyntaxError as error:  # of one that it includes or extends
        path = error.filename or error.name or name
        raise TemplateError(path, error.lineno, in_words(error.message or "")) from error
    except TemplateNotFound as error:
        message = _("there is no template '{name}'").format(name=error.name)
        raise TemplateError(*_place(made, error, name), message) from error
    except RecursionError as error:
        message = _("the template extends or includes itself")
        place = _place(made, error, name, own=True)
        raise TemplateError(*place, message) from None
    except Exception as error:  # whatever a template does wrong, we say where
        message = in_words(str(error)) or type(error).__name__
        if isinstance(error, TypeError) and message == str(error):  # Python's own words
            message = _("this expression fails ({reason})").format(reason=message)
        raise TemplateError(*_place(made, error, name), message) from error


def inline(made: BoundedEnvironment, name: str, context: Mapping[str, Any]) -> str:
    """Render a style sheet or a script that stands within the page.

    Raises:
        TemplateError: anything is wrong with it, or it would end its element.
    """
    text = render(made, name, context)
    if re.search(r"</(style|script)", text, re.IGNORECASE):
        raise TemplateError(name, 1, _("it may not hold </style> or </script>"))
    return text


def csp_hash(text: str) -> str:
    """What a Content-Security-Policy names a style or script by (CSP Level 3, 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"sha256-{digest}"


def _write(template: Template, context: Mapping[str, Any]) -> str:
    text, size = io.StringIO(), 0
    stream = cast("Generator[str, None, None]", template.generate(context))
    for part in stream:
        size += text.write(part)
        if size > _MAX_OUTPUT:
            message = _("it writes more than {limit} characters; look at its loops")
            # raised where the template is just writing, so that the line can be told
            stream.throw(OverflowError(message.format(limit=f"{_MAX_OUTPUT:,}")))
    return text.getvalue()


def _place(
    made: Environment, error: BaseException, name: str, *, own: bool = False
) -> tuple[str, int]:
    """The innermost template line of a traceback: Jinja2 names frames after template files.

    Args:
        made: Where the templates come from.
        error: What has been raised.
        name: The template to name if there is no such line.
        own: Rather a line of the project's own, if there is one: of a circle through built-in
            templates it is that line which closes it.
    """
    folders = made.loader.folders if isinstance(made.loader, _Loader) else []
    frames = [*reversed(traceback.extract_tb(error.__traceback__))]
    for among in ([folders[:1]] if own else []) + [folders]:
        for frame in frames:
            if any(Path(frame.filename).is_relative_to(folder) for folder in among):
                return frame.filename, frame.lineno or 1
    return name, 1
