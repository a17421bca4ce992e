"""What Typer itself says, in the reader's language: headings of help, and wrong usage."""

import difflib
import keyword
import re
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache, partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import typer
from typer.core import TyperCommand, TyperGroup

from progress_report.system.i18n import N_, _, hint_text, hints_of, localized

# Typer asks gettext for these; naming them here puts them into our catalogue.
_ASKED_BY_TYPER = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("default: {default}"),
    N_("required"),
    N_("Missing command."),
)

_METAVARIABLES = (
    *(N_("BASE"), N_("COLUMNS"), N_("DATE"), N_("DIR"), N_("FILE"), N_("FORMAT")),
    *(N_("FORMATS"), N_("HOST"), N_("DOCKET"), N_("DOCKETS"), N_("HEADINGS"), N_("NAME")),
    *(N_("OURS"), N_("PARTS"), N_("PATH"), N_("PATTERN"), N_("PERIOD"), N_("PORT")),
    *(N_("REV"), N_("RULE"), N_("RULES"), N_("TEXT"), N_("THEIRS"), N_("UNIT")),
    *(N_("UNITS"), N_("YEAR")),
)

_MAX_NAME_CELLS, _GAP = 30, 2  # of the column of names, and between it and what they mean


def words_of(command: str) -> dict[str, Any]:
    """What the help says of a command, given its path, and of its parameters by their names."""
    words, path = _all_words(), command.removeprefix("report ")
    own = {**words.get(path.rpartition(" ")[2], {}), **words.get(path, {})}
    return cast("dict[str, Any]", localized({**words["shared"], **own}))


