"""The means: sites, units, what they offer, when they are away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from steun.core.know.absence import ABSENCE
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor
from steun.web.kernel.search import SearchQuerySet
from steun.web.know.catalogue.model import Capability


class Site(models.Model):
    """A place where units are at home."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    town = models.CharField(max_length=80)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        db_table = "steun_site"
        ordering = ["name"]


class UnitQuerySet(SearchQuerySet["Unit"]):
    def visible_to(self, actor: Actor) -> UnitQuerySet:
        """Named units of Defence are for Defence, LOCC and auditors.

        Civil ones also for their own people and nationals.
        """
        if actor.sees_defence:
            return self
        own = Q(organisation=actor.organisation) | Q(organisation__parent=actor.organisation)
        if actor.side == "national":
            return self.filter(own | ~Q(side="defence"))
        return self.filter(
            own | Q(organisation__region=actor.region, organisation__region__isnull=False) & ~Q(side="defence")
        )


class Unit(models.Model):
    """Who has means: `capacity` pieces (soldiers, trucks, beds) that its offers share.

    notice, rest: minutes. An indivisible unit works at one place at a time.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(max_length=60, unique=True)
    name_nl = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    side = models.CharField(max_length=12)  # defence, civil
    site = models.ForeignKey(Site, models.PROTECT, related_name="units")
    capacity = models.PositiveIntegerField()
    counted_nl = models.CharField(max_length=60)
    counted_en = models.CharField(max_length=60)
    divisible = models.BooleanField(default=True)
    notice = models.PositiveIntegerField()
    rest = models.PositiveIntegerField(default=0)
    speed_kmh = models.PositiveSmallIntegerField(default=60)
    airborne = models.BooleanField(default=False)
    illustrative = models.BooleanField(default=False)
    search = models.TextField(default="")
    version = models.PositiveIntegerField(default=0)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, null=True, related_name="+")

    exact: bool  # of a list: may this reader know all of it?
    free: int  # of a list: pieces that are free now, or at least so many

    objects = UnitQuerySet.as_manager()

    class Meta:
        db_table = "steun_unit"
        ordering = ["name_nl"]

    @property
    def key(self) -> str:
        return f"unit:{self.pk}"

    @property
    def audience(self) -> str:
        """Whose entries those about it are: what a unit of Defence has is for Defence and LOCC."""
        return "defence" if self.side == "defence" else "all"

    def is_known_to(self, actor: Actor) -> bool:
        """May this reader know exactly what there is, holds and absences included? Defence, LOCC, its own people."""
        return actor.sees_defence or self.organisation_id == actor.organisation


class Offering(models.Model):
    """What a unit can do, and with how many of its pieces."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="offerings")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="offerings")
    quantity = models.PositiveIntegerField()

    class Meta:
        db_table = "steun_offering"
        constraints = [models.UniqueConstraint(fields=["unit", "capability"], name="steun_offering_once")]


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, actor: Actor) -> AbsenceQuerySet:
        """Of visible units."""
        return self.filter(unit__in=Unit.objects.visible_to(actor))


FromAbsences = models.Manager.from_queryset(AbsenceQuerySet)


class Counting(FromAbsences["Absence"]):
    """Absences that occupy the unit: what was cancelled before it began does not."""

    def get_queryset(self) -> AbsenceQuerySet:
        return AbsenceQuerySet(self.model, using=self._db).exclude(state="cancelled")


class Absence(models.Model):
    """Pieces of a unit that are away in a window: maintenance, exercise, mission. Counts like a commitment."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="absences")
    quantity = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=20, default="planned")
    # without an entry: loaded before loading was recorded
    entry = models.ForeignKey("steun.Entry", models.PROTECT, null=True, related_name="+")

    objects = Counting()

    class Meta:
        db_table = "steun_absence"
        ordering = ["starts_at"]
        constraints = [
            in_life(ABSENCE.states, "absence"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="steun_absence_window"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="steun_absence_some"),
        ]

    @property
    def key(self) -> str:
        return f"absence:{self.pk}"

    case = None
    """An absence belongs to a unit, not to a case."""
