"""The program started as a user starts it, but for its modules, which are loaded only once.

Run as a program: it reads lines of JSON, one for each start, and answers each with the exit code
and the seconds of computing. Every start is a process of its own, forked from this one. What the
language decides (the module of a command and its help) is loaded in that process.
"""

import gc
import json
import os
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import progress_report


def load(package: str, folders: Any) -> None:
    """Import every module of a package but those of the command line."""
    for module in iter_modules(folders, f"{package}."):
        name = module.name.removeprefix("progress_report.")
        if name not in {"cli", "__main__"}:
            loaded = import_module(module.name)
            if module.ispkg:
                load(module.name, loaded.__path__)


def begin(start: dict[str, Any]) -> None:
    """Make a forked process look like one that a shell has started."""
    for number, name in enumerate((os.devnull, start["out"], start["err"])):
        opened = os.open(name, os.O_RDWR)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(start["env"])
    os.chdir(start["cwd"])
    sys.argv = ["report", *start["arguments"]]


def main() -> None:
    load("progress_report", progress_report.__path__)
    import_module("progress_report.render.pdf.weasyprint").load_weasyprint()
    starts = os.fdopen(os.dup(0), encoding="utf-8", errors="surrogateescape")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    gc.freeze()  # so that no collection touches, and so copies, what all have in common
    for line in starts:
        child = os.fork()
        if child == 0:
            begin(json.loads(line))
            import_module("progress_report.cli").main()
            sys.exit("main() ends the process itself")
        _child, status, usage = os.wait4(child, 0)
        code, seconds = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        answers.write(f"{code} {seconds}\n")
        answers.flush()


if __name__ == "__main__":
    main()
