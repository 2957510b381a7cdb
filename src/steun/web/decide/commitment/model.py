"""Commitments: a quantity of a unit, for a request, over a window. The sum over time never exceeds the stock."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from steun.core.decide.commitment import ACTIVE, COMMITMENT
from steun.web.ask.request.model import Request, seen_request
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.constraints import in_life
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


ONLY_HELD = Q(state="held") | Q(state="released", hold_until__isnull=False)
"""Held, or given back before anybody was promised it: only the grant takes away the moment until which it is held."""


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, actor: Actor) -> CommitmentQuerySet:
        """Of visible requests. Holds are Defence's own until the grant: for Defence and LOCC."""
        found = self.filter(seen_request(actor))
        return found if actor.sees_defence else found.filter(~ONLY_HELD | Q(unit__organisation=actor.organisation))

    def active(self) -> CommitmentQuerySet:
        return self.filter(state__in=ACTIVE)


class Commitment(models.Model):
    """Means kept aside (held) or committed. `starts_at` to `ends_at` is the time away: travel and recovery included."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="commitments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commitments")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    arrives_at = models.DateTimeField()  # promised on scene
    leaves_at = models.DateTimeField()  # promised until
    ends_at = models.DateTimeField()
    hold_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    short = models.PositiveIntegerField(default=0)  # pieces that fell away after the promise
    promised_quantity = models.PositiveIntegerField()
    promised_arrival = models.DateTimeField()
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")
    reconstructed = models.BooleanField(default=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        db_table = "steun_commitment"
        ordering = ["arrives_at", "id"]
        constraints = [
            in_life(COMMITMENT.states, "commitment"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="steun_commitment_some"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="steun_commitment_window"),
            models.CheckConstraint(condition=Q(short__lte=F("quantity")), name="steun_commitment_short"),
        ]
        indexes = [models.Index(fields=["unit", "starts_at", "ends_at"], name="steun_commitment_unit")]

    @property
    def key(self) -> str:
        return f"commitment:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.request_id
