"""The world as the planner sees it: open requirements, units with what occupies them, promises that may give way.

Nothing of the planner is imported until somebody asks: it is heavy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from steun.core.decide.policy import AllocationPolicy
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.commitment.read import ROAD_PERCENT
from steun.web.decide.planning.displaceable import may_yield, own_offer, promised, standing
from steun.web.decide.planning.requirements import MINUTE, Open, Unplanned, line, open_requests, wanted
from steun.web.decide.planning.supply import supplier, suppliers
from steun.web.kernel import clock
from steun.web.know.unit.model import Unit

if TYPE_CHECKING:
    from steun.optimise import Assignment, Problem
    from steun.optimise import Line as Requirement


@dataclass(slots=True)
class PlanningInput:
    """A problem, and what its names mean. `stands`: promises that may give way, as the planner writes them.
    `unkept`: promises of which pieces are not there any more."""

    start: datetime
    problem: Problem
    lines: dict[str, Open]
    units: dict[str, Unit]
    stands: tuple[Assignment, ...] = ()
    unplanned: list[Unplanned] = field(default_factory=list)
    unkept: list[Commitment] = field(default_factory=list)

    def moment(self, minute: int) -> datetime:
        return self.start + minute * MINUTE


def look(policy: AllocationPolicy, *, left_out: Iterable[str] = ()) -> PlanningInput:
    """What is open and what there is, now. `left_out`: keys of lines that get nothing this time."""
    from steun.optimise import Problem

    now = clock.now()
    start = now.replace(second=0, microsecond=0)
    requests = open_requests()
    units = suppliers(now)
    out, found = set(left_out), []
    unplanned: list[Unplanned] = []
    requirements: list[Requirement] = []
    for it in wanted(requests, unplanned, now):
        requirement = line(it, start, now)
        if isinstance(requirement, str):
            unplanned.append(Unplanned(it.request, requirement))
        else:
            found.append(it)
            if it.key not in out:
                requirements.append(replace(requirement, created=policy.lead))
    lower = [r for r in requests if r.priority in policy.displace and not r.addressee_id]
    yielding = [c for r in lower for c in r.commitments.all() if may_yield(c, now)]
    loose = {c.pk for c in yielding}
    stands = [standing(c, start) for c in yielding]
    there = {u.code: supplier(u, start, loose=loose) for u in units}
    for commitment in yielding:
        its = there[commitment.unit.code]
        there[commitment.unit.code] = replace(its, offers=(*its.offers, own_offer(commitment)))
    ends = [w.latest_arrival + w.duration for w in (*(w for w, _ in stands), *requirements)]
    problem = Problem(
        start=start.isoformat(),
        horizon=max(1440, *ends) if ends else 1440,
        now=policy.lead,
        road_factor=ROAD_PERCENT / 100,
        units=tuple(u for u in there.values() if u.offers),  # counted anew, a unit may offer nothing
        lines=(*(w for w, _ in stands), *requirements),
    )
    known = [promised(c) for c in yielding]
    return PlanningInput(
        start, problem, {it.key: it for it in (*known, *found)}, {u.code: u for u in units},
        tuple(a for _, a in stands), unplanned,
        [c for r in requests for c in r.commitments.all() if c.short and c.ends_at > now],
    )  # fmt: skip
