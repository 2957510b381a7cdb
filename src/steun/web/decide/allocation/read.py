"""What the allocation board lists: the open requirements, the most pressing first, and what cannot be divided.

Of most requirements nothing is promised yet and the place is known: what is open of them is what they ask, and the
database counts, orders and pages them. The others are few, because units are: they are looked at one by one, as the
planner does (`decide.planning.requirements`). A test holds both forms of the rule equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FloatField, Func, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from steun.core.ask import states
from steun.core.decide.commitment import ACTIVE
from steun.core.decide.policy import RegionPart, Served, per_region
from steun.web.ask.request.model import Line, Request, seen_request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.planning import requirements
from steun.web.decide.planning.counts import served_now
from steun.web.decide.planning.requirements import MINUTE, Open, Unplanned
from steun.web.kernel.actor import Actor
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability

A_PAGE = 25
DEEPEST = 40
"""Pages: who looks further than a thousand requirements needs a filter."""
COUNTED = 1000
PROMISED = Commitment.objects.filter(state__in=ACTIVE)
UNPLACED = Q(lon=None) | Q(lat=None)
"""Organisations of which Steun knows no place to fall back on."""
A_MINUTE = 0.99999
"""In minutes, less what a number that is no whole one may be off."""
Order = tuple[int, datetime, UUID]
"""The most pressing class first; within it what is needed first."""


class Lasting(Func):
    """Minutes to one moment from another, as the database itself counts them: Django's way calls Python per row."""

    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="1440 * (julianday(%(expressions)s))", arg_joiner=NEGATIVE)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s) / 60", arg_joiner=" - ")


