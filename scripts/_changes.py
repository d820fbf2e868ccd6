"""Small changes of a module, made by cosmic-ray, and how a running program takes one on."""

from __future__ import annotations

import ast
import difflib
import gc
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType
from typing import Final

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT: Final = Path(__file__).resolve().parent.parent

# Left out: a union in a type; identity for equality and the reverse, which is the same for the values here; the order
# of two texts for their equality or inequality; arithmetic beyond plus and minus.
_LEFT_OUT: Final = re.compile(
    r"core/(?:ReplaceBinaryOperator_BitOr_.*|ReplaceBinaryOperator_.*_(?!Add$|Sub$).*"
    r"|ReplaceComparisonOperator_(?:Eq_Is|Is_Eq|NotEq_IsNot|IsNot_NotEq|(?:Not)?Eq_(?:Lt|LtE|Gt|GtE)))$"
)
_DOUBTFUL: Final = re.compile("BinaryOperator|AddNot|ExceptionReplacer")
# Left out as well: lines for type checkers alone, and caches, which only save time.
_UNSEEN: Final = re.compile(r"if TYPE_CHECKING:|@(?:overload|override|final|runtime_checkable|cache|lru_cache)\b")


@dataclass(frozen=True, slots=True)
class Change:
    """One small change: the operator of cosmic-ray, and at which of its places in the module."""

    module: str
    operator: str
    occurrence: int
    line: int

    def source(self) -> str:
        """Return the source of the module with the change."""
        changed: str = mutate_code(_source(self.module), get_operator(self.operator)(), self.occurrence)
        return changed

    def lines(self) -> tuple[str, str]:
        """Return the lines that differ, before and after the change."""
        difference = list(difflib.ndiff(_source(self.module).splitlines(), self.source().splitlines()))
        return _with_sign(difference, "- "), _with_sign(difference, "+ ")

    def function(self) -> range:
        """Return the lines of the innermost function whose body has the change; none if it is in no function."""
        around = (body for body in _bodies(self.module) if self.line in body)
        return min(around, key=len, default=range(0))


@cache
def _bodies(module: str) -> list[range]:
    """List the lines of the body of each function."""
    nodes = (node for node in ast.walk(ast.parse(_source(module))) if isinstance(node, _FUNCTION))
    return [range(max(node.body[0].lineno, node.lineno + 1), (node.end_lineno or 0) + 1) for node in nodes]


_FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def _with_sign(difference: Iterable[str], sign: str) -> str:
    return "\n".join(line[2:].strip() for line in difference if line.startswith(sign))


@cache
def _source(module: str) -> str:
    return (ROOT / module).read_text()


def changes(module: str) -> Iterator[Change]:
    """List the changes of a module that could make a difference when it runs."""
    source = _source(module)
    nodes, lines, declared = list(ast_nodes(get_ast(source))), source.splitlines(), set(_declarations(source))
    for name in operator_names():
        operator = get_operator(name)
        if _LEFT_OUT.match(name) or operator.arguments():
            continue
        starts = (start for node in nodes for start, _ in operator().mutation_positions(node))
        for occurrence, start in enumerate(starts):
            change = Change(module, name, occurrence, start[0])
            is_declaration = start in declared or _UNSEEN.match(lines[start[0] - 1].strip())
            if not is_declaration and (not _DOUBTFUL.search(name) or _is_sound(change)):
                yield change


def _is_sound(change: Change) -> bool:
    """Return whether the change is Python: stars of signatures are no operators, `not` cannot stand before a `:=`."""
    try:
        ast.parse(change.source())
    except (SyntaxError, AttributeError):  # cosmic-ray stumbles over exceptions with a dot in their name
        return False
    return True


def _declarations(source: str) -> Iterator[tuple[int, int]]:
    """
    List the places of everything inside annotations, which never run, and of the flags of dataclasses.

    `frozen`, `slots` and `kw_only` forbid uses that no code has; type checkers forbid them as well.
    """
    for node in ast.walk(ast.parse(source)):
        children = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.ClassDef):
            calls = [call for call in node.decorator_list if isinstance(call, ast.Call)]
            children += [
                flag.value for call in calls if ast.unparse(call.func) == "dataclass" for flag in call.keywords
            ]
        for part in (part for child in children if child for part in ast.walk(child) if isinstance(part, ast.expr)):
            yield part.lineno, part.col_offset


def functions(modules: Iterable[str]) -> list[FunctionType]:
    """List all functions of these modules that exist."""
    paths = {str(ROOT / module) for module in modules}
    gc.unfreeze()
    found = [one for one in gc.get_objects() if type(one) is FunctionType and one.__code__.co_filename in paths]
    gc.freeze()
    return found


def take_on(change: Change, existing: Iterable[FunctionType] = ()) -> None:
    """Change the functions that exist, and have a later import of the module compile the changed source."""
    original, path = SourceFileLoader.get_code, str(ROOT / change.module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # identity of a number; the tests have to notice it
        changed = compile(change.source(), path, "exec")

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        return changed if loader.path == path else original(loader, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment,method-assign]
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(changed)}
    for function in existing:
        if function.__code__.co_filename == path:
            function.__code__ = codes[function.__code__.co_qualname, function.__code__.co_firstlineno]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)
