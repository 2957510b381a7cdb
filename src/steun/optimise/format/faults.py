"""Nonsense in a file, all of it at once: every fault with the place where it stands.

What a field may hold stands beside it (`fields` and the dataclasses of a format); pydantic finds what does not follow
it, and this module says so in the words of the format. What holds between fields, each format says itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

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
