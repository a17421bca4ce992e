"""The Jinja2 environment: sandboxed, with access only to custom and built-in templates.

Whatever is wrong with a template raises TemplateError, which names the file and line.
"""

import base64
import hashlib
import io
import re
import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from pydantic import BaseModel
from ruamel.yaml import YAML

from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.table import Cell, Column, Row, Table
from progress_report.system import limits
from progress_report.system.bounded import TooExpensiveError, memory_exceeded
from progress_report.system.data import shipped_folder
from progress_report.system.i18n import _, localized

_BUILTIN = "builtin/"
# A page of a table of 3,700 rows has three million.
_MAX_CHARACTERS = 30_000_000
_ERROR_WORDS = tuple(
    (re.compile(row.pop("pattern")), row)
    for row in YAML(typ="safe").load(Path(__file__).with_name("errors.yaml"))
)


class TemplateError(ReportError):
    """A template cannot be used; names the file and line."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line = path, line


def builtin_templates() -> Path:
    """The folder of built-in templates: inside the installed package, or of the checkout."""
    return shipped_folder("templates", "templates")


class _Loader(BaseLoader):
    """Loads the custom template if there is one, else the built-in one.

    ``builtin/NAME`` is always the built-in one, so that a custom template can extend the one it
    replaces. A name that leads out of the two folders, by ``..`` or by a link, is not found; a
    broken link or one that leads out never falls back to the built-in template.
    """

    def __init__(self, custom: Path | None) -> None:
        if custom is not None and not custom.resolve().is_relative_to(custom.parent.resolve()):
            message = _(
                "{path} is a link that leads out of the project; put the folder itself there"
            )
            raise ReportError(message.format(path=custom.as_posix()))
        self.folders = [builtin_templates()] if custom is None else [custom, builtin_templates()]

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
                    # with or without the byte order mark of Windows editors
                    return path.read_text(encoding="utf-8-sig"), str(path), lambda: True
                except UnicodeDecodeError:
                    raise TemplateError(str(path), 1, _("not UTF-8")) from None
            if path.is_symlink():
                break
        raise TemplateNotFound(template)


class _CompiledTemplates(BytecodeCache):
    """What this process has compiled: the code of a file holds while its text is the same."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._held.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._held[bucket.key] = bucket.checksum, bucket.code


