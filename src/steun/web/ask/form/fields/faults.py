"""Faults of the form in words, at the place where people can mend them; rows as they were typed, with theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from steun.core.kernel.errors import Fault
from steun.web.ask.form.fields.filled import ROW, TRIED
from steun.web.kernel import words
from steun.web.kernel.input.typed import Typed


def texts_by_field(faults: Iterable[Fault]) -> dict[str, str]:
    """Per field, what is wrong, in the reader's language."""
    texts: dict[str, list[str]] = {}
    for fault in faults:
        field = fault.field if re.match(r"lines\.\d+\.|last_resort\.", fault.field) else fault.field.partition(".")[0]
        texts.setdefault(field, []).append(words.sentence("fault", fault.code, fault.facts))
    return {field: " ".join(dict.fromkeys(said)) for field, said in texts.items()}


def places(faults: Iterable[Fault]) -> list[dict[str, str]]:
    """Each fault with the control that it is about and the name of its field, for a list of links."""
    found = []
    for field, text in texts_by_field(faults).items():
        parts = field.split(".")
        row = f" {int(parts[1]) + 1}" if parts[0] == "lines" and len(parts) > 1 else ""
        names = [words.word("field", part) for part in parts if not part.isdigit()]
        at = "-".join(["line" if part == "lines" else part for part in parts])
        label = f"{names[0][:1].upper()}{names[0][1:]}{row}" + "".join(f", {name}" for name in names[1:])
        found.append({"field": field, "at": at, "label": label, "text": text})
    return found


def rows(
    lines: Iterable[Mapping[str, str]], faults: Iterable[Fault], counted: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The rows with what is wrong in each, and what is counted."""
    texts = texts_by_field(faults)
    return [
        {
            **row,
            "wrong": {name: texts.get(f"lines.{n}.{name}", "") for name in ROW},
            "counted": counted.get(row.get("capability", ""), ""),
        }
        for n, row in enumerate(lines)
    ]


def attempts(given: Mapping[str, Mapping[str, Any]], faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """What was tried before, in the order of the law, with what is wrong in each."""
    texts = texts_by_field(faults)
    nothing = {"tried": False, "answer": "", "when": Typed()}
    found = []
    for kind in TRIED:
        wrong = {name: texts.get(f"last_resort.{kind}.{name}", "") for name in nothing}
        found.append({"kind": kind, **nothing, **given.get(kind, {}), "wrong": wrong})
    return found