@cache
def _all_words() -> dict[str, Any]:
    import json  # only help and completion show them

    text = Path(__file__).with_name("words.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


class _LocalizedHelp:
    """What commands and the program itself share: help wholly in one language."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the line that shows how to call it."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage: "))

    def explain(self: Any, ctx: Any) -> None:
        """Add the words that only help and completion show."""
        words = words_of(ctx.command_path)
        self.help = words["summary"]
        for param in self.get_params(ctx):
            param.help = words[param.name]

    def shell_complete(self: Any, ctx: Any, incomplete: str) -> Any:
        """What the shell offers, each with its meaning."""
        self.explain(ctx)
        return super().shell_complete(ctx, incomplete)  # type: ignore[misc] # of the Typer class beside it

    def get_help(self: Any, ctx: Any) -> str:
        """The help, its columns straight where characters are two cells wide."""
        self.explain(ctx)
        formatter = ctx.make_formatter()
        formatter.write_heading = lambda heading: formatter.write(heading + _(":") + "\n")
        write_narrow = formatter.write_dl

        def write_columns(rows: Sequence[tuple[str, str]]) -> None:
            if all(cell.isascii() for row in rows for cell in row):
                write_narrow(rows)
            else:
                _write_columns(formatter, rows)

        formatter.write_dl = write_columns
        self.format_help(ctx, formatter)
        text = str(formatter.getvalue()).rstrip("\n")
        encoding = sys.stdout.encoding or "utf-8"  # Typer itself takes ASCII for a mistake
        return text.encode(encoding, "backslashreplace").decode(encoding)

    def format_epilog(self: Any, ctx: Any, formatter: Any) -> None:
        """Write an example, if there is one of this command."""
        if example := words_of(ctx.command_path).get("example"):
            with formatter.section(_("Example")):
                formatter.write(f"{' ' * formatter.current_indent}{example}\n")

    def get_params(self: Any, ctx: Any) -> list[Any]:
        """The options and arguments."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc] # as above
        for param in params:
            _skip_conversion(param)
            if param.metavar:
                param.metavar = re.sub("[A-Z]+", _translate_name, param.metavar)
            if param.param_type_name == "argument":
                _simplify_usage(param)
        return params


def _write_columns(formatter: Any, rows: Sequence[tuple[str, str]]) -> None:
    """Names with what they mean beside them; Typer measures both in characters, not in cells."""
    from progress_report.text.width import breaks, width  # seldom needed by English help

    column = _GAP + min(_MAX_NAME_CELLS, max(width(name) for name, _text in rows))
    room = formatter.width - column - formatter.current_indent
    margin = " " * formatter.current_indent
    for name, text in rows:
        ends = [*breaks(text, room), len(text)]
        lines = [text[start:end].strip() for start, end in pairwise([0, *ends])]
        if width(name) + _GAP > column:
            formatter.write(f"{margin}{name}\n")
            name = ""  # noqa: PLW2901 - it stands above
        for line in lines:
            formatter.write(f"{margin}{name}{' ' * (column - width(name))}{line}".rstrip() + "\n")
            name = ""  # noqa: PLW2901 - once


def _translate_name(name: re.Match[str]) -> str:
    return _(name[0]) if name[0] in _METAVARIABLES else name[0]


def _simplify_usage(param: Any) -> None:
    """Show an argument by its name alone: ``FILE...``, and in brackets if it may be left out."""
    name = param.display_name_raw if param.required else f"[{param.display_name_raw}]"
    param.get_usage_pieces = lambda ctx: [name + "..." * (param.nargs != 1)]  # noqa: ARG005 - Typer's
    param.display_type = lambda ctx: ""  # noqa: ARG005 - ``FILE <list[Path]>`` says no more


def _skip_conversion(param: Any) -> None:
    """Keep Typer from importing pydantic, most of a start's time, to see that text is text.

    Typer asks each parameter for what turns its value into its type. A version that does not is
    left alone.
    """
    descriptor = getattr(param, "type_descriptor", None)
    if descriptor is None or not hasattr(param, "get_runtime_param"):
        return
    more = any(getattr(descriptor.parameter_info, name, None) for name in _CONVERSION_OPTIONS)
    annotation = descriptor.annotation
    kind: Callable[[Any], Any] | None = None if more else _PLAIN_TYPES.get(str(annotation))
    if annotation in {int, int | None}:
        info = descriptor.parameter_info
        kind = partial(_number, least=info.min, most=info.max)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        kind = partial(_member, annotation)
    usual = param.get_runtime_param

    def coerce(value: Any, param: Any, ctx: Any) -> Any:
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        if kind is None:
            return usual().coerce(value, param=param, ctx=ctx)
        return [kind(item) for item in value] if several else kind(value)

    param.get_runtime_param = lambda: SimpleNamespace(coerce=coerce)


def _number(value: str | int, least: int, most: int) -> int:
    from progress_report.system.arguments import parse_number  # seldom needed

    return parse_number(value, least, most) if isinstance(value, str) else value


def _member(words: type[StrEnum], text: str) -> StrEnum:
    from progress_report.system.arguments import reject_other  # seldom needed

    reject_other([text], words)
    return words(text)


_PLAIN_TYPES = {str(str): str, str(list[str]): str, str(Path): Path, str(list[Path]): Path}
_CONVERSION_OPTIONS = ("parser", "exists", "writable", "resolve_path", "allow_dash", "path_type")


class Command(_LocalizedHelp, TyperCommand):
    """A command."""

    allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; name those that are too many."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            from progress_report.domain.diagnostics import ReportError

            message = _("unexpected arguments: {arguments}")
            raise ReportError(message.format(arguments=" ".join(rest)))
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; no hint advises an option that the command does not have."""
        from progress_report.domain.diagnostics import ReportError

        with hints_of({name for param in self.params for name in param.opts}):
            try:
                return super().invoke(ctx)
            except ReportError as error:  # it is shown when the command has ended
                error.hint = hint_text(error.hint)
                raise


class CommandGroup(_LocalizedHelp, TyperGroup):
    """The program itself, or a command of several commands."""

    names: ClassVar[tuple[str, ...]] = ()
    """Those of the commands, in the order of work."""
    module: ClassVar[str] = ""
    """That of all commands; by default each has one of its own in `progress_report.cli`."""
    shared: ClassVar[tuple[str, ...]] = ()
    """Those that have one nevertheless, because they can be called by themselves."""
    internal: ClassVar[tuple[str, ...]] = ()
    """Those that only other programs call: neither listed nor proposed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands."""
        del ctx
        return [name for name in self.names if name not in self.internal]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands in their order, each with an example."""
        rows = []
        for name in self.list_commands(ctx):
            words = words_of(f"{ctx.command_path} {name}")
            rows += [(name, words["summary"]), ("", words["example"])]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command with its name and help alone: enough to list or complete it."""
        if cmd_name not in self.names:
            return None
        return Command(cmd_name, help=words_of(f"{ctx.command_path} {cmd_name}")["summary"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command and import it; name the nearest where there is none."""
        name = args[0]
        if name in self.names:
            module = "" if name in self.shared else self.module
            return name, _import_command(module, name), args[1:]
        if name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from progress_report.domain.diagnostics import ReportError

        message = _("there is no command '{name}'").format(name=name)
        listed = self.list_commands(ctx)
        near = difflib.get_close_matches(name, listed, 1)
        hint = _("see '{command} --help'").format(command=ctx.command_path)
        if near:
            hint = _("did you mean {names}?").format(names=near[0])
        raise ReportError(message, hint)


def command_group(names: tuple[str, ...], module: str, shared: tuple[str, ...] = ()) -> typer.Typer:
    """A command of several commands, which are functions of a module; see `CommandGroup`."""
    parts = {"names": names, "module": module, "shared": shared}
    group = typer.Typer(
        cls=type("Group", (CommandGroup,), parts),
        no_args_is_help=True,
        rich_markup_mode=None,
        subcommand_metavar=_("COMMAND [ARGS]..."),
    )
    group.callback()(lambda: None)  # there are no options before the command
    return group


def _import_command(path: str, name: str) -> Any:
    """A command as a module has it: a function, or commands put together."""
    identifier = name.replace("-", "_") + "_" * keyword.iskeyword(name)
    module = import_module(path or f"progress_report.cli.{identifier}")
    command = getattr(module, identifier)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name, options_metavar=_("[OPTIONS]"))
        return typer.main.get_group(app).commands[name]
    kind = getattr(module, "OwnCommand", Command)
    app.command(name, cls=kind, options_metavar=_("[OPTIONS]"))(command)
    return typer.main.get_command(app)


