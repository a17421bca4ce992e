"""Explain errors of the YAML parser, at the position where a typist would look."""

import re
from typing import NamedTuple

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from progress_report.domain.diagnostics import Diagnostic
from progress_report.source.compose import MAX_DEPTH, TooDeepError
from progress_report.source.mistakes.inline import as_error
from progress_report.source.mistakes.lines import find_mistakes
from progress_report.source.places import Source
from progress_report.system.i18n import N_, _


class _ParserError(NamedTuple):
    """An error message of the parser, and its explanation for a typist."""

    pattern: str
    rule: str
    message: str
    hint: str
    at_context: bool = False
    """Whether the cause is where the parser started reading, not where it stopped."""


_INDENT = N_(
    "give keys of one level the same number of spaces; what belongs to a key gets two more"
)
_QUOTE = N_("put the whole value in single quotes")
_PARSER_ERRORS = (
    _ParserError(
        "could not find expected ':'",
        "stray-text",
        N_("this is neither 'key: value' nor part of the text above"),
        N_("indent it under its key, or put it in the value's line"),
        at_context=True,
    ),
    _ParserError(
        "mapping values are not allowed",
        "bad-indent",
        N_("a second key in the line of the first, or indented too far"),
        _INDENT,
    ),
    _ParserError(
        "unexpected end of stream|unexpected document indicator",
        "unclosed-quote",
        N_("the quote that opens here is never closed"),
        N_("put the same quote behind the last character of the value"),
        at_context=True,
    ),
    _ParserError(
        r"expected ',' or|expected the '>'",
        "unclosed-bracket",
        N_("the bracket that opens here is not closed, or a comma is missing in it"),
        N_("put ', ' between the items and close the bracket, in English marks"),
        at_context=True,
    ),
    _ParserError(
        "escape|hexdecimal|hexadecimal",
        "bad-escape",
        N_("a backslash between double quotes begins a special character"),
        N_("between single quotes a backslash is just a backslash"),
    ),
    _ParserError(
        "cannot start any token|comment or line break|directive|node content|unexpected ':'",
        "unquoted-start",
        N_("a value cannot start like this"),
        _QUOTE,
    ),
    _ParserError("tag|expected '!'", "tag", N_("a word that starts with '!' is a tag"), _QUOTE),
    _ParserError(
        "undefined alias|scanning an alias",
        "alias",
        N_("a word that starts with '*' stands for another value"),
        _QUOTE,
    ),
    _ParserError("anchor", "anchor", N_("a word that starts with '&' is dropped"), _QUOTE),
    _ParserError(
        "another document|document start",
        "several-documents",
        N_("a file is one document, and it has ended before this line"),
        N_("delete a line '---' or '...' above, and begin the first key without spaces"),
    ),
    _ParserError(
        "tab character",
        "tab-indent",
        N_("a tab in the indentation"),
        N_("delete it and indent with plain spaces, two for each level"),
    ),
    _ParserError(
        "expected key|block end|'-' indicator|sequence entries|mapping keys",
        "bad-indent",
        N_("this line is indented like nothing above it"),
        _INDENT,
    ),
)
_UNKNOWN = _ParserError(
    "",
    "yaml-syntax",
    N_("from here on this cannot be read as YAML"),
    N_("check the indentation, colons and quotes on this line and the one before"),
)


def explain_depth(source: Source, error: TooDeepError) -> Diagnostic:
    """Report that a file is nested too deeply."""
    message = _("nested more than {limit} levels deep").format(limit=MAX_DEPTH)
    hint = _("write keys and values as in the README; a task file has no more than five levels")
    return Diagnostic("too-deep", message, source.at(error.line, error.column), hint)


def explain(source: Source, error: YAMLError) -> list[Diagnostic]:
    """Report every mistake in a broken file, and the parser's error if none explains it."""
    parser_error, line, column = _read(error)
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
        message, hint = _(parser_error.message), _(parser_error.hint)
        diagnostics.append(Diagnostic(parser_error.rule, message, location, hint))
    return diagnostics


def _read(error: YAMLError) -> tuple[_ParserError, int, int]:
    """The explanation of an error, and its 1-based line and column."""
    problem = str(getattr(error, "problem", None) or error)
    words = f"{getattr(error, 'context', None) or ''}; {problem}"
    parser_error = next(
        (
            candidate
            for text in (problem, words)
            for candidate in _PARSER_ERRORS
            if re.search(candidate.pattern, text)
        ),
        _UNKNOWN,
    )
    mark = None
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark
        if mark is None or (parser_error.at_context and error.context_mark is not None):
            mark = error.context_mark
    return parser_error, *((mark.line + 1, mark.column + 1) if mark else (1, 1))
