"""Who is told of which change: never more than that a subject changed, and only of entries that one may see.

The journal says who that is (`EntryQuerySet.announced_to`). For a hundred streams at once it is asked once per seat,
and only for seats of organisations that the cases of these entries have to do with, or that see all cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.cases import CASES
from steun.web.kernel.journal.models import Entry, EntryQuerySet
from steun.web.kernel.people.models import Notice

MOST = 500
"""Entries that one catches up with one by one; who missed more is told that all may have changed."""
COLUMNS = ("position", "subject", "case", "recorded_at")


@dataclass(frozen=True, slots=True)
class Change:
    """One entry, as far as a stream tells of it. `path`: a page to which this person was called; a call about a case
    that the seat does not see names no subject."""

    number: int  # the position of the entry: the order in which entries came, which pages of the journal show too
    at: datetime
    subject: str = ""
    case: UUID | None = None
    path: str = ""

    def as_dict(self) -> dict[str, Any]:
        news = {"n": self.number, "at": self.at.isoformat(), "subject": self.subject, "case": str(self.case or "")}
        return {**news, "path": self.path} if self.path else news


@dataclass(slots=True)
class News:
    """What somebody is told at once: every change up to a position, or that all may have changed."""

    last: int
    changes: list[Change] = field(default_factory=list)
    all: bool = False

    def __bool__(self) -> bool:
        return self.all or bool(self.changes)

    def as_dict(self) -> dict[str, Any]:
        return {"last": self.last, "all": self.all, "changes": [change.as_dict() for change in self.changes]}


def head() -> int:
    """The position of the last entry; 0 when there is none."""
    return int(Entry.objects.aggregate(last=Max("position"))["last"] or 0)


def within(after: int, last: int) -> EntryQuerySet:
    return Entry.objects.filter(position__gt=after, position__lte=last)


def since(actor: Actor, after: int, last: int) -> News:
    """What one actor missed after a position, up to `last`. A position that is not there yet is of another database."""
    if after > last or last - after > MOST:
        return News(last, all=True)
    if after == last:
        return News(last)
    rows = within(after, last)
    seen = {number: Change(number, at, subject, case) for number, subject, case, at in read(rows.announced_to(actor))}
    return News(last, called(seen, calls(after, last).get(actor.person, {})))


def read(rows: EntryQuerySet) -> Iterable[tuple[int, str, UUID | None, datetime]]:
    return rows.order_by("position").values_list(*COLUMNS)


def calls(after: int, last: int) -> dict[str, dict[int, Change]]:
    """By person: the entries by which somebody was called, and to which page."""
    found: dict[str, dict[int, Change]] = defaultdict(dict)
    rows = Notice.objects.filter(entry__position__gt=after, entry__position__lte=last)
    for person, position, at, path in rows.values_list("person", "entry__position", "entry__recorded_at", "path"):
        found[str(person)][position] = Change(position, at, path=path)
    return found


def called(seen: dict[int, Change], mine: dict[int, Change]) -> list[Change]:
    """What a seat sees, and to what its holder was called besides, in order."""
    both = dict(seen)
    for position, call in mine.items():
        both[position] = replace(seen[position], path=call.path) if position in seen else call
    return [both[position] for position in sorted(both)]


class Batch:
    """The entries after a position, up to another, for many actors."""

    def __init__(self, after: int, last: int) -> None:
        self.last, self.too_many = last, last < after or last - after > MOST
        rows = [] if self.too_many else list(read(within(after, last)))
        found = {number: Change(number, at, subject, case) for number, subject, case, at in rows}
        self.of_cases = {number: change for number, change in found.items() if change.case}
        self.without = {number: change for number, change in found.items() if not change.case}
        self.calls = {} if self.too_many else calls(after, last)
        self.circle = circle({change.case for change in self.of_cases.values() if change.case})
        self.seats: dict[tuple[str, ...], frozenset[int]] = {}

    def news_for(self, actor: Actor) -> News:
        """What this actor is told of it."""
        if self.too_many:
            return News(self.last, all=True)
        seen = {position: self.of_cases[position] for position in self.seen_by_seat(actor)}
        if self.without:
            rows = Entry.objects.filter(position__in=self.without).announced_to(actor)
            seen |= {position: self.without[position] for position in rows.values_list("position", flat=True)}
        return News(self.last, called(seen, self.calls.get(actor.person, {})))

    def seen_by_seat(self, actor: Actor) -> frozenset[int]:
        """Entries of cases, asked once per seat: whoever holds it, they are the same. As nobody in person, it never
        shows what is for a person alone."""
        concerned = self.circle is None or actor.sees_all_cases or {actor.organisation, actor.region} & self.circle
        if not self.of_cases or not concerned:
            return frozenset()
        seat = Actor("", actor.role, actor.organisation, actor.kind, actor.region, side=actor.side)
        key = (seat.role, seat.organisation, seat.kind, seat.region, seat.side)
        if key not in self.seats:
            rows = Entry.objects.filter(position__in=self.of_cases).of_cases_announced_to(seat)
            self.seats[key] = frozenset(rows.values_list("position", flat=True))
        return self.seats[key]


def circle(cases: set[UUID]) -> set[str] | None:
    """The organisations of whose seats some may see one of these cases; None when it may be any."""
    found: set[str] = set()
    for model in CASES if cases else ():
        rows: Any = model._default_manager.filter(pk__in=cases)
        if hasattr(rows, "circle"):
            found |= rows.circle()
        elif rows.exists():  # such as decrees, which are for everybody
            return None
    return found
