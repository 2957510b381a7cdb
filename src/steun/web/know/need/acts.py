"""What people do with needs: write one down, revise, state, withdraw. An agreement that names one answers it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.know.need import NEED, SOUND
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, faults_of, locked, seen, step
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import notify
from steun.web.know.catalogue.model import Capability, Effect
from steun.web.know.merge.acts import lapse
from steun.web.know.need.model import NAMED, TERMS, Need
from steun.web.know.need.shape import NeedIn

FIELDS = {"need-names-something": "capability", "need-is-of-somebody-else": "addressee"}
"""At which field it is said that a rule is not met."""
MODELS = {"capability": Capability, "effect": Effect, "addressee": Organisation}


@once("need.draft")
def draft(shape: NeedIn, *, by: Actor, id: UUID | None = None) -> Need:
    """Write down what one's own organisation would need. Nobody else sees it before it is stated."""
    if by.role not in roles().drafters:
        raise NotYours(frozenset(roles().drafters))
    need = Need(id=id or new_key(), organisation_id=by.organisation, since=clock.now())
    put(need, shape)
    born(need, NEED, "draft", by=by, facts=need.facts(), data=contents(need), id=id)
    return need


@once("need.revise")
def revise(pk: UUID, shape: NeedIn, *, by: Actor, id: UUID | None = None) -> Need:
    """Say it anew. What was agreed for it may not fit any more, so it waits for an answer again."""
    need = seen(Need, pk, by)
    before = contents(need)
    put(need, shape)
    changes = differences(before, contents(need))
    step(need, NEED, "revise", by=by, facts=need.facts(changes=bool(changes)), data={"changes": changes}, id=id)
    need.since = clock.now()
    need.save()
    lapse(need, by)
    return need


@once("need.state")
def state(pk: UUID, *, by: Actor, id: UUID | None = None) -> Need:
    """State it: who divides sees it, and of whom it is needed. It binds nobody."""
    return stated(pk, by=by, id=id)


def stated(pk: UUID, *, by: Actor, id: UUID | None = None, quietly: bool = False) -> Need:
    """The same, inside another act. quietly: that act says itself who is notified."""
    need = seen(Need, pk, by, "capability", "effect")
    entry = step(need, NEED, "state", by=by, facts=need.facts(), id=id)
    need.since = entry.happened_at
    need.save()
    if not quietly:
        notify_addressee(need)
    return need


def notify_addressee(need: Need) -> None:
    """Of whom it is needed, when it is of somebody."""
    if need.addressee_id:
        path, facts = f"/needs/{need.pk}", {"title": need.what}
        notify("need-stated", roles().drafters, need.addressee_id, entry=need.entry, path=path, facts=facts)


@once("need.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Need:
    """It is no need any more."""
    need = seen(Need, pk, by)
    step(need, NEED, "withdraw", by=by, facts=need.facts(reason=reason), reason=reason, id=id)
    need.save()
    lapse(need, by)
    return need


def cover(pk: UUID, pieces: int, *, by: Actor, agreement: str) -> None:
    """So many pieces are held ready for it now, by agreements that name it. `agreement`: the one that changed that."""
    need: Need | None = locked(Need.objects.all()).filter(pk=pk).first()
    if need is None or need.state not in {"stated", "answered"} or need.covered == pieces:
        return
    move = "answer" if pieces else "reopen"
    data = {"covered": pieces, "because": agreement}
    step(need, NEED, move, by=by.following, facts=need.facts(causes=by.seats), data=data)
    need.covered = pieces
    need.save()


def put(need: Need, shape: NeedIn) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    faults = []
    for name, model in MODELS.items():
        code = getattr(shape, name)
        if code and not model._default_manager.filter(pk=code).exists():
            faults.append(Fault(name, "unknown-code", {"value": code}))
        setattr(need, f"{name}_id", code or None)
    for name in TERMS:
        setattr(need, name, getattr(shape, name))
    facts = need.facts()
    faults += faults_of(SOUND, facts, FIELDS)
    if faults:
        raise Malformed(faults)
    names = (need.capability, need.effect, need.organisation, need.addressee)
    text = " ".join(f"{it.name_nl} {it.name_en}" for it in names if it)
    need.search = folded(f"{text} {need.place} {need.scenario}")


def contents(need: Need) -> dict[str, Any]:
    """What an entry tells of a need."""
    named = {f"{name}_id": getattr(need, f"{name}_id") for name in NAMED}
    return {"organisation_id": need.organisation_id, **named, **{name: getattr(need, name) for name in TERMS}}