def show_usage_error(error: typer.TyperException) -> None:
    """Say what is wrong with a command line, and how to see what is right."""
    from progress_report.cli.console import echo

    name = type(error).__name__
    if name == "NoArgsIsHelpError":
        echo(*error.format_message().split("\n"), err=True)
        return
    context: Any = getattr(error, "ctx", None)
    if context is not None:
        echo(*context.get_usage().split("\n"), err=True)
    echo(f"report: {_sentence(name, error)}", err=True)
    if context is not None:
        hint = _("see '{command} --help'").format(command=context.command_path)
        echo(f"report: {hint}", err=True)


def _sentence(name: str, error: Any) -> str:
    """The message; Typer's own, which is English, only where it is of an unknown kind."""
    if name == "NoSuchOption":
        message = _("there is no option {option}").format(option=error.option_name)
        possible = error.possibilities or ()
        if near := difflib.get_close_matches(error.option_name, possible, 1):
            message += _("; ") + _("did you mean {names}?").format(names=near[0])
        return message
    if name == "BadOptionUsage":
        value_given = "=" in error.option_name or "not take a value" in error.message
        wanted = _("takes no value") if value_given else _("needs a value after it")
        return _("the option {option} {wanted}").format(option=error.option_name, wanted=wanted)
    if name == "MissingParameter" and error.param is not None:
        return _("{name} is missing").format(name=error.param.display_name_raw)
    return str(error.format_message())
