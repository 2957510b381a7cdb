"""Evacuations: zones with their people and what is asked of them, receptions, the figures they are planned with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from steun.core.deliver.evacuation.life import CAUSES, EVACUATION, EvacuationFacts
from steun.core.deliver.evacuation.people import Divided, Shares, ZonePeople, divided
from steun.core.deliver.evacuation.policy import Basis
from steun.rules.load import law, roles
from steun.rules.movement.evacuation import evacuations
from steun.web.ask.request.model import Request
from steun.web.kernel import clock, words
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

TERMS = ("name", "cause", "threat", "decision_at", "threat_at", "figures_source")
"""What is said of an evacuation as a whole, beside its figures."""
FIGURES = (
    "compliant_pct", "less_self_reliant_pct", "car_share_pct", "people_per_10_cars", "shadow_pct", "spread_min",
    "public_shelter_pct", "lane_cars_per_hour", "two_way_cars_per_hour", "car_kmh",
)  # fmt: skip
"""Codes of the rules: each has a value there, which everybody may replace."""
SHARES = FIGURES[:7]


class EvacuationQuerySet(CaseQuerySet["Evacuation"]):
    def visible_to(self, actor: Actor) -> EvacuationQuerySet:
        """Whose it is, and who keeps order where its zones lie; whoever was told since it was ordered: who receives
        people, the regions around. Who divides or audits sees all."""
        if actor.sees_all_cases:
            return self
        notified = Concerned.objects.filter(organisation=actor.organisation).values("evacuation")
        mine = Q(organisation=actor.organisation) | Q(pk__in=of_zones(actor.organisation))
        return self.filter(mine | Q(pk__in=notified))

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        rows = self.values_list(
            "organisation", "zones__municipality", "zones__municipality__region", "concerned__organisation",
        )  # fmt: skip
        return {code for row in rows for code in row if code}

    def whole(self) -> EvacuationQuerySet:
        return self.select_related("organisation").prefetch_related(
            "zones__municipality__region", "receptions__host__region", "supports", "concerned"
        )


def of_zones(organisation: str) -> Any:
    here = Q(municipality=organisation) | Q(municipality__region=organisation)
    return Zone.objects.filter(here).values("evacuation")


class Evacuation(OwnCase):
    """One evacuation. decision_at: when it is decided on, as planned and then as it was; threat_at: from when it is no
    longer safe. figures: by code, those that somebody entered instead of the ones of the rules."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    cause = models.CharField(max_length=20)
    threat = models.TextField(blank=True)
    decision_at = models.DateTimeField()
    threat_at = models.DateTimeField()
    basis = models.CharField(max_length=40, blank=True)  # a code of the rules
    forced = models.BooleanField(default=False)
    ordered_by = models.CharField(max_length=80, blank=True)  # a seat
    figures = models.JSONField(default=dict)
    figures_source = models.CharField(max_length=200, blank=True)
    reports = models.JSONField(default=list)
    evaluation = models.TextField(blank=True)
    search = models.TextField()

    objects = EvacuationQuerySet.as_manager()

    class Meta:
        db_table = "steun_evacuation"
        ordering = ["-id"]
        constraints = [
            in_life(EVACUATION.states, "evacuation"),
            models.CheckConstraint(condition=Q(cause__in=CAUSES), name="steun_evacuation_cause"),
        ]

    @property
    def values(self) -> dict[str, int]:
        """Every figure: as entered here, or as the rules have it."""
        rows = evacuations().on(clock.today()).figures
        return {**{it.code: it.value for it in rows}, **self.figures}

    @property
    def shares(self) -> Shares:
        values = self.values
        return Shares(**{code: values[code] for code in SHARES})

    @property
    def parts(self) -> list[tuple[Zone, Divided]]:
        """Each zone with who does what in it."""
        shares = self.shares
        return [(zone, divided(zone.in_model(self.decision_at), shares)) for zone in self.zones.all()]

    @property
    def minutes_left(self) -> int:
        """From the decision to the threat."""
        return int((self.threat_at - self.decision_at).total_seconds() // 60)

    @property
    def rule(self) -> Basis | None:
        return evacuations().on(clock.today()).basis(self.basis)

    def facts(self, zones: list[Zone] | None = None, **more: Any) -> EvacuationFacts:
        """What the rules look at; zones: as they would be."""
        found = list(self.zones.select_related("municipality__region")) if zones is None else zones
        regions = dict.fromkeys(it.municipality.region_id for it in found)
        facts = EvacuationFacts(
            organisation=self.organisation_id, keeps_order=keeps_order(self.organisation_id),
            municipalities=tuple(dict.fromkeys(it.municipality_id for it in found)),
            regions=tuple(code for code in regions if code) or own_region(self.organisation),
            bases=evacuations().on(clock.today()).bases, zones=len(found),
            empty=tuple(it.label for it in found if it.people < 1),
            estimated=tuple(it.label for it in found if it.is_estimate and not it.people_source.strip()),
            early=tuple(it.label for it in found if it.order_at and it.order_at < self.decision_at),
            decision_at=self.decision_at, threat_at=self.threat_at, roles=roles(),
        )  # fmt: skip
        return replace(facts, **more)


def keeps_order(code: str) -> bool:
    """Is it a municipality or a safety region?"""
    return code in law().regions or code in evacuations().inhabitants


def own_region(of: Organisation) -> tuple[str, ...]:
    return (of.region_id,) if of.region_id else ()


class Zone(models.Model):
    """A municipality (`name` empty), or an area in one. people_source: of an estimate, by whom and how.

    action: a code of the rules. order_at: None = at the decision. node: of the road register, where its people come on
    to the roads; "" = the nearest. lon, lat, radius_m: of an area, a circle on the map. The two shares:
    None = as everywhere in this evacuation."""

    evacuation = models.ForeignKey(Evacuation, models.CASCADE, related_name="zones")
    municipality = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    people = models.PositiveIntegerField()
    people_source = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=20)
    order_at = models.DateTimeField(null=True, blank=True)
    node = models.CharField(max_length=60, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    less_self_reliant_pct = models.PositiveIntegerField(null=True, blank=True)
    compliant_pct = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        db_table = "steun_evacuation_zone"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evacuation", "municipality", "name"], name="steun_evacuation_zone_once"),
            models.CheckConstraint(condition=Q(people__gte=1), name="steun_evacuation_zone_people"),
        ]

    @property
    def key(self) -> str:
        return key_of(self.municipality_id, self.name)

    @property
    def label(self) -> str:
        """As people call it."""
        town = words.named(self.municipality)
        return f"{self.name} ({town})" if self.name else town

    @property
    def point(self) -> tuple[float | None, float | None]:
        """Its middle: of the area where it says one, else of its municipality."""
        town = self.municipality
        return (town.lon, town.lat) if self.lon is None or self.lat is None else (self.lon, self.lat)

    @property
    def is_estimate(self) -> bool:
        """Is it another number than that of all inhabitants by the rules?"""
        return bool(self.name) or self.people != evacuations().inhabitants.get(self.municipality_id)

    @property
    def moves(self) -> str:
        action = evacuations().on(clock.today()).action(self.action)
        return action.moves if action else "none"

    def ordered_at(self, decision: datetime) -> datetime:
        return max(self.order_at or decision, decision)

    def in_model(self, decision: datetime) -> ZonePeople:
        """As the course of an evacuation sees it."""
        after = int((self.ordered_at(decision) - decision).total_seconds() // 60)
        return ZonePeople(self.people, self.moves, after, self.less_self_reliant_pct, self.compliant_pct)


def key_of(municipality: str, name: str) -> str:
    """How a zone is named in an act: `GM0281`, or `GM0281 Passewaaij` for an area in it."""
    return f"{municipality} {name}" if name else municipality


class Reception(models.Model):
    """A place where people are received. host: the municipality or region that keeps it; places: for people."""

    evacuation = models.ForeignKey(Evacuation, models.CASCADE, related_name="receptions")
    name = models.CharField(max_length=120)
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    places = models.PositiveIntegerField()
    node = models.CharField(max_length=60, blank=True)  # of the road register; "" = the nearest to its host

    class Meta:
        db_table = "steun_evacuation_reception"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["evacuation", "name"], name="steun_evacuation_reception_once")]


class AskedSupport(models.Model):
    """What an evacuation asked of others, as an ordinary request. code: of the rules."""

    evacuation = models.ForeignKey(Evacuation, models.CASCADE, related_name="supports")
    code = models.CharField(max_length=40)
    request = models.ForeignKey(Request, models.PROTECT, related_name="+")

    class Meta:
        db_table = "steun_evacuation_support"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["evacuation", "code"], name="steun_evacuation_support_once")]


class Concerned(models.Model):
    """An organisation that was told: it reads the evacuation from then on."""

    evacuation = models.ForeignKey(Evacuation, models.CASCADE, related_name="concerned")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        db_table = "steun_evacuation_concerned"
        constraints = [
            models.UniqueConstraint(fields=["evacuation", "organisation"], name="steun_evacuation_concerned_once")
        ]
