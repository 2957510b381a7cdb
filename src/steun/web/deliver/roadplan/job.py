"""The job that makes a road plan, position by position of the dial; it shows that it lives, and how far it is."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from steun.core.deliver.roadplan import BEING_MADE, ROADPLAN, RoadPlanFacts
from steun.web.deliver.roadplan.model import RoadPlan, TouchedByPlan
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure.jobs import beats, patiently
from steun.web.kernel.failure.retry import each
from steun.web.kernel.life.own import step
from steun.web.kernel.people.models import Organisation
from steun.web.know.road.read import stretches

WAITS = (0, 60, 120, 240, 480, 720)
"""Minutes: the positions of the dial that are looked at."""
SILENT = timedelta(minutes=5)
"""After so long without a sign of life nobody makes it any more. Real time."""
log = logging.getLogger("steun")


@task()
def make_road_plan(key: str) -> None:
    """The job. A queue may hand it out twice, so it begins only what waits."""
    make(UUID(key))


def make(pk: UUID) -> None:
    """Make it, or say why it could not be made."""
    if not patiently(lambda: move(pk, "begin")):
        return
    try:
        patiently(lambda: work(pk))
    except Exception as error:
        log.exception("road plan %s failed", pk)
        failure = f"{type(error).__name__}: {error}"[:300]
        patiently(lambda: move(pk, "fail", failure=failure))


def work(pk: UUID) -> None:
    from steun.optimise.marching import MovementPolicy, plan_positions, read_joint

    problem, standing, free, more = read_joint(RoadPlan.objects.get(pk=pk).problem)
    stopped, progress = beats(RoadPlan.objects.filter(pk=pk))
    policy = MovementPolicy(lane=more["lane"], car_kmh=more["kmh"])
    waits = WAITS if problem.zones else WAITS[:1]  # without evacuees there is nobody to wait for
    found: dict[str, Any] = {}
    for one in plan_positions(problem, standing, free, waits, policy, stopped, progress):
        found[str(one.wait)] = one.as_dict()
    name = "finish" if len(found) == len(waits) else "halt"
    keep(pk, name, found, more["organisations"], [leg for it in standing for leg in it.legs])


@transaction.atomic
def keep(pk: UUID, name: str, found: dict[str, Any], organisations: list[str], stands: list[Any]) -> None:
    """What came out, and whom it touches: along each way, before and after, and whose people leave."""
    if not move(pk, name, {"positions": digest(found)}, positions=found, progress=100):
        return
    links = {leg.link for leg in stands}
    links |= {leg[0] for one in found.values() for legs in one["schedules"].values() for leg in legs}
    known = stretches()
    codes = {
        code for link in links if link in known
        for code in (*known[link].regions, *known[link].municipalities, *known[link].owners)
    }  # fmt: skip
    there = Organisation.objects.in_bulk([*codes, *organisations])
    TouchedByPlan.objects.bulk_create([TouchedByPlan(plan_id=pk, organisation_id=code) for code in sorted(there)])


def digest(found: object) -> str:
    return sha256(json.dumps(found, sort_keys=True).encode()).hexdigest() if found else ""


@transaction.atomic
def move(pk: UUID, name: str, data: dict[str, Any] | None = None, **changes: Any) -> bool:
    """One move that the worker makes. False when it is elsewhere already."""
    it = RoadPlan.objects.select_for_update(no_key=True).get(pk=pk)
    if not any(m.source == it.state and m.name == name for m in ROADPLAN.moves):
        return False
    content = {"failure": changes["failure"]} if "failure" in changes else dict(data or {})
    facts = RoadPlanFacts()
    entry = step(it, ROADPLAN, name, by=Actor.clock(), facts=facts, data=content, audience="national")
    for field, value in {**changes, "beat_at": timezone.now(), "since": entry.happened_at}.items():
        setattr(it, field, value)
    it.save()
    return True


def give_up_silent(now: datetime) -> int:
    """Those whose maker is gone, a machine that stopped, have failed; somebody may ask again."""
    lost = RoadPlan.objects.filter(state__in=BEING_MADE, beat_at__lt=timezone.now() - SILENT)
    keys = list(lost.values_list("pk", flat=True))
    return each(keys, lambda pk: move(pk, "fail", failure="no sign of life from whoever made it"))
