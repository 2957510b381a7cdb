"""Needs: what an organisation would need of others, in figures, in which scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from steun.core.know.need import NEED, SHARED, NeedFacts
from steun.rules.load import roles
from steun.web.kernel import words
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability, Effect

if TYPE_CHECKING:
    from steun.core.kernel.machine import Seats
    from steun.web.kernel.actor import Actor

TERMS = ("quantity", "reaction_minutes", "sustained_hours", "place", "scenario")
"""How many, how fast, for how long, where, in which scenario."""
NAMED = ("capability", "effect", "addressee")
"""What it names: codes of rows."""


class NeedQuerySet(CaseQuerySet["Need"]):
    def visible_to(self, actor: Actor) -> NeedQuerySet:
        """Whose it is; once it is stated also of whom it is needed, the region, and who divides or audits."""
        shared = Q(state__in=SHARED)
        theirs = Q(addressee=actor.organisation) | Q(organisation__region=actor.organisation)
        others = shared if actor.sees_all_cases else shared & theirs
        return self.filter(Q(organisation=actor.organisation) | others)

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        rows = self.values_list("organisation", "addressee", "organisation__region")
        return {code for row in rows for code in row if code}

    def whole(self) -> NeedQuerySet:
        return self.select_related("capability", "effect", "organisation__region", "addressee")


class Need(OwnCase):
    """One need. `covered`: pieces that readiness agreements which count hold ready for it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    effect = models.ForeignKey(Effect, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField()  # pieces
    reaction_minutes = models.PositiveIntegerField()
    sustained_hours = models.PositiveIntegerField()
    place = models.CharField(max_length=200)
    scenario = models.CharField(max_length=200)
    covered = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()  # when it came to stand as it does
    search = models.TextField()

    objects = NeedQuerySet.as_manager()

    class Meta:
        db_table = "steun_need"
        ordering = ["-id"]
        constraints = [
            in_life(NEED.states, "need"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, reaction_minutes__gte=1, sustained_hours__gte=1),
                name="steun_need_figures",
            ),
            models.CheckConstraint(
                condition=Q(capability__isnull=False) | Q(effect__isnull=False), name="steun_need_names_something"
            ),
        ]

    @property
    def uncovered(self) -> int:
        """Pieces that no agreement holds ready."""
        return max(0, self.quantity - self.covered)

    @property
    def means(self) -> Capability | Effect | None:
        """What is needed: the capability when one knows which, else the effect."""
        return self.capability or self.effect

    @property
    def what(self) -> str:
        if self.capability:
            return f"{self.quantity} × {words.in_pieces(self.capability)}"
        return f"{words.named(self.effect)} ({self.quantity})"

    @property
    def region(self) -> Organisation:
        """Under which region its result is counted."""
        return self.organisation.region or self.organisation

    def facts(self, *, causes: Seats = frozenset(), changes: bool = False, reason: str = "") -> NeedFacts:
        return NeedFacts(
            organisation=self.organisation_id, causes=causes, capability=self.capability_id or "",
            effect=self.effect_id or "", addressee=self.addressee_id or "", changes=changes, reason=reason,
            roles=roles(),
        )  # fmt: skip
