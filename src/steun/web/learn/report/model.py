"""Situation reports: what one seat could see at a moment, written down once and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from steun.web.ask.incident.model import Incident
from steun.web.kernel.journal.kept import KeptContent
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class SituationReportQuerySet(models.QuerySet["SituationReport"]):
    def visible_to(self, actor: Actor) -> SituationReportQuerySet:
        """For the seat that made it: it holds all that this seat could read, and another may read less."""
        return self.filter(organisation=actor.organisation, role=actor.role)


class SituationReport(KeptContent):
    """A dated, numbered report of an incident or of all that its maker sees. `content` is as `desks/report` writes it;
    its digest stands in the journal."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    number = models.CharField(max_length=16, unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")

    objects = SituationReportQuerySet.as_manager()

    class Meta:
        db_table = "steun_situation_report"
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["organisation", "role", "-made_at"], name="steun_report_of_seat")]

    @property
    def key(self) -> str:
        return f"report:{self.pk}"
