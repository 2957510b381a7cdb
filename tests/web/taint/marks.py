"""Marks: short texts that stand nowhere else, each planted in one field of one row, with who may read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from steun.web.audiences import CODES, FIELDS
from steun.web.kernel.actor import Actor

May = Callable[[Actor], bool]
MARK = re.compile(r"zq[0-9]{4}q")
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)


@dataclass(frozen=True)
class Planted:
    """Where a mark stands, and who may read it."""

    mark: str
    where: str
    audience: str
    may: May


@dataclass
class Marks:
    """All marks. `who` says for a row what each audience is: `who[audience](row)` gives the readers."""

    who: dict[str, Callable[[Any], May]]
    planted: dict[str, Planted] = field(default_factory=dict)

    def new(self, where: str, audience: str, may: May) -> str:
        mark = f"zq{len(self.planted):04d}q"
        self.planted[mark] = Planted(mark, where, audience, may)
        return mark

    def of(self, model: str, name: str, row: Any, audience: str = "") -> str:
        """A mark for a field of a row, for the audience that the table declares (or the narrower one of this row)."""
        audience = audience or FIELDS[model][name]
        return self.new(f"{model}.{name} of {row}", audience, self.who[audience](row))

    def plant(self, row: models.Model, *names: str, **shaped: Callable[[str], Any]) -> None:
        """Put a mark in fields of a row that is there already; `shaped` makes the value of a field from its mark."""
        model = type(row).__name__
        values: dict[str, Any] = {name: self.of(model, name, row) for name in names}
        values |= {name: make(self.of(model, name, row)) for name, make in shaped.items()}
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        for name, value in values.items():
            setattr(row, name, value)

    def holding(self) -> set[tuple[str, str]]:
        """(model, field) of all that was planted."""
        return {
            (model, name) for p in self.planted.values() for model, _, name in [p.where.split(" ")[0].partition(".")]
        }


def text_fields() -> set[tuple[str, str]]:
    """Every field of the product in which words can stand, from Django's own registry."""
    ours = [m for m in apps.get_app_config("steun").get_models() if not m._meta.auto_created]
    return {(m.__name__, f.name) for m in ours for f in m._meta.concrete_fields if isinstance(f, TEXTS)}


def declared() -> set[tuple[str, str]]:
    """Every field that the table of audiences knows."""
    words = {(model, name) for model, names in FIELDS.items() for name in names}
    return words | {(model, name) for model, names in CODES.items() for name in names}
