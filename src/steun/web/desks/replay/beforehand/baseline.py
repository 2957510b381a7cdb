"""The baseline of the demonstration: self-assessments and headcounts, stated by whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from steun.web.desks.replay.seats import holder
from steun.web.kernel import clock
from steun.web.know.assessment import acts as assessments
from steun.web.know.assessment.shape import AssessmentIn
from steun.web.know.headcount import acts as headcounts
from steun.web.know.headcount.model import TERMS
from steun.web.know.headcount.shape import HeadcountIn

SAID = ("requirement", "criterion", "grade", "evidence", "gap")


def assess(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each is written down and stated."""
    for row in rows:
        done, again = days(row)
        said: dict[str, Any] = {name: row.get(name, "") for name in SAID}
        by = holder(row["seat"])
        it = assessments.draft(AssessmentIn(**said, assessed_on=done, again_by=again), by=by)
        assessments.state(it.pk, by=by)


def count(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each is stated."""
    for row in rows:
        done, again = days(row)
        said: dict[str, Any] = {name: row[name] for name in TERMS if name in row}
        headcounts.state(HeadcountIn(**said, counted_on=done, again_by=again), by=holder(row["seat"]))


def days(row: Mapping[str, Any]) -> tuple[date, date]:
    """When it was done, and by when it is done again."""
    today = clock.today()
    return today - timedelta(days=row["days_ago"]), today + timedelta(days=row["days_ahead"])
