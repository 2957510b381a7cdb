"""What is said of a movement, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Happened, Letters, Moment, Shape, Text

NodeCode = Annotated[str, Letters(60, least=1)]
Nation = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Command = Annotated[str, Field(pattern=r"^[A-Z]{0,2}$")]
Reference = Annotated[str, Letters(200)]


def whole(least: int, most: int) -> object:
    return Field(strict=True, ge=least, le=most)


class RequirementsIn(Shape):
    """A statement of requirements. Whole metres, km/h, kilograms and centimetres; 0 = not said.

    `nation`, `command`: for the movement number, such as US and V. `origin`, `destination`: codes of the road register.
    `packet_size`: vehicles that drive together. `carrier`: the ship or train that it meets."""

    nation: Nation
    command: Command = ""
    purpose: Annotated[str, Letters(200, least=1)]
    carrier: Annotated[str, Letters(200)] = ""
    people: Annotated[int, whole(0, 100_000)] = 0
    vehicles: Annotated[int, whole(1, 1_000)]
    packet_size: Annotated[int, whole(1, 1_000)] = 20
    length_m: Annotated[int, whole(1, 60)] = 12
    gap_m: Annotated[int, whole(0, 500)] = 50
    speed_kmh: Annotated[int, whole(5, 100)] = 60
    weight_kg: Annotated[int, whole(0, 500_000)] = 0
    width_cm: Annotated[int, whole(0, 1_000)] = 0
    height_cm: Annotated[int, whole(0, 1_000)] = 0
    load_class: Annotated[int, whole(0, 500)] = 0
    goods: Literal["none", "dangerous", "ammunition"] = "none"
    origin: NodeCode
    destination: NodeCode
    earliest: Moment
    latest: Moment


class StateIn(ActIn, RequirementsIn):
    """State what an ally needs."""


class ChangeIn(ActIn, RequirementsIn):
    """State it anew; a bid falls."""


class PermitIn(ActIn):
    """A permission was given. `permission`: its key; `reference`: where that can be read. `not_needed`: its authority
    says that this movement needs none."""

    permission: Annotated[str, Letters(60)] = ""
    reference: Reference = ""
    not_needed: bool = False


class DenyIn(ActIn):
    """A permission was refused, with the reason."""

    permission: Annotated[str, Letters(60)] = ""
    reason: Text = ""


class AskCivilIn(ActIn):
    """Ask civil partners for it. `support`: a code of the rules: parking, fuel, traffic, recovery, guarding."""

    support: Annotated[str, Letters(40)] = ""


class ReportIn(ActIn):
    """How a packet stands at a point on its way. `packet`: its number, 1 is the first. `goes_on_at`: from when it can
    drive on from there; left out: at once when it is late, after an hour when it halted or had an accident."""

    packet: Annotated[int, whole(1, 1_000)]
    point: NodeCode
    how: Literal["on-time", "late", "halted", "accident"]
    happened_at: Happened | None = None
    goes_on_at: Moment | None = None


class CloseIn(ActIn):
    """Close it with an evaluation."""

    evaluation: Text = ""
