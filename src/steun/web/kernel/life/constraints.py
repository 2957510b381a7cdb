"""Check constraints that follow from the lives: the same table, held by the database."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def in_life(machine_states: tuple[str, ...], name: str) -> models.CheckConstraint:
    """The check that a state is one of the life's states: the same table, held by the database."""
    return models.CheckConstraint(condition=Q(state__in=list(machine_states)), name=f"steun_{name}_state")
