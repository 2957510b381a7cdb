"""What ministries do with critical entities: designate one, revise, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.know.baseline.designation import DESIGNATION, SOUND
from steun.rules.knowing.risks import risk_rules
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, faults_of, plain, seen, step
from steun.web.kernel.people.models import Organisation
from steun.web.know.designation.model import TERMS, Designation
from steun.web.know.designation.shape import DesignationIn

FIELDS = {
    "designated-by-a-ministry": "entity", "entity-can-be-designated": "entity", "designated-once": "service",
    "designated-by-today": "designated_on",
}  # fmt: skip
"""At which field it is said that a rule is not met."""


@once("designation.designate")
def designate(shape: DesignationIn, *, by: Actor, id: UUID | None = None) -> Designation:
    """Designate an organisation as a critical entity, in the name of one's own ministry."""
    if by.role not in roles().signers or by.kind != risk_rules().designates:
        raise NotYours(frozenset(roles().signers))
    it = Designation(id=id or new_key(), ministry_id=by.organisation, since=clock.now())
    put(it, shape)
    born(it, DESIGNATION, "designate", by=by, facts=it.facts(), data=contents(it), id=id)
    return it


@once("designation.revise")
def revise(pk: UUID, shape: DesignationIn, *, by: Actor, id: UUID | None = None) -> Designation:
    """Say it anew."""
    it = seen(Designation, pk, by)
    before = contents(it)
    put(it, shape)
    changes = differences(before, contents(it))
    step(it, DESIGNATION, "revise", by=by, facts=it.facts(changes=bool(changes)), data={"changes": changes}, id=id)
    it.since = clock.now()
    it.save()
    return it


@once("designation.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Designation:
    """It is no critical entity any more, for this service."""
    it = seen(Designation, pk, by)
    step(it, DESIGNATION, "withdraw", by=by, facts=it.facts(reason=reason), reason=reason, id=id)
    it.save()
    return it


def put(it: Designation, shape: DesignationIn) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    faults = []
    entity = Organisation.objects.filter(pk=shape.entity).first()
    if entity is None:
        faults.append(Fault("entity", "unknown-code", {"value": shape.entity}))
    else:
        it.entity = entity
    if shape.sector not in risk_rules().sectors:
        faults.append(Fault("sector", "unknown-code", {"value": shape.sector}))
    for name in TERMS:
        setattr(it, name, getattr(shape, name))
    if entity is not None:
        faults += faults_of(SOUND, it.facts(), FIELDS)
    if faults:
        raise Malformed(faults)
    names = [text for one in (it.entity, it.ministry) for text in (one.pk, one.name_nl, one.name_en)]
    it.search = folded(" ".join((it.service, it.origin, *names, *risk_rules().sectors[it.sector].title.values())))


def contents(it: Designation) -> dict[str, Any]:
    """What an entry says of a designation."""
    said = {name: plain(getattr(it, name)) for name in TERMS}
    return {"entity_id": it.entity_id, "ministry_id": it.ministry_id, **said}
