"""Lessons: what was found, what is done about it, what that changes, and what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from steun.core.learn.lesson import LESSON, LessonFacts, learners
from steun.rules.load import law, roles
from steun.web.agree.agreement.model import Agreement
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.kernel import clock, words
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.know.catalogue.model import Capability

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

TERMS = ("finding", "action", "basis", "plan", "due_on")
"""What is said as it is typed."""
NAMED = ("owner", "agreement", "capability")
"""Rows that a lesson names and a revision may change."""
ORIGIN = ("author", "request", "incident", "repeats")
"""Where it comes from; that stays."""
OUTCOME = ("done", "carried_on", "carried_by_id", "exercise", "shown_by_id", "shown_on")
"""What it came to."""


class LessonQuerySet(CaseQuerySet["Lesson"]):
    def visible_to(self, actor: Actor) -> LessonQuerySet:
        """Who drew it up, who carries it out, and who divides or audits."""
        mine = Q(author=actor.organisation) | Q(owner=actor.organisation)
        return self if actor.sees_all_cases else self.filter(mine)

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        return {code for row in self.values_list("author", "owner") for code in row}

    def whole(self) -> LessonQuerySet:
        return self.select_related("author", "owner", "agreement__capability", "agreement__provider", "capability")


class Lesson(OwnCase):
    """One lesson. `shown_by`: the request whose deployment put it to the test."""

    author = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    finding = models.TextField()
    action = models.TextField()
    due_on = models.DateField()
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="lessons")
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(max_length=60, blank=True)
    plan = models.CharField(max_length=300, blank=True)
    request = models.ForeignKey(Request, models.PROTECT, null=True, blank=True, related_name="lessons")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="lessons")
    repeats = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="repeated_by")
    times = models.PositiveSmallIntegerField(default=1)  # which time it is learned
    done = models.TextField(blank=True)
    carried_on = models.DateField(null=True, blank=True)
    carried_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    exercise = models.CharField(max_length=200, blank=True)
    shown_by = models.ForeignKey(Request, models.PROTECT, null=True, blank=True, related_name="+")
    shown_on = models.DateField(null=True, blank=True)
    reminded = models.BooleanField(default=False)  # of the day as it stands
    since = models.DateTimeField()  # when it came to stand as it does
    search = models.TextField()

    objects = LessonQuerySet.as_manager()

    class Meta:
        db_table = "steun_lesson"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="steun_lesson_due")]
        constraints = [in_life(LESSON.states, "lesson")]

    @property
    def name(self) -> str:
        return self.action

    @property
    def basis_title(self) -> str:
        """The legal basis by its name; its code when the law has it no more."""
        return basis_title(self.basis)

    @property
    def is_late(self) -> bool:
        return self.state in ("drawn-up", "accepted") and self.due_on < clock.today()

    def facts(self, actor: Actor | None = None, *, changes: bool = False, reason: str = "") -> LessonFacts:
        targets = (self.agreement_id, self.capability_id, self.basis, self.plan.strip())
        return LessonFacts(
            author=self.author_id, owner=self.owner_id, owner_answers=self.owner_id in answering({self.owner_id}),
            points_at=sum(bool(it) for it in targets), due_on=self.due_on, today=clock.today(), changes=changes,
            reason=reason, done=self.done, carried_on=self.carried_on, carried_by=str(self.carried_by_id or ""),
            shown_on=self.shown_on, actor=actor.organisation if actor else "", person=actor.person if actor else "",
            roles=roles(),
        )  # fmt: skip


def answering(codes: set[str] | None = None) -> set[str]:
    """Of these organisations, or of all: those of which somebody holds a mandate to answer for a lesson."""
    held = Mandate.objects.valid_at(clock.now()).filter(role__in=learners(roles()))
    held = held if codes is None else held.filter(organisation__in=codes)
    return set(held.order_by().values_list("organisation", flat=True))


def basis_title(code: str) -> str:
    found = next((basis for basis in law().bases if basis.code == code), None)
    return words.named(found) if found else code
