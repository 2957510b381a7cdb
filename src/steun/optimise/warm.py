"""Load the compiled kernels that a page needs, so that the first reader does not wait a second or two for them."""

from __future__ import annotations

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Line, Problem, Supply, Unit


def warm() -> None:
    """Ask one small question that goes short: tabling, promising, explaining and trying changes all run once."""
    from steun.optimise.allocation.questions.explanation import explain
    from steun.optimise.allocation.questions.promise import promise

    unit = Unit("u", 5.0, 52.0, "r", "o", 60, (Supply("c", 2),), divisible=True, capacity=2, unavailable=((0, 60),))
    line = Line("x", "r", 5.0, 52.0, 1, "c", 9, 0, 120, 60)
    plan = Plan(Problem("now", 1440, (unit,), (line,)), Policy(slot=15), 0, (), {}, {})
    offers = promise(plan, line)
    explain(Plan(plan.problem, plan.policy, 0, offers[-1].assignments if offers else (), {}, {}), line.id)


def compile_all() -> None:
    """Compile every kernel that a proposal needs, once, at set-up: the machine code stays on disk beside the source."""
    from steun.optimise.allocation.format.plan import Stop
    from steun.optimise.allocation.planner import plan
    from steun.optimise.movement import generation, planner
    from steun.optimise.readiness.rolling import FCFS, simulate
    from steun.optimise.readiness.scenarios import generate

    warm()
    problem = generate("region", load=1.5, seed=0, lines=20, units=8)
    plan(problem, policy=Policy(exact_lines=0, displace=(4, 5)), stop=Stop(None, 200))
    simulate(problem, how=FCFS)
    planner.plan(generation.generate("region"))
