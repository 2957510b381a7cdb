"""What part of its needs each region is given, beside the part that all regions are given together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.problem import Line

EVERYWHERE = ""
"""The region of the row in which all are counted: no region is called so."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a region is given of what it asks in one priority class. A line counts by its weight, whatever its size.

    class_: 1 .. 5.  region: whose lines; "" is all regions together.  lines, whole: lines asked, and those that hold
    all that they ask.  asked: the sum of their weights.  share: 0 .. 1, the weighted mean of met / quantity.
    """

    class_: int
    region: str
    lines: int
    whole: int
    asked: int
    share: float


def shares(plan: Plan) -> tuple[Share, ...]:
    """The rows of each class that has lines, the highest class first: all regions together, then each region, the
    least served first. Reads `plan.problem` and `plan.met` only, so a plan from a file or by hand will do. Raises
    nothing."""
    rows: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in plan.problem.lines:
        rows[line.class_, EVERYWHERE].append(line)
        rows[line.class_, line.region].append(line)
    found = (_share(plan, *key, lines) for key, lines in rows.items())
    return tuple(sorted(found, key=lambda it: (it.class_, it.region != EVERYWHERE, it.share, it.region)))


def _share(plan: Plan, class_: int, region: str, lines: list[Line]) -> Share:
    met = [min(plan.met.get(line.id, 0), line.quantity) for line in lines]
    asked = sum(line.weight for line in lines)
    served = sum(line.weight * got / line.quantity for line, got in zip(lines, met, strict=True))
    whole = sum(got == line.quantity for line, got in zip(lines, met, strict=True))
    return Share(class_, region, len(lines), whole, asked, served / asked)
