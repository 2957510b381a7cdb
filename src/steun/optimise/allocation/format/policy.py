"""The allocation policy: what an authority wants to count when there is not enough for all. Every plan carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from steun.optimise.format.fields import FURTHEST, MOST, RULES, Text, number, refused, whole

CLASSES = (1, 2, 3, 4, 5)
"""Priority classes: life saving, vital infrastructure, public order, continuity, other."""
DEAREST = 1_000_000 * MOST
"""Reserve price of a unit's hour, at most: what the heaviest line of class 5 is worth, in millionths."""

Share = Annotated[float, number()]
Points = tuple[tuple[float, float], ...]
Classes = Annotated[tuple[Annotated[int, whole(1, 5)], ...], Field(description="a list of classes 1..5")]


def _concave(points: Points) -> Points:
    """A concave phi, else neither the search nor its bounds mean anything."""
    if points and (len(points) < 2 or points[0][0] != 0 or points[-1][0] != 1):
        raise refused("does not go from share 0 to share 1")
    if any(x1 <= x0 for (x0, _), (x1, _) in pairwise(points)):
        raise refused("the shares do not rise")
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    if any(low > high + 1e-9 for high, low in pairwise(slopes)) or any(slope < 0 for slope in slopes):
        raise refused("is not concave, or falls")
    return points


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts, and who gives way.

    tolerance: share of a goal that later goals may cost it (0.001 = 0.1 %).
    class_ratio: weight of a class against the next one, in the cumulative gap only.
    fairness: breakpoints ((share, value), ...) of the concave phi over a region's share met; () is the identity.
    displace: classes whose promised but unstarted lines may lose to a higher class; () keeps every promise.
    hold: classes that are not promised anything whose reserve price exceeds the worth of the line.
    reserve: millionths of a class-5 line of weight 1, per unit of capacity and hour, by unit id.
    reserve_from: where these prices come from ("none", "generated scenarios", "herijking 2026").
    slot: minutes per slot inside the planner.  exact_lines: up to so many lines are solved to proven optimality.
    """

    __pydantic_config__ = RULES
    tolerance: Annotated[float, number(0, 1)] = 0.001
    class_ratio: Annotated[int, whole(1, 1_000)] = 3
    fairness: Annotated[
        tuple[tuple[Share, Share], ...], Field(description="a list of pairs (share, value)"), AfterValidator(_concave)
    ] = ()
    displace: Classes = ()
    hold: Classes = ()
    reserve: Annotated[
        Mapping[Text, Annotated[int, whole(0, DEAREST)]], Field(description="an object of prices by unit")
    ] = field(default_factory=dict)
    reserve_from: Text = "none"
    slot: Annotated[int, whole(1, FURTHEST)] = 60
    exact_lines: Annotated[int, whole(0, MOST)] = 150


MAX_MIN = ((0.0, 0.0), (0.25, 0.64), (0.5, 0.88), (0.75, 0.97), (1.0, 1.0))
"""A steep phi: the worst served region first, as near to max-min as a sum can be."""


def weight_of_class(k: int, ratio: int = 3) -> int:
    """W_k = ratio^(5-k): one class-1 line weighs as much as 81 of class 5."""
    return int(ratio ** (5 - k))
