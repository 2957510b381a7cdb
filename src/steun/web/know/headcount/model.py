"""Headcounts: how many people an organisation counts with, and how many of them stand elsewhere too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from steun.core.know.baseline.headcount import ELSEWHERE, HEADCOUNT, Counted, HeadcountFacts, counted
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

TERMS = ("group", "people", *ELSEWHERE, "other_register", "counted_on", "again_by")
"""Which people, how many, how many of them elsewhere, in which other_register, when counted, and when again."""


class HeadcountQuerySet(CaseQuerySet["Headcount"]):
    def visible_to(self, actor: Actor) -> HeadcountQuerySet:
        """Whose it is, the region, and who divides or audits: how few there are is nobody else's to know."""
        if actor.sees_all_cases:
            return self.all()
        return self.filter(Q(organisation=actor.organisation) | Q(organisation__region=actor.organisation))

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        rows = self.values_list("organisation", "organisation__region")
        return {code for row in rows for code in row if code}

    def whole(self) -> HeadcountQuerySet:
        return self.select_related("organisation__region")


class Headcount(OwnCase):
    """One group of people of one organisation, counted by itself."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="headcounts")
    group = models.CharField(max_length=200)
    people = models.PositiveIntegerField()
    reservists = models.PositiveIntegerField(default=0)
    fire_volunteers = models.PositiveIntegerField(default=0)
    others = models.PositiveIntegerField(default=0)
    other_register = models.CharField(max_length=200, blank=True)
    counted_on = models.DateField()
    again_by = models.DateField()
    since = models.DateTimeField()  # when it came to stand as it does
    search = models.TextField()

    objects = HeadcountQuerySet.as_manager()

    class Meta:
        db_table = "steun_headcount"
        ordering = ["-id"]
        constraints = [
            in_life(HEADCOUNT.states, "headcount"),
            models.CheckConstraint(condition=Q(again_by__gt=F("counted_on")), name="steun_headcount_days"),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__lte": F("people")}), name=f"steun_headcount_{name}")
                for name in ELSEWHERE
            ),
        ]

    @property
    def name(self) -> str:
        return f"{self.group} ({self.organisation_id})"

    @property
    def once(self) -> Counted:
        return counted(self.facts())

    @property
    def is_old(self) -> bool:
        """Should it have been made anew?"""
        return self.again_by < clock.today()

    def facts(self, *, changes: bool = False, reason: str = "") -> HeadcountFacts:
        return HeadcountFacts(
            organisation=self.organisation_id, people=self.people, reservists=self.reservists,
            fire_volunteers=self.fire_volunteers, others=self.others, other_register=self.other_register,
            counted_on=self.counted_on, again_by=self.again_by, today=clock.today(), changes=changes, reason=reason,
            roles=roles(),
        )  # fmt: skip
