"""Tables of docs/planner.md, made from the planner's own code: `make docs`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any


def codes() -> str:
    """The rules of the checker, by their codes."""
    from steun.optimise.allocation.check import CODES

    return ", ".join(f"`{code}`" for code in CODES) + "."


def events() -> str:
    """The kinds of event, from the docstring of `Event`."""
    from steun.optimise.allocation.questions.events import KINDS, Event

    text = " ".join(Event.__doc__.split())
    return ", ".join(f"`{kind}`" for kind in KINDS) + ". " + text[text.index("new-line") :]


def stages() -> str:
    from steun.optimise.allocation.questions.waterfall import STAGES

    return " >= ".join(f"`{stage}`" for stage in STAGES)


def remedies() -> str:
    """The order of changes and their facts, from the docstring of `remedies`."""
    from steun.optimise.allocation.questions import remedies as module
    from steun.optimise.allocation.questions.remedies import ORDER

    text = module.__doc__ or ""
    rows = ["| change | what | facts |", "|---|---|---|"]
    for code in ORDER:
        found = re.search(rf"^{re.escape(code)} +(.*?)(?=^\S|\Z)", text, re.M | re.S)
        said, _, facts = " ".join(found[1].split()).partition("facts:") if found else ("", "", "")
        rows.append(f"| `{code}` | {said.strip()} | {facts.strip()} |")
    return "\n".join(rows)


def policy() -> str:
    """The policy's fields with their defaults, from the docstring of `Policy`."""
    from steun.optimise.allocation.format.policy import Policy

    text = " ".join((Policy.__doc__ or "").split())
    names = list(Policy.__dataclass_fields__)
    start = Policy()
    found = {}
    for match in re.finditer(rf"\b({'|'.join(names)}): (.*?)(?=\b(?:{'|'.join(names)}): |$)", text):
        found[match[1]] = match[2].strip()
    rows = ["| field | default | meaning |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{n}` | `{getattr(start, n)!r}` | {meaning} |" for n, meaning in found.items())])


def fields() -> str:
    """The fields of both formats, from their schemas."""
    from steun.optimise.allocation.format.schema import FORMATS, schema

    rows = ["| field | type | needed | default or remark |", "|---|---|---|---|"]
    for name in FORMATS:
        whole = schema(name)
        its = walk(whole, whole["$defs"])
        rows += [f"| `{name}.{place}` | {kind} | {needed} | {remark} |" for place, kind, needed, remark in its]
    return "\n".join(rows)


def walk(part: Mapping[str, Any], defs: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, str, str, str]]:
    needed = set(part.get("required", ()))
    for name, said in part.get("properties", {}).items():
        at, inner = f"{place}{name}", plain(said, defs)
        remark = inner.get("description") or inner.get("const") or inner.get("default")
        shown = "" if remark in (None, "", [], {}) else str(remark).replace("|", "/")
        yield at, inner.get("type", "text"), "yes" if name in needed else "", shown
        rows = plain(inner.get("items", {}), defs)
        yield from walk(rows, defs, f"{at}[].") if rows.get("properties") else walk(inner, defs, f"{at}.")


def plain(part: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a schema with what it refers to, and without "or null"."""
    if "anyOf" in part:
        return {**plain(part["anyOf"][0], defs), **part}
    return {**defs[part["$ref"].rsplit("/", 1)[1]], **part} if "$ref" in part else part
