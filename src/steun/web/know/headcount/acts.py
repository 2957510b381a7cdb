"""What people do with headcounts: state one, revise, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.know.baseline.headcount import HEADCOUNT, SOUND
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, faults_of, plain, seen, step
from steun.web.know.headcount.model import TERMS, Headcount
from steun.web.know.headcount.shape import HeadcountIn

FIELDS = {
    "elsewhere-within-people": "people", "register-is-named": "other_register", "counted-by-today": "counted_on",
    "counted-again-later": "again_by",
}  # fmt: skip
"""At which field it is said that a rule is not met."""


@once("headcount.state")
def state(shape: HeadcountIn, *, by: Actor, id: UUID | None = None) -> Headcount:
    """State how many people one's own organisation counts with, and how many of them stand elsewhere too."""
    if by.role not in roles().drafters:
        raise NotYours(frozenset(roles().drafters))
    it = Headcount(id=id or new_key(), organisation_id=by.organisation, since=clock.now())
    put(it, shape)
    born(it, HEADCOUNT, "state", by=by, facts=it.facts(), data=contents(it), id=id)
    return it


@once("headcount.revise")
def revise(pk: UUID, shape: HeadcountIn, *, by: Actor, id: UUID | None = None) -> Headcount:
    """Count anew."""
    it = seen(Headcount, pk, by)
    before = contents(it)
    put(it, shape)
    changes = differences(before, contents(it))
    step(it, HEADCOUNT, "revise", by=by, facts=it.facts(changes=bool(changes)), data={"changes": changes}, id=id)
    it.since = clock.now()
    it.save()
    return it


@once("headcount.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Headcount:
    """It holds no more, and none takes its place."""
    it = seen(Headcount, pk, by)
    step(it, HEADCOUNT, "withdraw", by=by, facts=it.facts(reason=reason), reason=reason, id=id)
    it.save()
    return it


def put(it: Headcount, shape: HeadcountIn) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    for name in TERMS:
        setattr(it, name, getattr(shape, name))
    facts = it.facts()
    faults = faults_of(SOUND, facts, FIELDS)
    if faults:
        raise Malformed(faults)
    whose = it.organisation
    it.search = folded(" ".join((it.group, it.other_register, whose.pk, whose.name_nl, whose.name_en)))


def contents(it: Headcount) -> dict[str, Any]:
    """What an entry says of a headcount."""
    return {"organisation_id": it.organisation_id, **{name: plain(getattr(it, name)) for name in TERMS}}
