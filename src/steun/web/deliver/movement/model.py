"""Movements of allied forces: what is needed, the packets with their times, who is asked, and who must know."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from steun.core.deliver.movement.life import MOVEMENT, SHARED, MovementFacts
from steun.core.deliver.movement.march import Leg, March
from steun.core.deliver.movement.permissions import Load
from steun.core.kernel.machine import Seats
from steun.core.kernel.seats import at_each
from steun.rules.load import roles
from steun.rules.policy.transit import transit
from steun.web.ask.request.model import Request
from steun.web.kernel import clock
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation, Person

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class MovementQuerySet(CaseQuerySet["Movement"]):
    def visible_to(self, actor: Actor) -> MovementQuerySet:
        """Who divides or audits; who is asked for a permission; and, once it has its credit, those along its way, who
        see their own stretch of it (`read.seen_by`)."""
        if actor.sees_all_cases:
            return self
        along = Along.objects.filter(organisation=actor.organisation).values("movement")
        asked = Permission.objects.filter(organisation=actor.organisation).values("movement")
        return self.filter(Q(pk__in=along, state__in=SHARED) | Q(pk__in=asked))

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        rows = self.values_list("along__organisation", "permissions__organisation")
        return {code for row in rows for code in row if code}

    def whole(self) -> MovementQuerySet:
        return self.select_related("organisation").prefetch_related("permissions__organisation")


class Movement(OwnCase):
    """One movement: the requirements that were stated, and from the bid on its packets with their times.

    organisation: who plans it. length_m, gap_m: of one vehicle, and to the next. weight_kg, width_cm, height_cm,
    load_class: of the heaviest, the widest and the highest; 0 = not said. marches: minutes from `counted_from`.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    nation = models.CharField(max_length=2)
    command = models.CharField(max_length=2, blank=True)
    purpose = models.CharField(max_length=200)
    carrier = models.CharField(max_length=200, blank=True)  # the ship or train that it meets
    people = models.PositiveIntegerField(default=0)
    vehicles = models.PositiveIntegerField()
    packet_size = models.PositiveIntegerField()
    length_m = models.PositiveIntegerField()
    gap_m = models.PositiveIntegerField()
    speed_kmh = models.PositiveIntegerField()
    weight_kg = models.PositiveIntegerField(default=0)
    width_cm = models.PositiveIntegerField(default=0)
    height_cm = models.PositiveIntegerField(default=0)
    load_class = models.PositiveIntegerField(default=0)
    goods = models.CharField(max_length=12)
    origin = models.CharField(max_length=60)  # codes of the road register
    destination = models.CharField(max_length=60)
    earliest = models.DateTimeField()
    latest = models.DateTimeField()
    number = models.CharField(max_length=12, blank=True)
    numbered_on = models.DateField(null=True, blank=True)
    counted_from = models.DateTimeField(null=True, blank=True)
    marches = models.JSONField(default=list)
    reports = models.JSONField(default=list)
    evaluation = models.TextField(blank=True)
    search = models.TextField()

    objects = MovementQuerySet.as_manager()

    class Meta:
        db_table = "steun_movement"
        ordering = ["-earliest", "-id"]
        constraints = [
            in_life(MOVEMENT.states, "movement"),
            models.CheckConstraint(condition=Q(latest__gt=F("earliest")), name="steun_movement_times"),
            models.CheckConstraint(condition=Q(vehicles__gte=1), name="steun_movement_vehicles"),
            models.UniqueConstraint(
                fields=["number", "numbered_on"], condition=~Q(number=""), name="steun_movement_number"
            ),
        ]

    @property
    def name(self) -> str:
        """Without where it goes: those along the way read it too."""
        return self.number or f"{self.nation}{self.command} · {self.vehicles}"

    @property
    def load(self) -> Load:
        return Load(self.vehicles, self.weight_kg, self.width_cm, self.height_cm, self.load_class, self.goods)

    @property
    def packets(self) -> tuple[March, ...]:
        return tuple(
            March(n, row["vehicles"], row["passing"], tuple(Leg(*leg) for leg in row["legs"]))
            for n, row in enumerate(self.marches, 1)
        )

    def moment(self, minute: int) -> datetime:
        """A minute of its march as a moment."""
        assert self.counted_from is not None
        return self.counted_from + timedelta(minutes=minute)

    @property
    def departs(self) -> datetime | None:
        return min((self.moment(it.first) for it in self.packets), default=None)

    @property
    def arrives(self) -> datetime | None:
        return max((self.moment(it.last) for it in self.packets), default=None)

    @property
    def links(self) -> tuple[str, ...]:
        """The links over which it goes, each once, in the order of its first packet."""
        return tuple(dict.fromkeys(leg.link for it in self.packets for leg in it.legs))

    def asked(self, key: str) -> Permission | None:
        return next((it for it in self.permissions.all() if it.key == key), None)

    def facts(self, permission: Permission | None = None, **more: Any) -> MovementFacts:
        policy, asked = transit(), list(self.permissions.all())
        found = MovementFacts(
            organisation=self.organisation_id, origin=self.origin, destination=self.destination,
            packet_size=self.packet_size, packet_least=policy.packet_least, packet_most=policy.packet_most,
            earliest=self.earliest, latest=self.latest, departs=self.departs, now=clock.now(),
            answerers=permission.answerers if permission else frozenset(), known=permission is not None,
            answered=bool(permission and permission.answer), open=tuple(it.key for it in asked if not it.answer),
            denied=tuple(it.key for it in asked if it.answer == "denied"), roles=roles(),
        )  # fmt: skip
        return replace(found, **more)


class Permission(models.Model):
    """A permission that a movement asks. links: by code of a link, the limits asked. answer: "" = none yet."""

    movement = models.ForeignKey(Movement, models.CASCADE, related_name="permissions")
    key = models.CharField(max_length=60)
    code = models.CharField(max_length=40)  # of the rules
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    links = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True, blank=True)  # None = nobody said within how long
    answer = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_role = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "steun_movement_permission"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["movement", "key"], name="steun_movement_permission_once")]

    @property
    def answerers(self) -> Seats:
        """Who answers it in Steun; nobody when it is asked outside."""
        policy = transit().permission(self.code, clock.today())
        return at_each(policy.roles, (self.organisation_id,)) if policy and self.organisation_id else frozenset()


class CivilSupport(models.Model):
    """What a movement asked of civil partners, as an ordinary request. code: of the rules."""

    movement = models.ForeignKey(Movement, models.CASCADE, related_name="supports")
    code = models.CharField(max_length=40)
    request = models.ForeignKey(Request, models.PROTECT, related_name="+")

    class Meta:
        db_table = "steun_movement_support"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["movement", "code"], name="steun_movement_support_once")]


class Along(models.Model):
    """An organisation along the way of a movement: a region, a municipality, the owner of a road."""

    movement = models.ForeignKey(Movement, models.CASCADE, related_name="along")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        db_table = "steun_movement_along"
        constraints = [models.UniqueConstraint(fields=["movement", "organisation"], name="steun_movement_along_once")]
