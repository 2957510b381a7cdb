"""What entries record of a situation report: its number, what it is about, and its digest."""

from __future__ import annotations

from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life.journalled import Journalled, Values
from steun.web.learn.report.model import SituationReport


def derived(entry: Entry) -> Values:
    return {"made_at": entry.happened_at, "organisation_id": entry.organisation, "role": entry.role}


JOURNALLED = (Journalled("report", SituationReport, ("number", "sha256"), derived, always=True),)
