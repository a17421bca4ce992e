"""One YAML file to a validated model, and what is wrong with it."""

import re
from collections.abc import Collection
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from progress_report.domain.diagnostics import Diagnostic, Hint, ReportError, has_errors
from progress_report.source.characters import escaped_characters, unseen_characters
from progress_report.source.files import read_text
from progress_report.source.nodes import parse
from progress_report.source.places import Source
from progress_report.system.i18n import _

# Signs that the parser may have dropped text silently.
_SUSPECTS = (" #", "\u3000#", "\xa0#", "&", "*", "!", "｜\n")
_SUSPICIOUS = re.compile(r"[ \t]#[^\s#]|[\u3000\xa0][ \t]*#|(?<=[\s\[{,])[&*!]|｜\n")

_Model = TypeVar("_Model", bound=BaseModel)
Parsed: TypeAlias = tuple[Source | None, Any, list[Diagnostic]]
"""A file, its data (None if it cannot be parsed), and what is wrong with it so far."""


def refusal(error: ValidationError) -> str:
    """The first value that a model refuses, in a sentence."""
    wrong = error.errors(include_url=False)[0]
    place = f"{'.'.join(map(str, wrong['loc']))}: {wrong['input']}"
    return _("this value is not allowed here: {place}").format(place=place)


class RefusedValueError(ReportError):
    """A value that a person gave is not valid; the message says why, the hint what is."""

    def __init__(self, message: str, hint: Hint, path: tuple[int | str, ...]) -> None:
        super().__init__(message, hint)
        self.path = path  # the keys that lead to the value in the file

    @classmethod
    def of(cls, model: type[BaseModel], data: Any, error: ValidationError) -> "RefusedValueError":
        """The first value of data that a model refuses."""
        from progress_report.source.mistakes.model_errors import explain  # noqa: PLC0415 - only for a wrong value

        problem = error.errors(include_url=False)[0]
        for diagnostic in explain(Source("", ""), model, data, [problem]):
            return cls(diagnostic.message, diagnostic.hint, problem["loc"])
        return cls(refusal(error), "", problem["loc"])


def read_model(
    name: str, model: type[_Model]
) -> tuple[Source | None, _Model | None, list[Diagnostic]]:
    """Read a file of text as a model; the model is None if anything is wrong with it."""
    return validate(parse_file(name), model)


def parse_file(name: str) -> Parsed:
    """Read a file to data, with positions."""
    return parse_text(name, *read_text(name))


def parse_text(name: str, text: str, diagnostics: list[Diagnostic]) -> Parsed:
    """The data of a file's text, unless there are diagnostics of its bytes already."""
    if diagnostics:
        return None, None, diagnostics
    source, data, diagnostics = parse(name, text)
    diagnostics += unseen_characters(source)
    if data is None:
        return source, None, diagnostics
    diagnostics += escaped_characters(source, data)
    if any(mark in text for mark in _SUSPECTS) and _SUSPICIOUS.search(text):
        from progress_report.source.mistakes.lines import find_mistakes  # noqa: PLC0415 - hardly ever needed

        silent = [mistake.diagnostic for mistake in find_mistakes(source) if mistake.silent]
        # a tag or alias that the nodes show as well is reported once, as the typist sees it
        rules = {diagnostic.rule for diagnostic in silent}
        diagnostics = [d for d in diagnostics if d.rule not in rules] + silent
    return source, data, diagnostics


def validate(
    parsed: Parsed, model: type[_Model]
) -> tuple[Source | None, _Model | None, list[Diagnostic]]:
    """The model of parsed data, and why there is none."""
    source, data, diagnostics = parsed
    if source is None or data is None:
        return source, None, diagnostics
    value, problems = _model_of(data, model)
    if source.blank_keys:
        problems += _unknown_blanks(source, data, model, {problem["loc"] for problem in problems})
    if problems:
        from progress_report.source.mistakes.model_errors import explain  # noqa: PLC0415 - only for a wrong file

        explained = explain(source, model, data, problems)
        places = {(d.rule, d.location) for d in explained}
        others = [d for d in diagnostics if (d.rule, d.location) not in places]
        return source, None, others + explained
    return source, None if has_errors(diagnostics) else value, diagnostics


def _model_of(data: Any, model: type[_Model]) -> tuple[_Model | None, list[Any]]:
    """The model, or pydantic's errors."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [*error.errors(include_url=False, include_context=True)]


def _unknown_blanks(
    source: Source, data: Any, model: type[BaseModel], refused: Collection[tuple[int | str, ...]]
) -> list[Any]:
    """Pydantic's errors on keys without a value that the model does not know.

    A key that it knows may be blank: it is as if it were not there.
    """
    for mapping, key in source.blank_keys:
        mapping[key] = None
    _value, problems = _model_of(data, model)
    for mapping, key in source.blank_keys:
        del mapping[key]
    return [
        problem
        for problem in problems
        if (problem["type"] == "extra_forbidden" or problem["loc"][-1:] == ("[key]",))
        and problem["loc"] not in refused
    ]
