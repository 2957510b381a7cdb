"""The evacuations of the demonstration, each prepared and brought as far as it says by whose act it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from steun.web.deliver.evacuation import acts as evacuations
from steun.web.deliver.evacuation.shape import BegunIn, ReceptionIn, ZoneIn
from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.know.flow import acts as flows
from steun.web.know.flow.shape import SeenIn

BROUGHT = ("prepared", "ordered", "under-way")
"""How far an evacuation of the demonstration is brought."""
SAID = ("name", "cause", "threat", "municipalities")


def watch(rows: Iterable[Mapping[str, Any]]) -> None:
    """Cars that were seen and nobody planned."""
    now = clock.now()
    for row in rows:
        said: dict[str, Any] = {name: row[name] for name in ("link", "towards", "cars_per_hour", "why")}
        seen = SeenIn(**said, seen_at=now, ends_at=now + timedelta(hours=row["for_hours"]))
        flows.report(seen, by=holder(row["seat"]))


def prepare(rows: Iterable[Mapping[str, Any]]) -> None:
    """Write each down with its zones and receptions, order it, let it begin, and count."""
    now = clock.now()
    for row in rows:
        by, far = holder(row["seat"]), BROUGHT.index(row["state"])
        said: dict[str, Any] = {name: row[name] for name in SAID}
        said["decision_at"] = now + timedelta(hours=row["decision_hours"])
        said["threat_at"] = now + timedelta(hours=row["threat_hours"])
        it = evacuations.prepare(BegunIn(**said, **row.get("figures", {})), by=by)
        for zone in row["zones"]:
            given: dict[str, Any] = {name: value for name, value in zone.items() if name != "order_hours"}
            if "order_hours" in zone:
                given["order_at"] = now + timedelta(hours=zone["order_hours"])
            evacuations.set_zone(it.pk, ZoneIn(**given), by=by)
        for reception in row["receptions"]:
            evacuations.set_reception(it.pk, ReceptionIn(**reception), by=by)
        if far >= BROUGHT.index("ordered"):
            order = row["order"]
            evacuations.order(it.pk, by=holder(order["seat"]), basis=order["basis"], reason=order["reason"])
        if far >= BROUGHT.index("under-way"):
            evacuations.begin(it.pk, by=by)
        for report in row.get("reports", ()):
            evacuations.report(it.pk, by=by, zone=report["zone"], people=report["people"])
