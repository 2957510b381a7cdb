"""The movements of the demonstration, from `demo/movements.toml`: each brought as far as its `state`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from steun.rules.load import roles
from steun.web.deliver.movement import acts
from steun.web.deliver.movement.shape import RequirementsIn
from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock

STATES = ("stated", "bid", "permitted", "credited", "under-way")
ABOUT = {"state", "from_hours", "until_hours"}


def march(rows: Iterable[Mapping[str, Any]]) -> None:
    """State each movement, find its times, enter its permissions, give its credit, and let it leave."""
    now, by = clock.now(), holder(roles().movers[0])
    for row in rows:
        said = {name: value for name, value in row.items() if name not in ABOUT}
        said |= {"earliest": now + timedelta(hours=row["from_hours"])}
        said |= {"latest": now + timedelta(hours=row["until_hours"])}
        it, far = acts.state(RequirementsIn(**said), by=by), STATES.index(row["state"])
        if far >= STATES.index("bid"):
            it = acts.bid(it.pk, by=by)
        for one in list(it.permissions.all()) if far >= STATES.index("permitted") else ():
            it = acts.permit(it.pk, permission=one.key, reference="Brief (illustratief)", by=by)
        if far >= STATES.index("credited"):
            it = acts.credit(it.pk, by=by)
        if far >= STATES.index("under-way"):
            acts.depart(it.pk, by=by)
