"""What a proposal says, as rows and sentences: what each line gets, why not more, and what would help. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steun.web import words
from steun.web.actor import Actor
from steun.web.ask.models import Gate
from steun.web.decide import adopting
from steun.web.decide.models import Commitment, Proposal, ProposalLine, ProposalPiece
from steun.web.know.models import Unit
from steun.web.templatetags.steun import minutes, moment

STAGES = ("capability", "allowed", "in-time", "available", "after-higher", "after-all")
PARTLY = {"capability": "partly-capability", "in-time": "partly-in-time", "after-higher": "partly-after-higher"}
"""Steps whose sentence differs when something is given all the same."""
SHOWN = 5
"""Requests named in one sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of a proposal mean to this reader: lines by key, units by code that the reader may see."""

    lines: Mapping[str, ProposalLine]
    units: Mapping[str, Unit]
    agree: Mapping[str, str]  # who decided on a promise, by key of its line
    takers: Mapping[str, tuple[ProposalLine, ...]]  # lines that are given something, by capability

    def unit(self, unit: Unit) -> str:
        """A unit by its name; for who may not see it, whose it is."""
        if unit.code in self.units:
            return words.named(self.units[unit.code])
        return words.named(unit.organisation) if unit.side != "defence" else _("a unit of Defence")

    def numbers(self, keys: Iterable[str]) -> list[str]:
        """The numbers of the requests behind these lines, as far as the reader may know them."""
        return [self.lines[key].request.number or "" for key in keys if key in self.lines]

    def before(self, line: ProposalLine) -> list[str]:
        """Keys of lines of the same or a higher class that get the same capability."""
        there = self.takers.get(line.capability_id, ())
        return [it.key for it in there if it.priority <= line.priority and it.request_id != line.request_id]


@dataclass(slots=True)
class Row:
    """One open wish as the page shows it."""

    line: ProposalLine
    why: str
    pieces: list[tuple[str, ProposalPiece]]
    remedies: list[str]
    falls: list[tuple[str, int]]
    guesses: list[str]
    decided: str
    choosable: bool
    was_locked: bool = False
    is_locked: bool = False
    is_out: bool = False
    chosen: bool = False

    @property
    def missing(self) -> int:
        return max(0, self.line.asked - self.line.given)

    @property
    def gains(self) -> bool:
        return self.line.given > self.line.stands


def lines_of(proposal: Proposal, actor: Actor) -> list[ProposalLine]:
    """The lines with all that their rows show, in few queries. What is only held stays with who may know that."""
    known = Q(commitment=None) | Q(commitment__in=Commitment.objects.visible_to(actor))
    rows = proposal.lines.filter(known).select_related(
        "request__requester", "capability", "commitment__unit__organisation", "entry"
    )
    return list(rows.prefetch_related("pieces__unit__organisation"))


def names_of(lines: Collection[ProposalLine], actor: Actor) -> Names:
    units = Unit.objects.visible_to(actor).select_related("organisation")
    promises = [line for line in lines if line.commitment and line.commitment.stage == "committed"]
    deciders = adopting.must_agree(promises) if promises else {}
    takers: dict[str, tuple[ProposalLine, ...]] = {}
    for line in lines:
        if line.commitment_id is None and line.given > line.stands:
            takers[line.capability_id] = (*takers.get(line.capability_id, ()), line)
    return Names(
        {line.key: line for line in lines},
        {unit.code: unit for unit in units},
        {line.key: agreeing(deciders[line.request_id]) for line in promises},
        takers,
    )


def agreeing(deciders: Collection[Gate]) -> str:
    """Those who decided on the promise; when nobody did, the keeper of the means."""
    found = []
    for gate in deciders:
        roles = [words.word("role", role) for role in gate.roles.split("|") if role]
        name = f" ({words.named(gate.organisation)})" if gate.organisation else ""
        found.append(f"{_(' or ').join(roles)}{name}")
    return "; ".join(found) or words.seat("dops")


def row_of(line: ProposalLine, names: Names) -> Row:
    answer = line.answer
    return Row(
        line=line,
        why=reason(line, names),
        pieces=[(names.unit(piece.unit), piece) for piece in line.pieces.all()],
        remedies=[remedy(given, line, names) for given in answer.get("remedies", [])],
        falls=[(stage, answer["waterfall"][stage]) for stage in STAGES if stage in answer.get("waterfall", {})],
        guesses=[words.word("guess", guess) for guess in answer.get("guesses", [])],
        decided=decided(line),
        choosable=line.outcome == "proposed",
    )


def decided(line: ProposalLine) -> str:
    """What a person made of the line, who and when, and why if it was said; nothing as long as nobody did."""
    if line.outcome == "proposed" or line.entry is None:
        return ""
    facts = {
        "outcome": words.word("outcome", line.outcome),
        "who": words.seat(f"{line.entry.role}@{line.entry.organisation}"),
        "when": moment(line.entry.happened_at),
    }
    told = _("%(outcome)s by %(who)s, %(when)s") % facts
    return f"{told}: “{line.entry.reason}”" if line.entry.reason else told


def reason(line: ProposalLine, names: Names) -> str:
    """Why a line gets what it gets, as a sentence."""
    falls = line.answer.get("waterfall", {})
    stage, code = line.reason, line.reason
    blocking = line.answer.get("blocking", [])
    if code == "partly-met":  # the first step on which less is left than all that is open
        lacking = line.asked - line.stands
        stage = next((s for s in STAGES[:-1] if falls.get(s, lacking) < lacking), "elsewhere")
        code = PARTLY.get(stage, stage)
        blocking = names.before(line) if stage == "after-higher" else []
    promised = line.answer.get("promised_to", []) if stage == "available" else []
    facts: dict[str, object] = {
        "asked": line.asked,
        "given": line.given,
        "minimum": line.minimum,
        "there": falls.get(stage, 0),
        "requests": some([*names.numbers(blocking), *promised]),
    }
    if stage in {"available", "after-higher"} and not facts["requests"]:
        code = f"{code}-unnamed"
    return words.sentence("line-reason", code, facts)


def some(numbers: Iterable[str]) -> str:
    """Requests as one says them: the first few by number, the rest counted."""
    told = list(dict.fromkeys(numbers))
    more = len(told) - SHOWN
    rest = [ngettext("%(count)s more", "%(count)s more", more) % {"count": more}] if more > 0 else []
    return ", ".join([*told[:SHOWN], *rest])


def remedy(given: Mapping[str, Any], line: ProposalLine, names: Names) -> str:
    """One change that was tried, as a sentence."""
    told = dict(given["facts"])
    facts: dict[str, object] = {name: value for name, value in told.items() if isinstance(value, str | int)}
    facts |= {"met": given["met"] + (0 if line.commitment_id else line.stands), "asked": line.asked}
    if "hours" in told or "minutes" in told:
        facts["time"] = minutes(60 * told["hours"] if "hours" in told else told["minutes"])
    if "unit" in told:
        unit = names.units.get(told["unit"])
        facts["unit"] = words.named(unit) if unit else _("one unit")
    if isinstance(told.get("lines"), Mapping):
        facts["lines"] = _(" and ").join(gives_up(key, loss, names) for key, loss in told["lines"].items())
    return words.sentence("remedy", given["code"], facts)


def gives_up(key: str, loss: Any, names: Names) -> str:
    """What another line would lose; who must agree when it was promised. Older answers hold a bare number."""
    it = names.lines.get(key)
    facts = {
        "request": (it.request.number or "") if it else _("another request"),
        "lost": int(loss["lost"] if isinstance(loss, Mapping) else loss),
        "class": words.word("priority", it.priority if it else loss["class"] if isinstance(loss, Mapping) else ""),
        "who": names.agree.get(key, ""),
    }
    if facts["who"]:
        return _("%(request)s gives up %(lost)s (%(class)s; must agree: %(who)s)") % facts
    return _("%(request)s gives up %(lost)s (%(class)s)") % facts
