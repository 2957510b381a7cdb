"""Tables of docs/planner.md, made from the planner's own code: `make docs`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[1] / "src" / "steun" / "optimise" / "allocation" / "format" / "schema"


def codes() -> str:
    """The rules of the checker, by their codes."""
    from steun.optimise.allocation.check import CODES

    return ", ".join(f"`{code}`" for code in CODES) + "."


def events() -> str:
    """The kinds of event, from the docstring of `Event`."""
    from steun.optimise.allocation.questions.replan import KINDS, Event

    told = " ".join(Event.__doc__.split())
    return ", ".join(f"`{kind}`" for kind in KINDS) + ". " + told[told.index("new-line") :]


def stages() -> str:
    from steun.optimise.allocation.questions.explanation import STAGES

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


def dials() -> str:
    """The dials with their defaults, from the docstring of `Policy`."""
    from steun.optimise.allocation.format.problem import Policy

    text = " ".join((Policy.__doc__ or "").split())
    names = list(Policy.__dataclass_fields__)
    start = Policy()
    found = {}
    for match in re.finditer(rf"\b({'|'.join(names)}): (.*?)(?=\b(?:{'|'.join(names)}): |$)", text):
        found[match[1]] = match[2].strip()
    rows = ["| dial | default | meaning |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{n}` | `{getattr(start, n)!r}` | {told} |" for n, told in found.items())])


def fields() -> str:
    """The fields of both formats, from their schemas."""
    rows = ["| field | type | needed | default or remark |", "|---|---|---|---|"]
    for name in ("problem", "plan"):
        schema = json.loads((SCHEMA / f"{name}.json").read_text(encoding="utf-8"))
        rows += [f"| `{name}.{place}` | {kind} | {needed} | {remark} |" for place, kind, needed, remark in walk(schema)]
    return "\n".join(rows)


def walk(schema: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, str, str, str]]:
    needed = set(schema.get("required", ()))
    for name, inner in schema.get("properties", {}).items():
        at = f"{place}{name}"
        kind = inner.get("type", "text" if "const" in inner else "")
        remark = inner.get("description", "") or (f"{inner['default']!r}" if "default" in inner else "")
        remark = remark or inner.get("const", "")
        yield at, str(kind), "yes" if name in needed else "", str(remark).replace("|", "/")
        if inner.get("type") == "array" and inner.get("items", {}).get("type") == "object":
            yield from walk(inner["items"], f"{at}[].")
        elif inner.get("properties"):
            yield from walk(inner, f"{at}.")
