"""Changes to the locked parts of a returned form: lines and cells."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from progress_report.collect.back.read_form import ReturnedLine
from progress_report.collect.out.form import Form
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.docket import docket_identity
from progress_report.importing.task_changes import difference
from progress_report.system.i18n import _
from progress_report.text.prose import without_whitespace


def find_ambiguous(lines: Sequence[ReturnedLine]) -> tuple[list[ReturnedLine], list[Diagnostic]]:
    """The lines whose answers cannot be assigned to a single task.

    Each group whose yellow cells were merged into one that has text gets a diagnostic; `compare`
    reports tasks that appear more than once.
    """
    groups: list[list[ReturnedLine]] = []
    for line in lines:
        if line.joined and groups:
            groups[-1].append(line)
        else:
            groups.append([line])
    counts = Counter(docket_identity(line.locked[0]) for line in lines)
    ambiguous = [line for line in lines if counts[docket_identity(line.locked[0])] > 1]
    diagnostics = []
    for group in groups:
        if len(group) > 1 and any(line.filled for line in group):
            ambiguous += group
            message = _("the yellow cells {cells} of tasks {dockets} were merged into one").format(
                cells=_(", ").join(line.locations[-1].cell for line in group),
                dockets=_(", ").join(line.locked[0] for line in group),
            )
            hint = _("split the cell, and give each task its own text")
            diagnostics.append(Diagnostic("altered-form", message, group[0].locations[-1], hint))
    return ambiguous, diagnostics


def compare(lines: Sequence[ReturnedLine], form: Form, location: Location) -> Iterator[Diagnostic]:
    """Report each changed, added or deleted line with the expected text."""
    expected = {docket_identity(line.docket): line for line in form.lines}
    counts = Counter(docket_identity(line.locked[0]) for line in lines)
    for line in lines:
        docket = docket_identity(line.locked[0])
        if docket not in expected or counts[docket] > 1:
            yield _unexpected_line(line, is_duplicate=counts[docket] > 1 and docket in expected)
            continue
        texts = zip(
            form.headings, expected[docket].locked, line.locked, line.locations, strict=False
        )
        for heading, old, new, cell_location in islice(texts, 1, None):
            if without_whitespace(old) != without_whitespace(new):
                before, after, _position = difference(old, new)
                message = _(
                    "'{heading}' of task {docket} was changed: "
                    "expected '{expected}', found '{found}'"
                )
                message = message.format(
                    heading=heading,
                    docket=expected[docket].docket,
                    expected=before,
                    found=after,
                )
                hint = _("restore it, or copy the unit's text into a new form")
                yield Diagnostic("altered-form", message, cell_location, hint)
    if deleted := [line.docket for docket, line in expected.items() if docket not in counts]:
        message = _("lines were deleted: task {dockets}").format(dockets=_(", ").join(deleted))
        hint = _("add them back, or copy the unit's text into a new form")
        yield Diagnostic("altered-form", message, location, hint)


def _unexpected_line(line: ReturnedLine, *, is_duplicate: bool) -> Diagnostic:
    docket = line.locked[0]
    if is_duplicate:
        message = _("task {docket} appears more than once").format(docket=docket)
    elif docket:
        message = _("task {docket} is not on this unit's form").format(docket=docket)
    else:
        message = _("a line without a docket was added")
    hint = _("move its text into the line of its task, and delete it")
    return Diagnostic("altered-form", message, line.locations[0], hint)
