"""The content of an edition as chapters of tables, in the language of who reads: the page, the PDF and the workbook are
made of the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steun.core.agree.edition import DEFENCE
from steun.web.agree.edition.model import Edition
from steun.web.kernel import moments, words
from steun.web.know.catalogue.model import Effect
from steun.web.know.catalogue.read import CIVIL
from steun.web.templatetags.steun import minutes

Row = Mapping[str, Any]
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. heading: "" = it stands right under that of its chapter. keys: of the rows, for links and the index.
    whole: columns of whole numbers, by their place."""

    code: str
    heading: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    widths: Sequence[int] = ()
    keys: Sequence[str] = ()
    whole: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter. items: what changed, line by line."""

    code: str
    heading: str
    text: Sequence[str] = ()
    items: Sequence[str] = ()
    tables: Sequence[Table] = ()
    facts: Sequence[tuple[str, str]] = field(default=())


def chapters(it: Edition) -> list[Chapter]:
    """All of it, in the order in which it is read."""
    content = it.content
    return [changes(it), by_effect(content), agreed(content), needed(content), asking(content), sources(it)]


def changes(it: Edition) -> Chapter:
    """What is new, gone or different since the edition before."""
    head, found = _("What changed since the last edition"), it.content["changes"]
    if not found:
        return Chapter("changes", head, text=[_("This is the first edition.")])
    effects = {row["code"]: row for row in it.content["effects"]}
    items = [line for part in found.values() for line in lines(part, effects)]
    since = _("Edition %(number)s") % {"number": it.content["sources"]["last"]}
    return Chapter("changes", head, text=[since, *([] if items else [_("Nothing.")])], items=items)


def lines(part: Mapping[str, Sequence[Row]], effects: Mapping[str, Row]) -> Iterable[str]:
    yield from (f"{pgettext('edition', 'New')}: {words.named(row)}" for row in part["new"])
    yield from (f"{_('No longer in it')}: {words.named(row)}" for row in part["gone"])
    for row in part["changed"]:
        was, now = (value(row["field"], row[side], effects) for side in ("was", "now"))
        yield f"{words.named(row)}, {words.word('edition-field', row['field'])}: {was} → {now}"


def value(name: str, given: Any, effects: Mapping[str, Row]) -> str:
    """A field of a change, in words."""
    shown: dict[str, Callable[[Any], str]] = {
        "classes": lambda codes: ", ".join(words.word("class", code) for code in codes),
        "effects": lambda codes: ", ".join(effect(code, effects) for code in codes),
        "owners": lambda rows: ", ".join(owner(row) for row in rows),
        "texts": lambda texts: "; ".join(words.named(texts[key]) for key in sorted(texts)),
        "owner": owner,
        **dict.fromkeys(("season_from", "season_until"), month),
        **dict.fromkeys(("historic", "stale"), lambda yes: _("yes") if yes else _("no")),
        **dict.fromkeys(("reaction_formal", "reaction_observed", "fastest", "slowest"), minutes),
    }
    return (shown[name](given) if name in shown and given is not None else str(given or "")) or NOTHING


def effect(code: str, effects: Mapping[str, Row]) -> str:
    """The name of an effect; of one that is in it no more, as the catalogue has it, else its code."""
    row = effects.get(code) or Effect.objects.filter(pk=code).first()
    return words.named(row) if row else code


def month(number: int) -> str:
    return date_format(date(2000, number, 1), "F")


def owner(row: Row) -> str:
    return words.word("owner", DEFENCE) if row["code"] == DEFENCE else words.named(row)


def by_effect(content: Row) -> Chapter:
    """Under each effect what achieves it; what achieves none that is named comes last."""
    rows: Sequence[Row] = content["capabilities"]
    named: dict[str, list[Row]] = {row["code"]: [] for row in content["effects"]}
    without: list[Row] = []
    for row in rows:
        mine = [named[code] for code in row["effects"] if code in named]
        for place in mine or [without]:
            place.append(row)
    tables = [capabilities(it["code"], words.named(it), named[it["code"]]) for it in by_name(content["effects"])]
    tables += [capabilities("", _("Without an effect that is named"), without)] if without else []
    return Chapter("capabilities", _("What can be done, by effect"), tables=tables)


def by_name(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: words.named(row).casefold())


def capabilities(code: str, heading: str, rows: Sequence[Row]) -> Table:
    head = (
        _("Capability"), _("Who has it"), _("Reaction time, formal"), _("Reaction time, observed"), _("How many"),
        _("Held ready by agreement"), _("How it is asked"), _("Source"),
    )  # fmt: skip
    return Table(
        f"effect-{code}", heading, head, [capability(row) for row in rows], widths=(7, 6, 5, 5, 5, 5, 6, 6),
        keys=[row["code"] for row in rows], whole=(5,),
    )  # fmt: skip


def capability(row: Row) -> list[str | int]:
    has = ", ".join(owner(one) for one in row["owners"]) or NOTHING
    has = f"{owner(row['owner'])}: {has}" if row["owner"] else has
    kinds = ", ".join(words.word("class", code) for code in row["classes"]) or _("not stated")
    return [
        words.named(row), f"{has} ({kinds})", minutes(row["reaction_formal"]) or NOTHING,
        minutes(row["reaction_observed"]) or NOTHING, amount(row), row["held_ready"], how(row),
        f"{row['source']} ({', '.join(marks_of_source(row))})",
    ]  # fmt: skip


def marks_of_source(row: Row) -> list[str]:
    """From when it is, how sure, and until when somebody answers for it."""
    marks = [row["year"], words.word("catalogue-mark", row["evidence"])]
    if row["valid_until"]:
        marks.append(_("holds until %(day)s") % {"day": row["valid_until"]})
    return [*marks, *([_("not confirmed in time")] if row["stale"] else [])]


def amount(row: Row) -> str:
    """What its source says; historic figures are never present strength, and illustrative ones nobody's."""
    said = words.named(row["texts"].get("quantity", {})) or NOTHING
    marks = [_("historic")] * row["historic"] + [_("illustrative")] * row["illustrative"]
    if row["season_from"]:
        marks.append(f"{month(row['season_from'])} – {month(row['season_until'])}")
    return f"{said} ({', '.join(marks)})" if marks else said


