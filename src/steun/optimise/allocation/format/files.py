"""Problems and plans as files: JSON, or JSON lines in a .zip for large ones.

In the zip, `problem.jsonl` has the head (all but units, lines and fixed) on its first line and then one object a
line: {"unit": {...}}, {"line": {...}} or {"fixed": {...}}. Plain text is at most `LARGEST` bytes, packed or not,
so memory stays bounded: some 12 bytes per byte of text.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from steun.optimise.allocation.format import faults
from steun.optimise.allocation.format.problem import (
    Alternative,
    Assignment,
    Earmark,
    Line,
    Plan,
    Policy,
    Problem,
    Supply,
    Unit,
)

LARGEST = 100_000_000
PROBLEM, PLAN = "steun-problem/1", "steun-plan/1"
HEAD = ("start", "horizon", "now", "road_factor")


def read_problem(path: Path | str) -> Problem:
    """The problem in a file. Raises `faults.Faulty` (a ValueError) that names every fault, or OSError."""
    path = Path(path)
    return problem_from(_unpacked(path) if path.suffix.lower() == ".zip" else read_json(path))


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises `faults.Faulty` with the place of a mistake, or OSError."""
    with path.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise faults.Faulty([f"{path.name}: the file is more than {LARGEST} bytes"])
    try:
        text = data.decode("utf-8-sig")  # some editors put a mark before the text
    except UnicodeDecodeError as wrong:
        raise faults.Faulty([f"{path.name}: is not text in UTF-8: {wrong.reason} at byte {wrong.start}"]) from None
    return _parsed(text, path.name)


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise faults.Faulty([f"{name}: is not JSON: {wrong}"]) from None


