"""Problems and plans as files: JSON, or JSON lines in a .zip for large ones.

In the zip, `problem.jsonl` has the head (all but units, lines and fixed) on its first line and then one object a
line: {"unit": {...}}, {"line": {...}} or {"fixed": {...}}. Plain text is at most `json_files.LARGEST` bytes, packed or
not.
"""

from __future__ import annotations

import io
import json
import lzma
import zipfile
import zlib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from steun.optimise.allocation.format.faults import sound_problem
from steun.optimise.allocation.format.plan import Plan, PlanFile
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.format import json_files
from steun.optimise.format.faults import InvalidProblem, validated
from steun.optimise.format.json_files import body, parsed, read_json, sha256_of_json, written

PROBLEM, PLAN = "steun-problem/1", "steun-plan/1"


def read_problem(path: Path | str) -> Problem:
    """The problem in a file. Raises `InvalidProblem` (a ValueError) that names every fault, or OSError."""
    path = Path(path)
    return problem_from(_unpacked(path) if path.suffix.lower() == ".zip" else read_json(path))


def _unpacked(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as packed:
            info = packed.getinfo("problem.jsonl")
            if info.file_size > json_files.LARGEST:
                raise InvalidProblem([f"{path.name}: {info.file_size} bytes inside is more than {json_files.LARGEST}"])
            with packed.open(info) as lines:  # a lying header ends in BadZipFile, not in a full memory
                rows = [parsed(row, f"problem.jsonl:{i}") for i, row in enumerate(io.TextIOWrapper(lines, "utf-8"), 1)]
    except OSError as wrong:
        if wrong.filename is not None:  # the file itself cannot be opened; without a name it is what is inside
            raise
        raise _not_packed(path, wrong) from None
    except SPOILT as wrong:
        raise _not_packed(path, wrong) from None
    if not rows or not isinstance(rows[0], dict):
        raise InvalidProblem([f"{path.name}: problem.jsonl has no head"])
    if {"units", "lines", "fixed"} & set(rows[0]):
        raise InvalidProblem(
            ["problem.jsonl:1: the head holds units, lines or fixed: each stands on a line of its own"]
        )
    whole: dict[str, Any] = {**rows[0], "units": [], "lines": [], "fixed": []}
    for i, row in enumerate(rows[1:], 2):
        key = next(iter(row), "") if isinstance(row, dict) and len(row) == 1 else ""
        place = {"unit": "units", "line": "lines", "fixed": "fixed"}.get(key)
        if place is None:
            raise InvalidProblem([f"problem.jsonl:{i}: is not one unit, line or fixed"])
        whole[place].append(row[key])
    return whole


SPOILT = (zipfile.BadZipFile, KeyError, UnicodeDecodeError, RuntimeError, EOFError, zlib.error, lzma.LZMAError)
"""What reading a zip raises when it is none, lacks the member, is encrypted, packed in an unknown way, or damaged."""


def _not_packed(path: Path, wrong: Exception) -> InvalidProblem:
    why = wrong.args[0] if isinstance(wrong, KeyError) else wrong  # the text of a KeyError has quotes around it
    return InvalidProblem([f"{path.name}: is not a zip with problem.jsonl: {why}"])


def problem_from(data: Any) -> Problem:
    """A problem from what JSON gave. Raises `InvalidProblem` with every fault and its place."""
    return sound_problem(body(data, "problem", PROBLEM))


def as_dict(problem: Problem) -> dict[str, Any]:
    """The problem as `steun-problem/1`: what `json.dumps` takes. Raises nothing."""
    return {"format": PROBLEM, **written(problem)}


def write_problem(problem: Problem, path: Path | str) -> None:
    """Write JSON in UTF-8, or JSON lines in a zip when the name ends in .zip. Raises OSError."""
    path = Path(path)
    data = as_dict(problem)
    if path.suffix.lower() != ".zip":
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return
    rows = [{"unit": u} for u in data.pop("units")] + [{"line": r} for r in data.pop("lines")]
    rows += [{"fixed": a} for a in data.pop("fixed")]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in [data, *rows])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("problem.jsonl", (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def sha256_of(problem: Problem) -> str:
    """SHA-256 over the canonical JSON of a problem."""
    return sha256_of_json(as_dict(problem))


SHARED = [field.name for field in fields(PlanFile) if field.name != "problem_sha256"]
"""What a plan in a file and a plan in memory both have."""


def plan_as_dict(plan: Plan) -> dict[str, Any]:
    """The plan as `steun-plan/1`: what `json.dumps` takes. Raises nothing."""
    shared = {name: getattr(plan, name) for name in SHARED}
    file = PlanFile(problem_sha256=sha256_of(plan.problem), **shared)
    return {"format": PLAN, **written(file)}


def plan_from(data: Any, problem: Problem, *, before: bool = False) -> Plan:
    """A plan over `problem` from what JSON gave. Raises `InvalidProblem`.

    before: it may have been made for another problem, before something changed; what is gone since is left out, and
    what was proven of it.
    """
    file = validated(PlanFile, body(data, "plan", PLAN), "plan")
    if not before and file.problem_sha256 not in (None, sha256_of(problem)):
        raise InvalidProblem(["problem_sha256: the plan was made for another problem"])
    plan = Plan(problem, **{name: getattr(file, name) for name in SHARED})
    if not before:
        return plan
    lines, units = {line.id for line in problem.lines}, {unit.id for unit in problem.units}
    return replace(
        plan,
        assignments=tuple(a for a in plan.assignments if a.line in lines and a.unit in units),
        met={name: met for name, met in plan.met.items() if name in lines},
        proven=(), within={}, unkept=(), changes=(), searched=0, expected=0,
    )  # fmt: skip


def policy_from(data: Any) -> Policy:
    """The policy from its object; what is absent keeps its default. Raises `InvalidProblem`."""
    return validated(Policy, data, "policy")


def read_plan(path: Path | str, problem: Problem, *, before: bool = False) -> Plan:
    """The plan in a file, over its problem or (before) over what became of it. Raises `InvalidProblem` or OSError."""
    return plan_from(read_json(Path(path)), problem, before=before)


def write_plan(plan: Plan, path: Path | str) -> None:
    """Write the plan as JSON, in UTF-8: the same plan is the same file. Raises OSError."""
    Path(path).write_text(plan_text(plan), encoding="utf-8")


def plan_text(plan: Plan) -> str:
    """The text of a plan's file: what is not kept comes first, all else by name."""
    rest = json.loads(json.dumps(plan_as_dict(plan), sort_keys=True))
    first = {key: rest.pop(key) for key in ("format", "unkept")}
    return json.dumps({**first, **rest}, indent=1, ensure_ascii=False) + "\n"
