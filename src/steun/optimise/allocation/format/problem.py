"""What the planner is given and what it answers: frozen dataclasses of whole numbers.

Times are whole minutes from `Problem.start`; intervals are half open; amounts are pieces or persons; money is
in cents. The words and their meaning are those of the file format `steun-problem/1` (docs/planner.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

CLASSES = (1, 2, 3, 4, 5)
"""Priority classes: life saving, vital infrastructure, public order, continuity, other."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What a unit offers of one capability; `bases` None means: under every legal basis."""

    capability: str
    quantity: int
    bases: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Earmark:
    """A readiness agreement keeps `amount` of the unit free for lines of `region` in [start, until)."""

    agreement: str
    region: str
    amount: int
    start: int
    until: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A divisible pool of `capacity`, or an indivisible unit that serves one line at a time."""

    id: str
    lon: float
    lat: float
    region: str
    owner: str
    speed_kmh: int
    offers: tuple[Supply, ...]
    airborne: bool = False
    notice: int = 0
    rest: int = 0
    divisible: bool = False
    capacity: int = 0
    unavailable: tuple[tuple[int, int], ...] = ()
    earmarks: tuple[Earmark, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another capability that also helps: 150 percent means that two do the work of three."""

    capability: str
    efficiency_percent: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a request: how much of what, where, and when. `minimum` = `quantity` is all or nothing."""

    id: str
    region: str
    lon: float
    lat: float
    class_: int
    capability: str
    quantity: int
    earliest: int
    latest_arrival: int
    duration: int
    minimum: int = 1
    weight: int = 1
    request: str = ""
    basis: str | None = None
    owners: tuple[str, ...] | None = None
    alternatives: tuple[Alternative, ...] = ()
    created: int = 0
    promised: int = 0


@dataclass(frozen=True, slots=True)
class Assignment:
    """`amount` of a unit's capability for a line; `start` is the minute of arrival. `decided` is set in
    rolling runs."""

    line: str
    unit: str
    capability: str
    amount: int
    start: int
    decided: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """All that is known at minute `now`."""

    start: str
    horizon: int
    units: tuple[Unit, ...]
    lines: tuple[Line, ...]
    now: int = 0
    road_factor: float = 1.3
    fixed: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """The dials. An authority sets them; every plan carries them.

    tolerance: share of a goal that later goals may cost it (0.001 = 0.1 %).
    class_ratio: weight of a class against the next one, in the cumulative gap only.
    fairness: breakpoints ((share, value), ...) of the concave phi over a region's share met; () is the identity.
    displace: classes whose promised but unstarted lines may lose to a higher class; () keeps every promise.
    hold: classes that are not promised anything whose reserve price exceeds the worth of the line.
    reserve: millionths of a class-5 line of weight 1, per unit of capacity and hour, by unit id.
    reserve_from: where these prices come from ("none", "generated scenarios", "herijking 2026").
    slot: minutes per slot inside the planner.  exact_lines: up to so many lines are solved to proven optimality.
    """

    tolerance: float = 0.001
    class_ratio: int = 3
    fairness: tuple[tuple[float, float], ...] = ()
    displace: tuple[int, ...] = ()
    hold: tuple[int, ...] = ()
    reserve: Mapping[str, int] = field(default_factory=dict)
    reserve_from: str = "none"
    slot: int = 60
    exact_lines: int = 150

    def as_dict(self) -> dict[str, Any]:
        """The dials as they stand in the plan file."""
        return {
            "tolerance": self.tolerance,
            "class_ratio": self.class_ratio,
            "fairness": [list(point) for point in self.fairness],
            "displace": list(self.displace),
            "hold": list(self.hold),
            "reserve": dict(sorted(self.reserve.items())),
            "reserve_from": self.reserve_from,
            "slot": self.slot,
            "exact_lines": self.exact_lines,
        }


MAX_MIN = ((0.0, 0.0), (0.25, 0.64), (0.5, 0.88), (0.75, 0.97), (1.0, 1.0))
"""A steep phi: the worst served region first, as near to max-min as a sum can be."""


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop searching. Iterations make a run reproducible; seconds make it punctual; either may be None.

    cancelled: asked a few times a second; True ends the search with the best plan so far.
    progress: told (stage, share done 0..1, objective so far) a few times a second.
    """

    seconds: float | None = 10.0
    iterations: int | None = None
    cancelled: Callable[[], bool] | None = None
    progress: Callable[[str, float, Mapping[str, float]], None] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan does differently from the one before, for one line, and why (a code; words come from outside)."""

    line: str
    before: int
    after: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal: advice that changes nothing until somebody with a mandate adopts it.

    met: effective amount per line id.  objective: L1..L8.  bounds: UB_1..UB_5.  gap: G_1..G_5.
    proven: the stages that a solver closed with proof.  unkept: promised lines that no plan could keep here.
    prices: (5, units, slots) float64, the prices that prove the bounds; None when no bound was asked for.
    """

    problem: Problem
    policy: Policy
    seed: int
    assignments: tuple[Assignment, ...]
    met: Mapping[str, int]
    objective: Mapping[str, float]
    bounds: Mapping[str, float] = field(default_factory=dict)
    gap: Mapping[str, float] = field(default_factory=dict)
    proven: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    method: str = ""
    prices: Any = field(default=None, compare=False, repr=False)
    desk: Any = field(default=None, compare=False, repr=False)


def weight_of_class(k: int, ratio: int = 3) -> int:
    """W_k = ratio^(5-k): one class-1 line weighs as much as 81 of class 5."""
    return int(ratio ** (5 - k))
