"""Problems and plans of movements as JSON files, and their published schemas (`python -m` this module writes them)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from steun.optimise.format.faults import InvalidProblem, validated
from steun.optimise.format.json_files import body, read_json, sha256_of_json, written
from steun.optimise.format.schema import schema_of
from steun.optimise.movement.format.faults import sound_problem
from steun.optimise.movement.format.plan import Change, Changes, Plan, PlanFile, Policy
from steun.optimise.movement.format.problem import Packet, Problem

PROBLEM, PLAN, CHANGES = "steun-movement/1", "steun-movement-plan/1", "steun-movement-changes/1"
FORMATS = {"problem": (Problem, PROBLEM), "plan": (PlanFile, PLAN), "changes": (Changes, CHANGES)}
SHARED = [field.name for field in fields(PlanFile) if field.name != "problem_sha256"]
"""What a plan in a file and a plan in memory both have."""


def problem_from(data: Any) -> Problem:
    """A problem from what JSON gave. Raises `InvalidProblem` with every fault and its place."""
    return sound_problem(body(data, "problem", PROBLEM))


def read_problem(path: Path | str) -> Problem:
    """The problem in a file. Raises `InvalidProblem` (a ValueError) that names every fault, or OSError."""
    return problem_from(read_json(Path(path)))


def as_dict(problem: Problem) -> dict[str, Any]:
    """The problem as `steun-movement/1`."""
    return {"format": PROBLEM, **written(problem)}


def sha256_of(problem: Problem) -> str:
    """SHA-256 over the canonical JSON of a problem."""
    return sha256_of_json(as_dict(problem))


def plan_as_dict(plan: Plan) -> dict[str, Any]:
    """The plan as `steun-movement-plan/1`."""
    file = PlanFile(problem_sha256=sha256_of(plan.problem), **{name: getattr(plan, name) for name in SHARED})
    return {"format": PLAN, **written(file)}


def plan_from(data: Any, problem: Problem) -> Plan:
    """A plan over `problem` from what JSON gave. Raises `InvalidProblem`, also when it was made for another problem."""
    file = validated(PlanFile, body(data, "plan", PLAN), "plan")
    if file.problem_sha256 not in (None, sha256_of(problem)):
        raise InvalidProblem(["problem_sha256: the plan was made for another problem"])
    return Plan(problem, **{name: getattr(file, name) for name in SHARED})


def read_plan(path: Path | str, problem: Problem) -> Plan:
    """The plan in a file, over its problem. Raises `InvalidProblem` or OSError."""
    return plan_from(read_json(Path(path)), problem)


def changes_as_dict(changes: Iterable[Change]) -> dict[str, Any]:
    """Changes as `steun-movement-changes/1`."""
    return {"format": CHANGES, **written(Changes(tuple(changes)))}


def packet_from(data: Any, problem: Problem) -> Packet:
    """A packet more beside those of a problem, from what JSON gave. Raises `InvalidProblem` with every fault."""
    packet, n = validated(Packet, data, "packet"), len(problem.packets)
    try:
        return sound_problem(replace(problem, packets=(*problem.packets, packet))).packets[n]
    except InvalidProblem as wrong:
        raise InvalidProblem(fault.replace(f"packets[{n}]", "packet") for fault in wrong.faults) from None


def policy_from(data: Any) -> Policy:
    """The policy from its object; what is absent keeps its default. Raises `InvalidProblem`."""
    return validated(Policy, data, "policy")


def path_of(name: str) -> Path:
    """Where the schema of one of the `FORMATS` is published."""
    return Path(__file__).with_name(f"{name}.schema.json")


def schema(name: str) -> dict[str, Any]:
    """JSON Schema of one of the `FORMATS`."""
    return schema_of(*FORMATS[name])


if __name__ == "__main__":
    for name in FORMATS:
        path_of(name).write_text(json.dumps(schema(name), indent=1) + "\n", encoding="utf-8")
