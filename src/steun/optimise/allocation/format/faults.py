"""Nonsense in a problem, a plan or a policy, all of it at once: every fault with the place where it stands.

What a field may hold stands beside it (`problem`, `policy`, `plan`); pydantic finds what does not follow it, and this
module says so in the words of the format. What holds between fields is here. A line that nobody can serve is no
nonsense: it gets nothing, and `explain` says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import MOST, Assignment, Line, Problem, Unit

SHOWN = 1_000
OURS = "relation"
"""The kind of error that our own validators raise: its message is in the words of the format already."""
FOREIGN = "is not a field of the format"
KINDS = {
    "missing": "is missing",
    "int_type": "is not a whole number",
    "float_type": "is not a number",
    "finite_number": "is not a number",
    "bool_type": "is not true or false",
    "tuple_type": "is not a list",
    "dataclass_type": "is not an object",
    "dataclass_exact_type": "is not an object",
    "too_short": "is empty",
    "unexpected_keyword_argument": FOREIGN,
    "invalid_key": FOREIGN,
}
"""What pydantic's kinds of error are called here; of a text every fault is "is not a text"."""
SHOWN_AS_IT_IS = ("int_type", "float_type", "finite_number")
"""Faults that show what stood there."""
BOUNDED = ("greater_than_equal", "less_than_equal", "finite_number")

Made = TypeVar("Made")


