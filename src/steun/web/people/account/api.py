"""Log-ins for machines: who came in from where, and the screens on which one is logged in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest

from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, in_order, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.people.account import own_sessions
from steun.web.people.account.access import Access
from steun.web.people.account.access_page import accesses

router = Room()


class AccessOut(Shape):
    """A log-in, log-out or attempt. `person`: null when nobody here was meant. `address`: from where."""

    at: datetime
    kind: str
    person: UUID | None
    address: str
    agent: str


def access_out(it: Access) -> dict[str, Any]:
    return {"person": it.person_id, **{n: getattr(it, n) for n in ("at", "kind", "address", "agent")}}


@router.get("/access", response=Page[AccessOut])
def access_list(
    http: HttpRequest, kind: Literal["", "failures"] = "", after: After = "", limit: Limit = 100
) -> dict[str, Any]:
    """Log-ins and attempts, newest first, for the installation's own administrators; or the failures among them."""
    return page(accesses(Actor.of(http), kind), access_out, after, limit, newest=True)


class SessionOut(Shape):
    """A screen on which you are logged in. `here`: the one that asks. `id` names it, and opens nothing."""

    id: str
    since: datetime | None
    address: str
    agent: str
    ends_at: datetime
    here: bool


class EndedOut(Shape):
    ended: int


@router.get("/sessions", response=Page[SessionOut])
def session_list(http: HttpRequest, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """Where you are logged in now, this screen first, for a session of your own; a key sees none. There are few."""
    found = own_sessions.screens(own_sessions.owner(http), http.session.session_key)
    return in_order(found, asdict, after, limit)


@router.post("/sessions/{name}/end", response=EndedOut)
def session_end(http: HttpRequest, name: str) -> dict[str, int]:
    """End one of your log-ins, or `others`: all but this one. In a live world prove first who you are, on a page."""
    person = own_sessions.owner(http)
    own_sessions.prove_again(http)
    return {"ended": own_sessions.end(http, person, name)}
