"""The risks of the demonstration, stated by whose they are and tied to the needs that were stated before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.know.need.model import Need
from steun.web.know.risk import acts
from steun.web.know.risk.shape import RiskIn

OTHERWISE = {"seat", "needs", "days_ahead"}
"""What a row says in another way than the form."""


def state(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each is stated; of the needs of its scenarios, those that its owner may read."""
    for row in rows:
        by = holder(row["seat"])
        read = Need.objects.visible_to(by).filter(scenario__in=row["needs"]).order_by("pk")
        said = {name: value for name, value in row.items() if name not in OTHERWISE}
        until = clock.today() + timedelta(days=row["days_ahead"])
        acts.state(RiskIn(**said, needs=[need.pk for need in read], valid_until=until), by=by)
