"""Where one is logged in now: every screen with when and from where it came in, and the end of one or of all others.

To end one, somebody proves again who it is: an open screen of a colleague ends nobody's night. Keys are no log-ins and
end no log-ins; they stand by themselves. What is ended is in the log of coming in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steun.core.kernel.errors import NotYours, Unknown
from steun.web.kernel import moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.input.forms import see_other
from steun.web.kernel.people import open_sessions
from steun.web.kernel.people.models import Person
from steun.web.people.account import access

OTHERS = "others"
"""In the place of one name: all but the one in which this is asked."""
ENDED = "session-ended"


@dataclass(frozen=True, slots=True)
class Screen:
    """A session as its owner sees it. `id` is no key to it."""

    id: str
    since: datetime | None
    address: str
    agent: str
    ends_at: datetime
    here: bool


def name_of(session_key: str) -> str:
    """What a session is called outside: from it nobody gets the key itself."""
    return sha256(session_key.encode()).hexdigest()[:32]


def screens(person: Person, here: str | None) -> list[Screen]:
    """All of one person, this one first, then the latest."""
    found = [shown(session, here) for session in open_sessions.of(person)]
    return sorted(found, key=lambda s: (not s.here, -(s.since.timestamp() if s.since else 0.0), s.id))


def shown(session: Session, here: str | None) -> Screen:
    came = session.get_decoded().get(access.CAME, {})
    since = moments.parsed(came["at"]) if "at" in came else None
    address, agent = came.get("address", ""), came.get("agent", "")
    return Screen(name_of(session.pk), since, address, agent, session.expire_date, session.pk == here)


def end(http: HttpRequest, person: Person, name: str) -> int:
    """End the session of this name, or all others. Raises `Unknown`. Returns how many."""
    here = http.session.session_key
    keys = [s.pk for s in open_sessions.of(person) if (s.pk != here if name == OTHERS else name_of(s.pk) == name)]
    if not keys and name != OTHERS:
        raise Unknown("session", name)
    for _key in keys:
        access.note(http, ENDED, person)
    return Session.objects.filter(pk__in=keys).delete()[0]


def owner(http: HttpRequest) -> Person:
    """Whose log-ins these are. Raises `NotYours` for a key: it would outlive what was ended."""
    actor = Actor.of(http)
    if actor.key:
        raise NotYours(limit="key")
    return Person.objects.get(pk=actor.person)


def must_prove_again(http: HttpRequest) -> bool:
    """Play worlds know no passwords."""
    return not settings.IS_PLAY and is_reauthentication_required(http, app="")


def prove_again(http: HttpRequest) -> None:
    """For machines with a session. Raises `NotYours`."""
    if must_prove_again(http):
        raise NotYours(limit="prove-again")


@require_POST
@reauthentication_required(enabled=must_prove_again)  # type: ignore[untyped-decorator]  # allauth has no types
def end_page(http: HttpRequest, name: str) -> HttpResponse:
    """The button beside a screen."""
    end(http, owner(http), name)
    messages.success(http, _("Ended. Whoever sits there has to log in again."))
    return see_other(reverse("people:me"))
