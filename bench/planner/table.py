"""bench/planner.md from the raw results: each figure with its interval, its goal, and whether the goal is met."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from steun.optimise.readiness.comparison import interval

from .record import HERE, Book
from .rolling import FIGURE, figure
from .targets import NOTES, TARGETS, Target

Lines = list[dict[str, Any]]


def write(book: Book, into: Path | None = None) -> None:
    """The table and its figure, beside each other."""
    results = book.results()
    into = into or HERE / "planner.md"
    figure(results, FIGURE if into.parent == HERE else into.with_suffix(".svg"))
    out = [
        "# The planner, measured", "",
        f"Written {datetime.now(UTC):%Y-%m-%d} by `make bench-planner`; `python -m bench.planner rows NAME` measures "
        "some rows again. Mean over the seeds ± half a 95 % interval; every plan was judged by the independent "
        "checker. Raw results per seed, with commit, time, machine and load: `bench/results/planner.jsonl`.", "",
        *_where(results), "",
        "| what | n | figure | goal | met |", "|---|---|---|---|---|",
    ]  # fmt: skip
    written: set[str] = set()
    for target in TARGETS:
        rows = [name for name in results if target.matches(name)]
        its = [line for name in rows for line in results[name] if target.figure in line["figures"]]
        if its:
            written.update(rows)
            out.append(_row(target, its))
    out += _checked(results)
    out += ["", "![Share met per class under each policy](planner-rolling.svg)", "", "## Notes", ""]
    out += [f"* {note}" for note in NOTES]
    out += ["", "## When each was measured", "", *_runs(results), ""]
    into.write_text("\n".join(out))


def _row(target: Target, its: Lines) -> str:
    values = [float(line["figures"][target.figure]) for line in its]
    if target.over:
        above, below = sum(values), sum(float(line["figures"][target.over]) for line in its)
        if not below:  # ours leaves nothing: no ratio says how much better that is
            verdict = "yes" if above and target.holds else ""
            return f"| {target.what} | {len(its)} | {target.show(above)} to 0 | {target.goal} | {verdict} |"
        value, half = above / below, 0.0
    elif target.pool == "max":
        value, half = max(values), 0.0
    elif target.pool == "sum":
        value, half = sum(values), 0.0
    else:
        value, half = interval(values)
    spread = f" ± {target.show(half)}" if half else ""
    verdict = "" if target.holds is None else ("yes" if target.holds(value) else "**no**")
    shown = f"{target.show(value)}{spread} {target.unit}".rstrip()
    return f"| {target.what} | {len(its)} | {shown} | {target.goal} | {verdict} |"


def _checked(results: dict[str, Lines]) -> list[str]:
    """One line about the checker over all plans."""
    its = [line for lines in results.values() for line in lines if "violations" in line["figures"]]
    found = sum(line["figures"]["violations"] for line in its)
    met = "yes" if not found else "**no**"
    return [f"| violations found by the checker, in all rows | {len(its)} | {found:.0f} | 0 | {met} |"] if its else []


def _where(results: dict[str, Lines]) -> list[str]:
    its = [line for lines in results.values() for line in lines]
    machines = sorted({line["machine"] for line in its})
    return ["Machine: " + "; ".join(machines) + "."] if machines else []


def _runs(results: dict[str, Lines]) -> list[str]:
    out = ["| row | seeds | measured | commit | load at the start |", "|---|---|---|---|---|"]
    for name, its in results.items():
        when = sorted({line["at"][:10] for line in its})
        loads = [line["load"] for line in its]
        commits = ", ".join(sorted({line["commit"] for line in its}))
        days = when[0] if len(when) == 1 else f"{when[0]} to {when[-1]}"
        out.append(f"| {name} | {len(its)} | {days} | {commits} | {min(loads):.1f} to {max(loads):.1f} |")
    return out
