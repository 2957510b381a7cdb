"""What a proposal says, as rows and sentences: what each line gets, why not more, and what would help. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steun.web import words
from steun.web.actor import Actor
from steun.web.ask.models import Gate
from steun.web.decide import adopting
from steun.web.decide.models import Proposal, ProposalLine, ProposalPiece
from steun.web.know.models import Unit
from steun.web.templatetags.steun import minutes

STAGES = ("capability", "allowed", "in-time", "available", "after-higher", "after-all")
SHOWN = 5
"""Requests named in one sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of a proposal mean to this reader: requests by line, units that the reader may see."""

    numbers: Mapping[str, str]
    units: Mapping[str, Unit]

    def unit(self, unit: Unit) -> str:
        """A unit by its name; for who may not see it, whose it is."""
        if unit.code in self.units:
            return words.named(self.units[unit.code])
        return words.named(unit.organisation) if unit.side != "defence" else _("a unit of Defence")

    def requests(self, keys: Iterable[str]) -> str:
        """Requests as one says them: the first few by number, the rest counted."""
        told = list(dict.fromkeys(self.numbers.get(key, key) for key in keys))
        more = len(told) - SHOWN
        rest = [ngettext("%(count)s more", "%(count)s more", more) % {"count": more}] if more > 0 else []
        return ", ".join([*told[:SHOWN], *rest])


@dataclass(slots=True)
class Row:
    """One line as the page shows it."""

    line: ProposalLine
    why: str
    pieces: list[tuple[str, ProposalPiece]]
    remedies: list[str]
    falls: list[tuple[str, int]]
    guesses: list[str]
    choosable: bool
    missing: int
    lost: int = 0
    consent: bool = False
    agree: list[str] = field(default_factory=list)
    typed: str = ""
    chosen: bool = False


def names_of(lines: Iterable[ProposalLine], actor: Actor) -> Names:
    units = Unit.objects.visible_to(actor).select_related("organisation")
    return Names({line.key: line.request.number or "" for line in lines}, {u.code: u for u in units})


def lines_of(proposal: Proposal) -> list[ProposalLine]:
    """The lines with all that their rows show, in few queries."""
    rows = proposal.lines.select_related("request__requester", "capability", "commitment__unit", "entry")
    return list(rows.prefetch_related("pieces__unit__organisation"))


def rows_of(lines: Collection[ProposalLine], names: Names) -> list[Row]:
    deciders = adopting.must_agree([line for line in lines if adopting.needs_consent(line)])
    return [row_of(line, names, deciders.get(line.request_id, [])) for line in lines]


def row_of(line: ProposalLine, names: Names, deciders: Collection[Gate]) -> Row:
    answer = line.answer
    displaced = adopting.needs_consent(line)
    return Row(
        line=line,
        why=reason(line, names),
        pieces=[(names.unit(piece.unit), piece) for piece in line.pieces.all()],
        remedies=[told for r in answer.get("remedies", []) if (told := remedy(r, line, names))],
        falls=[(stage, answer["waterfall"][stage]) for stage in STAGES if stage in answer.get("waterfall", {})],
        guesses=[words.word("guess", guess) for guess in answer.get("guesses", [])],
        choosable=line.outcome == "proposed" and adopting.changes(line),
        missing=max(0, line.asked - line.given),
        lost=max(0, line.stands - line.given) if line.commitment_id else 0,
        consent=displaced,
        agree=in_words(deciders) if displaced else [],
    )


def in_words(deciders: Collection[Gate]) -> list[str]:
    """Those who decided on the promise; when nobody did, the keeper of the means."""
    found = []
    for gate in deciders:
        roles = [words.word("role", role) for role in gate.roles.split("|") if role]
        name = f" ({words.named(gate.organisation)})" if gate.organisation else ""
        found.append(f"{_(' or ').join(roles)}{name}")
    return found or [words.seat("dops")]


def reason(line: ProposalLine, names: Names) -> str:
    """Why a line gets what it gets, as a sentence."""
    answer = line.answer
    code = line.reason
    facts: dict[str, object] = {
        "asked": line.asked,
        "given": line.given,
        "minimum": line.minimum,
        "lost": max(0, line.stands - line.given),
        "there": answer.get("waterfall", {}).get(code, 0),
        "requests": names.requests(answer.get("blocking", [])) or ", ".join(answer.get("promised_to", [])[:SHOWN]),
    }
    if code in {"available", "after-higher"} and not facts["requests"]:
        code = f"{code}-unnamed"
    return words.sentence("line-reason", code, facts)


def remedy(given: Mapping[str, Any], line: ProposalLine, names: Names) -> str:
    """One change that was tried, as a sentence."""
    facts = dict(given["facts"])
    met = line.stands + given["met"] if not line.commitment_id else given["met"]
    facts |= {"met": met, "asked": line.asked}
    if "hours" in facts:
        facts["time"] = minutes(60 * facts["hours"])
    if "minutes" in facts:
        facts["time"] = minutes(facts["minutes"])
    if "unit" in facts:
        unit = names.units.get(facts["unit"])
        facts["unit"] = words.named(unit) if unit else _("one unit")
    if isinstance(facts.get("lines"), Mapping):
        lost = [f"{names.numbers.get(key, key)} (−{losing(n)})" for key, n in facts["lines"].items()]
        facts["lines"] = ", ".join(lost)
    return words.sentence("remedy", given["code"], {k: v for k, v in facts.items() if not isinstance(v, dict | list)})


def losing(told: Any) -> int:
    """What a named line would lose; older answers hold a bare number."""
    return int(told["lost"] if isinstance(told, Mapping) else told)
