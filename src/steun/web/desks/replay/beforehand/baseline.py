"""The baseline of the demonstration: self-assessments, stated by whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.know.assessment import acts as assessments
from steun.web.know.assessment.shape import AssessmentIn

SAID = ("requirement", "criterion", "grade", "evidence", "gap")


def assess(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each is written down and stated."""
    today = clock.today()
    for row in rows:
        said: dict[str, Any] = {name: row.get(name, "") for name in SAID}
        said["assessed_on"] = today - timedelta(days=row["days_ago"])
        said["again_by"] = today + timedelta(days=row["days_ahead"])
        by = holder(row["seat"])
        it = assessments.draft(AssessmentIn(**said), by=by)
        assessments.state(it.pk, by=by)
