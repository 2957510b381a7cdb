"""docs/reference-planner.md, made from the docstrings and annotations of `steun.optimise`: `make docs`."""

from __future__ import annotations

import ast
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from steun import optimise

GROUPS = {
    "A problem": ("Problem", "Unit", "Supply", "Earmark", "Line", "Alternative", "Assignment", "Event"),
    "How to plan": ("Policy", "MAX_MIN", "Stop", "plan", "replan", "stabilise"),
    "A plan": ("Plan", "Unkept", "Change", "check", "Violation", "shares", "Share"),
    "Questions": ("promise", "Offer", "explain", "Explanation", "Remedy"),
    "Files": (
        "read_problem", "problem_from", "write_problem", "as_dict", "read_plan", "plan_from", "write_plan",
        "plan_as_dict", "InvalidProblem",
    ),
    "Worlds, reserves and requirements": (
        "generate", "simulate", "FCFS", "Rolling", "generated_prices", "held_back", "requirements", "Stock", "Need",
        "CapacityPlan",
    ),
    "What can be counted on": (
        "Recalibration", "Pool", "Ask", "Held", "read_recalibration", "recalibration_text", "recalibrate",
        "recalibration_parts", "recalibration_result",
    ),
}  # fmt: skip
"""Every public name, in the order of the page."""
INSIDE = {"workspace"}
"""Fields that are public only because a dataclass has them."""


def reference() -> str:
    """The whole page, below its first lines."""
    parts = []
    for title, names in GROUPS.items():
        parts += [f"## {title}", *(entry(name) for name in names)]
    return "\n\n".join(parts)


def entry(name: str) -> str:
    thing = getattr(optimise, name)
    if not callable(thing):
        return f"### `{name}`\n\n`{thing!r}`\n\n{of_constant(name)}"
    said = inspect.getdoc(thing) or ""
    if is_dataclass(thing):
        return f"### `{name}`\n\n{said}\n\n{table(thing)}"
    if inspect.isclass(thing):
        return f"### `{name}`\n\n{said}"
    return f"### `{name}`\n\n```python\n{signature(name, thing)}\n```\n\n{said}"


def of_constant(name: str) -> str:
    """The text under an assignment in its module."""
    module = sys.modules[f"steun.optimise.{optimise._HOME[name]}"]
    body = ast.parse(inspect.getsource(module)).body
    for it, following in pairwise(body):
        named = isinstance(it, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in it.targets)
        if named and isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            return str(following.value.value)
    raise LookupError(f"{name} has no text under it")


def signature(name: str, function: Callable[..., Any]) -> str:
    its = inspect.signature(function)
    parts, keyword = [], False
    for it in its.parameters.values():
        if it.kind is it.KEYWORD_ONLY and not keyword:
            parts, keyword = [*parts, "*"], True
        shown = "..." if callable(it.default) else repr(it.default)  # a function has no text that stays the same
        default = "" if it.default is it.empty else f" = {shown}"
        parts.append(f"{it.name}: {it.annotation}{default}")
    return f"{name}(\n    " + ",\n    ".join(parts) + f",\n) -> {its.return_annotation}"


def table(of: type) -> str:
    """Fields with type, range and default."""
    hints = typing.get_type_hints(of, {**vars(sys.modules[of.__module__]), "np": np, "NDArray": NDArray})
    ranges = dict(bounds(of))
    rows = ["| field | type | default |", "|---|---|---|"]
    for it in fields(of):
        if it.name not in INSIDE:
            rows.append(f"| `{it.name}` | {kind(hints[it.name])}{ranges.get(it.name, '')} | {default_of(it)} |")
    return "\n".join(rows)


def default_of(it: Any) -> str:
    if it.default is not MISSING:
        return f"`{getattr(it.default, '__name__', None) or repr(it.default)}`"
    return "empty" if it.default_factory is not MISSING else "needed"


def bounds(of: type) -> Iterator[tuple[str, str]]:
    """What a number may be, for the dataclasses whose fields have rules."""
    from steun.optimise.format.faults import adapter

    if not hasattr(of, "__pydantic_config__"):
        return
    for name, said in adapter(of).json_schema(by_alias=False)["properties"].items():
        rule = said.get("anyOf", [said])[0]
        if "minimum" in rule:
            yield name, f", {rule['minimum']:,} .. {rule['maximum']:,}" if "maximum" in rule else ""


def kind(it: Any) -> str:
    """A type in words."""
    origin, args = typing.get_origin(it), typing.get_args(it)
    if origin in (types.UnionType, typing.Union):
        return " or ".join(kind(one) for one in args)
    if origin is np.ndarray:
        return "array of float64"
    if origin is tuple and args[-1:] == (...,):
        return f"tuple of {kind(args[0])}"
    if origin is tuple:
        return f"({', '.join(kind(one) for one in args)})"
    if origin is typing.Literal:
        return ", ".join(f'"{one}"' for one in args)
    if origin in (Mapping, dict):
        return f"{kind(args[0])} to {kind(args[1])}"
    if origin is typing.get_origin(Callable[..., Any]):
        return "callable"
    return "None" if it is type(None) else getattr(it, "__name__", str(it))
