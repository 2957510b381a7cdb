"""Bad and huge input: how long until every fault is named, or the answer is there, and how much memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.planner import plan
from steun.optimise.format.faults import InvalidProblem
from steun.optimise.readiness.scenarios import generate

from .record import Book, clock, load, peak_gb
from .static import warm

HUGE = 200_000_000


def bad_input(book: Book, seeds: range) -> None:
    """Each case in a fresh process: seconds to the answer, peak memory. There is no chance in it: one seed."""
    for seed in seeds[:1]:
        for name in CASES:
            before = load()
            done = subprocess.run([sys.executable, "-m", "bench.planner.input", name], capture_output=True, text=True,
                                  check=True)  # fmt: skip
            book.note(f"input: {name}", seed, before, **json.loads(done.stdout.splitlines()[-1]))


def _file(folder: Path, size: int, *, negative: bool) -> Path:
    """A file of about that many bytes, written line by line; when faulty, one number in each row is negative."""
    region = files.as_dict(generate("region"))
    row = {**region["lines"][0], "quantity": -1 if negative else 2, "minimum": 1}
    path = folder / "problem.json"
    head = json.dumps({**region, "lines": []})[: -len("[]}")] if list(region)[-1] == "lines" else None
    with path.open("w") as out:
        start = head or json.dumps({**{k: v for k, v in region.items() if k != "lines"}})[:-1] + ', "lines": '
        out.write(start + "[")
        n = 0
        while out.tell() < size:
            out.write((", " if n else "") + json.dumps({**row, "id": f"x{n}"}))
            n += 1
        out.write("]}")
    return path


def _read(size: int, *, negative: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="steun-bench-") as folder:
        path = _file(Path(folder), size, negative=negative)
        with clock() as seconds:
            named = 0
            try:
                files.read_problem(path)
            except InvalidProblem as wrong:
                named = len(wrong.faults)
            return {"seconds": seconds(), "faults": named, "megabytes": path.stat().st_size / 1e6}


def _planned(problem: Problem) -> dict[str, Any]:
    warm()
    with clock() as seconds:
        try:
            made = plan(problem, stop=Stop(3.0))
        except InvalidProblem as wrong:
            return {"seconds": seconds(), "faults": len(wrong.faults)}
        elapsed = seconds()
    return {"seconds": elapsed, "assigned": len(made.assignments), "violations": len(check(problem, made))}


def _case(name: str) -> dict[str, Any]:
    small = generate("region")
    line, unit = small.lines[0], small.units[0]
    many = tuple(replace(line, id=f"p{n}") for n in range(10_000))
    if name == "file of 200 MB":
        return _read(HUGE, negative=False)
    if name == "file of 150 MB, every line wrong":
        return _read(150_000_000, negative=True)
    cases = {
        "empty": replace(small, units=(), lines=()),
        "a horizon of a minute": replace(small, horizon=1),
        "10,000 lines on one point": replace(small, lines=many),
        "nobody can serve": replace(small, lines=tuple(replace(x, capability="unicorn") for x in small.lines)),
        "a unit with no offer, one twice": replace(small, units=(*small.units, unit, replace(unit, id="n", offers=()))),
        "NaN, negative, huge, backwards": replace(
            small,
            lines=(replace(line, lon=float("nan")), replace(line, id="b", quantity=-3), replace(line, id="c",
                   duration=10**12), replace(line, id="d", latest_arrival=line.earliest - 1)),
        ),
    }  # fmt: skip
    return _planned(cases[name])


CASES = (
    "file of 200 MB", "file of 150 MB, every line wrong", "empty", "a horizon of a minute",
    "10,000 lines on one point", "nobody can serve", "a unit with no offer, one twice",
    "NaN, negative, huge, backwards",
)  # fmt: skip

if __name__ == "__main__":
    figures = _case(sys.argv[1])
    print(json.dumps({**figures, "peak_gb": peak_gb()}))
