"""Self-assessments: how far an organisation meets a criterion of a baseline requirement, with what it can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from steun.core.know.baseline.assessment import ASSESSMENT, GRADES, AssessmentFacts
from steun.rules.load import roles
from steun.rules.policy.baseline import baseline
from steun.web.kernel import clock, words
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation
from steun.web.know.catalogue.model import Capability
from steun.web.know.need.model import Need

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

TERMS = ("requirement", "criterion", "grade", "evidence", "gap", "assessed_on", "again_by")
"""Of which requirement, which criterion, how far it is met, what shows it, what is missing, when, and when again."""
NAMED = ("capability", "need")
"""What it is tied to: a capability in the catalogue, a need that would mend it."""


TONES = {"met": "good", "mostly": "part", "partly": "wait", "not-met": "bad"}


class AssessmentQuerySet(CaseQuerySet["Assessment"]):
    def visible_to(self, actor: Actor) -> AssessmentQuerySet:
        """Whose it is; once it is stated also the region, and who divides or audits. Weak spots are nobody else's."""
        stated = Q(state="stated")
        others = stated if actor.sees_all_cases else stated & Q(organisation__region=actor.organisation)
        return self.filter(Q(organisation=actor.organisation) | others)

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        rows = self.values_list("organisation", "organisation__region")
        return {code for row in rows for code in row if code}

    def whole(self) -> AssessmentQuerySet:
        return self.select_related("organisation__region", "capability", "need__capability", "need__effect")


class Assessment(OwnCase):
    """One criterion, assessed by one organisation of itself."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    requirement = models.CharField(max_length=40)  # a code of the baseline
    criterion = models.CharField(max_length=300)
    grade = models.CharField(max_length=10)
    evidence = models.TextField(blank=True)
    gap = models.TextField(blank=True)
    assessed_on = models.DateField()
    again_by = models.DateField()
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="assessments")
    since = models.DateTimeField()  # when it came to stand as it does
    search = models.TextField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        db_table = "steun_assessment"
        ordering = ["-id"]
        constraints = [
            in_life(ASSESSMENT.states, "assessment"),
            models.CheckConstraint(condition=Q(grade__in=GRADES), name="steun_assessment_grade"),
            models.CheckConstraint(condition=Q(again_by__gt=F("assessed_on")), name="steun_assessment_days"),
        ]

    @property
    def name(self) -> str:
        return f"{self.criterion} ({self.title})"

    @property
    def title(self) -> str:
        """The requirement by its name; its code when the file has it no more."""
        found = baseline().requirements.get(self.requirement)
        return words.named(found) if found else self.requirement

    @property
    def tone(self) -> str:
        return TONES.get(self.grade, "")

    @property
    def is_old(self) -> bool:
        """Should it have been made anew?"""
        return self.again_by < clock.today()

    def facts(self, *, changes: bool = False, reason: str = "") -> AssessmentFacts:
        return AssessmentFacts(
            organisation=self.organisation_id, grade=self.grade, evidence=self.evidence, gap=self.gap,
            assessed_on=self.assessed_on, again_by=self.again_by, today=clock.today(), changes=changes, reason=reason,
            roles=roles(),
        )  # fmt: skip
