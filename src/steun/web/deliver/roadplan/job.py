"""The job that makes a road plan, position by position of the dial; it shows that it lives, and how far it is."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from steun.core.deliver.roadplan import BEING_MADE, ROADPLAN, RoadPlanFacts
from steun.web.deliver.joint.evacuees import who_decides
from steun.web.deliver.roadplan.model import RoadPlan, TouchedByPlan
from steun.web.kernel.failure.jobs import Made, beats
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import notify
from steun.web.know.road.read import stretches

WAITS = (0, 60, 120, 240, 480, 720)
"""Minutes: the positions of the dial that are looked at."""
MADE = Made(RoadPlan, ROADPLAN, RoadPlanFacts, BEING_MADE, audience="national")


@task()
def make_road_plan(key: str) -> None:
    """The job: make it, or say why it could not be made."""
    make(UUID(key))


def make(pk: UUID) -> None:
    MADE.make(pk, work)


def work(pk: UUID) -> None:
    from steun.optimise.marching import MovementPolicy, plan_positions, plan_repairs, read_joint

    it = RoadPlan.objects.get(pk=pk)
    problem, standing, free, more = read_joint(it.problem)
    stopped, progress = beats(RoadPlan.objects.filter(pk=pk))
    policy = MovementPolicy(lane=more["lane"], car_kmh=more["kmh"])
    waits = WAITS if problem.zones else WAITS[:1]  # without evacuees there is nobody to wait for
    if it.about_id:
        each = plan_repairs(problem, standing, waits, policy, stopped)
    else:
        each = plan_positions(problem, standing, free, waits, policy, stopped, progress)
    found: dict[str, Any] = {str(one.wait): one.as_dict() for one in each}
    whole = found if it.about_id else len(found) == len(waits)
    name = "finish" if whole else "halt"
    keep(pk, name, found, more["organisations"], [leg for it in standing for leg in it.legs])


@transaction.atomic
def keep(pk: UUID, name: str, found: dict[str, Any], organisations: list[str], stands: list[Any]) -> None:
    """What came out, and whom it touches: along each way, before and after, and whose people leave."""
    if not MADE.move(pk, name, {"positions": digest(found)}, positions=found, progress=100):
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
    ask_who_loses(RoadPlan.objects.select_related("entry").get(pk=pk))


def ask_who_loses(it: RoadPlan) -> None:
    """Who decides on an evacuation hears that some position of the dial waits for a yes."""
    for seats in who_decides(it.asks).values():
        for seat in sorted(seats):
            role, _, organisation = seat.partition("@")
            notify("roadplan-asks", (role,), organisation, entry=it.entry, path=f"/roadplans/{it.pk}")


def digest(found: object) -> str:
    return sha256(json.dumps(found, sort_keys=True).encode()).hexdigest() if found else ""
