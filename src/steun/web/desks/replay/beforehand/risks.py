"""The risks of the demonstration, tied to needs that were stated before, and its critical entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.know.designation import acts as designations
from steun.web.know.designation.shape import DesignationIn
from steun.web.know.need.model import Need
from steun.web.know.risk import acts
from steun.web.know.risk.shape import RiskIn

OTHERWISE = {"seat", "needs", "days_ahead", "days_ago"}
"""What a row says in another way than the form."""


def state(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each is stated; of the needs of its scenarios, those that its owner may read."""
    for row in rows:
        by = holder(row["seat"])
        read = Need.objects.visible_to(by).filter(scenario__in=row["needs"]).order_by("pk")
        said = {name: value for name, value in row.items() if name not in OTHERWISE}
        until = clock.today() + timedelta(days=row["days_ahead"])
        acts.state(RiskIn(**said, needs=[need.pk for need in read], valid_until=until), by=by)


def designate(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each is designated by its ministry."""
    for row in rows:
        said = {name: value for name, value in row.items() if name not in OTHERWISE}
        since = clock.today() - timedelta(days=row["days_ago"])
        designations.designate(DesignationIn(**said, designated_on=since), by=holder(row["seat"]))
