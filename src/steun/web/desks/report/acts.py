"""Making a situation report: one press, one entry, and from then on it stands as it was made."""

from __future__ import annotations

from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.acts import next_number
from steun.web.desks.report.content import content_of
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.learn.report.model import SituationReport

PREFIX = "R"


@once("report.make")
def make(incident: UUID | None = None, *, by: Actor, id: UUID | None = None) -> SituationReport:
    """Report what this seat sees now, of one incident or of everything. Raises `Malformed` for an incident that is not
    there for it."""
    about = Incident.objects.visible_to(by).filter(pk=incident).first() if incident else None
    if incident and about is None:
        raise Malformed([Fault("incident", "unknown-code", {"value": str(incident)})])
    number = next_number(PREFIX)  # who makes another waits here, so each says what changed since the one before
    last = SituationReport.objects.visible_to(by).filter(incident=about).first()
    row = SituationReport(
        id=new_key(), number=number, incident=about, organisation_id=by.organisation, role=by.role, follows=last
    )  # fmt: skip
    row.keep(content_of(by, about, last))
    data = {"number": number, "sha256": row.sha256}
    row.entry = record("report.make", subject=row.key, by=by, data=data, id=id)
    row.made_at = row.entry.happened_at
    row.save(force_insert=True)
    return row