_COMPILED = _CompiledTemplates()


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox that exposes the values of the configuration, but none of pydantic's methods.

    Some of these open files (``parse_file``) or unpickle a text (``parse_raw``).
    """

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply or raise to a power, unless the result is too large."""
        if isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length()
            bits = bits * abs(right) if operator == "**" else bits + right.bit_length()
            if bits > limits.MAX_RENDER_BITS:
                raise OverflowError(_("the number is too large"))
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, BaseModel):
            kind = type(obj)
            if attr not in kind.model_fields and not isinstance(getattr(kind, attr, 0), property):
                return False
        return super().is_safe_attribute(obj, attr, value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; fast for our own types, of which a page reads thousands."""
        if attribute in _PUBLIC.get(type(obj), ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


_PUBLIC: dict[type, frozenset[str]] = {
    **{kind: frozenset(f.name for f in fields(kind)) for kind in (Table, Column, Row, Cell)},
    LoopContext: frozenset({"index", "index0", "first", "last"}),
}


def environment(custom: Path | None) -> Environment:
    """The environment for a project with this folder of custom templates, or None."""
    jinja = _Sandbox(
        loader=_Loader(custom),
        autoescape=True,  # select_autoescape would leave *.html.j2 alone
        undefined=StrictUndefined,
        bytecode_cache=_COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters["css_string"] = css_string
    return jinja


def css_string(text: str) -> Markup:
    """A CSS string literal; characters that could end it or the style element are escaped."""
    escaped = "".join(
        char if char.isalnum() or char in " _-，。、：；（）" else f"\\{ord(char):x} "
        for char in text
    )
    return Markup(f'"{escaped}"')  # noqa: S704 - it contains no markup any more


def compiled(jinja: Environment, name: str) -> Template:
    """Compile a template without running it; TemplateNotFound if there is none of that name."""
    try:
        return jinja.get_template(name)
    except TemplateSyntaxError as error:
        path = error.filename or error.name or name
        raise TemplateError(path, error.lineno, translated(error.message or "")) from error
    except (RecursionError, SyntaxError) as error:  # Python's, of what Jinja2 makes of it
        raise TemplateError(name, 1, _("it is nested too deeply")) from error


def render(jinja: Environment, name: str, context: Mapping[str, Any]) -> str:
    """Render a template; DataError if it takes too much time or memory."""
    try:
        return _write(compiled(jinja, name), context)
    except TemplateError:
        raise
    except (TooExpensiveError, MemoryError) as error:
        path, line = _position(jinja, error, name)
        message = str(error) if isinstance(error, TooExpensiveError) else memory_exceeded()
        raise DataError(f"{path}:{line}: {message}") from error
    except TemplateSyntaxError as error:  # of one that it includes or extends
        path = error.filename or error.name or name
        raise TemplateError(path, error.lineno, translated(error.message or "")) from error
    except TemplateNotFound as error:
        message = _("there is no template '{name}'").format(name=error.name)
        raise TemplateError(*_position(jinja, error, name), message) from error
    except RecursionError as error:
        message = _("the template extends or includes itself")
        place = _position(jinja, error, name, prefer_custom=True)
        raise TemplateError(*place, message) from None
    except Exception as error:  # whatever a template does wrong is reported with its position
        message = translated(str(error)) or type(error).__name__
        if isinstance(error, TypeError) and message == str(error):  # in English, by Python
            message = _("this expression fails ({reason})").format(reason=message)
        raise TemplateError(*_position(jinja, error, name), message) from error


def translated(sentence: str) -> str:
    """A message of Jinja2 or Python in the reader's language, if it is a common one."""
    for pattern, words in _ERROR_WORDS:
        if match := pattern.search(sentence):
            return str(localized(words)).format(*match.groups())
    return sentence


def self_contained(
    jinja: Environment,
    name: str,
    context: Mapping[str, Any],
    styles: Sequence[str],
    scripts: Sequence[str] = (),
) -> str:
    """Render a page with its style sheets and scripts; its policy may allow just these by hash."""
    embedded: dict[str, str] = {}
    for kind, names in (("style", styles), ("script", scripts)):
        text = "".join(inline(jinja, file, context) for file in names)
        embedded[kind] = Markup(text)  # noqa: S704 - from our templates, with values escaped for CSS
        # Content-Security-Policy Level 3, 2.3.1
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        embedded[f"{kind}_hash"] = f"sha256-{digest}"
    return render(jinja, name, {**context, **embedded})


def inline(jinja: Environment, name: str, context: Mapping[str, Any]) -> str:
    """Render a style sheet or a script to embed in the page, whose element it must not end."""
    text = render(jinja, name, context)
    if re.search(r"</(style|script)", text, re.IGNORECASE):
        raise TemplateError(name, 1, _("it may not hold </style> or </script>"))
    return text


def _write(template: Template, context: Mapping[str, Any]) -> str:
    text, size = io.StringIO(), 0
    stream = cast("Generator[str, None, None]", template.generate(context))
    for part in stream:
        size += text.write(part)
        if size > _MAX_CHARACTERS:
            message = _("it writes more than {limit} characters; look at its loops")
            # raised within the template, so that its line can be reported
            stream.throw(OverflowError(message.format(limit=f"{_MAX_CHARACTERS:,}")))
    text.getvalue().encode()  # an escape such as \ud800 is half of a character
    return text.getvalue()


def _position(
    jinja: Environment, error: BaseException, name: str, *, prefer_custom: bool = False
) -> tuple[str, int]:
    """The file and line of the innermost template frame of a traceback, or else the template's.

    A line of a custom template is the one that closes a circle through built-in ones.
    """
    folders = jinja.loader.folders if isinstance(jinja.loader, _Loader) else []
    frames = [*reversed(traceback.extract_tb(error.__traceback__))]
    for candidates in ([folders[:1]] if prefer_custom else []) + [folders]:
        for frame in frames:
            if any(Path(frame.filename).is_relative_to(folder) for folder in candidates):
                return frame.filename, frame.lineno or 1
    return name, 1
