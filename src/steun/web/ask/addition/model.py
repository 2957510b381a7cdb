"""Additions: needs that joined a running request, beside what was signed there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from steun.core.ask.addition import ADDITION
from steun.web.ask.request.model import Request, seen_request
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.constraints import in_life

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class AdditionQuerySet(models.QuerySet["Addition"]):
    def visible_to(self, actor: Actor) -> AdditionQuerySet:
        """Of visible requests: who joined shows what is asked to all who see the request that was joined."""
        return self.filter(seen_request(actor))

    def shown(self) -> AdditionQuerySet:
        """With what a page shows of each, in few queries."""
        rows = self.select_related("request", "source__requester", "judged_by", "entry")
        return rows.prefetch_related("source__lines__capability", "source__municipalities")


class Addition(models.Model):
    """The need of a draft that joined. Its words are those of that draft, which nobody changes any more."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="additions")  # that was joined
    source = models.ForeignKey(Request, models.PROTECT, related_name="added_as")  # the draft that joined
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("steun.Person", models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey("steun.Person", models.PROTECT, null=True, blank=True, related_name="+")
    judged_role = models.CharField(max_length=40, blank=True)
    judgement = models.TextField(blank=True)  # its reasons
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")

    objects = AdditionQuerySet.as_manager()

    class Meta:
        db_table = "steun_addition"
        ordering = ["added_at", "id"]
        constraints = [in_life(ADDITION.states, "addition")]
        indexes = [models.Index(fields=["state", "added_at", "id"], name="steun_addition_waiting")]

    @property
    def key(self) -> str:
        return f"addition:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.request_id
