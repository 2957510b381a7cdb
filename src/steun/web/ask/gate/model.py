"""The parts of a request under each legal basis, and the acts that the law wants of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from steun.core.ask.gate import GATE, PHASES, SAID, WAITING
from steun.core.kernel.law import Gate as GateRule
from steun.core.kernel.law import LegalBasis
from steun.rules.load import law
from steun.web.ask.request.model import Request, seen_request
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.literal import literals
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class Part(models.Model):
    """The portion of a request under one legal basis, in the wording of the day it was chosen for."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="parts")
    basis = models.CharField(max_length=40)
    wording_from = models.DateField()  # first day of the wording of the law that applies
    outcome = models.CharField(max_length=12, default="open")  # open, granted, refused, withdrawn

    class Meta:
        db_table = "steun_part"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["request", "basis"], name="steun_part_once")]

    @property
    def law(self) -> LegalBasis:
        """The basis in that wording; also when its first day turned out to lie earlier."""
        return next(b for b in law().versions(self.basis) if b.source.holds_on(self.wording_from))


class GateQuerySet(models.QuerySet["Gate"]):
    def visible_to(self, actor: Actor) -> GateQuerySet:
        """Gates of visible requests. That a gate of Defence exists is visible to all; see `Gate.reason_for`."""
        return self.filter(seen_request(actor))

    def waiting_for(self, actor: Actor) -> GateQuerySet:
        """What this actor can do now: phoned and to be confirmed, or open and its turn has come, in the actor's seat.

        An open act of a request that was withdrawn, refused or ended waits for nobody.
        """
        seat = Q(organisation=actor.organisation) | Q(organisation=None)
        in_phase = Q(state__in=SAID)
        for phase, states in PHASES.items():
            in_phase |= Q(state="open", phase=phase, request__state__in=states)
        return self.filter(
            seat,
            in_phase,
            state__in=literals(WAITING),
            ready_at__isnull=False,
            roles__contains=f"|{actor.role}|",
        )


def said_of(rows: GateQuerySet) -> GateQuerySet:
    """What stands on somebody's word: found first, before anything is joined to it; there are few."""
    return rows.filter(pk__in=Gate.objects.filter(state__in=literals(SAID)).order_by().values("pk"))


class Gate(models.Model):
    """One act that the legal basis or policy demands, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="gates")
    part = models.ForeignKey(Part, models.CASCADE, related_name="gates")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    phase = models.CharField(max_length=20)
    roles = models.CharField(max_length=160)  # "|locc|ncc|"
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=12, default="all")
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    ready_at = models.DateTimeField(null=True, blank=True)  # its turn came
    due_at = models.DateTimeField(null=True, blank=True)  # answer asked by then (policy)
    confirm_by = models.DateTimeField(null=True, blank=True)  # written confirmation of a phone act by then
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("steun.Person", models.PROTECT, null=True, blank=True, related_name="+")
    done_role = models.CharField(max_length=40, blank=True)
    noted_by = models.ForeignKey("steun.Person", models.PROTECT, null=True, blank=True, related_name="+")
    attested_at = models.DateTimeField(null=True, blank=True)  # a second person confirmed what was said on the phone
    attested_by = models.ForeignKey("steun.Person", models.PROTECT, null=True, blank=True, related_name="+")
    attested_role = models.CharField(max_length=40, blank=True)
    phoned_person = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    quantity = models.PositiveIntegerField(null=True, blank=True)  # pieces it says, instead of those asked
    from_at = models.DateTimeField(null=True, blank=True)  # not sooner, it says
    reconstructed = models.BooleanField(default=False)

    objects = GateQuerySet.as_manager()

    class Meta:
        db_table = "steun_gate"
        ordering = ["position", "id"]
        constraints = [in_life(GATE.states, "gate")]
        indexes = [
            models.Index(
                fields=["organisation", "state"],
                name="steun_gate_waiting",
                condition=Q(state__in=list(WAITING)),
            ),
            models.Index(fields=["request", "position"], name="steun_gate_request"),
            models.Index(
                fields=["organisation", "roles", "due_at", "ready_at"],
                name="steun_gate_turn",
                condition=Q(state__in=list(WAITING), organisation__isnull=False),
            ),
            models.Index(  # apart: to PostgreSQL an index that begins with what is null has no order
                fields=["roles", "due_at", "ready_at"],
                name="steun_gate_turn_of_role",
                condition=Q(state__in=list(WAITING), organisation__isnull=True),
            ),
            models.Index(fields=["confirm_by"], name="steun_gate_said", condition=Q(state__in=list(SAID))),
        ]

    @property
    def key(self) -> str:
        return f"gate:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.request_id

    @property
    def holder_roles(self) -> tuple[str, ...]:
        """The roles whose act it is."""
        return tuple(role for role in self.roles.split("|") if role)

    @property
    def rule(self) -> GateRule:
        """The gate as the law of the day has it."""
        return self.part.law.gate(self.code)

    @property
    def grants(self) -> bool:
        """Does passing it say how much is granted?"""
        return self.phase == "before-grant" and self.kind in {"decide", "agree"}

    def is_meant_for(self, actor: Actor) -> bool:
        """What it says, and not only that it was done, is for this actor."""
        return self.audience == "all" or actor.sees_defence

    def reason_for(self, actor: Actor) -> str:
        """The reason, for those for whom it is: the reasons of Defence's own tests stay with Defence and LOCC."""
        return self.reason if self.is_meant_for(actor) else ""
