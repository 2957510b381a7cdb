"""Risks: scenarios that hit interests of national security, each with its owner and its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from steun.core.know.risks.involvement import Threat
from steun.core.know.risks.risk import EVIDENCE, RISK, SCALES, RiskFacts
from steun.rules.knowing.risks import Class, risk_rules
from steun.rules.load import law, roles
from steun.web.kernel import clock, words
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

TERMS = (
    "name", "theme", "scenario", "scale", "likelihood", "impacts", "places", "capabilities", "effects", "needs",
    "origin", "evidence", "valid_until",
)  # fmt: skip
"""What is said of a risk, beside whose it is."""
LOCAL = ("safety-region", "municipality")
"""Kinds of organisation whose place a risk can touch."""


class RiskQuerySet(CaseQuerySet["Risk"]):
    def visible_to(self, actor: Actor) -> RiskQuerySet:
        """Everybody who works here: who must be involved has to know it."""
        return self

    def whole(self) -> RiskQuerySet:
        return self.select_related("organisation__region")


class Risk(OwnCase):
    """One scenario. `impacts`: by interest that it hits its class, as `physical.C`. `places`: codes of safety regions
    and municipalities; none = the whole country. `capabilities`, `effects`, `needs`: what it would ask."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    theme = models.CharField(max_length=40)
    scenario = models.TextField()
    scale = models.CharField(max_length=20)
    likelihood = models.CharField(max_length=40)
    impacts = models.JSONField(default=list)
    places = models.JSONField(default=list)
    capabilities = models.JSONField(default=list)
    effects = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    origin = models.CharField(max_length=300)  # where it can be looked up
    evidence = models.CharField(max_length=1)
    valid_until = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)
    since = models.DateTimeField()  # when it came to stand as it does
    search = models.TextField()

    objects = RiskQuerySet.as_manager()

    class Meta:
        db_table = "steun_risk"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "valid_until"], name="steun_risk_valid")]
        constraints = [
            in_life(RISK.states, "risk"),
            models.CheckConstraint(condition=Q(scale__in=SCALES), name="steun_risk_scale"),
            models.CheckConstraint(condition=Q(evidence__in=EVIDENCE), name="steun_risk_evidence"),
        ]

    @property
    def hits(self) -> dict[str, str]:
        """By interest the class of its impact, in the order of the rules."""
        said = dict(it.partition(".")[::2] for it in self.impacts)
        return {code: said[code] for code in risk_rules().interests if code in said} | said

    @property
    def worst(self) -> Class | None:
        """The largest class of its impacts."""
        known = risk_rules().impacts
        return max((known[it] for it in self.hits.values() if it in known), key=lambda it: it.rank, default=None)

    @property
    def chance(self) -> Class | None:
        return risk_rules().likelihoods.get(self.likelihood)

    @property
    def title_of_theme(self) -> str:
        """Its code when the rules have it no more."""
        found = risk_rules().themes.get(self.theme)
        return words.named(found) if found else self.theme

    @property
    def threat(self) -> Threat:
        known = risk_rules().impacts
        return Threat(self.theme, self.scale, {i: known[c].rank for i, c in self.hits.items() if c in known})

    @property
    def is_old(self) -> bool:
        """Is the day past until which it holds?"""
        return self.valid_until < clock.today()

    @property
    def is_due(self) -> bool:
        """Should it be confirmed soon?"""
        return self.valid_until < clock.today() + timedelta(days=risk_rules().remind_days)

    def facts(
        self, touched: Mapping[str, str] | None = None, *, changes: bool = False, reason: str = ""
    ) -> RiskFacts:  # fmt: skip
        """touched: by place its region; looked up when it is not given."""
        by = touched if touched is not None else regions_of(self.places)
        whose = self.organisation
        own = whose.pk if whose.kind == LOCAL[0] else whose.region_id or ""
        return RiskFacts(
            organisation=self.organisation_id, national=speaks_for_all(whose.kind), own_region=own, scale=self.scale,
            municipalities=sum(place != region for place, region in by.items()), regions=frozenset(by.values()),
            impacts=tuple(it.partition(".")[0] for it in self.impacts), valid_until=self.valid_until,
            today=clock.today(), latest=latest(), changes=changes, reason=reason, roles=roles(),
        )  # fmt: skip


def regions_of(places: list[str]) -> dict[str, str]:
    """By place the safety region in which it lies: of a region itself. A place that is none is left out."""
    rows = Organisation.objects.filter(pk__in=places, kind__in=LOCAL).values_list("code", "kind", "region")
    return {code: code if kind == LOCAL[0] else region or "" for code, kind, region in rows}


def speaks_for_all(kind: str) -> bool:
    """Is it a kind of organisation of the whole country, whose seats divide or decide for it?"""
    known = law()
    return any(kind in known.authorities[role].organisation_kinds for role in roles().makers)


def latest() -> date:
    """The last day until which something can be valid that is confirmed today."""
    return clock.today() + timedelta(days=risk_rules().longest_days)
