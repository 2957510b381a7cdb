"""Two versions of a draft, side by side in words: names instead of codes, and nothing that is alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from steun.core.kernel.errors import Changed
from steun.rules.load import law
from steun.web.ask.form.fields.filled import number
from steun.web.ask.incident.model import Incident
from steun.web.ask.route.answers import answers_of
from steun.web.kernel import clock, moments, words
from steun.web.kernel.keys import parse_key
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect

CODES = {
    "effect": Effect, "addressee": Organisation, "municipalities": Organisation, "capability": Capability,
    "incident": Incident,
}  # fmt: skip
"""Fields that hold codes, and what these name."""
CONTEXT = {"task_kind": "task", "priority": "priority"}
Version = Mapping[str, Any]


def differences(error: Changed) -> list[dict[str, str]]:
    """Where what you sent differs from what stands, field by field. What you did not send is not compared."""
    names = names_in(error.yours, error.theirs)
    rows = []
    for field, value in error.yours.items():
        yours, theirs = shown(field, value, names), shown(field, error.theirs.get(field), names)
        if yours != theirs:
            rows.append({"field": field, "label": label(field), "yours": yours, "theirs": theirs})
    return rows


def values_of(content: Version) -> list[dict[str, str]]:
    """What stands in these fields now, in words."""
    names = names_in(content)
    return [{"field": f, "label": label(f), "theirs": shown(f, value, names)} for f, value in content.items()]


CHOICE = "stands."
"""Before the name of a field of which both values were told: whose is to stand, as the reader chose."""
MINE, THEIRS = "mine", "theirs"
TYPED = {"radius_m": "radius_km", "lon_microdegrees": "point", "lat_microdegrees": "point"}
"""Fields that a form has under another name."""


def choices(post: Mapping[str, str]) -> dict[str, list[str]]:
    """The fields of which the reader saw both values, by whose is to stand."""
    found: dict[str, list[str]] = {MINE: [], THEIRS: []}
    for name, whose in post.items():
        if name.startswith(CHOICE) and whose in found:
            found[whose].append("point" if "degrees" in name else name.removeprefix(CHOICE))
    return found


def given_up(filled: dict[str, Any], *fields: str, stands: Version | None = None) -> dict[str, Any]:
    """What was typed without these fields, or these answers inside one (`situation.urgent`), for which holds what
    `stands`."""
    found = dict(filled)
    for field in fields:
        name, dot, answer = TYPED.get(field, field).partition(".")
        if dot and name in found:
            found[name] = {k: v for k, v in found[name].items() if k != answer}
            found[name] |= {answer: stands[name][answer]} if stands else {}
        else:
            found.pop(name, None)
    return found


def changed(changes: object, names: Mapping[str, str]) -> list[dict[str, str]]:
    """What an entry of the journal says was changed: field, what it was, what it is. Whatever was recorded is shown."""
    rows = []
    for field, pair in changes.items() if isinstance(changes, Mapping) else ():
        was, now = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        rows.append(
            {"label": label(field), "was": shown_or_plain(field, was, names), "now": shown_or_plain(field, now, names)}
        )
    return rows


def shown_or_plain(field: str, value: Any, names: Mapping[str, str]) -> str:
    """As `shown`; a value of another form than its field has now, such as an older release wrote, as it stands."""
    try:
        return shown(field, value, names)
    except (ValueError, TypeError, AttributeError, KeyError):
        return str(value)


def versions_in(changes: object) -> Iterator[Version]:
    """The old and the new version that an entry records, as far as they can be read."""
    pairs = (
        {f: p for f, p in changes.items() if isinstance(p, list) and len(p) == 2}
        if isinstance(changes, Mapping)
        else {}
    )
    for side in (0, 1):
        yield {field: pair[side] for field, pair in pairs.items()}


def label(field: str) -> str:
    return words.word("field", field.removesuffix("_microdegrees"))


def names_in(*versions: Version) -> dict[str, str]:
    """The names of everything that the versions name by a code: a look-up per kind of thing."""
    wanted: dict[Any, set[str]] = {model: set() for model in CODES.values()}
    for version in versions:
        rows = version.get("lines")
        lines = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else ()
        named = [*version.items(), *(("capability", line.get("capability")) for line in lines)]
        for field, value in named:
            if field in CODES and value:
                wanted[CODES[field]] |= {str(key) for key in (value if isinstance(value, list) else [value])}
    wanted[Incident] = {str(key) for key in map(parse_key, wanted[Incident]) if key}
    return {
        str(row.pk): words.in_pieces(row) if model is Capability else words.named(row)
        for model, keys in wanted.items()
        if keys
        for row in model.objects.filter(pk__in=keys)
    }


def shown(field: str, value: Any, names: Mapping[str, str]) -> str:
    """One value of a draft, as one line."""
    if value in (None, "", False, [], {}):
        return ""
    match field:
        case "starts_at" | "ends_at" | "latest_at" | "hold_until" | "when":
            return moments.formatted(moments.parsed(value), "YEAR_DATETIME_FORMAT")
        case "lon_microdegrees" | "lat_microdegrees":
            return number(value / 1_000_000)
        case "radius_m":
            return f"{number(value / 1000)} km"
        case "task_kind" | "priority":
            return words.word(CONTEXT[field], value)
        case "grip":
            return next((words.named(level) for level in law().grip if level.code == value), str(value))
        case "municipalities":
            return ", ".join(sorted(names.get(code, "") for code in value))
        case "lines":
            return ", ".join(line(row, names) for row in value)
        case "bases":
            return ", ".join(words.named(basis) for code, basis in law().on(clock.today()).items() if code in value)
        case "last_resort":
            return "; ".join(f"{label(kind)}: {said}" for kind, row in value.items() if (said := evidence(row)))
        case "situation":
            asked = {question.code: question for question in law().questions}
            given = {asked[code]: answers for code, answers in answers_of(value).items()}
            return "; ".join(f"{words.named(q.ask)} {answered(answers)}" for q, answers in given.items())
        case _ if field in CODES:
            return names.get(str(value), "")
    return "✓" if value is True else str(value)


def line(row: Version, names: Mapping[str, str]) -> str:
    note = f" ({row['note']})" if row.get("note") else ""
    least = f" (≥ {row['minimum']})" if row.get("minimum", 1) != 1 else ""
    return f"{row.get('quantity')}{least} × {names.get(row.get('capability', ''), '')}{note}"


def evidence(row: Version) -> str:
    said = [row.get("answer") or (label("tried") if row.get("tried") else ""), shown("when", row.get("when"), {})]
    return ", ".join(part for part in said if part)


def answered(answers: Iterable[str]) -> str:
    return ", ".join("✓" if answer == "yes" else words.word("answer", answer) for answer in answers)
