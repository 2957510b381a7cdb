"""Readiness agreements: what is held ready by whom for whom, in figures; and each party with its own yes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from steun.core.agree.agreement import AGREEMENT, COUNTS, AgreementFacts
from steun.rules.load import kinds_of_defence, roles
from steun.web.kernel import clock
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.know.catalogue.model import Capability
from steun.web.know.need.model import Need
from steun.web.know.unit.model import Unit

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

WORDS = ("place", "exceptions", "costs", "needs", "task_one")
"""Terms in words."""
TERMS = ("quantity", "reaction_minutes", "sustained_hours", *WORDS, "starts_on", "ends_on")
"""What is agreed; a counter says these anew."""
TESTED = ("tested_on", "tested_pieces", "tested_minutes", "tested_case")
"""What is known of its last test; only `acts.tested` sets it."""


class AgreementQuerySet(CaseQuerySet["Agreement"]):
    def visible_to(self, actor: Actor) -> AgreementQuerySet:
        """The parties, and who divides or audits: a promise outside any agreement is shown as such to who decides."""
        return self if actor.sees_all_cases else self.filter(pk__in=of_party(actor.organisation))

    def circle(self) -> set[str]:
        """As that of requests: the organisations of whose seats some may see one of these, beside who sees all."""
        return {code for code in self.values_list("sides__organisation", flat=True) if code}

    def on(self, day: date) -> AgreementQuerySet:
        """What counts on a day: agreed by every side, and one of its days."""
        return self.filter(state__in=COUNTS, starts_on__lte=day, ends_on__gte=day)

    def whole(self) -> AgreementQuerySet:
        """With all that a row of a list or a page shows."""
        return self.select_related("capability", "provider", "proposer").prefetch_related("sides__organisation")


def of_party(organisation: str) -> models.QuerySet[Any]:
    return Side.objects.filter(organisation=organisation).values("agreement")


class Agreement(OwnCase):
    """One agreement. `provider` holds ready; the other sides count on it."""

    capability = models.ForeignKey(Capability, models.PROTECT, related_name="agreements")
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    proposer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # whose terms stand
    quantity = models.PositiveIntegerField()  # pieces
    reaction_minutes = models.PositiveIntegerField()
    sustained_hours = models.PositiveIntegerField()
    place = models.CharField(max_length=200)
    exceptions = models.TextField()  # when it does not hold
    costs = models.TextField()  # who pays what
    needs = models.TextField()  # which needs it answers
    task_one = models.TextField()  # what happens when the first main task calls
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day
    answers: Any = models.ManyToManyField(Need, related_name="agreements", blank=True)
    tested_on = models.DateField(null=True, blank=True)  # the last day on which it was put to the test
    tested_pieces = models.PositiveIntegerField(null=True, blank=True)  # that were there then
    tested_minutes = models.PositiveIntegerField(null=True, blank=True)  # from the call to the first of them
    tested_case = models.UUIDField(null=True, blank=True)  # the request, later also the exercise
    renews = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewals")
    reminded = models.BooleanField(default=False)  # of the terms as they stand, or of the end
    search = models.TextField()
    since = models.DateTimeField()  # when these terms, or this state, came

    objects = AgreementQuerySet.as_manager()

    class Meta:
        db_table = "steun_agreement"
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["state", "ends_on"], name="steun_agreement_ends")]
        constraints = [
            in_life(AGREEMENT.states, "agreement"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="steun_agreement_days"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, reaction_minutes__gte=1, sustained_hours__gte=1),
                name="steun_agreement_figures",
            ),
        ]

    @property
    def parties(self) -> tuple[str, ...]:
        """Codes of the sides, who gives first."""
        return tuple(side.organisation_id for side in self.in_order)

    @property
    def in_order(self) -> list[Side]:
        return sorted(self.sides.all(), key=lambda it: (it.organisation_id != self.provider_id, it.organisation_id))

    def given_by(self, unit: Unit) -> bool:
        """Are these the provider's own means? Defence as a whole gives what any unit of it has."""
        return unit.organisation_id == self.provider_id or (
            unit.side == "defence" and self.provider.kind in kinds_of_defence()
        )

    def facts(self, actor: Actor | None = None) -> AgreementFacts:
        """What the rules look at: the agreement as it stands, for whoever acts."""
        sides = self.in_order
        mine = actor.organisation if actor else ""
        others = {str(s.agreed_by_id) for s in sides if s.agreed_by_id and s.organisation_id != mine}
        return AgreementFacts(
            roles=roles(), parties=self.parties, proposer=self.proposer_id,
            agreed=frozenset(s.organisation_id for s in sides if s.agreed_by_id),
            mandated=mandated(self.parties), others=frozenset(others), person=actor.person if actor else "",
            quantity=self.quantity, starts_on=self.starts_on, ends_on=self.ends_on,
            follows_on=self.renews.ends_on if self.renews else None, today=clock.today(),
        )  # fmt: skip


class Side(models.Model):
    """One party of an agreement, and who agreed for it to the terms as they stand."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="sides")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_role = models.CharField(max_length=40, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "steun_agreement_side"
        constraints = [models.UniqueConstraint(fields=["agreement", "organisation"], name="steun_agreement_side_once")]


def mandated(parties: tuple[str, ...] | None = None) -> frozenset[str]:
    """Those of them, or of all organisations, for which somebody holds a mandate that binds it, now."""
    held = Mandate.objects.valid_at(clock.now()).filter(role__in=roles().signers)
    held = held if parties is None else held.filter(organisation__in=parties)
    return frozenset(held.order_by().values_list("organisation", flat=True))
