"""Open streams: how one is let in, and whether its log-in and its mandate still stand. All for many streams at once.

A log-in ends by logging out, by its time, by another password, and when an administrator ends it: the row of the
session is gone, or its hash no longer fits the person. A mandate ends by its date, by being revoked, or with its
person's account.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import parse_key
from steun.web.kernel.live.token import Seat
from steun.web.kernel.people.models import Mandate, Person

Take = Callable[[str, object], None]
"""Takes one message: its kind, and its content."""
ENDED, LOGGED_OUT = "mandate-ended", "logged-out"


@dataclass(eq=False, slots=True)
class Member:
    """One stream: of which seat, in which session, and up to which position it was told."""

    seat: Seat
    session: str  # key
    after: int
    take: Take
    actor: Actor | None = None
    password: str = field(default="", repr=False)  # as it is kept: another one ends the stream


def admit(members: Collection[Member]) -> dict[Member, str]:
    """Give each its actor. Returns who is not let in, and why."""
    persons = persons_of({member.session for member in members})
    held = mandates_of({member.seat.mandate for member in members})
    refused: dict[Member, str] = {}
    for member in members:
        person, mandate = persons.get(member.session), held.get(member.seat.mandate)
        if person is None or person.pk != member.seat.person:
            refused[member] = LOGGED_OUT
        elif mandate is None or mandate.person_id != person.pk:
            refused[member] = ENDED
        else:
            member.actor, member.password = Actor.of_mandate(mandate), person.password
    return refused


def persons_of(sessions: Collection[str]) -> dict[str, Person]:
    """Who is logged in under each of these keys, as `django.contrib.auth` finds it."""
    rows = Session.objects.filter(pk__in=sessions, expire_date__gt=timezone.now())
    data = {row.pk: row.get_decoded() for row in rows}
    wanted = {key: who for key, it in data.items() if (who := parse_key(it.get(SESSION_KEY)))}
    people = Person.objects.filter(is_active=True).in_bulk(list(wanted.values()))
    found: dict[str, Person] = {}
    for key, who in wanted.items():
        person = people.get(who)
        if person and constant_time_compare(data[key].get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
            found[key] = person
    return found


def mandates_of(keys: Collection[UUID]) -> dict[UUID, Mandate]:
    rows = Mandate.objects.valid_at(clock.now()).filter(pk__in=keys).select_related("organisation", "person")
    return {row.pk: row for row in rows}


def ended(members: Iterable[Member]) -> dict[Member, str]:
    """Whose log-in or mandate no longer stands, and which of the two."""
    members = list(members)
    sessions = Session.objects.filter(pk__in={m.session for m in members}, expire_date__gt=timezone.now())
    alive = set(sessions.values_list("pk", flat=True))
    mandates = Mandate.objects.valid_at(clock.now()).filter(pk__in={m.seat.mandate for m in members})
    held = set(mandates.values_list("pk", flat=True))
    passwords = dict(Person.objects.filter(pk__in={m.seat.person for m in members}).values_list("pk", "password"))
    found: dict[Member, str] = {}
    for member in members:
        if member.session not in alive or passwords.get(member.seat.person) != member.password:
            found[member] = LOGGED_OUT
        elif member.seat.mandate not in held:
            found[member] = ENDED
    return found
