"""A problem and a plan that use every field, and nonsense to plant in every place of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.readiness.scenarios import generate

PROBLEM = generate("region", seed=2, lines=6, units=6)
NONSENSE = (None, True, -1, 10**30, 1.5, "x", "\ud800", [], [[]], {}, {"a": 1}, [None], ["x", []])


def places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in nested lists and objects."""
    its = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in its:
        yield (*at, key)
        yield from places(value, (*at, key))


def planted(data: Any, at: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(data))
    place = copy
    for key in at[:-1]:
        place = place[key]
    place[at[-1]] = value
    return copy


def full() -> tuple[dict[str, Any], dict[str, Any]]:
    """A problem and a plan that use every field."""
    problem = files.as_dict(Problem(PROBLEM.start, 10_080, PROBLEM.units[:1], PROBLEM.lines[:1]))
    unit, line = problem["units"][0], problem["lines"][0]
    unit["offers"] = [{"capability": "boat", "quantity": 4, "bases": ["wvr-51"]}]
    unit |= {"capacity": 4, "divisible": True, "unavailable": [[0, 60]]}
    unit["earmarks"] = [{"agreement": "A-1", "region": "R", "amount": 2, "from": 0, "until": 60}]
    line |= {
        "capability": "boat",
        "owners": ["defence"],
        "alternatives": [{"capability": "pump", "efficiency_percent": 50}],
    }
    work = {"line": line["id"], "unit": unit["id"], "capability": "boat", "amount": 1, "start": 0}
    problem["fixed"] = [work]
    plan = files.plan_as_dict(Plan(files.problem_from(problem), Policy(reserve={unit["id"]: 5}), 0, (), {}, {}))
    plan |= {"assignments": [{**work, "decided": 0}], "met": {line["id"]: 1}, "objective": {"L1": 1.0}}
    return problem, {**plan, "bounds": {"UB_1": 1.0}, "gap": {"G_1": 0.0}}
