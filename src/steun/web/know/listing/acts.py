"""What people do with listings: propose, review, publish, confirm anew, withdraw."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.know.catalogue.listing import LISTING, OPEN, SOUND, ListingFacts, keepers
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key, parse_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, locked, plain, seen, step
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import notify
from steun.web.know.catalogue import publication
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.listing.model import RECORDED_AS, SAID, Listing
from steun.web.know.listing.shape import ListingIn, TermsIn

FIELDS = {
    "listing-owner-can-answer": "owner", "listing-stands-alone": "name_nl", "listing-is-valid-ahead": "valid_until",
    "listing-is-confirmed-in-time": "valid_until", "season-is-whole": "season_from",
}  # fmt: skip
"""At which field it is said that a rule is not met."""
LONGEST_CODE = 50


@once("listing.propose")
def propose(shape: ListingIn, *, by: Actor, id: UUID | None = None) -> Listing:
    """Propose a capability, or a change to one: who reviews it is told."""
    return proposed(shape, by=by, id=id)


def proposed(shape: ListingIn, *, by: Actor, id: UUID | None = None, quietly: bool = False) -> Listing:
    """The same, inside another act. quietly: that act says itself who is notified."""
    if by.role not in (may := keepers(roles())):
        raise NotYours(frozenset(may))
    it = Listing(id=id or new_key(), author_id=by.organisation, since=clock.now())
    it.code = shape.code or free_code(shape.name_en or shape.name_nl)
    it.capability = Capability.objects.filter(pk=it.code).first()
    put(it, shape, by)
    entry = born(it, LISTING, "propose", by=by, facts=it.facts(by), data=contents(it), id=id)
    if not quietly:
        notify_reviewers(it, entry)
    return it


@once("listing.revise")
def revise(pk: UUID, shape: TermsIn, *, by: Actor, id: UUID | None = None) -> Listing:
    """Say it anew: it is reviewed anew as well."""
    it = seen(Listing, pk, by)
    before = contents(it)
    put(it, shape, by)
    changes = differences(before, contents(it))
    facts = it.facts(by, changes=bool(changes))
    entry = step(it, LISTING, "revise", by=by, facts=facts, data={"changes": changes}, id=id)
    it.since = clock.now()
    it.save()
    notify_reviewers(it, entry)
    return it


@once("listing.review")
def review(pk: UUID, *, by: Actor, id: UUID | None = None) -> Listing:
    """Another agrees with what it says."""
    it = moved(pk, "review", by, "", id)
    notify("listing-reviewed", dividers(), None, entry=it.entry, path=path_of(it), facts=notice_facts(it))
    return it


@once("listing.return")
def give_back(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Listing:
    """It is not right yet, and why."""
    return moved(pk, "return", by, reason, id)


@once("listing.publish")
def publish(pk: UUID, *, by: Actor, id: UUID | None = None) -> Listing:
    """From now on the catalogue says this; what it said before is over."""
    it = seen(Listing, pk, by)
    entry = step(
        it, LISTING, "publish", by=by, facts=it.facts(by), data={"reconfirmed_on": plain(clock.today())}, id=id
    )
    former = locked(Listing.objects.filter(code=it.code, state="published")).first()
    if former:
        step(former, LISTING, "replace", by=by.following, facts=replace(former.facts(by), causes=by.seats))
        former.since = clock.now()
        former.save()
    it.reconfirmed_on, it.since = clock.today(), clock.now()
    it.capability = publication.put(
        it.code, it.said, owner=it.owner_id, confirmed=it.reconfirmed_on, valid_until=it.valid_until
    )
    it.save()
    notify_others(it, entry, by)
    return it


@once("listing.reconfirm")
def reconfirm(pk: UUID, *, by: Actor, valid_until: date, id: UUID | None = None) -> Listing:
    """Its owner says that it still holds, until another day."""
    now = {"valid_until": valid_until, "reconfirmed_on": clock.today()}
    it = moved(pk, "reconfirm", by, "", id, now)
    publication.confirm(it.code, confirmed=clock.today(), valid_until=it.valid_until)
    return it


@once("listing.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Listing:
    """It is not proposed any more; of what was published, the capability leaves the catalogue."""
    was = seen(Listing, pk, by).state
    it = moved(pk, "withdraw", by, reason, id)
    if was == "published":
        publication.withdraw(it.code)
    return it


def moved(
    pk: UUID, name: str, by: Actor, reason: str, id: UUID | None, recorded: Mapping[str, Any] | None = None
) -> Listing:
    """One step with what it brings along; the others are told."""
    it = seen(Listing, pk, by)
    values = dict(recorded or {})
    for column, value in values.items():
        setattr(it, column, value)
    data = {column: plain(value) for column, value in values.items()}
    facts: ListingFacts = it.facts(by, reason=reason)
    entry = step(it, LISTING, name, by=by, facts=facts, data=data, reason=reason, id=id)
    it.since, it.reminded = entry.happened_at, False
    it.save()
    notify_others(it, entry, by)
    return it


def put(it: Listing, shape: TermsIn, by: Actor) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    faults = []
    known = {effect.pk: effect for effect in Effect.objects.filter(pk__in=shape.effects)}
    faults += [
        Fault(f"effects.{n}", "unknown-code", {"value": code})
        for n, code in enumerate(shape.effects)
        if code not in known
    ]
    faults += [] if shape.effects else [Fault("effects", "required")]
    owner = Organisation.objects.filter(pk=shape.owner).first()
    if owner is None:
        faults.append(Fault("owner", "unknown-code", {"value": shape.owner}))
    it.said = {name: getattr(shape, name) for name in SAID} | {
        "effects": sorted(set(shape.effects)), "classes": sorted(set(shape.classes)),
        "name_en": shape.name_en or shape.name_nl, "year": shape.year or str(clock.today().year),
    }  # fmt: skip
    it.owner_id, it.valid_until, it.proposed_by_id = shape.owner, shape.valid_until, parse_key(by.person)
    verdicts = [rule(it.facts(by)) for rule in SOUND]
    faults += [Fault(FIELDS[v.code], v.code, v.facts) for v in verdicts if not v and not (
        v.code == "listing-owner-can-answer" and owner is None
    )]  # fmt: skip
    if faults or owner is None:
        raise Malformed(faults)
    names = (it.name_nl, it.name_en, it.code, it.said["place_nl"], owner.name_nl, owner.name_en, owner.pk)
    it.search = folded(" ".join(names))


def free_code(name: str) -> str:
    """A code for a capability that has none yet, after its name.

    >>> re.sub(r"[^a-z0-9]+", "-", "bridge, 11 m").strip("-")
    'bridge-11-m'
    """
    stem = re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")[:LONGEST_CODE].strip("-") or "capability"
    taken = set(Capability.objects.filter(pk__startswith=stem).values_list("pk", flat=True))
    taken |= set(Listing.objects.filter(code__startswith=stem, state__in=OPEN).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := stem if n == 1 else f"{stem}-{n}") not in taken)


def contents(it: Listing) -> dict[str, Any]:
    """What an entry says of a listing, and what the row says of it now."""
    own = {name: plain(getattr(it, name)) for name in ("code", "author_id", "owner_id", "valid_until")}
    return {**own, **{RECORDED_AS.get(name, name): value for name, value in it.said.items()}}


def reads(it: Listing) -> dict[str, Any]:
    """As entries tell it."""
    return {**contents(it), "reconfirmed_on": plain(it.reconfirmed_on)}


def notice_facts(it: Listing) -> dict[str, Any]:
    return {"title": it.name_nl, "state": it.state}


def path_of(it: Listing) -> str:
    return f"/listings/{it.pk}"


def dividers() -> tuple[str, ...]:
    return (*roles().coordinators, *roles().planners)


def notify_reviewers(it: Listing, entry: Entry) -> None:
    """The owner, of what another proposes; else who divides."""
    if it.owner_id != it.author_id:
        notify("listing-proposed", keepers(roles()), it.owner_id, entry=entry, path=path_of(it), facts=notice_facts(it))
        return
    notify("listing-proposed", dividers(), None, entry=entry, path=path_of(it), facts=notice_facts(it))


def notify_others(it: Listing, entry: Entry, by: Actor) -> None:
    """Who proposed it and who answers for it, but for whoever did this."""
    for code in sorted({it.author_id, it.owner_id} - {by.organisation}):
        notify("listing-moved", keepers(roles()), code, entry=entry, path=path_of(it), facts=notice_facts(it))
