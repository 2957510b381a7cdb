"""Decrees and special powers that were entered: which, where, from when to when, and whether they were used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from steun.core.know.decree import DECREE, DecreeFacts, Power
from steun.rules.policy.powers import powers
from steun.web.kernel import clock, moments
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class DecreeQuerySet(CaseQuerySet["Decree"]):
    def visible_to(self, actor: Actor) -> DecreeQuerySet:
        """Law is told to everybody."""
        return self

    def awake(self, moment: datetime) -> DecreeQuerySet:
        """In force at that moment: begun, not over, not ended before it, not taken back."""
        day = moments.day_of(moment)
        begun = self.filter(starts_on__lte=day).exclude(state="taken-back")
        lasting = Q(ends_on=None) | Q(ends_on__gte=day)
        return begun.filter(lasting, Q(ended_at=None) | Q(ended_at__gt=moment))

    def beside(self, decree: Decree) -> list[Decree]:
        """Others in force that say the same of the same place and day: one of the two may be a mistake."""
        after = Q() if decree.ends_on is None else Q(starts_on__lte=decree.ends_on)
        before = Q(ends_on=None) | Q(ends_on__gte=decree.starts_on)
        others = self.filter(after, before, power=decree.power, state="in-force").exclude(pk=decree.pk)
        return [other for other in others if other.shares_a_place_with(decree)]


class Decree(OwnCase):
    """One decree, or one taking in use of a special power. `area`: codes of organisations; none = everywhere."""

    power = models.CharField(max_length=60)
    reference = models.CharField(max_length=200)  # where it can be read: Stb., Stcrt., number of the order
    area = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day
    used = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)  # when it was ended or ran out

    objects = DecreeQuerySet.as_manager()

    class Meta:
        db_table = "steun_decree"
        ordering = ["-starts_on", "-id"]
        constraints = [
            in_life(DECREE.states, "decree"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="steun_decree_days"
            ),
        ]

    @property
    def rule(self) -> Power:
        """What the rules say of this power."""
        return powers()[self.power]

    def covers(self, codes: Iterable[str]) -> bool:
        """Does it hold in one of these organisations' places?"""
        return not self.area or bool(set(self.area) & set(codes))

    def shares_a_place_with(self, other: Decree) -> bool:
        """Is there a place in which both hold?"""
        return not other.area or self.covers(other.area)

    def facts(self, *, how: str = "", reason: str = "") -> DecreeFacts:
        """What the rules look at: the decree as it stands, and the words that an act brings."""
        rule = self.rule
        return DecreeFacts(
            entered_by=rule.entered_by, used_by=rule.used_by, local=rule.local, area=tuple(self.area),
            starts_on=self.starts_on, ends_on=self.ends_on, today=clock.today(), used=self.used, how=how, reason=reason,
        )  # fmt: skip