NEGATIVE = ") - julianday("


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader filters by; "" and None = everything."""

    priority: int | None = None
    capability: str = ""
    region: str = ""

    @property
    def among(self) -> Q:
        found = Q() if self.priority is None else Q(request__priority=self.priority)
        if self.capability:
            found &= Q(capability=self.capability)
        if self.region:
            found &= Q(request__requester=self.region) | Q(request__requester__region=self.region)
        return found

    def takes(self, it: Open) -> bool:
        requester = it.request.requester
        return (
            self.priority in (None, it.request.priority)
            and self.capability in ("", it.capability)
            and self.region in ("", requester.pk, requester.region_id)
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """One page. `more`: is there another?"""

    rows: list[Open]
    total: int
    more: bool


class Requirements:
    """All that is asked and not promised, for one reader at one moment."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.start = now.replace(second=0, microsecond=0)
        self.doubtful = list(Capability.objects.doubtful().values_list("pk", flat=True))
        unplaced = Q(requester__in=Organisation.objects.filter(UNPLACED).values("pk"))
        doubtful = Q(pk__in=Line.objects.filter(capability__in=self.doubtful).values("request"))
        among = Q(pk__in=PROMISED.values("request")) | unplaced & Q(Exists(lines_of_it())) | doubtful
        its = self.numbered(among)
        self.apart, self.unplanned = self.looked_at(its)
        self.promised = [it for it in its if it.stands]

    def numbered(self, among: Q) -> list[Open]:
        return requirements.numbered(requirements.open_requests(self.actor, among), [], self.now)

    def looked_at(self, its: Iterable[Open]) -> tuple[list[Open], list[Unplanned]]:
        """What the planner can take of the requirements that are open, and what it cannot."""
        found, unplanned = [], []
        for it in its:
            if it.stands >= it.asked:
                continue
            planned = requirements.line(it, self.start, self.now)
            if isinstance(planned, str):
                unplanned.append(Unplanned(it.request, planned))
            else:
                found.append(it)
        return found, unplanned

    def untouched(self) -> QuerySet[Line]:
        """Lines that are open whole, of requests whose place is known, of capabilities that count whatever the day."""
        open_ = Q(request__state__in=states.OPEN) & ~Q(request__extent__in=requirements.DECIDED)
        goes_on = Q(request__ends_at=None) | Q(request__ends_at__gt=self.now)
        placed = ~Q(request__requester__in=Organisation.objects.filter(UNPLACED).values("pk"))
        promised = Q(request__in=PROMISED.values("request"))
        sure = ~Q(request__in=Line.objects.filter(capability__in=self.doubtful).values("request"))
        known = sure if self.doubtful else Q()
        return Line.objects.filter(open_, goes_on, placed, known, ~promised, seen_request(self.actor)).order_by()

    @property
    def in_time(self) -> Q:
        """As `requirements.line` says too-late, from the other side."""
        begun = Q(request__starts_at=None)
        latest = Q(request__latest_at__gte=self.now) & (begun | Q(request__latest_at__gte=F("request__starts_at")))
        stays = GreaterThanOrEqual(Lasting("request__ends_at", "request__starts_at"), A_MINUTE)
        ends = Q(request__ends_at__gte=self.now + MINUTE) & (begun | Q(stays))
        return (Q(request__latest_at=None) | latest) & (Q(request__ends_at=None) | ends)

    @cached_property
    def counted(self) -> dict[tuple[str, int, str], tuple[int, int]]:
        """How many requirements, and pieces, are open of which nothing is promised: by capability, class and region."""
        region = Coalesce("request__requester__region", "request__requester")
        rows = self.untouched().filter(self.in_time).values_list("capability", "request__priority", region)
        found = rows.annotate(Count("pk"), Sum("quantity"))
        return {(capability, k, of): (count, pieces) for capability, k, of, count, pieces in found}

    @cached_property
    def by_capability(self) -> dict[str, tuple[int, int]]:
        """How many requirements, and pieces, are open of each capability."""
        found: dict[str, tuple[int, int]] = {}
        open_ = [(capability, *sums) for (capability, *_), sums in self.counted.items()]
        for capability, more, asked in (*open_, *((it.capability, 1, it.asked - it.stands) for it in self.apart)):
            count, pieces = found.get(capability, (0, 0))
            found[capability] = count + more, pieces + asked
        return found

    @cached_property
    def per_region(self) -> list[RegionPart]:
        """Per class: what part of its requirements each region is promised."""
        rows = [Served(k, region, n, 0, Fraction()) for (_, k, region), (n, _) in self.counted.items()]
        looked_at = [*self.promised, *(it for it in self.apart if not it.stands)]
        return per_region([*rows, *map(served_now, looked_at)])

    def page(self, chosen: Chosen, number: int) -> Listed:
        """One page of what the filters leave."""
        rows = self.untouched().filter(self.in_time, chosen.among)
        begins = Coalesce("request__starts_at", Value(self.now))
        ordered = rows.annotate(begins=begins).order_by("request__priority", "begins", "pk")
        apart = {self.order(it): it for it in self.apart if chosen.takes(it)}
        last = number * A_PAGE
        keys: list[Order] = list(ordered.values_list("request__priority", "begins", "pk")[: last + 1])
        keys = sorted([*keys, *apart])[last - A_PAGE : last + 1]
        shown = keys[:A_PAGE]
        loose = {key: it for key in shown if (it := apart.get(key))}
        fetched = self.fetched([key[2] for key in shown if key not in loose])
        found = [it for key in shown if (it := loose.get(key) or fetched.get(key[2]))]
        total = rows.count() + len(apart) if chosen.among else sum(count for count, _ in self.by_capability.values())
        return Listed(found, total, len(keys) > A_PAGE)

    def order(self, it: Open) -> Order:
        if it.row is None:
            raise ValueError("a promise is no requirement")
        return it.request.priority, it.request.starts_at or self.now, it.row.pk

    def fetched(self, keys: list[UUID]) -> dict[UUID, Open]:
        """These requirements, by the keys of their rows."""
        found, _ = self.looked_at(
            self.numbered(Q(pk__in=Line.objects.filter(pk__in=keys).order_by().values("request")))
        )
        return {it.row.pk: it for it in found if it.row and it.row.pk in keys}

    def others(self, number: int) -> tuple[list[Unplanned], bool]:
        """A page of what cannot be divided by counting, and whether there is more."""
        first, last = (number - 1) * A_PAGE, number * A_PAGE + 1
        found = list(islice(self.undividable(last), first, last))
        return found[:A_PAGE], len(found) > A_PAGE

    def undividable(self, most: int) -> Iterable[Unplanned]:
        requests = Request.objects.visible_to(self.actor).filter(state__in=states.OPEN)
        requests = requests.annotate(numbered=Exists(lines_of_it()))
        over = Q(numbered=False) | Q(extent__in=requirements.DECIDED) | Q(ends_at__lte=self.now)
        count = 0
        rows: Iterable[Any] = requests.filter(over).only(*NAMED).order_by("sent_at", "pk")[:most]
        for request in rows:
            count += 1
            yield Unplanned(request, requirements.unplannable(request, request.numbered, self.now))
        late = self.untouched().exclude(pk__in=self.untouched().filter(self.in_time).values("pk"))
        late = late.select_related("request").order_by("request__sent_at", "request", "pk")
        for line in late[: max(0, most - count)]:
            yield Unplanned(line.request, "too-late")
        yield from self.unplanned


NAMED = ("number", "title", "extent", "ends_at", "sent_at")


def lines_of_it() -> QuerySet[Line]:
    return Line.objects.filter(request=OuterRef("pk")).order_by()
