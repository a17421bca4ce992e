"""Changes to the locked parts of a returned form: lines and cells."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from progress_report.collect.back.read_form import ReturnedLine
from progress_report.collect.out.form import Form
from progress_report.collect.wording import worded
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
            cells = _(", ").join(line.locations[-1].cell for line in group)
            dockets = _(", ").join(line.locked[0] for line in group)
            location = group[0].locations[-1]
            diagnostics.append(worded("merged-cells", location, cells=cells, dockets=dockets))
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
                yield worded(
                    "changed-cell",
                    cell_location,
                    heading=heading,
                    docket=expected[docket].docket,
                    expected=before,
                    found=after,
                )
    if deleted := [line.docket for docket, line in expected.items() if docket not in counts]:
        yield worded("deleted-lines", location, dockets=_(", ").join(deleted))


def _unexpected_line(line: ReturnedLine, *, is_duplicate: bool) -> Diagnostic:
    docket = line.locked[0]
    name = "repeated-line" if is_duplicate else "unknown-line" if docket else "line-without-docket"
    return worded(name, line.locations[0], docket=docket)
