"""The small changes of code and data that `tools/mutants.py` makes."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

PACKAGE = Path(__file__).parents[1] / "src/progress_report"
EXPLAINS = ("serve/words.yaml", "cli/doctor.yaml", "check/data/rules/")
"""Data that nothing but documentation and the texts of the interface are made of."""
EXAMPLES = {"bad", "good", "source", "message", "correct"}
"""Keys of data files whose values are examples, or explain."""
GUARDS = {"strict", "frozen", "slots"}
"""Of `zip` and `dataclass`: what guards a length that is right anyhow, or what nothing changes."""
NONSENSE = "‽"
COMPARED: dict[type, str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
}
CALCULATED: dict[type, str] = {ast.Add: "-", ast.Sub: "+", ast.Mult: "//", ast.FloorDiv: "*"}
RETURNED = {
    "bool": "not ({})",
    "int": "({}) + 1",
    "str": '""',
    "list": "[]",
    "tuple": "()",
    "None": "None",
}
"""What is returned instead, by the annotation of the function; None where it may be None."""
PIECE = re.compile(
    r"""\|[^|()\[\]{}\\"'\n?*+$^]+ # an alternative
    |(?<=[^\\(|])[?*+]            # a quantifier
    |(?<!\\)[$^](?!\\)            # an anchor
    |(?<=\[)[^\]\\"'^-](?=[^\]-]) # the first character of a class
    """,
    re.VERBOSE,
)
"""What a regular expression can lose."""

Change = tuple[int, int, str]
"""Start and end in a file's text, and the text instead."""


@dataclass(frozen=True)
class Mutant:
    """A change of one file."""

    path: str
    line: int
    start: int
    end: int
    before: str
    after: str
    code: str

    @property
    def change(self) -> str:
        """The change in a line."""
        return " ".join(f"{self.before} → {self.after or '(nothing)'}".split())

    @property
    def key(self) -> str:
        """What names it wherever its line moves."""
        return f"{self.path} | {self.code} | {self.change}"

    def applied(self, text: str) -> str:
        """The file's text with the change."""
        return text[: self.start] + self.after + text[self.end :]


class _Code(ast.NodeVisitor):
    """Collects the changes of a Python file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.changes: list[Change] = []
        self.returns = ""
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.visit(ast.parse(text))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where a node begins and ends; `ast` counts bytes."""

        def index(line: int, byte: int) -> int:
            return self.starts[line - 1] + len(self.lines[line - 1].encode()[:byte].decode())

        end = index(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return index(node.lineno, node.col_offset), end

    def instead(self, node: ast.expr | ast.stmt, template: str) -> None:
        start, end = self.span(node)
        self.changes.append((start, end, template.format(self.text[start:end])))

    def between(self, left: ast.expr, right: ast.expr, after: str) -> None:
        start, end = self.span(left)[1], self.span(right)[0]
        if operator := re.search(r"(?:not in|is not|\w+|[-+*/<>=!]+)", self.text[start:end]):
            self.changes.append((start + operator.start(), start + operator.end(), after))

    def pattern(self, node: ast.expr) -> None:
        start, end = self.span(node)
        for piece in PIECE.finditer(self.text, start, end):
            self.changes.append((*piece.span(), ""))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer, self.returns = self.returns, ast.unparse(node.returns) if node.returns else ""
        self.generic_visit(node)
        self.returns = outer

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Parts of an f-string have no place of their own."""

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.instead(node, "pass")
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        match node:
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                self.between(left, right, COMPARED[type(operator)])
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        after = "or" if isinstance(node.op, ast.And) else "and"
        self.between(node.values[0], node.values[1], after)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if after := CALCULATED.get(type(node.op)):
            self.between(node.left, node.right, after)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        match node.value:
            case bool() as value:
                self.instead(node, str(not value))
            case int() as value:
                self.instead(node, str(value + 1))
                self.instead(node, str(value - 1))
            case str() as value if "(?" in value:
                self.pattern(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        """Change a value, but not what guards against mistakes in the code itself."""
        if node.arg not in GUARDS:
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re")), args=[pattern, *_]):
                if isinstance(pattern, ast.Constant) and "(?" not in str(pattern.value):
                    self.pattern(pattern)
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        self.instead(node, "pass")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        kind = "None" if "None" in self.returns else self.returns.partition("[")[0]
        if node.value and (after := RETURNED.get(kind)):
            self.instead(node.value, after)
        self.generic_visit(node)

    def visit_test(self, node: ast.If | ast.IfExp | ast.While) -> None:
        if ast.unparse(node.test) != "TYPE_CHECKING":
            self.instead(node.test, "not ({})")
            self.generic_visit(node)

    visit_If = visit_IfExp = visit_While = visit_test  # noqa: N815 - ast's names

    def visit_words(self, node: ast.Set | ast.Tuple | ast.List) -> None:
        texts = [item for item in node.elts if isinstance(getattr(item, "value", None), str)]
        if len(texts) == len(node.elts) > 2:  # noqa: PLR2004 - a pair is no list of words
            for item in texts:
                self.instead(item, f'"{NONSENSE}"')
        self.generic_visit(node)

    visit_Set = visit_Tuple = visit_List = visit_words  # noqa: N815 - ast's names


def _data(text: str) -> Iterator[Change]:
    """A word of a YAML file becomes nonsense, or a pattern loses a piece."""

    def walk(node: Node) -> Iterator[Change]:
        match node:
            case SequenceNode(value=items):
                for item in items:
                    yield from walk(item)
            case MappingNode(value=pairs):
                for name, value in pairs:
                    if name.value not in EXAMPLES:
                        yield from walk(value)
                        if not name.value.isascii():
                            yield name.start_mark.index, name.end_mark.index, NONSENSE
            case ScalarNode(start_mark=start, end_mark=end):
                pieces = [*PIECE.finditer(text, start.index, end.index)]
                yield from ((*piece.span(), "") for piece in pieces)
                if not pieces and not node.value.isascii():
                    yield start.index, end.index, NONSENSE

    yield from walk(YAML(typ="rt", pure=True).compose(text))


def _words(text: str) -> Iterator[Change]:
    """A word is missing."""
    words = re.finditer(r"^#.*|\S+", text, re.MULTILINE)
    yield from ((*word.span(), "") for word in words if not word[0].startswith("#"))


CHANGES = {".py": lambda text: _Code(text).changes, ".yaml": _data, ".txt": _words}
"""The changes of a file's text, by its suffix."""


def mutants(package: str) -> list[Mutant]:
    """Every mutant of a package, or of the whole program for an empty name."""
    found = []
    for path in sorted([PACKAGE / package, *(PACKAGE / package).rglob("*")]):
        name = path.relative_to(PACKAGE).as_posix()
        if path.suffix not in CHANGES or name.startswith(EXPLAINS):
            continue
        text = path.read_text("utf-8")
        for start, end, after in CHANGES[path.suffix](text):
            line = text.count("\n", 0, start) + 1
            code = text.splitlines()[line - 1].strip()
            if text[start:end] != after:
                found.append(Mutant(name, line, start, end, text[start:end], after, code))
    return found
