"""What is done with mandates: given, passed on, revoked. See, check, record, change, save."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from steun.core.kernel.errors import Fault, Malformed, NotYours, Unknown
from steun.core.kernel.machine import CLOCK
from steun.core.kernel.verdict import Verdict
from steun.core.people.mandate import DELEGATE, GIVE, SOURCE, MandateFacts, check, need
from steun.rules.load import law
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.declaration import DECLARED
from steun.web.kernel.life.once import once
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.kernel.people.notices import write
from steun.web.people.mandate.shape import DelegationIn, MandateIn
from steun.web.people.organisation.reach import administers, administrators, last_administrator, must_administer


def key_of(mandate: Mandate) -> str:
    return f"mandate:{mandate.pk}"


def faults_of(shape: MandateIn | DelegationIn) -> list[Fault]:
    """Codes and persons that are not known, each at its field."""
    faults = []
    if not Person.objects.filter(pk=shape.person).exists():
        faults.append(Fault("person", "unknown-person"))
    known = {basis.code for basis in law().bases}
    for place, code in enumerate(shape.bases or ()):
        if code not in known:
            faults.append(Fault(f"bases.{place}", "unknown-code", {"value": code}))
    acts = known_acts()
    for place, code in enumerate(shape.acts or ()):
        if code not in acts:
            faults.append(Fault(f"acts.{place}", "unknown-code", {"value": code}))
    return faults


def known_acts() -> list[str]:
    """The acts that a mandate may name: every move of every life that people make, life by life."""
    every = ((life.machine, move) for life in DECLARED.values() for move in life.machine.moves)
    return list(
        dict.fromkeys(f"{machine.name}.{move.name}" for machine, move in every if move.by != frozenset({CLOCK}))
    )


def limits_of(shape: MandateIn | DelegationIn, own: dict[str, object] | None = None) -> dict[str, object]:
    """The limits as stored; what is left out is as in one's own mandate."""
    limits = dict(own or {})
    if shape.bases is not None:
        limits["bases"] = sorted(set(shape.bases))
    if shape.quantity is not None:
        limits["quantity"] = shape.quantity
    if shape.acts is not None:
        limits["acts"] = sorted(set(shape.acts))
    return limits


def held_already(person: UUID, role: str, organisation: str, since: datetime, until: datetime | None) -> bool:
    """Does the person hold this seat at any moment of the period?"""
    rows = Mandate.objects.of_seat(role, organisation).filter(person=person, revoked_at=None)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=since))
    return (rows if until is None else rows.filter(valid_from__lt=until)).exists()


def as_journal(mandate: Mandate) -> dict[str, object]:
    """A mandate as the journal records it: persons by their key only."""
    return {
        "person": str(mandate.person_id),
        "role": mandate.role,
        "organisation": mandate.organisation_id,
        "on_behalf_of": str(mandate.on_behalf_of_id or ""),
        "valid_from": mandate.valid_from.isoformat(),
        "valid_until": mandate.valid_until.isoformat() if mandate.valid_until else None,
        "limits": mandate.limits,
        "delegable": mandate.delegable,
        "rank": mandate.rank,
        "delegated_from": str(mandate.delegated_from_id or ""),
    }


@once("mandate.give")
def give_mandate(
    shape: MandateIn, organisation: str, *, by: Actor, id: UUID | None = None, reason: str = ""
) -> Mandate:
    """An administrator lets a person hold a role for an organisation. The same id twice gives the same mandate."""
    place = Organisation.objects.filter(pk=organisation).first()
    if place is None:
        raise Unknown("organisation", organisation)
    must_administer(by, place)
    authority = law().authorities.get(shape.role)
    faults = faults_of(shape)
    if authority is None:
        faults.append(Fault("role", "unknown-code", {"value": shape.role}))
    if shape.on_behalf_of and not Person.objects.filter(pk=shape.on_behalf_of).exists():
        faults.append(Fault("on_behalf_of", "unknown-person"))
    if faults or authority is None:
        raise Malformed(faults)
    now = clock.now()
    person = Person.objects.select_for_update(no_key=True).get(pk=shape.person)
    since, until = shape.valid_from or now, shape.valid_until
    limits, mandator = limits_of(shape), mandator_of(shape, place, now)
    facts = MandateFacts(
        now=now,
        valid_from=since,
        valid_until=until,
        organisation_kind=place.kind,
        kinds_of_role=authority.organisation_kinds,
        role_source=authority.source.title,
        to_oneself=str(person.pk) == by.person,
        person_active=person.is_active,
        held_already=held_already(person.pk, shape.role, place.pk, since, until),
        mandator_holds_power=shape.on_behalf_of is None or mandator is not None,
        limits=limits,
        own_until=mandator.valid_until if mandator else None,
        own_limits=mandator.limits if mandator else {},
    )
    check(GIVE, facts)
    mandate = Mandate(
        id=id or new_key(), person=person, role=shape.role, organisation=place, on_behalf_of_id=shape.on_behalf_of,
        valid_from=since, valid_until=until, limits=limits, delegable=shape.delegable, rank=shape.rank,
    )  # fmt: skip
    return _save("people.mandate-given", mandate, by, id, reason)


