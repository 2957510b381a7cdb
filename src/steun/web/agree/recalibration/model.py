"""Recalibrations (herijkingen): what was asked, how far it is, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from steun.core.agree.recalibration import RECALIBRATION
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

PERCENTS = ("free_defence", "free_civil", "task_one", "called_up")
"""Of days on which units are there; of pieces that are gone when Defence is at its first main task."""
TERMS = ("title", "worlds", "seed", "budget", "hours_per_piece", "ready_minutes", *PERCENTS, "history")
"""What is asked of it."""


class RecalibrationQuerySet(CaseQuerySet["Recalibration"]):
    def visible_to(self, actor: Actor) -> RecalibrationQuerySet:
        """It names units, what they have and how fast they are: Defence, LOCC, and who audits."""
        return self if actor.sees_defence else self.none()

    def circle(self) -> set[str]:
        """Nobody beside who sees all that Defence has."""
        return set()

    def whole(self) -> RecalibrationQuerySet:
        return self.defer("problem", "parts")


class Recalibration(OwnCase):
    """One study. worlds: per scenario; budget: person-hours a year. problem: the question as the planner has it
    (steun-recalibration/1), so that anybody can answer it again; parts: what is done of it."""

    title = models.CharField(max_length=200)
    worlds = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    budget = models.PositiveIntegerField()
    hours_per_piece = models.PositiveIntegerField()
    ready_minutes = models.PositiveIntegerField()
    free_defence = models.PositiveSmallIntegerField()
    free_civil = models.PositiveSmallIntegerField()
    task_one = models.PositiveSmallIntegerField()
    called_up = models.PositiveSmallIntegerField()
    history = models.BooleanField()  # does what was asked in the past count as a scenario?
    problem = models.TextField()
    parts = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    beat_at = models.DateTimeField()  # last sign of life of whoever makes it, in real time
    failure = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    search = models.TextField()

    objects = RecalibrationQuerySet.as_manager()

    class Meta:
        db_table = "steun_recalibration"
        ordering = ["-id"]
        constraints = [in_life(RECALIBRATION.states, "recalibration")]
