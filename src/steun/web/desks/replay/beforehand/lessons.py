"""The lessons of the demonstration, each drawn up and brought as far as it says by whose act it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from steun.rules.load import roles
from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.learn.lesson import acts
from steun.web.learn.lesson.model import Lesson
from steun.web.learn.lesson.shape import LessonIn

SAID = ("finding", "action", "plan", "capability", "basis")
FAR = ("drawn-up", "accepted", "carried-out", "verified")


def learn(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each in its turn: one that repeats another comes after it."""
    today = clock.today()
    before: Lesson | None = None
    for row in rows:
        owner, far = holder(row["owner"]), FAR.index(row["state"])
        said: dict[str, Any] = {name: row[name] for name in SAID if name in row}
        said |= {"owner": owner.organisation, "due_on": today + timedelta(days=row["days_ahead"])}
        said["repeats"] = before.pk if before and row.get("again") else None
        it = acts.draw_up(LessonIn(**said), by=holder(row["seat"]))
        if far >= FAR.index("accepted"):
            it = acts.accept(it.pk, by=owner)
        if far >= FAR.index("carried-out"):
            it = acts.carry_out(it.pk, by=owner, done=row["done"])
        if far >= FAR.index("verified"):
            by = holder(row["seat"]) if owner.organisation == "LOCC" else holder(roles().coordinators[0])
            it = acts.verify(it.pk, by=by, exercise=row["exercise"], exercised_on=today)
        before = it
