"""Acts that wait for one seat, found by the index of whose turn it is, never by looking at every open act.

The roles of a gate stand in one text (`|locc|ncc|`), of which a database holds few different ones: they are looked up
first, one leap through the index each. Then each text by itself has its acts in the order of their deadline.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from steun.web.ask.gate.model import Gate, GateQuerySet
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor

STANDS = "state IN ('open', 'phoned', 'attested')"
LEAPS = """
WITH RECURSIVE found(roles) AS (
  SELECT (SELECT min(roles) FROM steun_gate WHERE {stands} AND organisation_id {seat})
  UNION ALL
  SELECT (SELECT min(roles) FROM steun_gate WHERE {stands} AND organisation_id {seat} AND roles > found.roles)
  FROM found WHERE found.roles IS NOT NULL
) SELECT roles FROM found WHERE roles IS NOT NULL
"""
FEW = 500
"""So many requests are named to the database one by one."""
SOONEST = (F("due_at").asc(nulls_last=True), "ready_at")


def texts(organisation: str | None) -> list[str]:
    """The different texts of roles among the acts that stand open for an organisation, or for none by name."""
    seat = "IS NULL" if organisation is None else "= %s"
    given = [] if organisation is None else [organisation] * 2
    with connection.cursor() as cursor:
        cursor.execute(LEAPS.format(stands=STANDS, seat=seat), given)
        return [roles for (roles,) in cursor.fetchall()]


def seats(actor: Actor) -> list[Q]:
    """Each a part of the index in which something may wait for this actor; together, and apart, they are all of it."""
    return [
        Q(organisation=organisation, roles=roles)
        for organisation in (actor.organisation, None)
        for roles in texts(organisation)
        if f"|{actor.role}|" in roles
    ]


def waiting(actor: Actor) -> GateQuerySet:
    """What waits for this actor, in no order."""
    found = Q(pk__in=[])
    for seat in seats(actor):
        found |= seat
    return Gate.objects.visible_to(actor).waiting_for(actor).filter(found)


def with_a_turn(actor: Actor) -> Q:
    """Requests in which something waits for this actor. Few are named; of many a list that is read in its order soon
    meets one, so each is asked by itself."""
    few = list(waiting(actor).order_by().values_list("request", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return Q(pk__in=few)
    return Q(Exists(Gate.objects.visible_to(actor).waiting_for(actor).filter(request=OuterRef("pk"))))


def soonest(actor: Actor, most: int) -> list[Gate]:
    """What waits for this actor, the earliest deadline first, at most so many."""
    rows = Gate.objects.visible_to(actor).waiting_for(actor).select_related("request__requester", "organisation")
    found = [gate for seat in seats(actor) for gate in rows.filter(seat).order_by(*SOONEST)[:most]]
    return sorted(found, key=deadline)[:most]


def deadline(gate: Gate) -> tuple[datetime, datetime]:
    return gate.due_at or moments.ENDLESS, gate.ready_at or moments.ENDLESS
