"""The catalogue: effects, and the capabilities that achieve them."""

from __future__ import annotations

from django.db import models

from steun.web.kernel.search import SearchQuerySet


class EffectQuerySet(SearchQuerySet["Effect"]):
    """Effects, to be searched."""


class Effect(models.Model):
    """What must be achieved, in the words of those who need it."""

    code = models.CharField(primary_key=True, max_length=60)
    name_nl = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    search = models.TextField()

    objects = EffectQuerySet.as_manager()

    class Meta:
        db_table = "steun_effect"
        ordering = ["name_nl"]


class CapabilityQuerySet(SearchQuerySet["Capability"]):
    """Capabilities, to be searched."""


class Capability(models.Model):
    """What can achieve effects. Quantities and times are given as sourced, formal beside observed."""

    code = models.CharField(primary_key=True, max_length=60)
    number = models.PositiveSmallIntegerField(unique=True)
    name_nl = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    classes = models.JSONField(default=list)  # standing, guaranteed, unique, ad-hoc, civil
    class_inferred = models.BooleanField(default=False)
    reaction_formal = models.PositiveIntegerField(null=True, blank=True)  # minutes
    reaction_observed = models.PositiveIntegerField(null=True, blank=True)  # minutes
    texts = models.JSONField(default=dict)  # quantity, reaction, place, constraint, alarm_line, counted: {"nl","en"}
    source = models.CharField(max_length=200)
    year = models.CharField(max_length=20)
    evidence = models.CharField(max_length=4)
    historic = models.BooleanField(default=False)
    illustrative = models.BooleanField(default=False)
    effects = models.ManyToManyField(Effect, related_name="capabilities", db_table="steun_capability_effect")
    search = models.TextField()

    objects = CapabilityQuerySet.as_manager()

    class Meta:
        db_table = "steun_capability"
        ordering = ["number"]

    @property
    def alarm_line(self) -> dict[str, str] | None:
        line: dict[str, str] | None = self.texts.get("alarm_line")
        return line
