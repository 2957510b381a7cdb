"""The picture at a moment, for one reader: what is open, how much in time it is, per region and in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from steun.core.decide import timeliness as worth
from steun.core.decide.timeliness import Timeliness
from steun.core.deliver.deployment import COMING_OR_THERE
from steun.core.deliver.picture import Need, Tally, by_region, tally
from steun.web.ask.timeliness import read as timely
from steun.web.desks.picture.rows.form import DeploymentRow, IncidentRow, RequestRow, Rows
from steun.web.desks.picture.rows.past import rows_then
from steun.web.desks.picture.rows.present import rows_now
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Case:
    """An open request with what is said of it."""

    row: RequestRow
    need: Need

    @property
    def timeliness(self) -> Timeliness:
        return self.need.timeliness

    @property
    def under_way(self) -> list[DeploymentRow]:
        return [it for it in self.row.deployments if it.state in COMING_OR_THERE]


@dataclass(frozen=True, slots=True)
class Picture:
    """`past`: made from the journal, of a moment that is over."""

    at: datetime
    past: bool
    incidents: tuple[IncidentRow, ...]
    cases: tuple[Case, ...]
    nation: Tally
    regions: Mapping[str, Tally]


def picture(actor: Actor, at: datetime | None = None) -> Picture:
    """Now, from the tables; or at a moment, from the journal. What lies ahead of now is now."""
    now = clock.now()
    if at is None or at >= now:
        return made(rows_now(actor, now))
    return made(rows_then(actor, at), past=True)


def made(rows: Rows, *, past: bool = False) -> Picture:
    """What the rows come to, by one code for now and for then."""
    cases = tuple(Case(it, need_of(it, rows.at)) for it in rows.requests)
    needs = [it.need for it in cases]
    return Picture(rows.at, past, rows.incidents, cases, tally(needs), by_region(needs))


def need_of(row: Any, at: datetime) -> Need:
    """A row reads as the request does: what judges the one judges the other."""
    asked: dict[str, int] = {}
    for line in row.lines:
        asked[line.capability_id] = asked.get(line.capability_id, 0) + line.quantity
    return Need(
        regions=row.regions,
        timeliness=judged(row, at),
        asked=asked,
        help=timely.promised(row, at),
        begins=row.starts_at,
        under_way=sum(it.quantity for it in row.deployments if it.state in COMING_OR_THERE),
    )


def judged(row: Any, at: datetime) -> Timeliness:
    """As much in time as its worst served requirement: the rule of every page, at this moment."""
    return worth.as_granted(worth.worst(it for _, it in timely.by_requirement(row, at)), row.extent)
