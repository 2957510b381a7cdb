"""Who is told of which change: never more than that a subject changed, and only of entries that one may see.

The journal says who that is (`EntryQuerySet.announced_to`). For a hundred streams at once it is asked once per seat,
and only for seats of organisations that the cases of these entries have to do with, or that see all cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.cases import CASES
from steun.web.kernel.journal.models import Entry, EntryQuerySet
from steun.web.kernel.journal.record import OWN
from steun.web.kernel.people.models import Notice
from steun.web.kernel.people.tree import ADMINISTRATOR

MOST = 500
"""Entries that one catches up with one by one; who missed more is told that all may have changed."""
FRESH = 300
"""Seconds for which a statement is used again."""
FIRST, LAST = 2**61 + 1, 2**61 + 2
"""Stand in a statement for the two numbers; no journal is so long."""
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
        self.after, self.last, self.too_many = after, last, last < after or last - after > MOST
        rows = [] if self.too_many else list(within(after, last).values_list(*COLUMNS, "action", "actor"))
        self.changes = {number: Change(number, at, subject, case) for number, subject, case, at, _, _ in rows}
        self.personal = {row[0]: {row[1], f"person:{row[5]}"} for row in rows if row[4].startswith(OWN)}
        cases = {change.case for change in self.changes.values() if change.case}
        only_cases = all(change.case or number in self.personal for number, change in self.changes.items())
        self.circle = circle(cases) if only_cases else None
        self.calls = {} if self.too_many else calls(after, last)
        self.seats: dict[tuple[str, ...], frozenset[int]] = {}

    def news_for(self, actor: Actor) -> News:
        """What this actor hears of it."""
        if self.too_many:
            return News(self.last, all=True)
        numbers = self.seen_by_seat(actor) | self.seen_in_person(actor)
        seen = {number: self.changes[number] for number in numbers}
        return News(self.last, called(seen, self.calls.get(actor.person, {})))

    def seen_by_seat(self, actor: Actor) -> frozenset[int]:
        """Asked once per seat: whoever holds it, these are the same."""
        concerned = self.circle is None or actor.sees_all_cases or {actor.organisation, actor.region} & self.circle
        if len(self.changes) == len(self.personal) or not concerned:
            return frozenset()
        key = seat_of(actor)
        if key not in self.seats:
            self.seats[key] = frozenset(announced_to_seat(key, self.after, self.last)) - self.personal.keys()
        return self.seats[key]

    def seen_in_person(self, actor: Actor) -> set[int]:
        """Of accounts and mandates: for who looks after them, who audits, and whom it is about."""
        of_all = actor.role == ADMINISTRATOR or actor.side == "oversight"
        own = {f"person:{actor.person}", f"mandate:{actor.mandate}"}
        mine = [number for number, about in self.personal.items() if of_all or about & own]
        if not mine:
            return set()
        return set(Entry.objects.filter(position__in=mine).announced_to(actor).values_list("position", flat=True))


def seat_of(actor: Actor) -> tuple[str, ...]:
    """All of an actor that decides what every holder of the seat sees."""
    return (actor.role, actor.organisation, actor.kind, actor.region, actor.side)


def announced_to_seat(seat: tuple[str, ...], after: int, last: int) -> list[int]:
    """Positions of entries that any holder of a seat may know of: asked as nobody in person.

    Making the statement costs Django a hundred times what running it costs the database, and it is the same each time
    but for the two numbers.
    """
    sql, params = statement_for(seat, age_of(seat))
    given = [{FIRST: after, LAST: last}.get(value, value) for value in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [position for (position,) in cursor.fetchall()]


def make_ready(actor: Actor) -> None:
    """So that the first batch does not wait for it."""
    statement_for(seat_of(actor), age_of(seat_of(actor)))


def age_of(seat: tuple[str, ...]) -> int:
    """Changes every five minutes, for each seat at another moment, so that not all are made anew at once."""
    return int((monotonic() + hash(seat) % FRESH) / FRESH)


@lru_cache(maxsize=5_000)
def statement_for(seat: tuple[str, ...], age: int) -> tuple[str, tuple[Any, ...]]:
    """The statement of `announced_to_seat`; what a rule looked up when it was made is not old."""
    role, organisation, kind, region, side = seat
    rows = within(FIRST, LAST).announced_to(Actor("", role, organisation, kind, region, side=side))
    sql, params = rows.values_list("position", flat=True).query.sql_with_params()
    return sql, tuple(params)


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
