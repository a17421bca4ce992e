"""Explain errors of the YAML parser, at the position where a typist would look."""

import re
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from progress_report.domain.diagnostics import Diagnostic
from progress_report.source.compose import MAX_DEPTH, TooDeepError
from progress_report.source.mistakes.inline import as_error
from progress_report.source.mistakes.lines import find_mistakes
from progress_report.source.places import Source
from progress_report.system.data import read_data
from progress_report.system.i18n import _, localized


def explain_depth(source: Source, error: TooDeepError) -> Diagnostic:
    """Report that a file is nested too deeply."""
    message = _("nested more than {limit} levels deep").format(limit=MAX_DEPTH)
    hint = _("write keys and values as in the README; a task file has no more than five levels")
    return Diagnostic("too-deep", message, source.at(error.line, error.column), hint)


def explain(source: Source, error: YAMLError) -> list[Diagnostic]:
    """Report every mistake in a broken file, and the parser's error if none explains it."""
    explanation, line, column = _read(error)
    mistakes = []
    explained = False
    for mistake in find_mistakes(source):
        _path, mistake_line, *_rest = mistake.diagnostic.order
        if mistake.diagnostic.rule.startswith("comment-"):
            cause = mistake_line in (line - 1, line)  # text below a comment belongs to nothing
            mistakes.append(as_error(mistake) if cause and not explained else mistake)
        else:
            cause = mistake_line <= line
            mistakes.append(mistake)
        explained = explained or cause
    diagnostics = [mistake.diagnostic for mistake in mistakes]
    if not explained:
        if line > len(source.lines):  # something is open at the end
            line, column = len(source.lines), len(source.lines[-1]) + 1
        location = source.at(line, column)
        texts = localized(explanation)
        diagnostics.append(Diagnostic(texts["rule"], texts["message"], location, texts["hint"]))
    return diagnostics


def _read(error: YAMLError) -> tuple[dict[str, Any], int, int]:
    """The explanation of an error, and its 1-based line and column."""
    words = read_data("source", "mistakes")
    problem = str(getattr(error, "problem", None) or error)
    texts = problem, f"{getattr(error, 'context', None) or ''}; {problem}"
    known = (e for text in texts for said, e in words["parser"].items() if re.search(said, text))
    explanation = next(known, words["unreadable"])
    mark = None
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark
        if mark is None or ("at_context" in explanation and error.context_mark is not None):
            mark = error.context_mark
    return explanation, *((mark.line + 1, mark.column + 1) if mark else (1, 1))
