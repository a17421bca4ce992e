"""Limits on the time and memory of templates, which Jinja2's sandbox does not have.

Jinja2's sandbox bounds each ``range``, but loops within loops, macros that call one another and
powers of numbers can still run forever, or use up all memory, without any output.
"""

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from progress_report.system.i18n import _

MAX_SECONDS = 60.0
"""For one template. A table of 10,000 rows takes two."""
_MAX_MEMORY = 2 * 1024**3
"""Bytes that a template may add to the memory of the process; on Linux only."""
_MAX_BITS = 100_000
"""Of a number; larger ones are useless for a page, and slow."""


class _ClockChecks(CodeGenerator):
    """Compiles a check of the clock into every turn of every loop."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 - Jinja2's name
        check = nodes.EnvironmentAttribute("in_time", lineno=node.lineno)
        node.body.insert(0, nodes.ExprStmt(check, lineno=node.lineno))
        if node.test is not None:
            node.test = nodes.And(check, node.test, lineno=node.test.lineno)
        super().visit_For(node, frame)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which every loop, call and inclusion checks the clock."""

    code_generator_class = _ClockChecks
    intercepted_binops = frozenset({"*", "**"})
    _end = float("inf")

    @contextlib.contextmanager
    def bounded(self) -> Iterator[None]:
        """Within it, a template that takes too much time or memory raises `OverflowError`."""
        self._end = time.monotonic() + MAX_SECONDS
        try:
            with _memory(_MAX_MEMORY):
                yield
        except MemoryError as error:
            message = _("it takes more than {limit} MB of memory; look at its loops")
            overflow = OverflowError(message.format(limit=_MAX_MEMORY >> 20))
            raise overflow.with_traceback(error.__traceback__) from None  # the template's line
        finally:
            self._end = float("inf")

    @property
    def in_time(self) -> bool:
        """True.

        Raises:
            OverflowError: the time is up.
        """
        if time.monotonic() > self._end:
            message = _("it takes longer than {limit} seconds; look at its loops")
            raise OverflowError(message.format(limit=f"{MAX_SECONDS:g}"))
        return True

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call as the sandbox does, after a check of the clock."""
        _ = self.in_time
        return super().call(context, obj, *args, **kwargs)

    def get_template(self, *args: Any, **kwargs: Any) -> Any:
        """Get a template to include, extend or import, after a check of the clock."""
        _ = self.in_time
        return super().get_template(*args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply or raise to a power, unless the result is too large."""
        if isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length()
            bits = bits * abs(right) if operator == "**" else bits + right.bit_length()
            if bits > _MAX_BITS:
                raise OverflowError(_("the number is too large"))
        return super().call_binop(context, operator, left, right)


@contextlib.contextmanager
def _memory(allowed: int) -> Iterator[None]:
    """Limit the growth of the process, in bytes; only Linux enforces it."""
    if sys.platform != "linux":
        yield
        return
    import resource  # noqa: PLC0415 - not on Windows

    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a file of the system
        held = int(file.read().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = held + allowed
    if soft == resource.RLIM_INFINITY or limit < soft:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
