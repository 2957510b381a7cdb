"""What the picture is made of: rows as the tables have them now, or as the journal recorded them then.

Both ways give the same rows, so that all that is counted, judged and drawn is one code for now and for then. The names
are those of the tables: what reads a request reads these rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from steun.exchange.geo.shapes import Point
from steun.rules.load import law
from steun.web.kernel import moments
from steun.web.know.place import middle, point_doubts

PROMISED = ("committed", "completed")
"""Of a commitment: promised. What is only held is Defence's own, and no promise."""
CALLED_OFF = "cancelled"
"""Of a deployment: it never left."""
STANDING = "taken-up"
"""Of an addition: it counts with the request that it joined."""
T = TypeVar("T")


class Few(tuple[T, ...]):
    """Related rows, found as those of a table are."""

    def all(self) -> Few[T]:
        return self


@dataclass(frozen=True, slots=True)
class LineRow:
    capability_id: str
    quantity: int
    minimum: int


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    pk: str
    request: str
    unit: str
    capability_id: str
    quantity: int
    short: int
    starts_at: datetime
    arrives_at: datetime
    leaves_at: datetime
    state: str
    hold_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    pk: str
    request: str
    unit: str
    quantity: int
    state: str
    departed_at: datetime | None
    arrived_at: datetime | None
    released_at: datetime | None
    commitment_id: str = ""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    pk: str
    name: str
    kind: str
    place: str
    grip: str
    regions: tuple[str, ...]
    point: Point | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    pk: str
    number: str
    title: str
    effect: str
    place: str
    state: str
    extent: str
    priority: int
    urgent: bool
    requester: str
    starts_at: datetime | None
    latest_at: datetime | None
    ends_at: datetime | None
    regions: tuple[str, ...]
    point: Point | None
    lines: Few[LineRow] = field(default=Few())
    commitments: Few[CommitmentRow] = field(default=Few())
    deployments: Few[DeploymentRow] = field(default=Few())

    @property
    def wants(self) -> int:
        """Pieces that are required, of whatever capability."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rows:
    """Open incidents and requests, with the means of each, as they stood at one moment."""

    at: datetime
    incidents: tuple[IncidentRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """Of an organisation that asks: its region and its point."""

    region: str
    point: Point | None
    municipality: bool


def request_row(pk: str, values: Mapping[str, Any], home: Home, lines: Iterable[Mapping[str, Any]]) -> RequestRow:
    """A request from its values, named as its entries name them."""
    towns = list(values.get("municipalities") or ())
    return RequestRow(
        pk=pk, number=values.get("number") or "", title=values.get("title") or "", effect=values.get("effect") or "",
        place=values.get("place") or "", state=values["state"], extent=values.get("extent") or "",
        priority=values.get("priority") or 0, urgent=bool(values.get("urgent")), requester=values["requester_id"],
        starts_at=moment_of(values.get("starts_at")), latest_at=moment_of(values.get("latest_at")),
        ends_at=moment_of(values.get("ends_at")), regions=regions_of(towns, home),
        point=spot(point_of(values), towns, values["requester_id"], home), lines=line_rows(lines),
    )  # fmt: skip


def line_rows(lines: Iterable[Mapping[str, Any]]) -> Few[LineRow]:
    """What is required, in an order that is the same wherever it was read."""
    rows = [LineRow(it["capability"], it["quantity"], it.get("minimum") or 1) for it in lines]
    return Few(sorted(rows, key=lambda it: (it.capability_id, it.quantity, it.minimum)))


def incident_row(pk: str, values: Mapping[str, Any]) -> IncidentRow:
    return IncidentRow(
        pk, values["name"], values["kind"], values.get("place") or "", values.get("grip") or "0",
        tuple(sorted(values.get("regions") or ())), point_of(values),
    )  # fmt: skip


def commitment_row(pk: str, values: Mapping[str, Any]) -> CommitmentRow:
    given: dict[str, Any] = {
        name: moment_of(values.get(name)) for name in ("starts_at", "arrives_at", "leaves_at", "hold_until")
    }
    return CommitmentRow(
        pk, values["request_id"], values["unit"], values["capability"], values["quantity"], values.get("short") or 0,
        state=values["state"], **given,
    )  # fmt: skip


def deployment_row(pk: str, values: Mapping[str, Any]) -> DeploymentRow:
    given = {name: moment_of(values.get(name)) for name in ("departed_at", "arrived_at", "released_at")}
    return DeploymentRow(
        pk, values["request_id"], values["unit"], values["quantity"], values["state"],
        commitment_id=values.get("commitment_id", ""), **given,
    )  # fmt: skip


def assembled(
    at: datetime, incidents: Iterable[IncidentRow], requests: Iterable[RequestRow],
    commitments: Iterable[CommitmentRow], deployments: Iterable[DeploymentRow],
) -> Rows:  # fmt: skip
    """Each request with its means, everything in one order."""
    promised: dict[str, list[CommitmentRow]] = {}
    for promise in sorted(commitments, key=lambda it: (it.arrives_at, it.pk)):
        promised.setdefault(promise.request, []).append(promise)
    sent: dict[str, list[DeploymentRow]] = {}
    for deployment in sorted(deployments, key=lambda it: it.pk):
        sent.setdefault(deployment.request, []).append(deployment)
    rows = [
        replace(it, commitments=Few(promised.get(it.pk, ())), deployments=Few(sent.get(it.pk, ()))) for it in requests
    ]
    order = sorted(rows, key=lambda it: (it.number, it.pk))
    return Rows(at, tuple(sorted(incidents, key=lambda it: (it.name, it.pk))), tuple(order))


def moment_of(value: Any) -> datetime | None:
    """A moment, also as an entry writes it."""
    return moments.parsed(value) if isinstance(value, str) and value else value or None


def point_of(values: Mapping[str, Any]) -> Point | None:
    lon, lat = values.get("lon_microdegrees"), values.get("lat_microdegrees")
    return None if lon is None or lat is None else (lon / 1_000_000, lat / 1_000_000)


def regions_of(towns: Iterable[str], home: Home) -> tuple[str, ...]:
    """The regions of the municipalities in which help is asked, else that of who asks."""
    found = {code for code, region in law().regions.items() if {m[0] for m in region.municipalities} & set(towns)}
    return tuple(sorted(found)) or ((home.region,) if home.region else ())


def spot(given: Point | None, towns: list[str], requester: str, home: Home) -> Point | None:
    """Where help must be: the point that was given when it can be right, else the places named, else who asks."""
    named = sorted(towns) or ([requester] if home.municipality else [])
    if given and not point_doubts(given[0], given[1], named):
        return given
    return middle(named) or home.point
