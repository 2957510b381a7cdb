"""The closures and movements of the demonstration, each by whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from steun.rules.load import roles
from steun.web.deliver.clearance import acts as clearances
from steun.web.deliver.clearance.shape import ClearanceIn
from steun.web.deliver.movement import acts as movements
from steun.web.deliver.movement.shape import RequirementsIn
from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.know.closure import acts as closures
from steun.web.know.closure.shape import ClosureIn


def close(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each closure, by whose road it is."""
    now = clock.now()
    for row in rows:
        said = {name: row[name] for name in ("links", "cause", "why")}
        ends = now + timedelta(hours=row["until_hours"]) if "until_hours" in row else None
        said |= {"starts_at": now + timedelta(hours=row["from_hours"]), "ends_at": ends}
        closures.close(ClosureIn(**said), by=holder(row["seat"]))


MARCHED = ("stated", "bid", "permitted", "credited", "under-way")
"""How far a movement of the demonstration is brought."""
NOT_SAID = {"state", "from_hours", "until_hours"}


def clear(rows: Iterable[Mapping[str, Any]]) -> None:
    """The standing permissions of the demonstration."""
    today, by = clock.today(), holder(roles().movers[0])
    for row in rows:
        said = {name: value for name, value in row.items() if name not in {"from_days", "until_days"}}
        said |= {"first_day": today + timedelta(days=row["from_days"])}
        said |= {"last_day": today + timedelta(days=row["until_days"])}
        clearances.enter(ClearanceIn(**said), by=by)


def march(rows: Iterable[Mapping[str, Any]]) -> None:
    """State each movement, find its times, enter its permissions, give its credit, and let it leave."""
    now, by = clock.now(), holder(roles().movers[0])
    for row in rows:
        said = {name: value for name, value in row.items() if name not in NOT_SAID}
        said |= {"earliest": now + timedelta(hours=row["from_hours"])}
        said |= {"latest": now + timedelta(hours=row["until_hours"])}
        it, far = movements.state(RequirementsIn(**said), by=by), MARCHED.index(row["state"])
        if far >= MARCHED.index("bid"):
            it = movements.bid(it.pk, by=by)
        for one in list(it.permissions.filter(answer="")) if far >= MARCHED.index("permitted") else ():
            it = movements.permit(it.pk, permission=one.key, reference="Brief (illustratief)", by=by)
        if far >= MARCHED.index("credited"):
            it = movements.credit(it.pk, by=by)
        if far >= MARCHED.index("under-way"):
            movements.depart(it.pk, by=by)
