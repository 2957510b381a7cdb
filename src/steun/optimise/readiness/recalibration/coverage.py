"""What can we count on: of a batch of worlds, what was asked, what was met in time, and why the rest was not."""

from __future__ import annotations

from typing import Any

import numpy as np

from steun.optimise.arrays import Floats
from steun.optimise.readiness.recalibration.worlds import Judged, Tables, World

REASONS = ("nobody-has", "too-late", "away", "given-to-others")
"""Nobody has so many; who has them is not there in time; who could be is away; others got them."""
COUNTED = ("asked", "short", "needs", "unmet", "more")
FULL = 100
TAIL = 0.05
Counts = dict[str, Any]


def empty() -> Counts:
    """A row. asked: pieces; short: millionths of a piece; needs: how often one occurred; unmet: millionths of a need;
    why: millionths of a piece by reason; met: worlds by the percent that was met in them; more: what one piece more in
    that region would save, in millionths of a need."""
    return {**dict.fromkeys(COUNTED, 0), "why": dict.fromkeys(REASONS, 0), "met": {}}


def judged(tables: Tables, scenario: str, numbers: range, ready: Floats, *, at_war: bool) -> Counts:
    """Counts of a batch, in whole pieces and whole worlds, so that batches add up the same in any order; of what is
    held ready, and of each unit, what one piece more would save, in millionths of a need."""
    rows: dict[str, Counts] = {}
    loss = 0
    saved = np.zeros(len(tables.capacity) + len(tables.candidates))
    for number in numbers:
        world = tables.draw(scenario, number, at_war=at_war)
        found = tables.judge(world, ready, at_war=at_war)
        loss += millionths(found.loss)
        saved += found.price
        count(rows, tables, world, found)
    return {"worlds": len(numbers), "loss": loss, "rows": rows, "saved": [millionths(x) for x in saved.tolist()]}


def count(rows: dict[str, Counts], tables: Tables, world: World, found: Judged) -> None:
    """Add a world to the rows, by name and region: see `Row`."""
    asked: dict[str, list[float]] = {}
    for n, a in enumerate(world.asks.tolist()):
        ask = tables.problem.asks[a]
        key = f"{ask.what}|{ask.region}"
        quantity, short = float(world.quantity[n]), float(found.short[n])
        row = rows.setdefault(key, empty())
        row["asked"] += int(quantity)
        row["short"] += millionths(short)
        row["needs"] += 1
        row["unmet"] += millionths(short / quantity)
        for name, part in zip(REASONS, reasons(tables, a, quantity, short, found.have), strict=True):
            row["why"][name] += millionths(part)
        here = asked.setdefault(key, [0.0, 0.0, 0.0])
        here[0] += quantity
        here[1] += short
        here[2] = max(here[2], 1.0 / quantity if short > 0 else 0.0)
    for key, (quantity, short, worth) in asked.items():
        percent = str(int(FULL * (quantity - short) / quantity + 1e-9))
        row = rows[key]
        row["met"][percent] = row["met"].get(percent, 0) + 1
        row["more"] += millionths(worth)


def reasons(tables: Tables, a: int, quantity: float, short: float, have: Floats) -> tuple[float, float, float, float]:
    """The missing pieces by what would have had to be otherwise: first what nobody has, last what others got."""
    there = float(np.minimum(tables.most, have[tables.pool])[tables.ptr[a] : tables.ptr[a + 1]].sum())
    nobody = min(short, max(0.0, quantity - tables.anywhere[a]))
    late = min(short - nobody, max(0.0, quantity - tables.reachable[a] - nobody))
    away = min(short - nobody - late, max(0.0, quantity - there - nobody - late))
    return nobody, late, away, short - nobody - late - away


def added(parts: list[Counts]) -> Counts:
    """Batches together."""
    whole: Counts = {"worlds": 0, "loss": 0, "rows": {}, "saved": []}
    for part in parts:
        whole["worlds"] += part["worlds"]
        whole["loss"] += part["loss"]
        whole["saved"] = [a + b for a, b in zip(whole["saved"] or [0] * len(part["saved"]), part["saved"], strict=True)]
        for key, row in part["rows"].items():
            mine = whole["rows"].setdefault(key, empty())
            for name in COUNTED:
                mine[name] += row[name]
            for name in ("why", "met"):
                for code, number in row[name].items():
                    mine[name][code] = mine[name].get(code, 0) + number
    return whole


def worst(met: dict[str, int]) -> int:
    """Mean percent met in the worst twentieth of the worlds in which it was asked, one world at least."""
    worlds = sum(met.values())
    left = wanted = max(1, round(TAIL * worlds))
    total = 0
    for percent in sorted(met, key=int):
        taken = min(left, met[percent])
        total += taken * int(percent)
        left -= taken
    return total // wanted if worlds else FULL


def millionths(number: float) -> int:
    return round(1_000_000 * number)
