"""What people do with road plans: ask, stop, agree to a position of the dial, adopt one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from steun.core.deliver.movement.life import HOLDS
from steun.core.deliver.roadplan import ROADPLAN, RoadPlanFacts
from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.rules.load import roles
from steun.web.deliver.joint.evacuees import hours_left, who_decides
from steun.web.deliver.joint.question import asked, mark
from steun.web.deliver.joint.times import give_times, marches_of
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.planning import this_minute
from steun.web.deliver.roadplan.job import make, make_road_plan
from steun.web.deliver.roadplan.model import TERMS, RoadPlan
from steun.web.deliver.roadplan.shape import QuestionIn
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, locked, plain, seen, step
from steun.web.kernel.moments import parsed

AUDIENCE = "national"
"""Who reads the entries; others read their own stretch, on the page."""
DAYS = timedelta(days=3)
LONGEST = timedelta(days=14)


def beginners() -> tuple[str, ...]:
    return (*roles().movers, *roles().coordinators)


@once("roadplan.ask-road-plan")
def ask(shape: QuestionIn, *, by: Actor, id: UUID | None = None) -> RoadPlan:
    """Look at who wants the roads as it is now, and let a worker make it. About one movement it is made at once, while
    who asked waits: all others keep their times."""
    if by.role not in beginners():
        raise NotYours(frozenset(beginners()))
    start = max(this_minute(), (shape.starts_at or this_minute()).replace(second=0, microsecond=0))
    ends = shape.ends_at or start + DAYS
    about = Movement.objects.visible_to(by).filter(pk=shape.about, state__in=HOLDS).first() if shape.about else None
    faults = [] if about or not shape.about else [Fault("about", "unknown-code", {"value": str(shape.about)})]
    faults += [] if start < ends else [Fault("ends_at", "end-lies-after-start")]
    faults += [] if ends - start <= LONGEST else [Fault("ends_at", "road-plan-lasts-two-weeks")]
    if faults:
        raise Malformed(faults)
    found = asked(start, ends, shape.keep, about)
    it = RoadPlan(
        id=id or new_key(), organisation_id=by.organisation, starts_at=start, ends_at=ends,
        by_hour=shape.by_hour or hours_left(start), keep=shape.keep, about=about, problem=found.text,
        beat_at=timezone.now(), since=timezone.now(),
    )  # fmt: skip
    it.search = folded("wegenplan road plan")  # nothing that those along the ways do not read
    facts = RoadPlanFacts(movements=found.movements, roles=roles())
    it.since = born(it, ROADPLAN, "ask-road-plan", by=by, facts=facts, data=contents(it), id=id,
                    audience=AUDIENCE).happened_at  # fmt: skip
    it.save(update_fields=["since"])
    transaction.on_commit(lambda: make(it.pk) if about else make_road_plan.enqueue(str(it.pk)))
    return it


@once("roadplan.stop")
def stop(pk: UUID, *, by: Actor, id: UUID | None = None) -> RoadPlan:
    """Enough: the positions that are computed are kept."""
    it = seen(RoadPlan, pk, by)
    name = "cancel" if it.state == "queued" else "stop"
    it.since = step(it, ROADPLAN, name, by=by, facts=facts_of(it), id=id, audience=AUDIENCE).happened_at
    it.save()
    return it


@once("roadplan.agree-to-position")
def agree(pk: UUID, *, by: Actor, wait: int, id: UUID | None = None) -> RoadPlan:
    """Who decides on an evacuation agrees that columns wait no longer than this for its people."""
    it = seen(RoadPlan, pk, by)
    mine = [code for code, seats in who_decides(it.organisations).items() if seats & by.seats]
    agreed = {**it.agreed, **dict.fromkeys(mine, wait)}
    step(it, ROADPLAN, "agree-to-position", by=by, facts=facts_of(it, wait), data={"agreed": agreed}, id=id,
         audience=AUDIENCE)  # fmt: skip
    it.agreed = agreed
    it.save()
    return it


@once("roadplan.adopt")
def adopt(
    pk: UUID, *, by: Actor, wait: int, movements: Collection[UUID] | None = None, id: UUID | None = None
) -> RoadPlan:
    """Give movements the times of a position of the dial: all of these, or none with the reason."""
    it = seen(RoadPlan, pk, by)
    keys = None if movements is None else {str(key) for key in movements}
    chosen = [key for key in it.changing(wait) if keys is None or key in keys]
    rows = locked(Movement.objects.filter(state__in=("bid", *HOLDS))).order_by("pk")
    its = {str(row.pk): row for row in rows}
    known = it.question
    start = parsed(known["start"])
    marches = {
        key: marches_of(its[key], start, it.position(wait), known["movements"][key]) for key in chosen if key in its
    }
    other = [key for key in chosen if key not in its or mark(its[key]) != known["movements"][key]["mark"]]
    facts = facts_of(
        it, wait, chosen=len(chosen), without_way=tuple(its[key].name for key in marches if marches[key] is None),
        changed=tuple(its[key].name if key in its else "?" for key in other),
        unagreed=tuple(code for code in it.losing(wait) if it.agreed.get(code) != wait),
    )  # fmt: skip
    adopted = {**it.adopted, **dict.fromkeys(chosen, wait)}
    step(it, ROADPLAN, "adopt", by=by, facts=facts, data={"adopted": adopted}, id=id, audience=AUDIENCE)
    release(chosen, its, marches, start)
    for key in chosen:
        give_times(its[key], start, marches[key], by, str(it.pk))
    it.adopted = adopted
    it.save()
    return it


def release(chosen: list[str], its: dict[str, Movement], marches: dict[str, Any], start: datetime) -> None:
    """All get their times at once, before each is checked against the others: two that change places fit."""
    for key in chosen:
        Movement.objects.filter(pk=key, state__in=HOLDS).update(marches=marches[key], counted_from=start)


def facts_of(it: RoadPlan, wait: int | None = None, **more: Any) -> RoadPlanFacts:
    seats = who_decides(it.organisations).values()
    return RoadPlanFacts(
        movements=1, deciders=frozenset().union(*seats), computed=wait is not None and bool(it.position(wait)),
        roles=roles(), **more,
    )  # fmt: skip


def contents(it: RoadPlan) -> dict[str, Any]:
    """What an entry tells of it; the question by its digest."""
    terms = {name: getattr(it, name) for name in TERMS}
    return {
        **{name: str(value) if isinstance(value, UUID) else plain(value) for name, value in terms.items()},
        "organisation_id": it.organisation_id, "problem": sha256(it.problem.encode()).hexdigest(),
    }  # fmt: skip
