"""What the YAML parser complains of, in our words, at the place a typist would look for it."""

import re
from typing import NamedTuple

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from progress_report.domain.diagnostics import Diagnostic
from progress_report.source.compose import MAX_DEPTH, TooDeepError
from progress_report.source.mistakes.lines import find_mistakes
from progress_report.source.mistakes.mistake import as_error
from progress_report.source.places import Source
from progress_report.system.i18n import N_, _


class _Complaint(NamedTuple):
    """One of the parser's sentences, and what it means to a typist."""

    pattern: str
    rule: str
    message: str
    hint: str
    at_context: bool = False
    """Whether the cause is where the parser began to read, not where it gave up."""


_INDENT = N_(
    "give keys of one level the same number of spaces; what belongs to a key gets two more"
)
_QUOTE = N_("put the whole value in single quotes")
_COMPLAINTS = (
    _Complaint(
        "could not find expected ':'",
        "stray-text",
        N_("this is neither 'key: value' nor part of the text above"),
        N_("indent it under its key, or put it in the value's line"),
        at_context=True,
    ),
    _Complaint(
        "mapping values are not allowed",
        "bad-indent",
        N_("a second key in the line of the first, or indented too far"),
        _INDENT,
    ),
    _Complaint(
        "unexpected end of stream|unexpected document indicator",
        "unclosed-quote",
        N_("the quote that opens here is never closed"),
        N_("put the same quote behind the last character of the value"),
        at_context=True,
    ),
    _Complaint(
        r"expected ',' or|expected the '>'",
        "unclosed-bracket",
        N_("the bracket that opens here is not closed, or a comma is missing in it"),
        N_("put ', ' between the items and close the bracket, in English marks"),
        at_context=True,
    ),
    _Complaint(
        "escape|hexdecimal|hexadecimal",
        "bad-escape",
        N_("a backslash between double quotes begins a special character"),
        N_("between single quotes a backslash is just a backslash"),
    ),
    _Complaint(
        "cannot start any token|comment or line break|directive|node content|unexpected ':'",
        "unquoted-start",
        N_("a value cannot start like this"),
        _QUOTE,
    ),
    _Complaint("tag|expected '!'", "tag", N_("a word that starts with '!' is a tag"), _QUOTE),
    _Complaint(
        "undefined alias|scanning an alias",
        "alias",
        N_("a word that starts with '*' stands for another value"),
        _QUOTE,
    ),
    _Complaint("anchor", "anchor", N_("a word that starts with '&' is dropped"), _QUOTE),
    _Complaint(
        "another document|document start",
        "several-documents",
        N_("a file is one document, and it has ended before this line"),
        N_("delete a line '---' or '...' above, and begin the first key without spaces"),
    ),
    _Complaint(
        "tab character",
        "tab-indent",
        N_("a tab in the indentation"),
        N_("delete it and indent with plain spaces, two for each level"),
    ),
    _Complaint(
        "expected key|block end|'-' indicator|sequence entries|mapping keys",
        "bad-indent",
        N_("this line is indented like nothing above it"),
        _INDENT,
    ),
)
_UNKNOWN = _Complaint(
    "",
    "yaml-syntax",
    N_("from here on this cannot be read as YAML"),
    N_("check the indentation, colons and quotes on this line and the one before"),
)


def explain_depth(source: Source, error: TooDeepError) -> Diagnostic:
    """Nested too deeply."""
    message = _("nested more than {limit} levels deep").format(limit=MAX_DEPTH)
    hint = _("write keys and values as in the README; a task file has no more than five levels")
    return Diagnostic("too-deep", message, source.at(error.line, error.column), hint)


def explain(source: Source, error: YAMLError) -> list[Diagnostic]:
    """Tell every mistake of a broken file, and the parser's complaint if none explains it."""
    complaint, line, column = _read(error)
    mistakes = []
    explained = False
    for mistake in find_mistakes(source):
        where = mistake.diagnostic.location
        at = where.line if where else 0
        if mistake.diagnostic.rule.startswith("comment-"):
            cause = at in (line - 1, line)  # what goes on below a comment belongs to nothing
            mistakes.append(as_error(mistake) if cause and not explained else mistake)
        else:
            cause = at <= line
            mistakes.append(mistake)
        explained = explained or cause
    found = [mistake.diagnostic for mistake in mistakes]
    if not explained:
        found.append(
            Diagnostic(
                complaint.rule, _(complaint.message), source.at(line, column), _(complaint.hint)
            )
        )
    return found


def _read(error: YAMLError) -> tuple[_Complaint, int, int]:
    """The complaint, and its 1-based line and column."""
    problem = str(getattr(error, "problem", None) or error)
    words = f"{getattr(error, 'context', None) or ''}; {problem}"
    found = [c for c in _COMPLAINTS if re.search(c.pattern, problem)]
    found += [c for c in _COMPLAINTS if re.search(c.pattern, words)]
    complaint = found[0] if found else _UNKNOWN
    mark = None
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark
        if mark is None or (complaint.at_context and error.context_mark is not None):
            mark = error.context_mark
    return complaint, *((mark.line + 1, mark.column + 1) if mark else (1, 1))
