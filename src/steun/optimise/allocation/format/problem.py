"""What the planner is given: frozen dataclasses of whole numbers, each field with the rule that it must follow.

Times are whole minutes from `Problem.start`; intervals are half open; amounts are pieces or persons; money is in
cents. The fields are those of the file format `steun-problem/1` (docs/planner.md): the reader, the faults with their
places (`faults`), the writer (`files`) and the JSON Schema (`schema`) follow from the annotations here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from steun.optimise.format.fields import (
    FURTHEST,
    MOST,
    RULES,
    Amount,
    Flag,
    Interval,
    Latitude,
    Longitude,
    Minute,
    Name,
    Names,
    Text,
    forward,
    number,
    whole,
)


@dataclass(frozen=True, slots=True)
class Supply:
    """What a unit offers of one capability.

    quantity: pieces.  bases: the legal bases under which it may go; None is every one.
    """

    __pydantic_config__ = RULES
    capability: Name
    quantity: Amount
    bases: Names | None = None


@dataclass(frozen=True, slots=True)
class Earmark:
    """A readiness agreement (`agreement`: its name) keeps `amount` pieces of the unit free for lines of `region` in the
    minutes [start, until)."""

    __pydantic_config__ = RULES
    agreement: Name
    region: Name
    amount: Amount
    start: Annotated[int, whole(-FURTHEST, FURTHEST, alias="from")]
    until: Minute


def _kept(mark: Earmark) -> Earmark:
    forward(mark.start, mark.until)
    return mark


def _no_default(said: dict[str, Any]) -> None:
    del said["default"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A pool that can be divided, or a unit that goes whole, to one line at a time.

    id, region, owner: its name, where it belongs, whose it is.  lon, lat: degrees (WGS 84), where it leaves from.
    speed_kmh: kilometres an hour; airborne: as the crow flies, without `Problem.road_factor`.
    notice: minutes from a decision to its departure, in which it is not occupied.  rest: minutes after its return in
    which it still is.  divisible, capacity: may it be divided, and the pieces that can be out at once (0: its largest
    offer).  offers: so many of each capability.  unavailable: half-open intervals of minutes.  earmarks: kept for
    others.
    """

    __pydantic_config__ = RULES
    id: Name
    lon: Longitude
    lat: Latitude
    region: Name
    owner: Name
    speed_kmh: Annotated[int, whole(1, 20_000)]
    offers: Annotated[tuple[Supply, ...], Field(min_length=1)]
    airborne: Flag = False
    notice: Annotated[int, whole(0, FURTHEST, description="minutes; does not occupy")] = 0
    rest: Annotated[int, whole(0, FURTHEST)] = 0
    divisible: Flag = False
    capacity: Annotated[int, whole(0, MOST, description="largest offer when absent", json_schema_extra=_no_default)] = 0
    unavailable: Annotated[tuple[Interval, ...], Field(description="half-open intervals of minutes")] = ()
    earmarks: tuple[Annotated[Earmark, AfterValidator(_kept)], ...] = ()


def _with_capacity(row: Any) -> Any:
    """A unit of a file that does not say how much it has in all has its largest offer."""
    if not isinstance(row, dict) or "capacity" in row or not isinstance(row.get("offers"), list):
        return row
    sizes = (offer.get("quantity") for offer in row["offers"] if isinstance(offer, dict))
    return {**row, "capacity": max((n for n in sizes if type(n) is int and 0 < n <= MOST), default=0)}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another capability that also helps; efficiency_percent: with 150, two pieces do the work of three."""

    __pydantic_config__ = RULES
    capability: Name
    efficiency_percent: Annotated[int, whole(1, 10_000)]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a request: how much of what, where, and when. `minimum` = `quantity` is all or nothing.

    id, request: its name, and that of the request that it is a line of.  region: who asks.  lon, lat: degrees (WGS 84).
    class_: the priority class (`policy.CLASSES`), 1 the highest.  weight: against other lines of its class.
    capability, alternatives: what is asked, and what else helps.  quantity, minimum, promised: effective pieces.
    earliest, latest_arrival: minutes between which help arrives.  duration: minutes of work from then on.
    too_late: when help is of no use any more, if that is later than `latest_arrival`; None where nobody said.
    created: the minute at which it was asked, in rolling runs.  basis: the legal basis; None fits every offer.
    owners: whose units it takes; None is anybody's.
    """

    __pydantic_config__ = RULES
    id: Name
    region: Name
    lon: Longitude
    lat: Latitude
    class_: Annotated[int, whole(1, 5, alias="class")]
    capability: Name
    quantity: Amount
    earliest: Minute
    latest_arrival: Minute
    duration: Annotated[int, whole(1, FURTHEST)]
    minimum: Annotated[int, whole(0, MOST, description="equal to quantity: all or nothing")] = 1
    weight: Amount = 1
    request: Text = ""
    basis: Text | None = None
    owners: Names | None = None
    alternatives: tuple[Alternative, ...] = ()
    created: Minute = 0
    promised: Annotated[int, whole(0, MOST)] = 0
    too_late: Annotated[
        Minute | None, Field(description="help after it is of no use: no change is offered that comes later")
    ] = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Pieces of one unit for one line.

    line, unit: their ids.  capability, amount: so many pieces of what.  start: the minute of arrival.
    decided: the minute at which it was decided, in rolling runs.
    """

    __pydantic_config__ = RULES
    line: Name
    unit: Name
    capability: Name
    amount: Annotated[int, whole(-MOST, MOST, description="1 or more; `check` names it where a plan has less")]
    start: Minute
    decided: Minute | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """All that is known at one moment.

    start: the moment of minute 0, in UTC.  now: the minute of today; nothing departs before it.  horizon: minutes of
    the grid at least; lines may lie past it.  units, lines: who has means, who asks.  road_factor: kilometres by road
    per kilometre as the crow flies.  fixed: work that has begun; a plan repeats it unchanged.
    """

    __pydantic_config__ = RULES
    start: Annotated[str, Field(min_length=1, description="UTC, ISO 8601")]
    horizon: Annotated[int, whole(1, FURTHEST)]
    units: tuple[Annotated[Unit, BeforeValidator(_with_capacity)], ...] = ()
    lines: tuple[Line, ...] = ()
    now: Annotated[int, whole(0, FURTHEST)] = 0
    road_factor: Annotated[float, number(1, 10)] = 1.3
    fixed: Annotated[
        tuple[Assignment, ...], Field(description="work that has started; a plan repeats it unchanged")
    ] = ()
