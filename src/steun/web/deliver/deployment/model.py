"""Deployments: commitments under way, expected against actual."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from steun.core.deliver.deployment import DEPLOYMENT
from steun.web.ask.request.model import Request, seen_request
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.constraints import in_life

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


TIMES = {"depart": "departed_at", "arrive": "arrived_at", "release": "released_at", "return": "returned_at"}
"""Which column keeps when a step happened."""


class DeploymentQuerySet(models.QuerySet["Deployment"]):
    def visible_to(self, actor: Actor) -> DeploymentQuerySet:
        return self.filter(seen_request(actor))


class Deployment(models.Model):
    """One unit on its way for one request, as it reports itself."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="deployments")
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="deployment")
    orders = models.TextField(blank=True)
    ordered_at = models.DateTimeField()
    departed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    quantity = models.PositiveIntegerField()  # last reported
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")
    reconstructed = models.BooleanField(default=False)

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        db_table = "steun_deployment"
        ordering = ["ordered_at", "id"]
        constraints = [in_life(DEPLOYMENT.states, "deployment")]

    @property
    def key(self) -> str:
        return f"deployment:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.request_id

    @property
    def until(self) -> datetime:
        """When it may go: as it was promised, or sooner when the requester knows that it ends sooner."""
        return min(self.commitment.leaves_at, self.request.ends_at or self.commitment.leaves_at)
