"""Lists of requests, for pages and API alike: filtered, sorted, page by page, quick at any size."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from steun.core.kernel.errors import Fault, Malformed
from steun.web.ask.request.model import Request, RequestQuerySet
from steun.web.kernel.actor import Actor

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


def matching(actor: Actor, wanted: Filter) -> RequestQuerySet:
    """Visible requests that match."""
    rows = Request.objects.visible_to(actor)
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.requester:
        rows = rows.filter(requester=wanted.requester)
    if wanted.region:
        rows = rows.filter(Q(requester=wanted.region) | Q(requester__region=wanted.region))
    if wanted.incident:
        rows = rows.filter(incident=wanted.incident)
    if wanted.basis:
        rows = rows.filter(parts__basis=wanted.basis)
    if wanted.priority:
        rows = rows.filter(priority=wanted.priority)
    if wanted.direction:
        rows = rows.filter(direction=wanted.direction)
    if wanted.search:
        rows = rows.search(wanted.search)
    return rows


def page(actor: Actor, wanted: Filter, after: str = "", size: int = PAGE) -> tuple[list[Request], str]:
    """One page, last changed first, and the cursor of the next one ("" at the end).

    Raises `Malformed` for a bad cursor.
    """
    rows = matching(actor, wanted)
    if after:
        moment, key = opened(after)
        rows = rows.filter(Q(saved_at__lt=moment) | Q(saved_at=moment, pk__lt=key))
    rows = rows.select_related("requester", "effect", "incident").prefetch_related("parts")
    found = list(rows.order_by("-saved_at", "-pk")[: size + 1])
    more = closed(found[size - 1]) if len(found) > size else ""
    return found[:size], more


def closed(row: Request) -> str:
    """Where the list goes on after this row, as a text for an address."""
    return base64.urlsafe_b64encode(json.dumps([row.saved_at.isoformat(), str(row.pk)]).encode()).decode()


def opened(cursor: str) -> tuple[datetime, UUID]:
    try:
        moment, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return datetime.fromisoformat(moment), UUID(key)
    except (ValueError, TypeError) as error:
        raise Malformed([Fault("after", "unreadable")]) from error