def how(row: Row) -> str:
    line = words.named(row["texts"].get("alarm_line", {}))
    if line:
        return f"{_('Direct alarm:')} {line}"
    if set(row["classes"]) == {CIVIL}:
        return _("A request to who has it")
    return _("A request; see who asks whom, and how")


def agreed(content: Row) -> Chapter:
    """What is held ready, summed."""
    head = (
        _("Capability"), _("Who holds it ready"), _("Agreements"), _("Together"), _("Reaction time"),
        _("Sustained for"), _("First of them ends"), pgettext("agreements", "Tested"),
    )  # fmt: skip
    rows = [
        [
            words.named(row["means"]), words.named(row["provider"]), row["agreements"], row["quantity"],
            span(row), f"{row['sustained']} {pgettext('short unit', 'h')}", row["until"], row["tested"],
        ]
        for row in content["agreements"]
    ]  # fmt: skip
    text = _(
        "Summed over the agreements that count on this day. For whom, where and on which conditions stands in each "
        "agreement, for its parties."
    )
    table = Table(
        "agreements", "", head, rows, widths=(6, 6, 4, 4, 4, 4, 4, 3), whole=(2, 3, 7),
        keys=[row["capability"] for row in content["agreements"]],
    )  # fmt: skip
    return Chapter("agreements", _("What is held ready by agreement"), text=[text], tables=[table] if rows else [])


def span(row: Row) -> str:
    """The reaction times of several agreements: one, or from the shortest to the longest."""
    first, last = minutes(row["fastest"]), minutes(row["slowest"])
    return first if first == last else f"{first} – {last}"


def needed(content: Row) -> Chapter:
    head = (
        _("Region"), _("What is needed"), pgettext("counted", "Needs"), _("How many"), _("Held ready by agreement"),
        _("Not covered"),
    )  # fmt: skip
    found = sorted(content["needs"], key=lambda row: (words.named(row["region"]), words.named(row["means"]).casefold()))
    rows: list[list[str | int]] = [
        [
            words.named(row["region"]), words.named(row["means"]), row["needs"], row["quantity"], row["covered"],
            row["quantity"] - row["covered"],
        ]
        for row in found
    ]  # fmt: skip
    text = _("Stated needs, summed by region; Defence and national bodies stand under their own names.")
    table = Table("needs", "", head, rows, widths=(6, 7, 2, 3, 3, 3), whole=(2, 3, 4, 5))
    return Chapter("needs", _("What is needed, by region"), text=[text], tables=[table] if rows else [])


def asking(content: Row) -> Chapter:
    head = (_("Legal basis"), _("Who asks"), _("To whom"), _("Who decides"), _("Source"))
    rows = [
        [
            words.named(row), roles(row["asks"]), roles([row["to"]] if row["to"] else []),
            roles([*row["decides"], *row["agrees"]]), f"{row['source']} ({row['evidence']})",
        ]
        for row in sorted(content["asking"], key=lambda row: (row["direction"], words.named(row)))
    ]  # fmt: skip
    text = [
        _("Ask for an effect, not for means. The form of a request finds the legal basis, and says what is missing."),
        _("What has a direct alarm line is alarmed first; the request is recorded afterwards."),
    ]
    table = Table("asking", "", head, rows, widths=(6, 5, 4, 5, 6))
    return Chapter("asking", _("Who asks whom, and how"), text=text, tables=[table])


def roles(codes: Iterable[str]) -> str:
    return ", ".join(words.word("role", code) for code in dict.fromkeys(codes)) or NOTHING


def sources(it: Edition) -> Chapter:
    heads = [
        (_("Journal up to"), f"{one['node']} {one['number']} {one['hash']}")
        for one in it.content["sources"]["journal"]
    ]  # fmt: skip
    at = moments.formatted(moments.parsed(it.content["at"]), "YEAR_DATETIME_FORMAT")
    facts = [
        (_("As it stood on"), at), (_("Compiled by"), by(it)), *heads, (_("Digest of this edition"), it.sha256),
    ]  # fmt: skip
    return Chapter("sources", _("Sources"), facts=facts)


def by(it: Edition) -> str:
    return f"{words.word('role', it.role)}, {words.named(it.organisation)}"
