"""Which tables hold cases: what an entry of the journal belongs to, and so who may read it."""

from django.db.models import Model

CASES: list[type[Model]] = []
"""The models of the lives that are cases themselves; `lives.collect` fills it."""