class InvalidProblem(ValueError):
    """The input is nonsense. `faults` has every fault as "place: what is wrong"; the message shows the first."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        more = [f"... and {len(self.faults) - SHOWN} more"] if len(self.faults) > SHOWN else []
        super().__init__("\n".join([*self.faults[:SHOWN], *more]))


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def adapter(of: type) -> TypeAdapter[Any]:
    """What reads, checks and describes a dataclass by its annotations; made on first use."""
    if of not in _ADAPTERS:
        _ADAPTERS[of] = TypeAdapter(of)
    return _ADAPTERS[of]


def require(problem: Problem) -> None:
    """Return if the problem makes sense, else raise `InvalidProblem` with every fault."""
    sound_problem(problem)


def require_policy(policy: Policy) -> None:
    """Return if the policy makes sense, else raise `InvalidProblem` with every fault."""
    validated(Policy, policy, "policy")


def sound_problem(data: Any) -> Problem:
    """A problem from what JSON gave, or from one made in Python. Raises `InvalidProblem` with every fault: what is
    wrong in each field, and what does not go together among the rows that are right by themselves."""
    try:
        problem = validated(Problem, data, "problem")
    except InvalidProblem as wrong:
        raise InvalidProblem([*wrong.faults, *_between(_parts(data))]) from None
    found = tuple(_between(_parts(problem, sound=True)))
    if found:
        raise InvalidProblem(found)
    return problem


def sound_line(data: Any, name: str) -> Line:
    """A line by itself from what JSON gave. Raises `InvalidProblem` with every fault."""
    line = validated(Line, data, name)
    found = tuple(_line(name, line))
    if found:
        raise InvalidProblem(found)
    return line


def validated(of: type[Made], data: Any, name: str) -> Made:
    """A dataclass from what JSON gave, or from one made in Python; name: what the whole is called. Raises
    `InvalidProblem` with every fault of its fields."""
    made = isinstance(data, of)
    try:
        return cast(Made, adapter(of).validate_python(data, by_alias=not made, by_name=made))
    except ValidationError as wrong:
        whole = adapter(of).json_schema(by_alias=not made)
        raise InvalidProblem(dict.fromkeys(_said(error, whole, name) for error in wrong.errors())) from None


def _said(error: Any, schema: dict[str, Any], name: str) -> str:
    """One fault as "place: what is wrong", in the words of the format."""
    kind, value, at = error["type"], error["input"], error["loc"]
    rule: dict[str, Any] = {}
    for n, rule in enumerate(_rules(schema, at)):
        words = rule.get("description", "")
        if kind != OURS and words.startswith(("a list of", "a pair of")):  # of simple things: the whole is named
            return f"{_place(at[: n + 1], name)}: is not {words}"
    message = error["msg"] if kind == OURS else KINDS.get(kind, "is not a text")
    if value is None and at and kind != OURS:
        message = "is missing"
    elif kind in BOUNDED and "minimum" in rule:
        message = f"{value} is not between {rule['minimum']} and {rule['maximum']}"
    elif kind == "literal_error":
        message = f"{value!r:.40} is not {error['ctx']['expected']}"
    elif kind == "mapping_type":
        message = f"is not {rule['description']}"
    elif kind in SHOWN_AS_IT_IS:
        message = f"{value!r:.40} {message}"
    return f"{_place(at, name, foreign=message == FOREIGN)}: {message}"


def _place(at: tuple[str | int, ...], name: str, *, foreign: bool = False) -> str:
    """Where it stands, as `lines[3].weight`; what is at the top of a file goes without the name of the whole."""
    parts = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part.rstrip('_'):.40}" for part in at if part != "[key]"
    )
    top = name in ("problem", "plan") and at and not (foreign and len(at) == 1)
    return parts[1:] if top else name + parts


def _rules(schema: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[dict[str, Any]]:
    """The part of a JSON Schema for each step of a place, as far as it has one."""

    def resolved(node: dict[str, Any]) -> dict[str, Any]:
        if "anyOf" in node:  # or null
            return {**resolved(node["anyOf"][0]), **node}
        if "$ref" in node:
            return {**schema["$defs"][node["$ref"].rsplit("/", 1)[1]], **node}
        return node

    node = resolved(schema)
    for part in at:
        if isinstance(part, int):
            node = resolved(node.get("items") or node.get("prefixItems", [{}] * (part + 1))[part])
        else:
            other = node.get("additionalProperties")
            node = resolved(node.get("properties", {}).get(part) or (other if isinstance(other, dict) else {}))
        yield node


class _Parts(NamedTuple):
    """The rows of a problem that are right by themselves, by number, and the ids of all that have one."""

    units: dict[int, Unit]
    lines: dict[int, Line]
    fixed: dict[int, Assignment]
    ids: dict[str, list[tuple[int, str]]]


def _parts(data: Any, *, sound: bool = False) -> _Parts:
    """sound: `data` is a problem in which every row is right by itself."""
    kinds = {"units": Unit, "lines": Line, "fixed": Assignment}
    rows = {name: data.get(name) if isinstance(data, dict) else getattr(data, name, ()) for name in kinds}
    listed = {name: its if isinstance(its, (list, tuple)) else () for name, its in rows.items()}
    ids: dict[str, list[tuple[int, str]]] = {}
    for name in ("units", "lines"):
        named = ((i, row.get("id") if isinstance(row, dict) else getattr(row, "id", None))
                 for i, row in enumerate(listed[name]))  # fmt: skip
        ids[name] = [(i, id_) for i, id_ in named if isinstance(id_, str)]
    found: dict[str, dict[int, Any]] = {name: dict(enumerate(its)) for name, its in listed.items()}
    if not sound:
        found = {name: dict(_right(kinds[name], its)) for name, its in listed.items()}
    return _Parts(found["units"], found["lines"], found["fixed"], ids)


def _right(kind: type, rows: Any) -> Iterator[tuple[int, Any]]:
    for i, row in enumerate(rows):
        with suppress(InvalidProblem):
            yield i, validated(kind, row, "row")


def _between(parts: _Parts) -> Iterator[str]:
    """What does not go together, in the order of the file."""
    for name, its in parts.ids.items():
        seen: dict[str, int] = {}
        for i, id_ in its:
            if seen.setdefault(id_, i) != i:
                yield f"{name}[{i}].id: {id_!r} stands at {name}[{seen[id_]}] too"
    for i, unit in parts.units.items():
        yield from _unit(f"units[{i}]", unit)
    for i, line in parts.lines.items():
        yield from _line(f"lines[{i}]", line)
    yield from _fixed(parts)


def _unit(at: str, unit: Unit) -> Iterator[str]:
    yield from _twice(f"{at}.offers", (s.capability for s in unit.offers), "offered")
    size = unit.capacity if unit.divisible else 0
    size = size or max((s.quantity for s in unit.offers), default=0)
    steps: dict[int, int] = defaultdict(int)
    for mark in unit.earmarks:
        steps[mark.start] += mark.amount
        steps[mark.until] -= mark.amount
    kept = 0
    for minute in sorted(steps):
        kept += steps[minute]
        if kept > size:
            yield f"{at}.earmarks: {kept} kept at minute {minute}, more than the capacity of {size}"
            return


def _line(at: str, line: Line) -> Iterator[str]:
    yield from _twice(f"{at}.alternatives", (o.capability for o in line.alternatives), "named")
    if line.latest_arrival < line.earliest:
        yield f"{at}.latest_arrival: {line.latest_arrival} is before earliest {line.earliest}"
    if line.minimum > line.quantity:
        yield f"{at}.minimum: {line.minimum} is more than quantity {line.quantity}"
    if line.promised > line.quantity:
        yield f"{at}.promised: {line.promised} is more than quantity {line.quantity}"


def _twice(at: str, capabilities: Iterable[str], done: str) -> Iterator[str]:
    seen = set()
    for j, capability in enumerate(capabilities):
        if capability in seen:
            yield f"{at}[{j}].capability: {capability!r} is {done} twice"
        seen.add(capability)


def _fixed(parts: _Parts) -> Iterator[str]:
    lines, named = ({id_ for _, id_ in parts.ids[name]} for name in ("lines", "units"))
    units = {unit.id: unit for unit in parts.units.values()}
    seen = set()
    for i, a in parts.fixed.items():
        at = f"fixed[{i}]"
        if a.amount < 1:
            yield f"{at}.amount: {a.amount} is not between 1 and {MOST}"
        if a.line not in lines:
            yield f"{at}.line: no line {a.line!r}"
        if a.unit not in named:
            yield f"{at}.unit: no unit {a.unit!r}"
        elif a.unit in units and a.capability not in [s.capability for s in units[a.unit].offers]:
            yield f"{at}.capability: unit {a.unit!r} does not offer {a.capability!r}"
        if (a.line, a.unit) in seen:
            yield f"{at}: {a.line!r} has {a.unit!r} twice"
        seen.add((a.line, a.unit))
