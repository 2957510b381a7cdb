"""What the planner of movements answers, its policy, and the layout of `steun-movement-plan/1`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from steun.optimise.format.fields import FURTHEST, MOST, RULES, Amount, Name, Text, number, whole
from steun.optimise.movement.format.problem import Moment, Problem, Schedule

Slot = Annotated[int, whole(0, FURTHEST)]
Figures = Annotated[Mapping[Text, Annotated[float, number()]], Field(description="an object of numbers")]


@dataclass(frozen=True, slots=True)
class Policy:
    """What people choose, not what is so.

    wait: the dial: minutes that a column at most loses to evacuees of a higher class; after that it goes.
    headway: minutes between the tail of a column and the head of the next, at both ends of a link.
    slot: minutes in which cars are counted. lane: cars in an hour on one lane when people leave. car_kmh: how fast.
    unknown: a limit that nobody knows is asked for ("ask": the plan lists it) or such links are avoided ("avoid").
    """

    __pydantic_config__ = RULES
    wait: Annotated[int, whole(0, FURTHEST)] = 120
    headway: Annotated[int, whole(0, 600)] = 5
    slot: Annotated[int, whole(1, 60)] = 15
    lane: Annotated[int, whole(1, 10_000)] = 1_500
    car_kmh: Annotated[int, whole(5, 120)] = 60
    unknown: Literal["ask", "avoid"] = "ask"


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A packet without a schedule: "no-road" (none bears it, or none leads there), "too-late" (not even alone on the
    roads), "roads-taken" (others have them), "not-tried" (somebody stopped the planner before its turn). arrival: when
    its tail could be there at the soonest; absent is never, or nobody looked."""

    __pydantic_config__ = RULES
    packet: Name
    reason: Literal["no-road", "too-late", "roads-taken", "not-tried"]
    arrival: Slot | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A limit that nobody knows, of a link that a packet would drive: to be asked before the credit."""

    __pydantic_config__ = RULES
    packet: Name
    link: Name
    limit: Literal["load_class", "height_cm"]


@dataclass(frozen=True, slots=True)
class Change:
    """A packet that does not go as it did, after something changed.

    reason: why it could not stay: "withdrawn", "packet-changed", "headway", "escorts", "no-room", of its way
    "road-gone", "limit", "length", "closed", "full"; else "granted" (another credit stands), "new" (it had none).
    where: the link or node of the reason. before, after: minute at which its tail is there; absent: it has no schedule.
    """

    __pydantic_config__ = RULES
    packet: Name
    reason: Name
    where: Text = ""
    before: Moment | None = None
    after: Moment | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a plan against the one before, as they stand in a file (`steun-movement-changes/1`)."""

    __pydantic_config__ = RULES
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """Cars of one class that enter a link from one of its ends in a slot."""

    __pydantic_config__ = RULES
    link: Name
    start: Annotated[Name, Field(alias="from")]
    class_: Annotated[int, whole(1, 5, alias="class")]
    slot: Slot
    vehicles: Amount


@dataclass(frozen=True, slots=True)
class Crossing:
    """Cars of one class that leave a zone, or reach a reception, in a slot."""

    __pydantic_config__ = RULES
    place: Name
    class_: Annotated[int, whole(1, 5, alias="class")]
    slot: Slot
    vehicles: Annotated[int, whole(1, MOST)]


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as it stands in a file: its problem by hash."""

    __pydantic_config__ = RULES
    problem_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    policy: Policy = field(default_factory=Policy)
    schedules: tuple[Schedule, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()
    questions: tuple[Question, ...] = ()
    flows: tuple[Flow, ...] = ()
    departures: tuple[Crossing, ...] = ()
    arrivals: tuple[Crossing, ...] = ()
    objective: Figures = field(default_factory=dict)
    bounds: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal: advice that changes nothing until those with a mandate adopt it.

    objective, by class k, in the order of the lexicographic goal: "unsafe k" (cars not at a reception by the horizon),
    "hours k" (car-hours until safe), "unplanned k" (vehicles of packets without a schedule), "column-hours k"
    (vehicle-hours from release to the arrival of the tail).
    bounds: no plan has less of any of these.
    """

    problem: Problem
    policy: Policy
    schedules: tuple[Schedule, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()
    questions: tuple[Question, ...] = ()
    flows: tuple[Flow, ...] = ()
    departures: tuple[Crossing, ...] = ()
    arrivals: tuple[Crossing, ...] = ()
    objective: Mapping[str, float] = field(default_factory=dict)
    bounds: Mapping[str, float] = field(default_factory=dict)
