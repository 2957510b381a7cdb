"""What is done with persons: invited, helped with a password, unreachable, let go. See, check, record, change, save."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from steun.core.kernel.errors import NotYours, Refused, Unknown
from steun.core.kernel.verdict import Verdict
from steun.core.people.mandate import AWAY_AT_MOST, SOURCE, need
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.people import open_sessions
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.kernel.people.notices import write
from steun.web.kernel.people.tree import ADMINISTRATOR
from steun.web.people.mandate.acts import end
from steun.web.people.organisation.reach import last_administrator, must_administer, see_person, wholly_under
from steun.web.people.person.key import end_keys
from steun.web.people.person.shape import AboutIn, PersonIn

RESET = "/account/password/reset/"
"""Where a mail about a password leads when its own link has expired."""


def key_of(person: Person) -> str:
    return f"person:{person.pk}"


@once("person.invite")
def invite(shape: PersonIn, organisation: str, *, by: Actor, id: UUID | None = None) -> Person:
    """Make somebody known and mail a link to set a password. The same id twice gives the same person and one mail."""
    place = Organisation.objects.filter(pk=organisation).first()
    if place is None:
        raise Unknown("organisation", organisation)
    must_administer(by, place)
    email = shape.email.lower()
    known = Verdict(not Person.objects.filter(email__iexact=email).exists(), "person-is-new", SOURCE)
    need(known)
    person = Person(id=id or new_key(), email=email, name=shape.name, phone=shape.phone, language=shape.language)
    person.set_unusable_password()
    entry = record("people.invited", subject=key_of(person), by=by, data={"organisation": place.pk}, id=id)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:  # somebody invited the same address a moment ago
        raise Refused([Verdict(False, known.code, SOURCE)]) from error
    write(person, "invited", entry=entry, path=RESET)
    return person


def is_looked_after(person: Person, by: Actor) -> bool:
    """May the actor help this person with the account, and end it?"""
    return by.role == ADMINISTRATOR and wholly_under(by, person)


def _must_look_after(person: Person, by: Actor) -> None:
    """Only administrators look after others, and only after who works wholly under them."""
    if by.role != ADMINISTRATOR:
        raise NotYours({ADMINISTRATOR})
    need(Verdict(wholly_under(by, person), "person-is-wholly-yours", SOURCE))


def _oneself_or_looked_after(person: Person, by: Actor) -> None:
    if str(person.pk) != by.person:
        _must_look_after(person, by)


@once("person.reset-password")
def reset_password(pk: UUID, *, by: Actor, id: UUID | None = None) -> Person:
    """The password stops working at once, everywhere; a link to set a new one is mailed."""
    person = see_person(pk, by)
    _must_look_after(person, by)
    need(Verdict(person.is_active, "person-is-active", SOURCE))
    entry = record("people.password-reset", subject=key_of(person), by=by, id=id)
    end_keys(person, by=by.following, because="password-reset")
    person.set_unusable_password()
    person.save(update_fields=["password"])
    write(person, "password-reset", entry=entry, path=RESET)
    return person


@transaction.atomic
def password_was_set(pk: UUID) -> None:
    """A new password, whoever knew the old one: on record, and the keys that were made before end with it."""
    person = Person.objects.get(pk=pk)
    themselves = Actor(person=str(pk), role="", organisation="")
    record("people.password-set", subject=key_of(person), by=themselves)
    end_keys(person, by=themselves, because="password-set")


@transaction.atomic
def forgot_password(pk: UUID) -> None:
    """Somebody who cannot log in asks for a link. The password stays as it is until a new one is set."""
    person = Person.objects.filter(pk=pk, is_active=True).first()
    if person is None:
        return
    themselves = Actor(person=str(pk), role="", organisation="")
    entry = record("people.password-forgotten", subject=key_of(person), by=themselves)
    write(person, "password-reset", entry=entry, path=RESET)


@once("person.reset-second-step")
def reset_second_step(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Person:
    """The telephone is lost: app, passkeys and recovery codes are forgotten; set up anew at the next log-in."""
    person = see_person(pk, by)
    _must_look_after(person, by)
    need(Verdict(str(person.pk) != by.person, "second-step-not-of-oneself", SOURCE))
    entry = record("people.second-step-reset", subject=key_of(person), by=by, reason=reason, id=id)
    end_keys(person, by=by.following, because="second-step-reset")
    Authenticator.objects.filter(user=person).delete()
    open_sessions.end(person)
    write(person, "second-step-reset", entry=entry, path="/account/2fa/")
    return person


@once("person.deactivate")
def deactivate(pk: UUID, *, by: Actor, reason: str, id: UUID | None = None) -> Person:
    """Nobody logs in as this person any more; every mandate, and what was passed on from it, ends."""
    person = see_person(pk, by)
    _must_look_after(person, by)
    rows = Mandate.objects.filter(person=person, revoked_at=None).select_related("organisation", "person")
    held = list(rows.select_for_update(of=("self",), no_key=True))
    need(
        Verdict(person.is_active, "person-is-active", SOURCE),
        Verdict(str(person.pk) != by.person, "person-is-not-oneself", SOURCE),
        Verdict(not last_administrator(held), "last-administrator", SOURCE),
    )
    record("people.deactivated", subject=key_of(person), by=by, reason=reason, id=id)
    now = clock.now()
    standing = [m for m in held if m.valid_until is None or m.valid_until > now]
    end(standing, by=by.following, reason=reason, because=key_of(person))
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    return person


@once("person.activate")
def activate(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Person:
    """Let somebody back in, without mandates: those are given anew. A link to set a password is mailed."""
    person = see_person(pk, by)
    _must_look_after(person, by)
    need(Verdict(not person.is_active, "person-is-inactive", SOURCE))
    entry = record("people.activated", subject=key_of(person), by=by, reason=reason, id=id)
    person.is_active = True
    person.save(update_fields=["is_active"])
    write(person, "invited", entry=entry, path=RESET)
    return person


@once("person.set-unreachable")
def set_unreachable(pk: UUID, until: datetime | None, *, by: Actor, id: UUID | None = None) -> Person:
    """Not reachable until then: what waits goes to the next in rank. None = reachable again."""
    person = see_person(pk, by)
    _oneself_or_looked_after(person, by)
    now, days = clock.now(), {"days": AWAY_AT_MOST.days}
    need(
        Verdict(until is None or until > now, "unreachable-until-later", SOURCE),
        Verdict(until is None or until <= now + AWAY_AT_MOST, "unreachable-not-for-ever", SOURCE, days),
    )
    data = {"until": until.isoformat() if until else None}
    record("people.unreachable" if until else "people.reachable", subject=key_of(person), by=by, data=data, id=id)
    person.unreachable_until = until
    person.save(update_fields=["unreachable_until"])
    return person


@once("person.describe")
def describe(pk: UUID, shape: AboutIn, *, by: Actor, id: UUID | None = None) -> Person:
    """Correct a name, a telephone number, the language of mails. The journal says which fields, not their content."""
    person = see_person(pk, by)
    _oneself_or_looked_after(person, by)
    given = {k: v for k, v in shape.model_dump(exclude_none=True).items() if getattr(person, k) != v}
    if not given:
        return person
    record("people.described", subject=key_of(person), by=by, data={"fields": sorted(given)}, id=id)
    for name, value in given.items():
        setattr(person, name, value)
    person.save(update_fields=list(given))
    return person
