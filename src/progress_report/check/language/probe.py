"""Find slow regular expressions by trying them in a process that can be killed.

The process runs this file alone, so it imports nothing beyond the standard library.
"""

import faulthandler
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from time import thread_time

_SECONDS = 0.03
"""A sound expression reads the longest probe text in a tenth of this."""
_TIMEOUT = 2.0
"""Seconds for all texts of an expression: of CPU, where the system can measure them."""
_LENGTHS = (*range(2, 40, 2), *(int(40 * 1.5**step) for step in range(13)))
"""Characters, up to 5,200: each text little longer than the last, so that most slow expressions
show themselves before they take seconds."""
_UNITS = ("1", "a", "，", "、", "《", "的", " ")


def slow(expressions: Sequence[tuple[str, Sequence[str]]]) -> set[int]:
    """The indices of the expressions whose time grows faster than the text.

    Args:
        expressions: Regular expressions that compile, each with sentences like those it matches.
    """
    slow_indices: set[int] = set()
    start = 0
    while start < len(expressions):
        answers = _answers(expressions[start:])
        slow_indices |= {start + index for index, is_slow in enumerate(answers) if is_slow}
        start += len(answers)
    return slow_indices


def _answers(expressions: Sequence[tuple[str, Sequence[str]]]) -> list[bool]:
    """Whether each is slow, up to the first at which the process ended."""
    run = subprocess.run(  # noqa: S603 - this file, by this Python
        [sys.executable, "-I", "-S", __file__],
        input=json.dumps(expressions).encode(),
        stdout=subprocess.PIPE,
        check=False,
    )
    answers = [answer == "1" for answer in run.stdout.decode().split()]
    return answers if len(answers) == len(expressions) else [*answers, True]


def _is_slow(expression: str, sentences: Sequence[str]) -> bool:
    pattern = re.compile(expression)
    characters = {char for text in (expression, *sentences) for char in text if char.isalnum()}
    beginnings = [text[:end] for text in sentences for end in (len(text) // 2, -1, None)]
    for unit in filter(None, (*_UNITS, *sorted(characters), *beginnings)):
        for length in _LENGTHS:
            text = (unit * (length // len(unit) + 1))[:length] + "\n"
            start = thread_time()
            pattern.search(text)
            if thread_time() - start > _SECONDS:
                return True
    return False


def _main() -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - one import less
        for expression, sentences in json.load(sys.stdin):
            # Python cannot stop a search; this ends the process from outside of Python
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_VIRTUAL, _TIMEOUT)
            else:
                faulthandler.dump_traceback_later(_TIMEOUT, exit=True, file=nowhere)
            sys.stdout.write("1 " if _is_slow(expression, sentences) else "0 ")
            sys.stdout.flush()


if __name__ == "__main__":
    _main()
