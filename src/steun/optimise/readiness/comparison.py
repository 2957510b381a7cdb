"""The same crisis under several policies: the table and the figure of `steun simulate`."""

from __future__ import annotations

import math
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.readiness.reserve import generated_prices
from steun.optimise.readiness.rolling import FCFS, ORDER, PLANNER, simulate

DISPLACE = (2, 3, 4, 5)


def policies(reserve: dict[str, int]) -> dict[str, tuple[str, Policy]]:
    """The policies that are always shown, first come first served among them."""
    priced = Policy(reserve=reserve, reserve_from="generated scenarios")
    return {
        "first come, first served": (FCFS, Policy()),
        "class order, hourly": (ORDER, Policy()),
        "planner, promises kept": (PLANNER, Policy()),
        "+ reserve price": (PLANNER, priced),
        "+ reserve price, 4-5 held": (PLANNER, replace(priced, hold=(4, 5))),
        "displacement": (PLANNER, Policy(displace=DISPLACE)),
        "displacement + reserve price": (PLANNER, replace(priced, displace=DISPLACE)),
    }


def compare(
    problem: Problem, policy: Policy | None = None, *, seeds: int = 1, reserve: dict[str, int] | None = None
) -> list[dict[str, Any]]:
    """One row per policy: mean share met per class with a 95 % interval over the seeds, and the share of plans reduced.

    reserve: reserve prices; by default those of crises generated over the problem's units: what is lived through
    here is not looked at beforehand.
    """
    prices = generated_prices(problem) if reserve is None else reserve
    tried = policies(prices) | ({"as given": (PLANNER, policy)} if policy is not None else {})
    rows = []
    for name, (how, its_policy) in tried.items():
        runs = [simulate(problem, its_policy, how=how, seed=seed) for seed in range(max(1, seeds))]
        row: dict[str, Any] = {
            "policy": name,
            "reduced": sum(r.reduced for r in runs) / len(runs),
            "broken": sum(r.broken for r in runs),
        }
        for k in range(5):
            row[f"class_{k + 1}"], row[f"class_{k + 1}_half"] = interval([r.met[k] for r in runs])
        rows.append(row)
    return rows


def interval(values: list[float]) -> tuple[float, float]:
    """Mean and half width of its 95 % interval (normal)."""
    mean = sum(values) / len(values)
    if len(values) < 2:
        return mean, 0.0
    spread = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))
    return mean, 1.96 * spread / math.sqrt(len(values))


def as_markdown(rows: list[dict[str, Any]]) -> str:
    """The table for people: share met per class in percent, with half its interval where there is one."""
    out = [
        "| policy | class 1 | class 2 | class 3 | class 4 | class 5 | promises reduced |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        pairs = [(100 * row[f"class_{k}"], 100 * row[f"class_{k}_half"]) for k in range(1, 6)]
        cells = [f"{mean:.1f}" + (f" ± {half:.1f}" if half else "") for mean, half in pairs]
        out.append(f"| {row['policy']} | {' | '.join(cells)} | {100 * row['reduced']:.1f} |")
    return "\n".join(out) + "\n"


def can_draw(path: Path) -> None:
    """Return if `draw_figure` can make such a file; else raise ValueError, before much work is done for nothing."""
    if path.suffix not in (".svg", ".png"):
        raise ValueError(f"{path}: a figure is .svg or .png")
    if find_spec("matplotlib") is None:
        raise ValueError(f"{path}: figures need matplotlib, which is not installed")


def draw_figure(rows: list[dict[str, Any]], path: Path) -> None:
    """Grouped bars with intervals: share met per class, one group per policy; the same bytes for the same rows."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")  # no pyplot: it keeps figures, and looks for a screen
    axes = figure.subplots()
    for k in range(5):
        at = [n + (k - 2) * 0.16 for n in range(len(rows))]
        axes.bar(
            at,
            [row[f"class_{k + 1}"] for row in rows],
            0.15,
            yerr=[row[f"class_{k + 1}_half"] for row in rows],
            label=f"class {k + 1}",
        )
    axes.set_xticks(range(len(rows)), [row["policy"] for row in rows], rotation=20, ha="right")
    axes.set_ylabel("share met")
    axes.set_ylim(max(0.0, min(row[f"class_{k}"] for row in rows for k in range(1, 6)) - 0.1), 1.0)
    axes.legend(ncols=5, loc="lower right")
    with rc_context({"svg.hashsalt": "steun"}):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
