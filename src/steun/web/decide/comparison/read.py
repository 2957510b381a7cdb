"""What two proposals say of the same lines: who gets more in the second, who less, in rows and in one sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steun.web.ask.request.model import Request
from steun.web.decide.planning.counts import COUNTED, lines_for, per_class
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.kernel import words
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability

NAMED = 3
"""Requests named in the sentence, on each side; more are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line in both. None: it is not in that proposal, because it was not asked, or not open, at that moment."""

    request: Request
    capability: Capability
    priority: int
    is_promise: bool
    stands: int
    a: int | None
    b: int | None
    moved: bool  # asked or promised otherwise in the meantime, or in only one of the two

    @property
    def is_in_one(self) -> bool:
        return self.a is None or self.b is None

    @property
    def difference(self) -> int:
        return 0 if self.a is None or self.b is None else self.b - self.a

    @property
    def signed(self) -> str:
        return "" if self.is_in_one else f"{self.difference:+d}".replace("-", "−")


def lines_of(a: Proposal, b: Proposal, actor: Actor) -> list[ProposalLine]:
    """The lines of both, as the reader may know them."""
    rows = ProposalLine.objects.filter(proposal__in=[a.pk, b.pk])
    return lines_for(actor, rows.select_related("request", "capability"))


def rows_of(a: Proposal, b: Proposal, lines: Iterable[ProposalLine]) -> list[Row]:
    """Every line of both, the most pressing class first. A promise that no setting touches keeps what stands."""
    found: dict[str, dict[Any, ProposalLine]] = defaultdict(dict)
    for line in lines:
        found[line.key][line.proposal_id] = line
    rows = together(row_of(both.get(a.pk), both.get(b.pk), a, b) for both in found.values())
    return sorted(rows, key=lambda row: (row.is_in_one, row.priority, -abs(row.difference), row.request.number or ""))


def row_of(x: ProposalLine | None, y: ProposalLine | None, a: Proposal, b: Proposal) -> Row:
    line = y or x
    assert line is not None, "a row is made of a line"
    given = [it.given if it else untouched(line, proposal) for it, proposal in ((x, a), (y, b))]
    return Row(
        request=line.request,
        capability=line.capability,
        priority=line.priority,
        is_promise=line.commitment_id is not None,
        stands=line.stands,
        a=given[0],
        b=given[1],
        moved=None in given or bool(x and y and x.mark != y.mark),
    )


def together(rows: Iterable[Row]) -> list[Row]:
    """What a request has of one capability from several units is one promise to whoever reads it."""
    found: dict[Any, Row] = {}
    for n, row in enumerate(rows):
        key = (row.request.pk, row.capability.pk, row.a is None, row.b is None) if row.is_promise else n
        if (there := found.get(key)) is not None:
            row = replace(
                there,
                stands=there.stands + row.stands,
                a=None if row.a is None else (there.a or 0) + row.a,
                b=None if row.b is None else (there.b or 0) + row.b,
                moved=there.moved or row.moved,
            )
        found[key] = row
    return list(found.values())


def untouched(line: ProposalLine, proposal: Proposal) -> int | None:
    """What a promise keeps in a proposal whose policy leaves its class alone; None for what was not there."""
    if line.commitment_id is None or line.priority in proposal.policy["displace"]:
        return None
    return line.stands


@dataclass(slots=True)
class Change:
    """What a request gets more or less of one capability, all its lines together."""

    request: Request
    capability: Capability
    priority: int
    pieces: int = 0
    is_loss: bool = False  # of what was promised


def changes_of(rows: Iterable[Row]) -> list[Change]:
    """In the order of the rows: the most pressing class first."""
    found: dict[tuple[UUID, str], Change] = {}
    for row in rows:
        at = (row.request.pk, row.capability.pk)
        change = found.setdefault(at, Change(row.request, row.capability, row.priority))
        change.pieces += row.difference
        change.is_loss |= row.is_promise and row.difference < 0
    return [change for change in found.values() if change.pieces]


def counts(changes: Collection[Change]) -> dict[str, int]:
    """How many requests get more in the second, how many less."""
    return {
        "more": len({change.request.pk for change in changes if change.pieces > 0}),
        "less": len({change.request.pk for change in changes if change.pieces < 0}),
    }


def summary(a: Proposal, b: Proposal, changes: Collection[Change]) -> str:
    """The difference in one sentence."""
    facts = {"a": a.number, "b": b.number}
    if not changes:
        return _("%(a)s and %(b)s give every request the same.") % facts
    opening = _("With the policy of %(b)s") if a.policy != b.policy else _("In %(b)s")
    more = some([change for change in changes if change.pieces > 0])
    less = some([change for change in changes if change.pieces < 0])
    return f"{opening % facts}: {'; '.join([*more, *less])}."


def some(changes: Collection[Change]) -> list[str]:
    """The first few by number, the rest counted."""
    parts = [sentence(change) for change in list(changes)[:NAMED]]
    rest = len(changes) - NAMED
    if rest > 0:
        parts.append(ngettext("%(n)s other likewise", "%(n)s others likewise", rest) % {"n": rest})
    return parts


def sentence(change: Change) -> str:
    if change.pieces > 0:
        text = _("%(request)s (%(class)s) gets %(n)s more")
    elif change.is_loss:
        text = _("%(request)s (%(class)s) loses %(n)s")
    else:
        text = _("%(request)s (%(class)s) gets %(n)s less")
    known = {"request": change.request.number or "", "class": words.word("priority", change.priority)}
    return f"{text % {**known, 'n': abs(change.pieces)}} ({words.named(change.capability)})"


def classes(a: Proposal, b: Proposal, lines: Collection[ProposalLine]) -> list[dict[str, Any]]:
    """Per class what both give, where anything is asked or lost.

    First come, first served as the one found it that leaves out least: who is left out is not served there either.
    """
    fullest = "b" if len(b.left_out) <= len(a.left_out) else "a"
    its = [per_class(line for line in lines if line.proposal_id == it.pk) for it in (a, b)]
    rows = [{"class": x["class"], "a": x, "b": y} for x, y in zip(*its, strict=True)]
    shown = [row for row in rows if any(row[name][what] for name in ("a", "b") for what in COUNTED)]
    return [{**row, "first": row[fullest]} for row in shown]
