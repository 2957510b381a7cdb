"""Joining a running request with what one needs; taking that up, declining it, taking it back, or losing the request.

A need does not disappear: an addition that is declined, taken back or left without its request is a draft again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from steun.core.ask.addition import ADDITION, judge
from steun.core.ask.request import REQUEST
from steun.core.kernel.errors import Unknown
from steun.core.kernel.machine import NEW, Seats
from steun.rules.load import roles
from steun.web.ask.addition.model import Addition
from steun.web.ask.addition.read import addition_facts
from steun.web.ask.gate.gates import parties
from steun.web.ask.gate.seats import asking_roles
from steun.web.ask.request import acts as ask
from steun.web.ask.request.content import journalled
from steun.web.ask.request.facts import request_facts, whole
from steun.web.ask.request.model import Line, Request
from steun.web.ask.request.search.terms import find_by
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key, parse_key
from steun.web.kernel.life.once import once
from steun.web.kernel.people.notices import notify

JOURNALLED = ("title", "place", "municipalities", "lines", "reason", "starts_at", "ends_at")
"""What the joined request's journal records of the need."""
UNJUDGED = ("asked",)


@once("request.join")
def join(pk: UUID, joins: UUID, *, by: Actor, id: UUID | None = None) -> Request:
    """Join a similar request that runs already: this draft ends there as an addition, which waits to be judged.

    Its organisation becomes a party; who judges, who plans and who asked hear what is asked in addition.
    Whoever may read the outline of a request may join it, and then sees it whole.
    """
    keys = sorted({joins, pk})  # two that join each other lock in one order
    found = {key: ask.see(key, by, outline=key == joins) for key in keys}
    target, request = found[joins], found[pk]
    request.joined_to = target
    data = {"joined": target.key}
    apply_move(request, REQUEST, "join", by=by, facts=request_facts(request, by=by), data=data, id=id)
    request.save()
    parties({request.requester}, target, "joined")
    add(request, target, by)
    return target


def add(source: Request, target: Request, by: Actor) -> Addition:
    """The need of a draft, beside what was signed in the request that it joined."""
    it = Addition(id=new_key(), request=target, source=source, added_by_id=UUID(by.person), state="asked")
    facts = addition_facts(it, by=by)
    ADDITION.check(NEW, "add", by.whatever("acts"), facts)
    shown = journalled.shown(source)
    changes = {name: [None, shown[name]] for name in JOURNALLED if shown[name]}
    data = {"to": "asked", "of": source.key, "organisation": source.requester_id, "changes": changes}
    it.entry = record("addition.add", subject=it.key, case=target.pk, by=by.following, data=data)
    it.added_at = it.entry.recorded_at
    it.save(force_insert=True)
    notify_seats(it, it.entry, "addition-waits", judge(facts))
    watching = {*roles().coordinators, *(roles().planners if not target.addressee_id else ())} - judge(facts)
    notify_seats(it, it.entry, "addition-asked", watching)
    notify_asker(it, it.entry, "addition-asked", target)
    return it


def see(pk: UUID, by: Actor) -> Addition:
    """The addition, with the request that was joined and the draft that joined locked. Raises `Unknown`."""
    keys = Addition.objects.visible_to(by).filter(pk=pk).values_list("request_id", "source_id").first()
    if keys is None:
        raise Unknown("addition", pk)
    rows = whole(Request.objects.all()).select_for_update(of=("self",), no_key=True)
    locked = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    it = Addition.objects.get(pk=pk)
    it.request, it.source = locked[keys[0]], locked[keys[1]]
    return it


def judged(it: Addition, name: str, by: Actor, reason: str, id: UUID | None) -> Entry:
    facts = addition_facts(it, by=by, reason=reason)
    entry = apply_move(it, ADDITION, name, by=by, facts=facts, reason=reason, data=about(it), id=id)
    it.judged_at, it.judged_by_id, it.judged_role = entry.recorded_at, parse_key(by.person), by.role
    it.judgement = reason
    it.save()
    return entry


def about(it: Addition) -> dict[str, Any]:
    return {"of": it.source.key, "organisation": it.source.requester_id}


@once("addition.take-up")
def take_up(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Addition:
    """Let what was added count: it is asked with the rest from now on. What was signed stays as it was signed."""
    it = see(pk, by)
    entry = judged(it, "take-up", by, reason, id)
    request = it.request
    Line.objects.bulk_create(
        Line(request=request, capability=x.capability, quantity=x.quantity, minimum=x.minimum, note=x.note, addition=it)
        for x in it.source.lines.select_related("capability")
    )
    request.forget("lines")
    find_by(request)
    request.saved_at = clock.now()
    request.version += 1
    request.save()
    notify_asker(it, entry, "addition-taken-up", it.source)
    notify_asker(it, entry, "addition-taken-up", request)
    if not request.addressee_id:
        notify_seats(it, entry, "addition-taken-up", frozenset(roles().planners))
    return it


@once("addition.decline")
def decline(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Addition:
    """Say why it does not go with this request: it is a draft of its own again, to be signed and sent by itself."""
    it = see(pk, by)
    entry = judged(it, "decline", by, reason, id)
    separate(it, by)
    notify_asker(it, entry, "addition-declined", it.source)
    return it


@once("addition.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Addition:
    """Take it back before it was judged: the draft is there again."""
    it = see(pk, by)
    facts = addition_facts(it, by=by, reason=reason)
    apply_move(it, ADDITION, "withdraw", by=by, facts=facts, reason=reason, data=about(it), id=id)
    it.save()
    separate(it, by)
    return it


def separate(it: Addition, by: Actor) -> None:
    """The joined request is a draft again: inside the act that leaves its need without the other request."""
    source, by = it.source, by.following
    facts = replace(request_facts(source), separators=by.seats)
    apply_move(source, REQUEST, "separate", by=by, facts=facts, data={"from_request": it.request.key})
    source.joined_to, source.saved_at = None, clock.now()
    source.version += 1
    source.save()


def let_go(request: Request, by: Actor, states: Collection[str], reason: str) -> None:
    """The request ends without what was added: each need is a draft again, and whose it is hears so. Called inside."""
    by = by.following
    for it in Addition.objects.filter(request=request, state__in=states).select_related("source__requester"):
        it.request = request
        facts = addition_facts(it, causes=by.seats)
        entry = apply_move(it, ADDITION, "fall", by=by, facts=facts, reason=reason, data=about(it))
        it.save()
        separate(it, by)
        notify_asker(it, entry, "addition-fallen", it.source)


def notify_seats(it: Addition, entry: Entry, kind: str, seats: Seats | Collection[str]) -> None:
    """A message to the holders of some seats."""
    for seat in sorted(seats):
        role, _, organisation = seat.partition("@")
        notify(kind, [role], organisation or None, entry=entry, path=place(it), facts=notice_facts(it))


def notify_asker(it: Addition, entry: Entry, kind: str, request: Request) -> None:
    """A message to who asks: the organisation of this request. Its own request is what it looks at."""
    own = f"/requests/{it.source_id}" if request is it.source and it.source.state == "draft" else place(it)
    notified = asking_roles(request.requester.kind)
    notify(kind, notified, request.requester_id, entry=entry, path=own, facts=notice_facts(it))


def place(it: Addition) -> str:
    return f"/requests/{it.request_id}#addition-{it.pk}"


def notice_facts(it: Addition) -> dict[str, object]:
    return {
        "number": it.request.number or "", "title": it.request.title, "organisation": it.source.requester_id,
    }  # fmt: skip
