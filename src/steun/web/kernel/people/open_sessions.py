"""The sessions in which somebody is logged in, and their end: what was stolen with a telephone does not live on."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from steun.web.kernel.people.models import Person


def of(person: Person) -> Iterator[Session]:
    """Each is opened to see whose it is: seldom needed, and a few hundred at most."""
    wanted = str(person.pk)
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == wanted:
            yield session


def end(person: Person, *, but: str | None = None) -> int:
    """End all of them, but for the one in which the change is made. Returns how many."""
    keys = [session.pk for session in of(person) if session.pk != but]
    return Session.objects.filter(pk__in=keys).delete()[0]
