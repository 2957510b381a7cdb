"""Filters of a list that somebody keeps under a name, for oneself."""

from __future__ import annotations

from django.db import models

from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Person


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, actor: Actor) -> SavedFilterQuerySet:
        """One's own only, in whatever seat."""
        return self.filter(person_id=actor.person)


class SavedFilter(models.Model):
    """A list with its filters, as its address says them. No row of any case, so the journal has nothing of it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=80)
    path = models.CharField(max_length=40)
    query = models.CharField(max_length=500, blank=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        db_table = "steun_saved_filter"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "path", "name"], name="steun_saved_filter_once")]

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
