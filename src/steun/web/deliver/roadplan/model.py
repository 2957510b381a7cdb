"""Road plans: what was asked, how far it is, and what each position of the dial gives."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from steun.core.deliver.roadplan import ROADPLAN
from steun.web.deliver.movement.model import Movement
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

TERMS = ("starts_at", "ends_at", "by_hour", "keep", "about_id")
"""What is asked of it."""


class RoadPlanQuerySet(CaseQuerySet["RoadPlan"]):
    def visible_to(self, actor: Actor) -> RoadPlanQuerySet:
        """Who divides or audits; once it is made, those along the ways in it, who see their own stretch, and who
        decides on an evacuation in it."""
        if actor.sees_all_cases:
            return self
        touched = TouchedByPlan.objects.filter(organisation=actor.organisation).values("plan")
        return self.filter(pk__in=touched, state="ready")

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        return {code for code in self.values_list("touched__organisation", flat=True) if code}

    def whole(self) -> RoadPlanQuerySet:
        return self.select_related("about").defer("problem")


class RoadPlan(OwnCase):
    """One plan. by_hour: after how many hours from the start people are counted who are safe. about: the movement that
    cannot go as it stands. problem: the question as the worker takes it. positions: by minutes of the dial, what came
    out. agreed: by organisation, the position that it agreed to. adopted: by movement, the position that it got."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by_hour = models.PositiveSmallIntegerField()
    keep = models.BooleanField()
    about = models.ForeignKey(Movement, models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.TextField()
    positions = models.JSONField(default=dict)
    agreed = models.JSONField(default=dict)
    adopted = models.JSONField(default=dict)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    beat_at = models.DateTimeField()  # last sign of life of whoever makes it, in real time
    failure = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    search = models.TextField(blank=True)

    objects = RoadPlanQuerySet.as_manager()

    class Meta:
        db_table = "steun_roadplan"
        ordering = ["-id"]
        constraints = [
            in_life(ROADPLAN.states, "roadplan"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="steun_roadplan_times"),
        ]

    @cached_property
    def question(self) -> dict[str, Any]:
        """What the worker takes, read."""
        found: dict[str, Any] = json.loads(self.problem)
        return found

    @property
    def organisations(self) -> list[str]:
        """Whose evacuations are in it."""
        found: list[str] = self.question["organisations"]
        return found

    def position(self, wait: int) -> dict[str, Any]:
        """What came out of this position of the dial; empty when nobody looked at it."""
        found: dict[str, Any] = self.positions.get(str(wait), {})
        return found

    def changing(self, wait: int) -> list[str]:
        """The movements of which some packet goes otherwise by this position."""
        return list(dict.fromkeys(name.rpartition("/")[0] for name in self.position(wait).get("moved", ())))

    def losing(self, wait: int) -> list[str]:
        """Whose people are safe later than they could be by a position that was computed."""
        chosen, found = self.position(wait), dict[str, None]()
        for zone, code in self.question["zones"].items() if chosen else ():
            if car_hours(chosen, zone) > min(car_hours(one, zone) for one in self.positions.values()):
                found[code] = None
        return list(found)

    @property
    def asks(self) -> list[str]:
        """Whose people some position makes safe later: without their word it cannot be adopted."""
        return list(dict.fromkeys(code for wait in self.positions for code in self.losing(int(wait))))


def car_hours(position: dict[str, Any], zone: str) -> float:
    """Until the people are safe who want the same roads as this zone; who is unsafe at the end counts in full."""
    return float(position["hours"][zone])


class TouchedByPlan(models.Model):
    """An organisation along a way in a plan, before or after, or one whose people leave in it."""

    plan = models.ForeignKey(RoadPlan, models.CASCADE, related_name="touched")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        db_table = "steun_roadplan_touched"
        constraints = [models.UniqueConstraint(fields=["plan", "organisation"], name="steun_roadplan_touched_once")]
