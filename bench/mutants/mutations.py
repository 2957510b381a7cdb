"""Which small breaks a module can have: comparisons, boolean operators, constants, verdicts, entries of tables.

Left alone: docstrings, types, imports, `__all__` and decorators (they are the type checker's), and the words of
f-strings, which nobody but a reader of a console or a log sees.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

COMPARE: dict[type, type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC: dict[type, type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.Pow: ast.Mult,
}  # fmt: skip
VERDICTS = {"Verdict", "claim"}
TYPES = {"NewType", "TypeVar"}
TABLE = {"by", "when", "spends", "rests_on"}
Edit = Callable[[Any], ast.AST]
"""Changes a node in a fresh tree, and gives what stands in its place."""


@dataclass(frozen=True)
class Mutant:
    path: Path
    name: str  # relative to the core
    line: int
    lines: tuple[int, int]  # of the statement: the tests that ran it are asked
    inside: bool  # of a function, so that only its code changes
    what: str
    place: int  # of the node in the walk over the tree
    edit: Edit
    top: int  # which statement of the module
    key: str  # the same wherever that statement stands

    @classmethod
    def none(cls, path: Path, core: Path) -> Mutant:
        """The module as it is: it must survive, or a graft kills by itself."""
        return cls(path, str(path.relative_to(core)), 1, (1, 1), False, "as it is", 0, lambda it: it, 0, "")

    @property
    def module(self) -> str:
        return "steun.core." + self.name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    @property
    def statement(self) -> ast.Module:
        """Only the statement of the module in which the mutant stands."""
        return ast.Module([self.tree.body[self.top]], [])

    @property
    def tree(self) -> ast.Module:
        """The mutated module. It changes the one tree that is kept: ask once, in a process that ends with it."""
        tree = parsed(self.path)
        old = list(ast.walk(tree))[self.place]
        new = self.edit(old)
        if new is not old:
            for parent in ast.walk(tree):
                for field, value in ast.iter_fields(parent):
                    if value is old:
                        setattr(parent, field, new)
                    elif isinstance(value, list):
                        setattr(parent, field, [new if it is old else it for it in value])
        return ast.fix_missing_locations(tree)

    # An import hook: whoever imports this module gets the mutant.

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return spec_from_loader(name, self, origin=str(self.path)) if name == self.module else None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def mutants_of(path: Path, core: Path) -> Iterator[Mutant]:
    for top, statement in enumerate(parsed(path).body):
        text = ast.unparse(statement)
        for number, mutant in enumerate(_mutants_in(path, core, statement, top)):
            key = hashlib.sha256(f"{text}\n{number} {mutant.what}".encode()).hexdigest()[:20]
            yield replace(mutant, key=key)


def _mutants_in(path: Path, core: Path, top_statement: ast.stmt, top: int) -> Iterator[Mutant]:
    tree = parsed(path)
    places = {node: n for n, node in enumerate(ast.walk(tree))}
    for node, function, statement in _walk(top_statement, "", top_statement):
        for edit in edits(node):
            old = copy.deepcopy(node)
            before = _text(old)
            after = _text(edit(old))
            spot = statement if not hasattr(statement, "body") or not hasattr(node, "lineno") else node
            what = f"{function or 'module'}: {_short(before)} -> {_short(after)}".replace("|", "¦")
            yield Mutant(
                path, str(path.relative_to(core)), getattr(node, "lineno", spot.lineno), (spot.lineno, spot.end_lineno),
                bool(function), what, places[node], edit, top, "",
            )  # fmt: skip


def _text(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:60]} ... {flat[-25:]}"


def _walk(node: ast.AST, function: str, statement: ast.AST) -> Iterator[tuple[Any, str, ast.AST]]:
    """Every node that may be mutated, the function it stands in, and its statement."""
    match node:
        case ast.FunctionDef(name=name, body=body, args=args):
            parts = [(args, ""), *((it, name) for it in _without_docstring(body))]
        case ast.ClassDef(name=name, body=body):
            parts = [(it, "") for it in _without_docstring(body)]
        case ast.Lambda(body=body):
            parts = [(body, function or "lambda")]
        case ast.AnnAssign(value=value):
            parts = [(value, function)] if value else []
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.arg() | ast.JoinedStr():
            return
        case ast.Subscript(value=ast.Name(id=name)) if name in TYPING:
            return
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return
        case ast.BinOp(op=ast.BitOr(), left=ast.Name(id="str") | ast.BinOp(left=ast.BinOp(left=ast.Name(id="str")))):
            return
        case ast.Call(func=ast.Name(id=name)) if name in TYPES:
            return
        case _:
            parts = [(it, function) for it in ast.iter_child_nodes(node)]
    if isinstance(node, ast.stmt):
        statement = node
    yield node, function, statement
    for part, inside in parts:
        yield from _walk(part, inside, statement)


TYPING = {
    "Callable",
    "tuple",
    "dict",
    "list",
    "frozenset",
    "set",
    "Generic",
    "Mapping",
    "Iterable",
    "Sequence",
    "Machine",
}


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    return [it for it in body if not (isinstance(it, ast.Expr) and isinstance(it.value, ast.Constant))]


def edits(node: ast.AST) -> list[Edit]:
    """The ways in which one node can be broken."""
    match node:
        case ast.Compare(ops=ops):
            return [_set("ops", n, COMPARE[type(op)]()) for n, op in enumerate(ops)]
        case ast.BoolOp(op=op, values=values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            return [_with("op", other), *(_drop("values", n) for n in range(len(values)) if len(values) > 1)]
        case ast.UnaryOp(op=ast.Not()):
            return [lambda it: it.operand]
        case ast.BinOp(op=ast.BitOr()):
            return [lambda it: it.left, lambda it: it.right]
        case ast.BinOp(op=op) if type(op) in ARITHMETIC:
            return [_with("op", ARITHMETIC[type(op)]())]
        case ast.Constant(value=bool() as value):
            return [_with("value", not value)]
        case ast.Constant(value=(int() | float()) as value):
            return [_with("value", value + 1)]
        case ast.Constant(value=str() as value):
            return [_with("value", f"{value}?")]
        case ast.Tuple(elts=elts, ctx=ast.Load()) | ast.List(elts=elts, ctx=ast.Load()) | ast.Set(elts=elts):
            return [_drop("elts", n) for n in range(len(elts)) if len(elts) > 1 or not isinstance(node, ast.Set)]
        case ast.Dict(keys=keys):
            return [_drop_item(n) for n in range(len(keys))]
        case ast.If() | ast.IfExp() | ast.While():
            return [_negate("test")]
        case ast.comprehension(ifs=ifs):
            return [_drop("ifs", n) for n in range(len(ifs))]
        case ast.Call(func=ast.Name(id=name)) if name in VERDICTS:
            return [_negate_first]
        case ast.keyword(arg=str() as name) if name in TABLE:
            return [
                _with(
                    "value",
                    ast.parse("frozenset()" if name == "by" else "()" if name == "when" else "None", mode="eval").body,
                )
            ]
    return []


def _with(field: str, value: Any) -> Edit:
    def edit(it: Any) -> ast.AST:
        setattr(it, field, value)
        return it

    return edit


def _set(field: str, place: int, value: Any) -> Edit:
    def edit(it: Any) -> ast.AST:
        getattr(it, field)[place] = value
        return it

    return edit


def _drop(field: str, place: int) -> Edit:
    def edit(it: Any) -> ast.AST:
        del getattr(it, field)[place]
        return it.values[0] if field == "values" and len(it.values) == 1 else it

    return edit


def _drop_item(place: int) -> Edit:
    def edit(it: Any) -> ast.AST:
        del it.keys[place], it.values[place]
        return it

    return edit


def _negate(field: str) -> Edit:
    return lambda it: _with(field, ast.UnaryOp(ast.Not(), getattr(it, field)))(it)


def _negate_first(it: Any) -> ast.AST:
    it.args[0] = ast.UnaryOp(ast.Not(), it.args[0])
    return it
