"""Proposals: what the planner advises, line by line, kept whole so that anybody can check it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from steun.core.decide.proposal import PROPOSAL
from steun.web.ask.request.model import Request, seen_request
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.constraints import in_life
from steun.web.know.catalogue.model import Capability
from steun.web.know.unit.model import Unit

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor
from steun.web.decide.commitment.model import Commitment


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, actor: Actor) -> ProposalQuerySet:
        """Competing needs of all regions side by side: for those who divide, advise and audit."""
        return self if actor.sees_all_cases else self.none()


class Proposal(models.Model):
    """Who gets what, proposed at one moment for all open lines. Changes nothing until a person adopts it.

    `problem` and `plan` are the files of the planner (steun-problem/1, steun-plan/1): anybody can check them again.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    number = models.CharField(max_length=16, unique=True)  # P-2026-0007
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    policy = models.JSONField()  # as used: displace, hold, fairness, reserve, lead
    policy_number = models.PositiveIntegerField(null=True, blank=True)  # None = a trial with another policy
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    locked = models.JSONField(default=list)  # keys of lines of `based_on` that stay as they were proposed
    left_out = models.JSONField(default=list)  # keys of lines that get nothing in this one
    seconds = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")
    progress = models.PositiveSmallIntegerField(default=0)  # percent of the time given
    best = models.JSONField(default=dict)  # best so far: {"step": code, "met": [permille per class]}
    beat_at = models.DateTimeField(null=True, blank=True)  # last sign of life of whoever makes it
    problem = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    summary = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        db_table = "steun_proposal"
        ordering = ["-number"]
        constraints = [in_life(PROPOSAL.states, "proposal")]

    @property
    def key(self) -> str:
        return f"proposal:{self.pk}"

    case = None
    """A proposal belongs to no one request: what it does to a request stands in that request's own entries."""


class ProposalLineQuerySet(models.QuerySet["ProposalLine"]):
    def visible_to(self, actor: Actor) -> ProposalLineQuerySet:
        """Of visible requests. A promise that is only held stays with whoever may know that it is held."""
        known = Q(commitment=None) | Q(commitment__in=Commitment.objects.visible_to(actor))
        return self.filter(seen_request(actor)).filter(known)


class ProposalLine(models.Model):
    """What a proposal says of one line: an open requirement, or a promise that a higher class may displace."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="lines")
    key = models.CharField(max_length=60)  # of the line in the problem: line:<uuid> or commitment:<uuid>
    request = models.ForeignKey(Request, models.PROTECT, related_name="+")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")
    mark = models.CharField(max_length=16)  # of what was asked then: another mark now means that it changed
    priority = models.PositiveSmallIntegerField()
    asked = models.PositiveIntegerField()  # of the requirement in all; of a promise: what stands
    minimum = models.PositiveIntegerField()
    stands = models.PositiveIntegerField()  # promised before this proposal
    given = models.PositiveIntegerField()  # with this proposal, what stands included
    first_come = models.PositiveIntegerField()  # what first come, first served would give
    reason = models.CharField(max_length=24)  # met, partly-met, kept, displaced, moved, left-out, or where supply ends
    answer = models.JSONField(default=dict)  # waterfall, blocking, remedies, held: codes and facts
    outcome = models.CharField(max_length=12, default="proposed")  # proposed, adopted, overruled
    entry = models.ForeignKey("steun.Entry", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProposalLineQuerySet.as_manager()

    class Meta:
        db_table = "steun_proposal_line"
        ordering = ["priority", "request__starts_at", "key"]
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="steun_proposal_line_once")]


class ProposalPiece(models.Model):
    """Pieces of one unit for one line of a proposal: what adopting would commit."""

    line = models.ForeignKey(ProposalLine, models.CASCADE, related_name="pieces")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    arrives_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "steun_proposal_piece"
        ordering = ["arrives_at", "id"]
