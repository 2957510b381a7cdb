"""Lists of cases found from the side of their reader: what an organisation takes part in, and never the whole table
with a question per row. `model.visible_to` and `outlined_for` answer whether one sees a given case; here stands which
cases there are to see, in the order of a list. A test holds both definitions equal.

A row of `Party` keeps what lists are ordered by (`upkeep` sees to that), so that its index gives the order: a page
costs the same among ten thousand cases and among a million.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Value

from steun.rules.load import roles
from steun.rules.policy.outline import outlined
from steun.web.ask.request.model import Request, RequestQuerySet, shared_with, takes_part
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Organisation

Key = Callable[[tuple[Any, ...]], Any]


@dataclass(frozen=True, slots=True)
class Order:
    """One order of a list: by the columns of a request, by those that a party row keeps of it, and in memory, from
    the key of the case and the columns that are named."""

    of_request: tuple[Any, ...]
    of_party: tuple[Any, ...]
    columns: tuple[str, ...]
    newest: bool = False
    by_class: bool = False  # the most pressing class first

    def key(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*(moments.ENDLESS if value is None else value for value in row[1:]), row[0])


SOONEST = F("starts_at").asc(nulls_last=True)
ORDERS = {
    "begun": Order(("-pk",), ("-party_rows__request_id",), (), newest=True),
    "changed": Order(
        ("-saved_at", "-pk"), ("-party_rows__saved_at", "-party_rows__request_id"), ("saved_at",), newest=True
    ),
    "needed": Order((SOONEST, "pk"), ("party_rows__needed_at", "party_rows__request_id"), ("starts_at",)),
    "priority": Order(
        ("priority", SOONEST, "pk"),
        ("party_rows__priority", "party_rows__needed_at", "party_rows__request_id"),
        ("priority", "starts_at"),
        by_class=True,
    ),
}
CLASSES = range(1, 6)
"""Of a priority, the most pressing first."""
NEAR = 2000
"""So many of all cases are looked through for those of some requesters, before these are sorted whole."""


@dataclass(frozen=True, slots=True)
class Side:
    """Cases of which one index knows the order: all that were sent, or those of one organisation."""

    cases: RequestQuerySet
    of_party: bool
    requesters: tuple[str, ...] | None = None  # only what these asked
    all: RequestQuerySet | None = None  # before it was narrowed, when it was

    @property
    def rows(self) -> RequestQuerySet:
        return self.cases if self.requesters is None else self.cases.filter(requester__in=self.requesters)

    @property
    def whole(self) -> RequestQuerySet:
        return self.cases if self.all is None else self.all

    def where(self, narrowed: Callable[[RequestQuerySet], RequestQuerySet]) -> Side:
        return replace(self, cases=narrowed(self.cases), all=self.whole)

    def part(self, **asked: Any) -> Side:
        """Narrowed by what an index of the order knows."""
        return replace(self, cases=self.cases.filter(**asked), all=self.whole.filter(**asked))

    def first(self, order: Order, most: int) -> list[tuple[Any, ...]]:
        """The keys of the first in this order, with its columns. Of requests class by class, as far as it takes: within
        one class an index gives the order also where those without a moment come last, across classes SQLite sorts."""
        if self.of_party or not order.by_class:
            return self._first(order, most)
        found: list[tuple[Any, ...]] = []
        for priority in CLASSES:
            if len(found) < most:
                found += self.part(priority=priority)._first(order, most - len(found))
        return found

    def _first(self, order: Order, most: int) -> list[tuple[Any, ...]]:
        """No index has the order within some requesters: where there are many cases, the first ones of all have enough
        of theirs, unless they ask little, and then these are soon sorted."""
        by = order.of_party if self.of_party else order.of_request
        if self.requesters is not None and not self.of_party and self.whole.order_by()[NEAR : NEAR + 1].exists():
            near = self.whole.order_by(*by).values("pk")[:NEAR]
            found = replace(self, cases=self.cases.filter(pk__in=near))._sorted(by, order, most)
            if len(found) == most:
                return found
        return self._sorted(by, order, most)

    def _sorted(self, by: tuple[Any, ...], order: Order, most: int) -> list[tuple[Any, ...]]:
        return list(self.rows.order_by(*by).values_list("pk", *order.columns)[:most])


@dataclass(frozen=True, slots=True)
class CaseList:
    """The cases that an actor reads, whole or in outline; no case is on two sides."""

    sides: tuple[Side, ...]

    def where(self, narrowed: Callable[[RequestQuerySet], RequestQuerySet]) -> CaseList:
        return CaseList(tuple(side.where(narrowed) for side in self.sides))

    def asked_by(self, requesters: Iterable[str]) -> CaseList:
        return CaseList(tuple(replace(side, requesters=tuple(requesters)) for side in self.sides))

    def before(self, key: UUID) -> CaseList:
        """Those that began before this one. Asked of the party row that is there: a filter would join one more of each
        party, and show the case as often."""
        found = (
            replace(it, cases=it.cases.alias(**{"of_row": F("party_rows__request_id")}).filter(**{"of_row__lt": key}))
            if it.of_party
            else it.part(pk__lt=key)
            for it in self.sides
        )
        return CaseList(tuple(found))

    def within(self) -> Q:
        """To filter other rows of requests with."""
        first, *others = (side.rows.order_by().values("pk") for side in self.sides)
        return Q(pk__in=first.union(*others, all=True) if others else first)

    def keys(self, order: str, count: int, skip: int = 0) -> list[UUID]:
        """The keys of so many cases in this order, after so many others."""
        how, most = ORDERS[order], skip + count
        found = [side.first(how, most) for side in self.sides]
        merged = heapq.merge(*found, key=how.key, reverse=how.newest)
        return [row[0] for row in islice(merged, skip, most)]

    def page(self, rows: RequestQuerySet, order: str, count: int, skip: int = 0) -> list[Request]:
        """These cases in this order, read as `rows` reads them."""
        keys = self.keys(order, count, skip)
        found = {it.pk: it for it in rows.filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]

    def count(self, most: int) -> int:
        """How many, but never counting further than one past `most`."""
        found = 0
        for side in self.sides:
            found += side.rows.order_by().values("pk")[: most + 1 - found].count() if found <= most else 0
        return found


def cases(actor: Actor, *, outlines: bool = True, is_open: bool | None = None, partaking: bool = False) -> CaseList:
    """What `outlined_for` lets through, or without outlines `visible_to`: all, only what goes on, or only what is over.
    `partaking`: only that in which the reader's own organisation takes part."""
    sees_all = actor.sees_all_cases and not partaking
    sides = [Side(whole(is_open).filter(sent_at__isnull=False), of_party=False)] if sees_all else []
    mine = among(actor.organisation, is_open)
    written = ~Q(party_rows__why="region")
    read = Q(sent_at__isnull=True) & written if sees_all else Q(sent_at__isnull=False) | written
    sides.append(Side(Request.objects.filter(mine & read), of_party=True))
    if actor.role in roles().advisers:
        here = Organisation.objects.filter(region=actor.organisation).values("pk")
        drafts = whole(is_open).filter(sent_at__isnull=True, requester__in=here).exclude(shared_with(actor))
        sides.append(Side(drafts, of_party=False))
    has_outlines = outlines and not actor.sees_all_cases and not partaking
    if has_outlines and actor.region and actor.region != actor.organisation:
        outline = among(actor.region, is_open) & Q(sent_at__isnull=False, task_kind__in=outlined()) & ~Q(state="draft")
        sides.append(Side(Request.objects.filter(outline).exclude(takes_part(actor.organisation)), of_party=True))
    return CaseList(tuple(sides))


def in_any_state(actor: Actor, *, outlines: bool = True, partaking: bool = False) -> CaseList:
    """All, as `cases`, for lists in another order than that of their beginning: an index of party rows has what goes on
    and what is over apart."""
    both = (cases(actor, outlines=outlines, is_open=is_open, partaking=partaking) for is_open in (True, False))
    return CaseList(tuple(side for found in both for side in found.sides))


def whole(is_open: bool | None) -> RequestQuerySet:
    rows = Request.objects.all()
    return rows if is_open is None else rows.going_on() if is_open else rows.over()


def among(organisation: str, is_open: bool | None) -> Q:
    """The cases in which an organisation takes part; one filter, so that all of it is asked of one row. As a value, for
    SQLite finds no column in an index by a bare "is_open": it sorted all that an organisation takes part in."""
    found = Q(party_rows__organisation=organisation)
    return found if is_open is None else found & Q(party_rows__is_open=Value(is_open))
