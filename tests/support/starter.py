"""The program started as a user starts it, but for its modules, which are loaded only once.

Run as a program: it reads lines of JSON, one for each start, and answers each with the exit code
and the seconds of computing. Every start is a process of its own. What the language decides (the
modules of the commands and their help) is loaded once for each language, in a process between.
"""

import atexit
import gc
import json
import os
import sys
from collections.abc import Collection
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NoReturn, TextIO

from pydantic import BaseModel

import progress_report
from progress_report.check.run import check
from progress_report.source.load import load_project
from progress_report.system.i18n import LANGUAGES, set_language

EXAMPLE = Path(__file__).parents[1] / "examples/pace"

LATER = ("filelock", "pylopdf_fonts_zh_cn", "pypdf", "typer._click.decorators")
"""What commands import only where they need it."""
LOCALE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""What decides the language where no option does."""


def load(package: str, folders: Any, without: Collection[str] = ()) -> None:
    """Import every module of a package but these."""
    for module in iter_modules(folders, f"{package}."):
        if module.name.rpartition(".")[2] not in without:
            loaded = import_module(module.name)
            if module.ispkg:
                load(module.name, loaded.__path__)


def complete(model: type[BaseModel]) -> None:
    """Make the validators of models, which wait for their first use."""
    for below in model.__subclasses__():
        if below.__module__.startswith("progress_report."):
            below.model_rebuild()
        complete(below)


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


def chosen_language(arguments: list[str]) -> str | None:
    """What ``--lang`` names, as the program takes it."""
    for argument, following in pairwise([*arguments, ""]):
        name, _equals, value = argument.partition("=")
        if name == "--lang" and (value or following) in LANGUAGES:
            return value or following
    return None


def load_commands(env: dict[str, str], language: str | None) -> None:
    """Import the modules of the command line, whose help is in the language of the moment."""
    os.environ.clear()
    os.environ.update(env)
    set_language(language)
    cli = import_module("progress_report.cli")
    load("progress_report.cli", cli.__path__)


def run() -> NoReturn:
    """Run the program, and end as it does, but for taking apart what all have in common.

    That would take longer than most commands.
    """
    try:
        import_module("progress_report.cli").main()
    except SystemExit as end:
        atexit._run_exitfuncs()  # noqa: SLF001 - there is no public way to end like this
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        os._exit(int(end.code or 0))
    sys.exit("main() ends the process itself")


def serve(starts: TextIO, answers: TextIO) -> None:
    """Start the program for each line, to its end."""
    gc.disable()  # a collection would touch, and so copy, what all have in common
    for line in starts:
        child = os.fork()
        if child == 0:
            begin(json.loads(line))
            run()
        _child, status, usage = os.wait4(child, 0)
        code, seconds = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        answers.write(f"{code} {seconds}\n")
        answers.flush()


def fork_branch(env: dict[str, str], language: str | None) -> tuple[TextIO, TextIO]:
    """A process that starts the program in one language; where to write and to read."""
    (starts, asked), (answered, answers) = os.pipe(), os.pipe()
    if os.fork() == 0:
        os.close(asked)
        load_commands(env, language)
        serve(os.fdopen(starts, errors="surrogateescape"), os.fdopen(answers, "w"))
        os._exit(0)
    os.close(starts)
    os.close(answers)
    return os.fdopen(asked, "w", errors="surrogateescape"), os.fdopen(answered)


def main() -> None:
    load("progress_report", progress_report.__path__, without=("cli", "__main__"))
    import_module("progress_report.render.pdf.weasyprint").load_weasyprint()
    for name in LATER:
        import_module(name)
    complete(BaseModel)
    check(load_project(EXAMPLE))  # reads the lists of words
    starts = os.fdopen(os.dup(0), encoding="utf-8", errors="surrogateescape")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    branches: dict[tuple[str | None, ...], tuple[TextIO, TextIO]] = {}
    for line in starts:
        start = json.loads(line)
        language = chosen_language(start["arguments"])
        key = (language, *map(start["env"].get, LOCALE))
        if key not in branches:
            branches[key] = fork_branch(start["env"], language)
        asked, answered = branches[key]
        asked.write(line)
        asked.flush()
        answers.write(answered.readline())
        answers.flush()


if __name__ == "__main__":
    main()
