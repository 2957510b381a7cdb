"""What people do with self-assessments: write one down, revise, state, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.know.baseline.assessment import ASSESSMENT, GRADES, SOUND
from steun.rules.load import roles
from steun.rules.policy.baseline import baseline
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, faults_of, plain, seen, step
from steun.web.know.assessment.model import TERMS, Assessment
from steun.web.know.assessment.shape import AssessmentIn
from steun.web.know.catalogue.model import Capability
from steun.web.know.need.model import Need

FIELDS = {
    "evidence-is-given": "evidence", "gap-is-named": "gap", "assessed-by-today": "assessed_on",
    "assessed-again-later": "again_by",
}  # fmt: skip
"""At which field it is said that a rule is not met."""


@once("assessment.draft")
def draft(shape: AssessmentIn, *, by: Actor, id: UUID | None = None) -> Assessment:
    """Write down how far one's own organisation meets a criterion. Nobody else sees it before it is stated."""
    if by.role not in roles().drafters:
        raise NotYours(frozenset(roles().drafters))
    it = Assessment(id=id or new_key(), organisation_id=by.organisation, since=clock.now())
    put(it, shape, by)
    born(it, ASSESSMENT, "draft", by=by, facts=it.facts(), data=contents(it), id=id)
    return it


@once("assessment.revise")
def revise(pk: UUID, shape: AssessmentIn, *, by: Actor, id: UUID | None = None) -> Assessment:
    """Say it anew: what changed, what was mended, or what a test showed."""
    it = seen(Assessment, pk, by)
    before = contents(it)
    put(it, shape, by)
    changes = differences(before, contents(it))
    step(it, ASSESSMENT, "revise", by=by, facts=it.facts(changes=bool(changes)), data={"changes": changes}, id=id)
    it.since = clock.now()
    it.save()
    return it


@once("assessment.state")
def state(pk: UUID, *, by: Actor, id: UUID | None = None) -> Assessment:
    """State it: the region sees it, and who divides or audits."""
    it = seen(Assessment, pk, by)
    it.since = step(it, ASSESSMENT, "state", by=by, facts=it.facts(), id=id).happened_at
    it.save()
    return it


@once("assessment.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Assessment:
    """It holds no more, and none takes its place."""
    it = seen(Assessment, pk, by)
    step(it, ASSESSMENT, "withdraw", by=by, facts=it.facts(reason=reason), reason=reason, id=id)
    it.save()
    return it


def put(it: Assessment, shape: AssessmentIn, by: Actor) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    faults = []
    known = {"requirement": baseline().requirements, "grade": GRADES}
    for name, codes in known.items():
        if getattr(shape, name) not in codes:
            faults.append(Fault(name, "unknown-code", {"value": getattr(shape, name)}))
    if shape.capability and not Capability.objects.filter(pk=shape.capability).exists():
        faults.append(Fault("capability", "unknown-code", {"value": shape.capability}))
    if shape.need and not Need.objects.visible_to(by).filter(pk=shape.need).exists():
        faults.append(Fault("need", "unknown-code", {"value": str(shape.need)}))
    for name in TERMS:
        setattr(it, name, getattr(shape, name))
    it.capability_id, it.need_id = shape.capability or None, shape.need
    facts = it.facts()
    faults += faults_of(SOUND, facts, FIELDS)
    if faults:
        raise Malformed(faults)
    title = baseline().requirements[it.requirement].title
    whose = it.organisation
    it.search = folded(
        " ".join((it.criterion, it.evidence, it.gap, *title.values(), whose.pk, whose.name_nl, whose.name_en))
    )


def contents(it: Assessment) -> dict[str, Any]:
    """What an entry says of an assessment."""
    named = {"capability_id": it.capability_id, "need_id": str(it.need_id) if it.need_id else None}
    return {"organisation_id": it.organisation_id, **named, **{name: plain(getattr(it, name)) for name in TERMS}}
