"""The allocation policy in force, and the reserve prices that it weighs with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from steun.core.decide import policy as core
from steun.web.kernel.keys import new_key

if TYPE_CHECKING:
    pass


class AllocationPolicyQuerySet(models.QuerySet["AllocationPolicy"]):
    def in_force(self) -> AllocationPolicy | None:
        """The policy that was set last; None until an authority has set any."""
        return self.order_by("-number").first()


class AllocationPolicy(models.Model):
    """What an authority wants to count: who may be displaced, who waits, what is held in reserve. Never changed:
    a new row replaces the one before. Lists hold priority classes 1..5."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    number = models.PositiveIntegerField(unique=True)
    displace = models.JSONField(default=list)
    hold = models.JSONField(default=list)
    fairness = models.BooleanField()  # the worst served region first
    reserve = models.BooleanField()  # hours that past or generated scenarios show to be precious have a price
    lead = models.PositiveSmallIntegerField()  # minutes between a proposal and its decision
    since = models.DateTimeField()
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")

    objects = AllocationPolicyQuerySet.as_manager()

    class Meta:
        db_table = "steun_allocation_policy"
        ordering = ["-number"]


class PriceList(models.Model):
    """Reserve prices of a herijking, as it was loaded: millionths of a class-5 line per piece and hour, by unit."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField(max_length=120)
    prices = models.JSONField()
    since = models.DateTimeField()
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")

    class Meta:
        db_table = "steun_price_list"
        ordering = ["-since", "-id"]


def policy_in_force() -> tuple[core.AllocationPolicy, int]:
    """The policy that counts now, and its number; 0 = the one to start with, which nobody set."""
    row = AllocationPolicy.objects.in_force()
    if row is None:
        return core.START, 0
    return core.AllocationPolicy(tuple(row.displace), tuple(row.hold), row.fairness, row.reserve, row.lead), row.number
