"""Every room of src has a name, a size and a use: one walk over all its modules."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from support.source import PACKAGE, modules, nodes

AT_THE_TOP = {"__init__.py", "__main__.py", "doctor.py"}
MAX_FUNCTION_LINES = 60
MAX_MODULE_LINES = 400

UNUSED = {
    "cli/usage.py:_ASKED_BY_TYPER": "gives the catalogue messages that Typer asks for",
    "system/files.py:_TRANSLATED_REASONS": "gives the catalogue messages of the system",
}
"""Names that no other code in src uses, each with its reason."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    for module in modules():
        for node in nodes(module):
            if isinstance(node, Function):
                yield f"{module}:{node.name}", node


def length(node: Function) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def test_only_these_modules_are_at_the_top() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == AT_THE_TOP


def test_no_function_is_long() -> None:
    lines = {name: length(node) for name, node in functions()}
    assert len(lines) > 500
    assert {name: count for name, count in lines.items() if count > MAX_FUNCTION_LINES} == {}


def test_no_module_is_long() -> None:
    lines = {
        module: len((PACKAGE / module).read_text(encoding="utf-8").splitlines())
        for module in modules()
    }
    long = {module for module, count in lines.items() if count > MAX_MODULE_LINES}
    assert long == set()


def test_no_two_classes_have_one_name() -> None:
    places = defaultdict(list)
    for module, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(module)
    twice = {name: modules for name, modules in places.items() if len(modules) > 1}
    assert twice == {}


def is_callable(annotation: ast.expr | None, names: set[str]) -> bool:
    return annotation is not None and any(
        isinstance(node, ast.Name) and node.id in names for node in ast.walk(annotation)
    )


def aliases(tree: ast.Module) -> set[str]:
    """Names that a module gives to kinds of callables, such as ``Told = Callable[…]``."""
    return {
        node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if isinstance(node.value, ast.Subscript) and is_callable(node.value.value, {"Callable"})
    }


@cache
def callables(module: str) -> set[str]:
    """What a module calls `Callable`, and its kinds: its own and those it imports."""
    names = {"Callable"} | aliases(modules()[module])
    for node in nodes(module):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            source = node.module.removeprefix("progress_report.").replace(".", "/") + ".py"
            if source in modules():
                names |= {alias.name for alias in node.names} & aliases(modules()[source])
    return names


def test_no_callable_is_only_handed_on() -> None:
    handed_on = set()
    for name, function in functions():
        names = callables(name.partition(":")[0])
        arguments = function.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if is_callable(argument.annotation, names) and only_handed_on(argument.arg, function):
                handed_on.add(f"{name}({argument.arg})")
    assert handed_on == set()


def only_handed_on(name: str, function: Function) -> bool:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    called = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    passed = {
        argument.id
        for call in calls
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        if isinstance(argument, ast.Name)
    }
    return name in passed and name not in called


def defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def mentioned(module: str) -> Iterator[str]:
    """Every name that a module uses, also in a string, as a command or a format is looked up."""
    for node in nodes(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = node.value.replace("-", "_")
            yield from (name, f"{name}_")  # `import` is no name: the function is `import_`


def test_every_name_is_used() -> None:
    used = Counter(name for module in modules() for name in mentioned(module))
    unused = {
        f"{module}:{name}"
        for module, tree in modules().items()
        for name in defined(tree)
        if not used[name]
    }
    assert unused == UNUSED.keys()


def test_no_name_is_defined_twice() -> None:
    """A merge may leave a constant behind that the next line replaces."""
    twice = {
        f"{module}:{name}"
        for module, tree in modules().items()
        for name, count in Counter(defined(tree)).items()
        if count > 1
    }
    assert twice == set()
