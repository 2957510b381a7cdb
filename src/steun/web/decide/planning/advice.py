"""What the planner advises on the situation as it is: the plan, first come first served beside it, and who waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from steun.core.decide.policy import AllocationPolicy
from steun.web.decide.planning.situation import PlanningInput, look
from steun.web.decide.planning.supply import supplier
from steun.web.decide.policy.model import PriceList
from steun.web.decide.proposal.model import Proposal

if TYPE_CHECKING:
    from steun.optimise import Assignment, Plan, Policy, Problem

SLOT = 15
"""Minutes: finer than the planner's hour, because promises of one night begin and end at any quarter."""
MINUTE = timedelta(minutes=1)
GENERATED = "generated scenarios"


@dataclass(slots=True)
class Advice:
    """waiting: lines held back by the setting `hold`.  first_come: pieces per line, first come first served."""

    given: PlanningInput
    plan: Plan
    waiting: tuple[str, ...]
    first_come: Mapping[str, int]
    violations: int


def policy_of(proposal: Proposal) -> AllocationPolicy:
    stored = proposal.policy
    return AllocationPolicy(**{**stored, "displace": tuple(stored["displace"]), "hold": tuple(stored["hold"])})


def advise(
    proposal: Proposal,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[str, float, Mapping[str, float]], None] | None = None,
) -> Advice:
    """Look at the world now and plan in the time that the proposal was given."""
    from steun.optimise import Plan, Stop, check, held_back, plan, stabilise

    wanted = policy_of(proposal)
    given = with_locked(look(wanted, left_out=proposal.left_out), proposal)
    policy = planner_policy(wanted, given.problem)
    waiting = held_back(given.problem, policy)
    problem = replace(given.problem, lines=tuple(x for x in given.problem.lines if x.id not in waiting))
    stands = given.stands
    base = Plan(problem, policy, 0, stands, {a.line: a.amount for a in stands}, {}) if stands else None
    stop = Stop(float(proposal.seconds), None, cancelled, progress)
    made = plan(problem, base=base, policy=policy, stop=stop)
    made = stabilise(made, stands) if stands else made
    everything = look(wanted) if proposal.left_out else given  # by telephone nobody is left out
    return Advice(given, made, waiting, first_come(everything), len(check(problem, made)))


def with_locked(given: PlanningInput, proposal: Proposal) -> PlanningInput:
    """What was locked in the proposal before is fixed in this one, as far as the line is still open."""
    from steun.optimise import Assignment

    if proposal.based_on is None or not proposal.locked:
        return given
    there = {line.id for line in given.problem.lines}
    rows = proposal.based_on.lines.filter(key__in=[k for k in proposal.locked if k in there], commitment=None)
    fixed = tuple(
        Assignment(row.key, piece.unit.code, piece.capability_id, piece.quantity, minute(given, piece.arrives_at))
        for row in rows.prefetch_related("pieces__unit")
        for piece in row.pieces.all()
    )
    return replace(given, problem=replace(given.problem, fixed=fixed))


def minute(given: PlanningInput, moment: Any) -> int:
    return int((moment - given.start) // MINUTE)


def planner_policy(policy: AllocationPolicy, problem: Problem) -> Policy:
    """The policy as the planner takes it, with the reserve prices and where they come from.

    No tolerance: in a night's plan nobody gets a piece less so that others travel less.
    """
    from steun.optimise import MAX_MIN, Policy

    prices, source = reserve_prices(problem) if policy.reserve else ({}, "none")
    return Policy(
        tolerance=0.0, fairness=MAX_MIN if policy.fairness else (), displace=policy.displace, hold=policy.hold,
        reserve=prices, reserve_from=source, slot=SLOT,
    )  # fmt: skip


def reserve_prices(problem: Problem) -> tuple[Mapping[str, int], str]:
    """Of the latest herijking that was loaded; else learned from generated scenarios, and called so."""
    latest = PriceList.objects.first()
    if latest:
        known = {unit.id for unit in problem.units}
        return {code: price for code, price in latest.prices.items() if code in known}, f"herijking {latest.name}"
    units = tuple(replace(u, unavailable=(), earmarks=(), offers=own_less(u.offers)) for u in problem.units)
    return generated(replace(problem, units=units, lines=(), fixed=(), start="any", now=0, horizon=1)), GENERATED


def own_less(offers: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without the offers that exist only to keep a promise where it is."""
    return tuple(o for o in offers if not o.capability.startswith("own:"))


@lru_cache(maxsize=4)
def generated(problem: Problem) -> Mapping[str, int]:
    from steun.optimise import generated_prices

    return generated_prices(problem)


def first_come(given: PlanningInput) -> Mapping[str, int]:
    """What each open line would get if who asked first were served first, from the nearest unit, as by telephone."""
    from steun.optimise import FCFS, Policy, simulate

    own = {a.line for a in given.stands}
    lines = {x.id: x for x in given.problem.lines if x.id not in own}
    policy = Policy(slot=SLOT)
    promised = keeping_promises(given)
    run = simulate(replace(promised, lines=tuple(lines.values())), policy, how=FCFS)
    got: dict[str, int] = dict.fromkeys(lines, 0)
    for a in run.assignments:
        got[a.line] += a.amount
    return {name: min(n, lines[name].quantity) for name, n in got.items()}


def keeping_promises(given: PlanningInput) -> Problem:
    """The problem in which every promise occupies its unit, as by telephone nobody gives way."""
    units = tuple(supplier(unit, given.start) for unit in given.units.values())
    return replace(given.problem, units=units, fixed=())


def pieces(plan: Plan) -> dict[str, list[Assignment]]:
    """The assignments of each line."""
    found: dict[str, list[Assignment]] = {line.id: [] for line in plan.problem.lines}
    for a in plan.assignments:
        found[a.line].append(a)
    return found