def mandator_of(shape: MandateIn, place: Organisation, now: datetime) -> Mandate | None:
    """The mandate of whoever one is to decide in the name of: of the same seat, held now and in the own name."""
    if shape.on_behalf_of is None or shape.on_behalf_of == shape.person:
        return None
    seat = Mandate.objects.valid_at(now).of_seat(shape.role, place.pk).filter(on_behalf_of=None)
    return seat.filter(person=shape.on_behalf_of).first()


@once("mandate.delegate")
def delegate(mandate: UUID, shape: DelegationIn, *, by: Actor, id: UUID | None = None, reason: str = "") -> Mandate:
    """Pass on one's own mandate, within its period and limits, when it may be passed on. Awb 10:9."""
    own = Mandate.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").filter(
        pk=mandate, person_id=by.person
    ).first()  # fmt: skip
    if own is None:
        raise Unknown("mandate", mandate)
    if faults := faults_of(shape):
        raise Malformed(faults)
    now = clock.now()
    person = Person.objects.get(pk=shape.person)
    since, until = shape.valid_from or max(now, own.valid_from), shape.valid_until or own.valid_until
    limits = limits_of(shape, own.limits)
    facts = MandateFacts(
        now=now,
        valid_from=since,
        valid_until=until,
        to_oneself=person.pk == own.person_id,
        person_active=person.is_active,
        held_already=held_already(person.pk, own.role, own.organisation_id, since, until),
        limits=limits,
        own_from=own.valid_from,
        own_until=own.valid_until,
        own_limits=own.limits,
        own_delegable=own.delegable,
        own_in_force=Mandate.objects.valid_at(now).filter(pk=own.pk).exists(),
    )
    check(DELEGATE, facts)
    given = Mandate(
        id=id or new_key(), person=person, role=own.role, organisation=own.organisation,
        on_behalf_of_id=own.on_behalf_of_id or own.person_id, valid_from=since, valid_until=until, limits=limits,
        delegable=shape.delegable, delegated_from=own, rank=shape.rank,
    )  # fmt: skip
    return _save("people.mandate-delegated", given, by, id, reason)


def _save(action: str, mandate: Mandate, by: Actor, id: UUID | None, reason: str) -> Mandate:
    entry = record(action, subject=key_of(mandate), by=by, reason=reason, data=as_journal(mandate), id=id)
    mandate.save(force_insert=True)
    _notify("mandate-given", mandate, entry)
    return mandate


def _notify(kind: str, mandate: Mandate, entry: Entry) -> None:
    facts = {"role": mandate.role, "organisation": mandate.organisation_id}
    write(mandate.person, kind, entry=entry, path="/me", facts=facts)


@once("mandate.revoke")
def revoke_mandate(pk: UUID, *, by: Actor, reason: str, id: UUID | None = None) -> Mandate:
    """End a mandate now, and all that was passed on from it. By an administrator, or by whoever passed it on."""
    rows = Mandate.objects.select_for_update(of=("self",), no_key=True).select_related("organisation", "person")
    mandate = rows.filter(pk=pk).first()
    if mandate is None:
        raise Unknown("mandate", pk)
    if not may_revoke(mandate, by):
        raise NotYours(administrators(mandate.organisation))
    if not reason.strip():
        raise Malformed([Fault("reason", "required")])
    need(
        Verdict(mandate.revoked_at is None, "mandate-stands", SOURCE),
        Verdict(not last_administrator([mandate]), "last-administrator", SOURCE),
    )
    end([mandate], by=by, reason=reason, id=id)
    return mandate


def may_revoke(mandate: Mandate, by: Actor) -> bool:
    giver = mandate.delegated_from.person_id if mandate.delegated_from else None
    return administers(by, mandate.organisation) or str(giver) == by.person


def end(mandates: Iterable[Mandate], *, by: Actor, reason: str, id: UUID | None = None, because: str = "") -> None:
    """Revoke, each with its own entry, and go on with what hangs on it. The caller has checked that the actor may."""
    for mandate in mandates:
        data = {"person": str(mandate.person_id), "role": mandate.role, "organisation": mandate.organisation_id}
        if because:
            data["because"] = because
        entry = record("people.mandate-revoked", subject=key_of(mandate), by=by, reason=reason, data=data, id=id)
        mandate.revoked_at, id = entry.recorded_at, None
        mandate.save(update_fields=["revoked_at"])
        _notify("mandate-revoked", mandate, entry)
        end(hanging_on(mandate), by=by.following, reason=reason, because=key_of(mandate))


def hanging_on(mandate: Mandate) -> QuerySet[Mandate]:
    """What ends with a mandate: what was passed on from it, and what others hold in the name of its holder."""
    hangs = Q(delegated_from=mandate)
    if mandate.on_behalf_of_id is None:
        named = {"on_behalf_of": mandate.person_id, "role": mandate.role, "organisation": mandate.organisation_id}
        hangs |= Q(delegated_from=None, **named)
    return Mandate.objects.filter(hangs, revoked_at=None).select_related("organisation", "person")
