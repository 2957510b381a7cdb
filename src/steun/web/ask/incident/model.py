"""Incidents: what happened, where, how large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from steun.core.ask.incident import INCIDENT
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.search import SearchQuerySet

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor
from steun.web.ask.request.model import Request
from steun.web.kernel.life.constraints import in_life


class IncidentQuerySet(SearchQuerySet["Incident"]):
    def visible_to(self, actor: Actor) -> IncidentQuerySet:
        """National, Defence and oversight see all; a region its own and those it was let into by a request; a province
        those of its regions, by which its commissioner is alarmed."""
        if actor.sees_all_cases:
            return self
        shared = Request.objects.visible_to(actor).filter(incident=OuterRef("pk"))
        regional = Q(regions__code=actor.region) if actor.region else Q(regions__parent=actor.organisation)
        return self.filter(regional | Q(opened_by=actor.organisation) | Exists(shared)).distinct()

    def like(self, state: str = "", region: str = "", kind: str = "", grip: str = "") -> IncidentQuerySet:
        """Those in this state, of this kind and GRIP level, in this region; empty is any."""
        asked = {"state": state, "kind": kind, "grip": grip}
        found = self.filter(**{name: value for name, value in asked.items() if value})
        there = Incident.regions.through.objects.filter(incident=OuterRef("pk"), organisation=region)
        return found.filter(Exists(there)) if region else found

    def circle(self) -> set[str]:
        """As that of requests: the organisations of whose seats some may see one of these."""
        rows = self.values_list("opened_by", "regions__code", "regions__parent")
        own = {code for row in rows for code in row if code}
        return own | Request.objects.filter(incident__in=self).circle()


class Incident(models.Model):
    """What happened, where, how large. Groups requests; its time line is its part of the journal."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)  # flood, fire, explosion, disorder, search, power, health, transit, other
    description = models.TextField(blank=True)
    place = models.CharField(max_length=160)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    grip = models.CharField(max_length=4, default="0")
    started_at = models.DateTimeField()
    opened_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    regions = models.ManyToManyField(Organisation, related_name="incidents", db_table="steun_incident_region")
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")
    search = models.TextField(default="")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        db_table = "steun_incident"
        ordering = ["-started_at"]
        constraints = [in_life(INCIDENT.states, "incident")]

    @property
    def key(self) -> str:
        return f"incident:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.pk


def microdegrees(place: Any) -> dict[str, int | None]:
    """A point in whole numbers, as the journal keeps it."""
    return {
        f"{name}_microdegrees": None if value is None else round(value * 1_000_000)
        for name, value in (("lon", place.lon), ("lat", place.lat))
    }
