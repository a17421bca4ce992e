"""The command line: one file a command, and this way in."""

import signal

# Ctrl-C before there is anything to clean up just ends the process, without a traceback.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import gc
import os
import sys

_PROGRAM_ERROR = 3  # the exit code of an error in the program itself
_NO_READER = 141  # what a shell shows of a tool that SIGPIPE ended (128 + 13)
_ALLOCATIONS = 100_000
"""After so many, Python looks for garbage: loading libraries makes as many, and hardly any."""


def main() -> None:
    """Run the command line; the process ends with the exit codes the README lists."""
    try:
        _main()
    except KeyboardInterrupt:  # while modules were being loaded; commands see to it themselves
        sys.exit(130)


def _main() -> None:
    gc.set_threshold(_ALLOCATIONS)
    from progress_report.system.i18n import LANGUAGES, set_language

    # what else is installed has no say in how data are checked, and is not looked for
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # what a terminal cannot show must not turn a message into a crash
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=_encoding(stream.encoding), errors="backslashreplace")
    arguments, language = _take_language(sys.argv[1:])
    set_language(language if language in LANGUAGES else None)
    try:
        code = _run(arguments, language)
        sys.stdout.flush()  # a full disk is noticed only now
    except (Exception, KeyboardInterrupt) as error:
        try:
            code = _failed(error)
        except OSError as second:  # standard error takes nothing either, not even at exit
            sys.stdout = sys.stderr = None
            code = _NO_READER if isinstance(second, BrokenPipeError) else 2
        if code == _PROGRAM_ERROR and os.environ.get("REPORT_TRACEBACK"):
            raise
    gc.freeze()  # nothing is searched for garbage at the end
    sys.exit(code)


def _encoding(chosen: str) -> str:
    """The encoding of the terminal, by the environment; UTF-8 where that names none.

    ASCII, in which nothing could be read, is used only if it was chosen: by PYTHONIOENCODING, or in
    a plain locale with PYTHONUTF8=0. What Python has ``chosen`` ignores a locale that is not
    installed.
    """
    if os.environ.get("PYTHONIOENCODING", "").partition(":")[0]:
        return chosen
    if os.environ.get("PYTHONUTF8") == "1":
        return "utf-8"
    names = map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))
    codeset = next(filter(None, names), "").partition(".")[2].partition("@")[0]
    for name in (codeset, chosen):
        try:
            "报".encode(name)
        except (LookupError, UnicodeError):
            continue  # an unknown encoding, or one in which nothing could be read
        return name
    return chosen if os.environ.get("PYTHONUTF8") == "0" else "utf-8"


def _open_closed_streams() -> None:
    """Let nothing else take the place of a standard stream that the caller has closed."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(descriptor, "r" if name == "stdin" else "w"))


def _failed(error: BaseException) -> int:
    """Print why a command failed, and return its exit code; what this needs is imported late."""
    from progress_report.cli.console import echo
    from progress_report.domain.diagnostics import ReportError
    from progress_report.system.files import as_problem, system_failure
    from progress_report.system.i18n import _, sentence

    if isinstance(error, ReportError):
        echo(*f"report: {sentence(error)}".split("\n"), err=True)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        echo("report: " + _("stopped"), err=True)
        return 130
    if isinstance(error, BrokenPipeError):
        # the reader of our output has gone: nothing is left to say, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NO_READER
    if failure := system_failure(error):
        sys.stdout = None  # what it still holds cannot be written
        echo(f"report: {failure}", err=True)
        return 2
    if os.environ.get("REPORT_TRACEBACK"):
        return _PROGRAM_ERROR
    hint = _("run it again with REPORT_TRACEBACK=1 and report what it prints")
    echo(f"report: {as_problem(error)}", f"report: {hint}", err=True)
    return _PROGRAM_ERROR


def _run(arguments: list[str], language: str | None) -> int:
    from progress_report.system.i18n import LANGUAGES, _

    if language is not None and language not in LANGUAGES:
        from progress_report.domain.diagnostics import ReportError

        message = _("unknown language '{name}'; there are: {names}")
        raise ReportError(message.format(name=language, names=_(", ").join(LANGUAGES)))
    # Only now: the help texts of commands are made in the language just chosen.
    from progress_report.cli.app import run
    from progress_report.system.interrupts import raise_interrupts

    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        raise_interrupts()
    return run(arguments)


def _take_language(arguments: list[str]) -> tuple[list[str], str | None]:
    """Take ``--lang zh`` or ``--lang=zh`` out, wherever it stands before a ``--``."""
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--lang":
            rest = arguments[index + 1 :] if equals else arguments[index + 2 :]
            given = value if equals else "".join(arguments[index + 1 : index + 2])
            return arguments[:index] + rest, given
    return arguments, None
