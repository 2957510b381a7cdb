"""Lists of requests, for pages and API alike: filtered, sorted, page by page, quick at any size."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery

from steun.rules.load import roles
from steun.web.ask.request.lists import sides
from steun.web.ask.request.lists.sides import CaseList
from steun.web.ask.request.model import Party, Request, RequestQuerySet, case_terms
from steun.web.ask.request.search import index
from steun.web.ask.timeliness.read import PROMISED
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import cursor
from steun.web.kernel.journal.models import Entry, EntryQuerySet
from steun.web.kernel.people.models import Organisation

PAGE = 25


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show. Empty means everything that the actor may see."""

    states: tuple[str, ...] = ()
    region: str = ""
    requester: str = ""
    incident: UUID | None = None
    basis: str = ""
    priority: int | None = None
    direction: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who can read a draft: everybody of an organisation, or one role there. `why`: codes in the context `party`."""

    organisation: Organisation
    why: str
    role: str = ""


def readers(request: Request) -> list[Reader]:
    """Who can read what was never sent, in words for its page; the same people as `model.read_along` lets in."""
    found = [Reader(request.requester, "requester")]
    region = request.requester if request.requester.kind == "safety-region" else request.requester.region
    if region and region != request.requester:
        found += [Reader(region, "adviser", role) for role in roles().advisers]
    others = request.party_rows.exclude(why="region").exclude(organisation=request.requester_id)
    rows = others.select_related("organisation").order_by("organisation__name_nl")
    return found + [Reader(row.organisation, row.why) for row in rows]


def matching(found: CaseList, actor: Actor, wanted: Filter) -> CaseList:
    """Of the cases that the actor reads, those that match."""
    if wanted.region:
        here = Organisation.objects.filter(Q(pk=wanted.region) | Q(region=wanted.region))
        found = found.asked_by(here.values_list("pk", flat=True))
    if wanted.search and (few := index.holding(case_terms(wanted.search))) is not None:
        found = found.where(lambda rows: rows.filter(pk__in=few))
    return found.where(lambda rows: narrowed(rows, actor, wanted))


def narrowed(rows: RequestQuerySet, actor: Actor, wanted: Filter) -> RequestQuerySet:
    """The rows that match, apart from their region."""
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.requester:
        rows = rows.filter(requester=wanted.requester)
    if wanted.incident:
        rows = rows.filter(incident=wanted.incident)
    if wanted.basis:
        rows = rows.filter(parts__basis=wanted.basis)
    if wanted.priority:
        rows = rows.filter(priority=wanted.priority)
    if wanted.direction:
        rows = rows.filter(direction=wanted.direction)
    if wanted.search:
        rows = rows.search(wanted.search, actor)
    return rows


def page(actor: Actor, wanted: Filter, after: str = "", size: int = PAGE) -> tuple[list[Request], str]:
    """One page, the last begun first, and the key to go on from ("" at the end). Over a key that never changes:
    what somebody saves between two pages is lost by no reader. Raises `Malformed` for a bad key."""
    cases = matching(sides.cases(actor), actor, wanted)
    if after:
        before = cursor(Request.objects.all(), "pk", after)
        cases = cases.before(before)
    found = cases.page(listed(Request.objects.all(), actor), "begun", size + 1)
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""


def changed(actor: Actor, wanted: Filter, after: str, size: int = PAGE) -> tuple[list[Request], str]:
    """Requests about which the journal has an entry after a position, in that order, and the position to go on from.

    What changes while one reads moves to the end: it is listed again, never missed. Entries that the reader may not see
    do not count. Saving a draft makes no entry. Raises `Malformed` for a bad position.
    """
    later = entries_for(actor).filter(position__gt=cursor(Entry.objects.all(), "pk", after))
    cases = matching(sides.cases(actor), actor, wanted).where(lambda rows: rows.filter(pk__in=later.values("case")))
    rows = listed(Request.objects.filter(cases.within()), actor)
    found = list(rows.order_by(F("last_entry"))[: size + 1])
    return found[:size], str(found[size - 1].last_entry) if len(found) > size else ""


def entries_for(actor: Actor) -> EntryQuerySet:
    """Entries about requests that count as a change of what this actor reads: of an outline, its moves."""
    rows = Entry.objects.for_audience(actor)
    if actor.sees_all_cases:
        return rows
    whole = Exists(Party.objects.filter(request=OuterRef("case"), organisation=actor.organisation))
    return rows.filter(Q(action__startswith="request.") | whole)


def listed(rows: RequestQuerySet, actor: Actor) -> RequestQuerySet:
    """With what a row of a list shows. `last_entry`: the position of the last entry that the reader may see."""
    last = entries_for(actor).filter(case=OuterRef("pk")).order_by("-position").values("position")[:1]
    rows = rows.annotate(**{"last_entry": Subquery(last)})
    return rows.select_related("requester", "effect", "incident").prefetch_related("parts", *PROMISED)
