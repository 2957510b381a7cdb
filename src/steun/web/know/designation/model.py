"""Designations: which organisation is a critical entity, for which service, by which ministry, since when."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from steun.core.know.baseline.designation import DESIGNATION, DesignationFacts
from steun.core.know.risks.risk import EVIDENCE
from steun.rules.knowing.risks import risk_rules
from steun.rules.load import roles
from steun.web.kernel import clock, words
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

TERMS = ("sector", "service", "designated_on", "origin", "evidence")
"""What is said of a designation, beside by whom and of whom."""


class DesignationQuerySet(CaseQuerySet["Designation"]):
    def visible_to(self, actor: Actor) -> DesignationQuerySet:
        """The entity, its ministry, its region, and who divides or audits: where it hurts is not for everybody."""
        if actor.sees_all_cases:
            return self.all()
        own = Q(entity=actor.organisation) | Q(ministry=actor.organisation)
        return self.filter(own | Q(entity__region=actor.organisation))

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        rows = self.values_list("entity", "ministry", "entity__region")
        return {code for row in rows for code in row if code}

    def whole(self) -> DesignationQuerySet:
        return self.select_related("entity__region", "ministry")

    def within(self, regions: Collection[str]) -> DesignationQuerySet:
        """Entities of these regions, and those that lie in none; no regions = of the whole country."""
        near = Q(entity__region__in=regions) | Q(entity__region=None)
        return self.filter(near, state="designated") if regions else self.filter(state="designated")


class Designation(OwnCase):
    """One designation. `service`: the essential service that the entity gives."""

    entity = models.ForeignKey(Organisation, models.PROTECT, related_name="designations")
    ministry = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sector = models.CharField(max_length=40)
    service = models.CharField(max_length=200)
    designated_on = models.DateField()
    origin = models.CharField(max_length=300)  # where it can be looked up
    evidence = models.CharField(max_length=1)
    since = models.DateTimeField()  # when it came to stand as it does
    search = models.TextField()

    objects = DesignationQuerySet.as_manager()

    class Meta:
        db_table = "steun_designation"
        ordering = ["-id"]
        constraints = [
            in_life(DESIGNATION.states, "designation"),
            models.CheckConstraint(condition=Q(evidence__in=EVIDENCE), name="steun_designation_evidence"),
            models.UniqueConstraint(
                fields=["entity", "ministry", "service"], condition=Q(state="designated"), name="steun_designated_once"
            ),
        ]

    @property
    def name(self) -> str:
        return f"{words.named(self.entity)}: {self.service}"

    @property
    def title_of_sector(self) -> str:
        """Its code when the rules have it no more."""
        found = risk_rules().sectors.get(self.sector)
        return words.named(found) if found else self.sector

    def facts(self, *, changes: bool = False, reason: str = "") -> DesignationFacts:
        others = Designation.objects.filter(entity=self.entity_id, ministry=self.ministry_id, service=self.service)
        return DesignationFacts(
            ministry=self.ministry_id, is_ministry=self.ministry.kind == risk_rules().designates,
            entity=self.entity_id, entity_kind=self.entity.kind, excluded=frozenset(risk_rules().excluded),
            alone=not others.filter(state="designated").exclude(pk=self.pk).exists(), designated_on=self.designated_on,
            today=clock.today(), changes=changes, reason=reason, roles=roles(),
        )  # fmt: skip
