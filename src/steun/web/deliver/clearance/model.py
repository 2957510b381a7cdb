"""Standing permissions: of which authority, within which limits, from when to when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from steun.core.deliver.movement.clearance import CLEARANCE, ClearanceFacts, Limits
from steun.core.deliver.movement.permissions import Load
from steun.rules.load import roles
from steun.rules.policy.transit import transit
from steun.web.kernel import clock, words
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class ClearanceQuerySet(CaseQuerySet["Clearance"]):
    def visible_to(self, actor: Actor) -> ClearanceQuerySet:
        """Who sees all movements."""
        return self if actor.sees_all_cases else self.none()

    def circle(self) -> set[str]:
        """As that of requests: nobody beside who sees all."""
        return set()

    def whole(self) -> ClearanceQuerySet:
        return self.select_related("organisation")

    def around(self, code: str, first: date, last: date) -> ClearanceQuerySet:
        """Those of a permission in force that hold from one day to another."""
        return self.filter(state="in-force", permission=code, first_day__lte=first, last_day__gte=last)


class Clearance(OwnCase):
    """One standing permission. permission: a code of the rules. Vehicles, kilograms, centimetres; 0 = not bounded.

    roads: by number, none = any. goods: the most dangerous that it covers. reference: where it can be read."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    permission = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    nation = models.CharField(max_length=2, blank=True)
    goods = models.CharField(max_length=12)
    roads = models.JSONField(default=list)
    vehicles = models.PositiveIntegerField(default=0)
    weight_kg = models.PositiveIntegerField(default=0)
    width_cm = models.PositiveIntegerField(default=0)
    height_cm = models.PositiveIntegerField(default=0)
    load_class = models.PositiveIntegerField(default=0)
    first_day = models.DateField()
    last_day = models.DateField()
    search = models.TextField()

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        db_table = "steun_clearance"
        ordering = ["last_day", "-id"]
        constraints = [
            in_life(CLEARANCE.states, "clearance"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="steun_clearance_days"),
        ]

    @property
    def name(self) -> str:
        found = next((one for one in transit().permissions if one.code == self.permission), None)
        return f"{words.named(found) if found else self.permission} · {self.nation}".rstrip(" ·")

    @property
    def limits(self) -> Limits:
        most = Load(self.vehicles, self.weight_kg, self.width_cm, self.height_cm, self.load_class)
        return Limits(self.first_day, self.last_day, self.nation, self.goods, tuple(self.roads), most)

    def facts(self, reason: str = "") -> ClearanceFacts:
        found = transit().permission(self.permission, clock.today())
        return ClearanceFacts(
            organisation=self.organisation_id, known=found is not None and not found.unknown,
            first_day=self.first_day, last_day=self.last_day, today=clock.today(), reason=reason, roles=roles(),
        )  # fmt: skip
