"""What is said of an evacuation, from a form or through the API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steun.web.kernel.input.shape import ActIn, Code, Happened, Lat, Letters, Lon, Moment, Shape, Text

Name = Annotated[str, Letters(120, least=1)]
Area = Annotated[str, Letters(120)]
Line = Annotated[str, Letters(200)]
NodeCode = Annotated[str, Letters(60)]
ZoneKey = Annotated[str, Letters(181)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
People = Annotated[int, Field(strict=True, ge=1, le=20_000_000)]


def whole(least: int, most: int) -> object:
    return Field(strict=True, ge=least, le=most)


class EvacuationIn(Shape):
    """What is said of all of it. `decision_at`: when it is decided on, at the latest as planned; `threat_at`: from when
    it is no longer safe. Figures left out are those of the rules; `figures_source`: of the others, whose they are."""

    name: Name
    cause: Literal["flood", "fire", "substance", "explosive", "violence", "other"]
    threat: Text = ""
    decision_at: Moment
    threat_at: Moment
    compliant_pct: Percent | None = None
    less_self_reliant_pct: Percent | None = None
    car_share_pct: Percent | None = None
    people_per_10_cars: Annotated[int, whole(10, 90)] | None = None
    shadow_pct: Percent | None = None
    spread_min: Annotated[int, whole(15, 10_080)] | None = None
    public_shelter_pct: Percent | None = None
    lane_cars_per_hour: Annotated[int, whole(1, 5_000)] | None = None
    two_way_cars_per_hour: Annotated[int, whole(1, 5_000)] | None = None
    car_kmh: Annotated[int, whole(1, 130)] | None = None
    figures_source: Line = ""


class BegunIn(EvacuationIn):
    """`municipalities`: the zones to begin with, each whole, to leave before."""

    municipalities: Annotated[list[Code], Field(max_length=60)] = []


class PrepareIn(ActIn, BegunIn):
    """Prepare one."""


class ReviseIn(ActIn, EvacuationIn):
    """Say it anew."""


class ZoneIn(Shape):
    """A municipality, or an area in it with a `name`. `people`: left out, all inhabitants by the rules; an estimate
    names its `people_source`. `action`: a code of the rules. `order_at`: left out, at the decision. `node`: of the road
    register, where its people come on to the roads; left out, the nearest. `lon`, `lat`, `radius_m`: of an area, a
    circle on the map."""

    municipality: Code
    name: Area = ""
    people: People | None = None
    people_source: Line = ""
    action: Code
    order_at: Moment | None = None
    node: NodeCode = ""
    lon: Lon | None = None
    lat: Lat | None = None
    radius_m: Annotated[int, whole(50, 50_000)] | None = None
    less_self_reliant_pct: Percent | None = None
    compliant_pct: Percent | None = None


class SetZoneIn(ActIn, ZoneIn):
    """Put a zone in, or say another thing of the one that is there."""


class DropZoneIn(ActIn):
    """Leave a zone out. `zone`: its municipality, a space and its name for an area."""

    zone: ZoneKey = ""


class ReceptionIn(Shape):
    """A place with a name. `host`: the municipality or region that keeps it; `places`: for people."""

    name: Name
    host: Code
    places: People
    node: NodeCode = ""


class SetReceptionIn(ActIn, ReceptionIn):
    """Put a reception in, or say another thing of the one that is there."""


class DropReceptionIn(ActIn):
    """Leave a reception out, by its name."""

    reception: Area = ""


class OrderIn(ActIn):
    """Order it. `basis`: a code of the rules; `forced`: people are made to go. `happened_at`: when it was decided,
    left out: now."""

    basis: Code = ""
    forced: bool = False
    reason: Text = ""
    happened_at: Happened | None = None


class AskSupportIn(ActIn):
    """Ask others for it. `support`: a code of the rules."""

    support: Code = ""


class ReportPeopleIn(ActIn):
    """How many of a zone are safe by now, as counted there."""

    zone: ZoneKey = ""
    people: Annotated[int, whole(0, 20_000_000)]
    happened_at: Happened | None = None


class EndIn(ActIn):
    """Close it with an evaluation."""

    evaluation: Text = ""
