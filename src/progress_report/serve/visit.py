"""One request with all that a page is made of, and the answer as a page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from progress_report.domain.diagnostics import CommandHint, Diagnostic, Hint, Notice, ReportError
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.render.html.templates import environment, inline, render
from progress_report.serve.access import Access
from progress_report.serve.workspace import Save, Workspace
from progress_report.system.data import read_words
from progress_report.system.i18n import _, language, period_name

_WORDS = Path(__file__).with_name("words.yaml")
_NOTICE = "notice"  # the query parameter that names what the last form did


@dataclass(frozen=True)
class Visit:
    """One request."""

    request: Request
    workspace: Workspace
    access: Access
    form: FormData = field(default_factory=FormData)
    """What the browser has sent; empty for a page that is only read."""

    @cached_property
    def period(self) -> Period:
        """The period that the page is about: the one the address names, or the present one."""
        named = self.request.query_params.get("period") or self.text("period")
        try:
            return Period.parse(named)
        except ValueError:
            return self.workspace.present_period

    def heading(self, label: str) -> str:
        """What the layout calls a column in Chinese, such as 任务编号; another label as it is."""
        names, config = words("headings"), self.workspace.project.config
        if label not in names:
            return label
        own = config.heading_of(ColumnKind(label)) if config and language() == "zh" else None
        return own or str(names[label])

    def text(self, name: str) -> str:
        """A text field of the form, with the line ends of files.

        Pasted text may begin with a byte order mark, which nobody sees: it is left out.
        """
        value = self.form.get(name, "")
        if not isinstance(value, str):
            return ""
        return value.replace("\r\n", "\n").replace("\ufeff", "")

    def address(self, path: str, /, **query: str) -> str:
        """The address of another page about the same period."""
        return f"{path}?{urlencode({'period': self.period.name, **query})}"

    def page(self, template: str, title: str = "", status: int = 200, **context: Any) -> Response:
        """A page made from a template of ``templates/serve``; its title by default as in words."""
        text = words(template)
        done = self.request.query_params.get(_NOTICE, "")
        shared = {
            "visit": self,
            "title": title or text["title"],
            "status": status,
            "is_framed": False,
            "nonce": self.request.scope["nonce"],
            "style": Markup(_asset("style.css")),  # noqa: S704 - our own style sheet
            "script": Markup(_asset("script.js")),  # noqa: S704 - our own script
            "language": {"zh": "zh-CN", "en": "en"}[language()],
            "other_language": {"zh": "en", "en": "zh"}[language()],
            "here": context.get("path") or self.request.url.path,
            "links": self._links(),
            "periods": [(p.name, period_name(p), p == self.period) for p in self.periods],
            "period_name": period_name(self.period),
            "csrf": self.access.form_token,
            "read_only": self.workspace.read_only,
            "saves": [(s.number, _title(s)) for s in reversed(self.workspace.history.saves)],
            "notice": words("notices").get(done, ""),
            "words": words("layout"),
            "text": text,
            "headings": {name: self.heading(name) for name in words("headings")},
            "version_names": words("versions"),
            "severities": words("severities"),
            "states": words("states"),
        }
        html = render(_environment(), f"serve/{template}.html.j2", {**shared, **context})
        return HTMLResponse(html, status_code=status)

    def cure(self, hint: Hint) -> Markup:
        """A hint in which a control of the pages stands for each command, or nothing does."""
        cures = hint if isinstance(hint, tuple) else (hint,)
        texts = [
            escape(cure)
            if isinstance(cure, str)
            else escape(cure.text).format(command=self._control(cure))
            for cure in cures
            if cure and (isinstance(cure, str) or cure.control)
        ]
        return escape(_("; ")).join(texts)

    def sentence(self, problem: Diagnostic | ReportError | Notice) -> Markup:
        """What is wrong, and its hint."""
        hint = self.cure(problem.hint)
        gap = Markup('<span class="spoken">{}</span>').format(_("; "))
        return escape(problem.message) + (
            gap + Markup('<span class="hint">{}</span>').format(hint) if hint else ""
        )

    def spoken(self, message: str, hint: Hint) -> str:
        """What is wrong, and the hint, as plain text for those who hear it."""
        return _("; ").join(filter(None, (message, self.cure(hint).striptags())))

    def _control(self, command: CommandHint) -> Markup:
        """The name of a control, with the way to its page unless it is on this one."""
        control = words("controls")[command.control]
        name = Markup("“{}”").format(control["name"])
        if "path" not in control:
            return name
        fields = {name: value for name, value in command.fields if value}
        return Markup('<a href="{}">{}</a>').format(self.address(control["path"], **fields), name)

    def fragment(self, page: str, template: str, **context: Any) -> str:
        """A part of a page, made from a template of its own in ``templates/serve``."""
        shared = {"visit": self, "text": words(page), "severities": words("severities")}
        return render(_environment(), f"serve/{template}.html.j2", {**shared, **context})

    def to(self, path: str, notice: str = "", /, **query: str) -> Response:
        """Send the browser to another page after a form, with a word on what was done."""
        query |= {_NOTICE: notice} if notice else {}
        return RedirectResponse(self.address(path, **query), status_code=303)

    @property
    def periods(self) -> list[Period]:
        """The periods to choose from, the latest first."""
        return sorted({*self.workspace.periods, self.period}, reverse=True)

    def _links(self) -> list[tuple[str, str, bool]]:
        """Address and name of each page, and whether it is the one shown."""
        here = self.request.url.path
        return [
            (self.address(path), name, here == path or (path != "/" and here.startswith(path)))
            for path, name in words("navigation").items()
        ]


def _title(save: Save) -> str:
    """What a reader chooses a save by: what it was of, and when."""
    title = save.title
    period = period_name(title.period) if title.period else ""
    subject = title.subject or period
    if title.subject and period:
        subject = _("{docket}, {period}").format(docket=title.subject, period=period)
    forms = {"returned": words("returned"), **words("operations")}
    operation = forms[title.operation]["title"] if title.operation else ""
    subject = _(": ").join(filter(None, (operation, subject)))
    return _("{title} ({time})").format(title=subject, time=save.time)


Handler = Callable[[Visit], Response]


@dataclass(frozen=True)
class View:
    """A page that is only read."""

    path: str
    handler: Handler


@dataclass(frozen=True)
class Action:
    """What a form or the script sends. Without ``writes`` it changes no file of the project."""

    path: str
    handler: Handler
    writes: bool = True


def words(name: str) -> dict[str, Any]:
    """The texts of a template in the reader's language; none for one that has only data."""
    texts: dict[str, dict[str, Any]] = read_words(_WORDS)
    return texts.get(name, {})


@cache
def _environment() -> Environment:
    """Only built-in templates: those of a project are made for its published pages."""
    return environment(None)


@cache
def _asset(name: str) -> str:
    return inline(_environment(), f"serve/{name}", {})
