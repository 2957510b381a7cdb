"""Evaluations, and the lessons that they say in words: nothing closes without them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from steun.core.learn.evaluation import EVALUATION
from steun.web.ask.request.model import Request, seen_request
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.constraints import in_life

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, actor: Actor) -> EvaluationQuerySet:
        return self.filter(seen_request(actor))


class Evaluation(models.Model):
    """What came of a request: yes, partly, no or unknown, and why."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.OneToOneField(Request, models.PROTECT, related_name="evaluation")
    effect_reached = models.CharField(max_length=10, blank=True)
    in_time = models.CharField(max_length=10, blank=True)
    promise_kept = models.CharField(max_length=10, blank=True)
    explanation = models.TextField(blank=True)
    due_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        db_table = "steun_evaluation"
        ordering = ["due_at"]
        constraints = [in_life(EVALUATION.states, "evaluation")]

    @property
    def key(self) -> str:
        return f"evaluation:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.request_id


class LessonLine(models.Model):
    """A lesson as an evaluation says it, in words; `learn/lesson` makes one of it that somebody carries out."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="lessons")
    text = models.TextField()
    points_at = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "steun_lesson_line"
        ordering = ["id"]
