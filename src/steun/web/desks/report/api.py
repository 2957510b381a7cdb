"""Situation reports, for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from steun.core.kernel.errors import Unknown
from steun.web.desks.report.acts import make
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.paging import After, Limit, Page, page
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import ActIn, Shape
from steun.web.learn.report.model import SituationReport

router = Room()


class ReportIn(ActIn):
    """`incident`: report of this one alone; without it, of all that one sees."""

    incident: UUID | None = None


class ReportOut(Shape):
    """`sha256`: of the content with its keys sorted and no spaces, as it stands in the journal."""

    id: UUID
    number: str
    made_at: datetime
    incident: UUID | None
    follows: UUID | None
    sha256: str


class WholeReportOut(ReportOut):
    content: dict[str, Any]


@router.get("/reports", response=Page[ReportOut])
def report_list(http: HttpRequest, after: After = "", limit: Limit = 100) -> dict[str, Any]:
    """The reports of your own seat, the latest first."""
    rows = SituationReport.objects.visible_to(Actor.of(http)).defer("content")
    return page(rows, shown, after, limit, newest=True)


@router.post("/reports", response={201: WholeReportOut})
def report_make(http: HttpRequest, given: ReportIn) -> Status[dict[str, Any]]:
    """Make a report of what you see now, with what changed since the last of your seat about the same."""
    return Status(201, whole(make(given.incident, by=Actor.of(http), id=given.id)))


@router.get("/reports/{uuid:pk}", response=WholeReportOut)
def report_show(http: HttpRequest, pk: UUID) -> dict[str, Any]:
    """A report as it was made."""
    return whole(find(pk, Actor.of(http)))


def find(pk: UUID, actor: Actor) -> SituationReport:
    """A report of this seat, as it was made. Raises `Unknown`, or `Tampered` when it was changed."""
    row = SituationReport.objects.visible_to(actor).select_related("entry", "follows").filter(pk=pk).first()
    if row is None:
        raise Unknown("report", pk)
    row.file()
    return row


def shown(row: SituationReport) -> dict[str, Any]:
    names = ("id", "number", "made_at", "sha256")
    return {**{name: getattr(row, name) for name in names}, "incident": row.incident_id, "follows": row.follows_id}


def whole(row: SituationReport) -> dict[str, Any]:
    return {**shown(row), "content": row.content}
