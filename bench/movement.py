"""Questions about a plan of movements, timed: rows of docs/movement.md.

`python -m bench.movement [region national]`: over so many seeds of each, ten unless said otherwise.

One packet more beside a plan that stays as it is, with its alternatives; and a plan anew after one road closes.
Processor time on one core; the load is printed, because that suffers from it too.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from random import Random

import numpy as np

from steun.optimise.movement.check import check
from steun.optimise.movement.format.plan import Plan
from steun.optimise.movement.generation import generate
from steun.optimise.movement.insertion import Standing, with_packet
from steun.optimise.movement.planner import plan
from steun.optimise.movement.replanning import replan

PACKETS = 100
"""Packets that are asked for once more, per world."""
PROVEN = 2
"""Of them, so many are put into the plan with each alternative, and checked."""


def inserted(made: Plan, random: Random) -> tuple[list[float], int, int, int]:
    """Milliseconds per packet with all alternatives; alternatives; credits broken; violations among the proven."""
    standing = Standing(made)
    asked = random.sample(made.problem.packets, min(PACKETS, len(made.problem.packets)))
    spent, offered, broken, violations = [], 0, 0, 0
    for n, packet in enumerate(asked):
        one = replace(packet, id=f"{packet.id} again")
        begun = time.process_time()
        found = standing.alternatives(one)
        spent.append((time.process_time() - begun) * 1000)
        offered += len(found)
        for it in found if n < PROVEN else ():
            whole = with_packet(made, it)
            broken += len(set(made.schedules) - set(whole.schedules))
            violations += len(check(whole))
    return spent, offered, broken, violations


def closed(made: Plan, random: Random) -> tuple[float, int, int]:
    """Processor seconds of a plan after the busiest of ten roads closes for a day; packets that move; violations."""
    used = [leg.link for schedule in made.schedules for leg in schedule.legs]
    shut = max(random.sample(sorted(set(used)), min(10, len(set(used)))), key=used.count)
    links = tuple(replace(it, closed=((600, 2040),)) if it.id == shut else it for it in made.problem.links)
    begun = time.process_time()
    fresh, changes = replan(made, replace(made.problem, links=links))
    return time.process_time() - begun, len(changes), len(check(fresh))


def late(made: Plan) -> tuple[float, int]:
    """Processor seconds of a plan after the first column breaks down for an hour; packets that move."""
    name = made.schedules[0].packet
    packets = tuple(replace(it, release=it.release + 60) if it.id == name else it for it in made.problem.packets)
    begun = time.process_time()
    _, changes = replan(made, replace(made.problem, packets=packets))
    return time.process_time() - begun, len(changes)


def main(worlds: dict[str, int]) -> None:
    print("| world | insert, ms: median, p99 | alternatives | broken, violations | late packet, s; moved | road shut |")
    print("|---|---|---|---|---|---|")
    for scale, seeds in worlds.items():
        spent: list[float] = []
        offered, broken, wrong = 0, 0, 0
        one: list[tuple[float, int]] = []
        road: list[tuple[float, int]] = []
        for seed in range(1, seeds + 1):
            random = Random(f"{scale}/{seed}")
            made = plan(generate(scale, seed=seed))
            its, more, lost, bad = inserted(made, random)
            spent, offered, broken, wrong = spent + its, offered + more, broken + lost, wrong + bad
            one.append(late(made))
            if scale == "region":  # nationally a road that closes for a day takes minutes
                seconds, changes, violations = closed(made, random)
                road.append((seconds, changes))
                wrong += violations
        print(
            f"| {scale}, {seeds} seeds, {len(spent)} packets | {np.median(spent):.1f}, {np.percentile(spent, 99):.1f} "
            f"| {offered} | {broken}, {wrong} | {most(one)} | {most(road)} |",
            flush=True,
        )
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def most(rows: list[tuple[float, int]]) -> str:
    """The longest, and the most packets that move."""
    return f"{max(t for t, _ in rows):.2f}; {max(n for _, n in rows)}" if rows else "not measured"


if __name__ == "__main__":
    main(dict(zip(("region", "national"), map(int, sys.argv[1:] or (10, 10)), strict=True)))