def _unpacked(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as packed:
            info = packed.getinfo("problem.jsonl")
            if info.file_size > LARGEST:
                raise faults.Faulty([f"{path.name}: {info.file_size} bytes inside is more than {LARGEST}"])
            with packed.open(info) as lines:  # a lying header ends in BadZipFile, not in a full memory
                rows = [_parsed(row, f"problem.jsonl:{i}") for i, row in enumerate(io.TextIOWrapper(lines, "utf-8"), 1)]
    except OSError as wrong:
        if wrong.filename is not None:  # the file itself cannot be opened; without a name it is what is inside
            raise
        raise _not_packed(path, wrong) from None
    except SPOILT as wrong:
        raise _not_packed(path, wrong) from None
    if not rows or not isinstance(rows[0], dict):
        raise faults.Faulty([f"{path.name}: problem.jsonl has no head"])
    if {"units", "lines", "fixed"} & set(rows[0]):
        raise faults.Faulty(["problem.jsonl:1: the head holds units, lines or fixed: each stands on a line of its own"])
    whole: dict[str, Any] = {**rows[0], "units": [], "lines": [], "fixed": []}
    for i, row in enumerate(rows[1:], 2):
        key = next(iter(row), "") if isinstance(row, dict) and len(row) == 1 else ""
        place = {"unit": "units", "line": "lines", "fixed": "fixed"}.get(key)
        if place is None:
            raise faults.Faulty([f"problem.jsonl:{i}: is not one unit, line or fixed"])
        whole[place].append(row[key])
    return whole


SPOILT = (zipfile.BadZipFile, KeyError, UnicodeDecodeError, RuntimeError, EOFError, zlib.error, lzma.LZMAError)
"""What reading a zip raises when it is none, lacks the member, is encrypted, packed in an unknown way, or damaged."""


def _not_packed(path: Path, wrong: Exception) -> faults.Faulty:
    why = wrong.args[0] if isinstance(wrong, KeyError) else wrong  # the text of a KeyError has quotes around it
    return faults.Faulty([f"{path.name}: is not a zip with problem.jsonl: {why}"])


def problem_from(data: Any) -> Problem:
    """A problem from what JSON gave. Raises `faults.Faulty` with every fault and its place."""
    found: list[str] = []
    if not isinstance(data, dict):
        raise faults.Faulty(["problem: is not an object"])
    if data.get("format") != PROBLEM:  # another kind of file: what else is wrong with it says nothing
        raise faults.Faulty([f"format: {data.get('format')!r:.40} is not {PROBLEM!r}"])
    _only(data, {"format", *HEAD, "units", "lines", "fixed"}, "problem", found)
    head: Any = data  # Any, as every row is: what is missing or of another kind is named by `faults.find`, all at once
    problem = Problem(
        start=head.get("start"),
        horizon=head.get("horizon"),
        now=data.get("now", 0),
        road_factor=data.get("road_factor", 1.3),
        units=tuple(_unit(row, at, found) for at, row in _rows(data, "units", "", found)),
        lines=tuple(_line(row, at, found) for at, row in _rows(data, "lines", "", found)),
        fixed=tuple(_assignment(row, at, found) for at, row in _rows(data, "fixed", "", found)),
    )
    found.extend(faults.find(problem))
    if found:
        raise faults.Faulty(found)
    return problem


def _rows(data: Any, key: str, at: str, found: list[str]) -> Iterator[tuple[str, Any]]:
    rows = data.get(key, ())
    if not isinstance(rows, (list, tuple)):
        found.append(f"{at}{key}: is not a list")
        return
    for i, row in enumerate(rows):
        if isinstance(row, dict):
            yield f"{at}{key}[{i}]", row
        else:
            found.append(f"{at}{key}[{i}]: is not an object")


def _only(row: Mapping[str, Any], known: set[str], at: str, found: list[str]) -> None:
    found.extend(f"{at}.{key:.40}: is not a field of the format" for key in row if key not in known)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _unit(row: Any, at: str, found: list[str]) -> Unit:
    _only(row, UNIT_FIELDS, at, found)
    supplies = []
    for place, s in _rows(row, "offers", f"{at}.", found):
        _only(s, {"capability", "quantity", "bases"}, place, found)
        supplies.append(Supply(s.get("capability"), s.get("quantity"), _tuple(s.get("bases"))))
    marks = []
    for place, m in _rows(row, "earmarks", f"{at}.", found):
        _only(m, {"agreement", "region", "amount", "from", "until"}, place, found)
        marks.append(Earmark(*(m.get(name) for name in ("agreement", "region", "amount", "from", "until"))))
    plain = {name: row[name] for name in UNIT_PLAIN if name in row}
    plain = {**dict.fromkeys(("id", "lon", "lat", "region", "owner", "speed_kmh")), **plain}
    if "capacity" not in row:
        plain["capacity"] = max((s.quantity for s in supplies if type(s.quantity) is int), default=0)
    away = row.get("unavailable", ())
    if not isinstance(away, (list, tuple)):
        found.append(f"{at}.unavailable: is not a list")
        away = ()
    return Unit(offers=tuple(supplies), earmarks=tuple(marks), unavailable=tuple(map(_tuple, away)), **plain)


def _line(row: Any, at: str, found: list[str]) -> Line:
    _only(row, LINE_FIELDS, at, found)
    others = []
    for place, o in _rows(row, "alternatives", f"{at}.", found):
        _only(o, {"capability", "efficiency_percent"}, place, found)
        others.append(Alternative(o.get("capability"), o.get("efficiency_percent")))
    plain = {name: row[name] for name in LINE_PLAIN if name in row}
    plain = {**dict.fromkeys(LINE_NEEDED), **plain}
    return Line(class_=row.get("class"), owners=_tuple(row.get("owners")), alternatives=tuple(others), **plain)


def line_from(row: Any, at: str, found: list[str]) -> Line | None:
    """One line from what JSON gave; what is wrong with its shape goes to `found`."""
    if not isinstance(row, dict):
        found.append(f"{at}: is not an object")
        return None
    return _line(row, at, found)


def _assignment(row: Any, at: str, found: list[str]) -> Assignment:
    _only(row, {"line", "unit", "capability", "amount", "start", "decided"}, at, found)
    named = (row.get(name) for name in ("line", "unit", "capability", "amount", "start", "decided"))
    return Assignment(*named)


UNIT_PLAIN = ("id", "lon", "lat", "region", "owner", "speed_kmh", "airborne", "notice", "rest", "divisible", "capacity")
UNIT_FIELDS = {*UNIT_PLAIN, "offers", "unavailable", "earmarks"}
LINE_NEEDED = ("id", "region", "lon", "lat", "capability", "quantity", "earliest", "latest_arrival", "duration")
LINE_PLAIN = (*LINE_NEEDED, "minimum", "weight", "request", "basis", "created", "promised")
LINE_FIELDS = {*LINE_PLAIN, "class", "owners", "alternatives"}


def as_dict(problem: Problem) -> dict[str, Any]:
    """The problem as `steun-problem/1`."""
    head = {"format": PROBLEM, **{name: getattr(problem, name) for name in HEAD}}
    return {
        **head,
        "units": [_unit_out(u) for u in problem.units],
        "lines": [_line_out(line) for line in problem.lines],
        "fixed": [_assignment_out(a) for a in problem.fixed],
    }


def _unit_out(u: Unit) -> dict[str, Any]:
    out = {name: getattr(u, name) for name in UNIT_PLAIN}
    offers = [{"capability": s.capability, "quantity": s.quantity, "bases": s.bases} for s in u.offers]
    out["offers"] = [{k: list(v) if isinstance(v, tuple) else v for k, v in s.items() if v is not None} for s in offers]
    out["unavailable"] = [list(pair) for pair in u.unavailable]
    marks = [(m.agreement, m.region, m.amount, m.start, m.until) for m in u.earmarks]
    out["earmarks"] = [dict(zip(("agreement", "region", "amount", "from", "until"), m, strict=True)) for m in marks]
    return out


def _line_out(line: Line) -> dict[str, Any]:
    out = {name: getattr(line, name) for name in LINE_PLAIN if getattr(line, name) is not None}
    out["class"] = line.class_
    if line.owners is not None:
        out["owners"] = list(line.owners)
    others = [{"capability": o.capability, "efficiency_percent": o.efficiency_percent} for o in line.alternatives]
    return {**out, "alternatives": others}


def _assignment_out(a: Assignment) -> dict[str, Any]:
    out = {"line": a.line, "unit": a.unit, "capability": a.capability, "amount": a.amount, "start": a.start}
    return out if a.decided is None else {**out, "decided": a.decided}


def write_problem(problem: Problem, path: Path | str) -> None:
    """Write JSON, or JSON lines in a zip when the name ends in .zip."""
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
    """SHA-256 over the canonical JSON of a problem: sorted keys, no spaces, UTF-8."""
    text = json.dumps(as_dict(problem), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plan_as_dict(plan: Plan) -> dict[str, Any]:
    """The plan as `steun-plan/1`."""
    return {
        "format": PLAN,
        "problem_sha256": sha256_of(plan.problem),
        "policy": plan.policy.as_dict(),
        "seed": plan.seed,
        "method": plan.method,
        "assignments": [_assignment_out(a) for a in plan.assignments],
        "met": dict(plan.met),
        "objective": dict(plan.objective),
        "bounds": dict(plan.bounds),
        "gap": dict(plan.gap),
        "proven": list(plan.proven),
        "unkept": list(plan.unkept),
        "changes": [{"line": c.line, "before": c.before, "after": c.after, "reason": c.reason} for c in plan.changes],
    }


def plan_from(data: Any, problem: Problem, *, before: bool = False) -> Plan:
    """A plan over `problem` from what JSON gave. Raises `faults.Faulty`.

    before: it may have been made for another problem, before something changed; what is gone since is left out.
    """
    found: list[str] = []
    if not isinstance(data, dict):
        raise faults.Faulty(["plan: is not an object"])
    if data.get("format") != PLAN:
        raise faults.Faulty([f"format: {data.get('format')!r:.40} is not {PLAN!r}"])
    if not before and data.get("problem_sha256") not in (None, sha256_of(problem)):
        found.append("problem_sha256: the plan was made for another problem")
    rows = [_assignment(row, at, found) for at, row in _rows(data, "assignments", "", found)]
    found += [fault for i, a in enumerate(rows) for fault in faults.assignment(f"assignments[{i}]", a)]
    tables = {k: data.get(k, {}) for k in ("met", "objective", "bounds", "gap")}
    for key, table in tables.items():
        if not isinstance(table, dict):
            found.append(f"{key}: is not an object")
        else:
            found += [f"{key}.{name:.40}: {n!r:.40} is not a number" for name, n in table.items() if not _finite(n)]
    seed, dials = data.get("seed", 0), data.get("policy", {})
    found += [] if type(seed) is int else ["seed: is not a whole number"]
    found += faults.dials(dials)
    if found:
        raise faults.Faulty(found)
    if before:
        lines, units = {line.id for line in problem.lines}, {unit.id for unit in problem.units}
        rows = [a for a in rows if a.line in lines and a.unit in units]
        tables["met"] = {name: met for name, met in tables["met"].items() if name in lines}
    return Plan(problem, policy_from(dials), seed, tuple(rows), method=str(data.get("method", "")), **tables)


def _finite(value: Any) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def policy_from(data: Any) -> Policy:
    """The dials from their dictionary; absent ones keep their default. Raises `faults.Faulty`."""
    found = list(faults.dials(data))
    if found:
        raise faults.Faulty(found)
    lists = {k: tuple(map(_tuple, data[k])) for k in ("fairness", "displace", "hold") if k in data}
    return Policy(**{**data, **lists})


def read_plan(path: Path | str, problem: Problem, *, before: bool = False) -> Plan:
    """The plan in a file, over its problem or (before) over what became of it. Raises `faults.Faulty` or OSError."""
    return plan_from(read_json(Path(path)), problem, before=before)


def write_plan(plan: Plan, path: Path | str) -> None:
    """Write the plan as JSON with sorted keys: the same plan is the same file."""
    text = json.dumps(plan_as_dict(plan), sort_keys=True, indent=1, ensure_ascii=False)
    Path(path).write_text(text + "\n", encoding="utf-8")
