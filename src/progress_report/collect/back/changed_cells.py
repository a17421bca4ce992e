"""What a unit changed of a form that it should not have, by cell: lines and locked texts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from progress_report.collect.back.read_form import ReturnedLine
from progress_report.collect.out.form import HEADINGS, Form, squeezed
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.docket import docket_identity
from progress_report.importing.task_changes import difference
from progress_report.system.i18n import _


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Lines of which nobody can say what the unit answers to their tasks."""

    shared: tuple[tuple[ReturnedLine, ...], ...]
    """Lines whose yellow cells were merged into one, if something is written there."""
    doubled: tuple[ReturnedLine, ...]
    """Lines of one task, of which there are several."""

    def __contains__(self, line: ReturnedLine) -> bool:
        """Whether a line is one of them."""
        return line in self.doubled or any(line in lines for lines in self.shared)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Name the cells that tasks share."""
        for lines in self.shared:
            message = _("the yellow cells {cells} of tasks {dockets} were merged into one").format(
                cells=_(", ").join(line.places[-1].cell for line in lines),
                dockets=_(", ").join(line.locked[0] for line in lines),
            )
            hint = _("split the cell, and give each task its own text")
            yield Diagnostic("altered-form", message, lines[0].places[-1], hint)


def ambiguous(lines: Sequence[ReturnedLine]) -> Ambiguous:
    """Find the lines of a form that came back whose answers belong to no one task."""
    shared: list[list[ReturnedLine]] = []
    for line in lines:
        if line.joined and shared:
            shared[-1].append(line)
        else:
            shared.append([line])
    here = Counter(docket_identity(line.locked[0]) for line in lines)
    return Ambiguous(
        tuple(tuple(s) for s in shared if len(s) > 1 and any(line.filled for line in s)),
        tuple(line for line in lines if here[docket_identity(line.locked[0])] > 1),
    )


def of_lines(lines: Sequence[ReturnedLine], form: Form, where: Location) -> Iterator[Diagnostic]:
    """Name each change, and what stood there.

    Args:
        lines: As they came back.
        form: What the unit was asked.
        where: The file.
    """
    wanted = {docket_identity(line.docket): line for line in form.lines}
    here = Counter(docket_identity(line.locked[0]) for line in lines)
    for line in lines:
        docket = docket_identity(line.locked[0])
        if docket not in wanted or here[docket] > 1:
            yield _odd(line, twice=here[docket] > 1 and docket in wanted)
            continue
        texts = zip(HEADINGS, wanted[docket].locked, line.locked, line.places, strict=False)
        for heading, old, new, place in islice(texts, 1, None):
            if squeezed(old) != squeezed(new):
                there, now, _at = difference(old, new)
                message = _(
                    "'{heading}' of task {docket} was changed: '{there}' there, '{here}' here"
                )
                message = message.format(
                    heading=heading, docket=wanted[docket].docket, there=there, here=now
                )
                hint = _("restore it, or copy the unit's text into a new form")
                yield Diagnostic("altered-form", message, place, hint)
    if lost := [line.docket for docket, line in wanted.items() if docket not in here]:
        message = _("lines were deleted: task {dockets}").format(dockets=_(", ").join(lost))
        hint = _("add them back, or copy the unit's text into a new form")
        yield Diagnostic("altered-form", message, where, hint)


def _odd(line: ReturnedLine, *, twice: bool) -> Diagnostic:
    docket = line.locked[0]
    if twice:
        message = _("task {docket} is here twice").format(docket=docket)
    elif docket:
        message = _("task {docket} is not on this unit's form").format(docket=docket)
    else:
        message = _("a line without a docket was added")
    hint = _("move its text into the line of its task, and delete it")
    return Diagnostic("altered-form", message, line.places[0], hint)
