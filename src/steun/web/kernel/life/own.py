"""What all lives have in common whose rows are cases of their own: the columns, who sees a row locked, one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db import models

from steun.core.kernel.errors import Fault, Unknown
from steun.core.kernel.machine import NEW, Machine
from steun.core.kernel.verdict import Verdict
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import apply_move, record
from steun.web.kernel.keys import new_key
from steun.web.kernel.search import SearchQuerySet

Row = TypeVar("Row", bound="OwnCase", covariant=True)


class CaseQuerySet(SearchQuerySet[Row]):
    """`visible_to` is said by each life itself."""

    def whole(self) -> Self:
        """With all that a row of a list or a page shows."""
        return self


class OwnCase(models.Model):
    """A row that is a case of its own: it says itself to whom it is visible, and its entries go with it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        return f"{self._meta.model_name}:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.pk


def seen(model: type[Row], pk: object, by: Actor, *related: str) -> Row:
    """The row as this actor may see it, locked: who comes second waits for the first. Raises `Unknown`."""
    rows: Any = model._default_manager
    found: Row = one(locked(rows.visible_to(by), *related), pk)
    return found


def one(rows: models.QuerySet[Row], pk: object) -> Row:
    """The row of a key. Raises `Unknown` when it is not among these."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown(str(rows.model._meta.model_name), pk)
    return found


def locked(rows: Any, *related: str) -> Any:
    return rows.select_for_update(of=("self",), no_key=True).select_related(*related)


def born(
    row: OwnCase, machine: Machine[Any], move: str, *, by: Actor, facts: Any, data: Mapping[str, Any],
    id: UUID | None = None, basis: str = "", audience: str = "all",
) -> Entry:  # fmt: skip
    """Check a birth, record it, and write the row."""
    row.state = machine.check(NEW, move, by, facts).target
    row.entry = record(
        f"{machine.name}.{move}", subject=row.key, case=row.case, by=by, basis=basis, id=id,
        audience=audience, data={"to": row.state, **data},
    )  # fmt: skip
    row.save(force_insert=True)
    return row.entry


def step(
    row: OwnCase, machine: Machine[Any], move: str, *, by: Actor, facts: Any, data: Mapping[str, Any] | None = None,
    reason: str = "", id: UUID | None = None, audience: str = "all", happened_at: datetime | None = None,
) -> Entry:  # fmt: skip
    """One step, recorded. The caller changes the rest and saves."""
    return apply_move(
        row, machine, move, by=by, facts=facts, reason=reason, data=dict(data or {}), id=id, audience=audience,
        happened_at=happened_at,
    )  # fmt: skip


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Of each field that is another now: what it was and what it is, as an entry records it under `changes`.

    >>> differences({"why": "water", "quantity": 2}, {"why": "water", "quantity": 3})
    {'quantity': [2, 3]}
    """
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def faults_of(rules: Iterable[Callable[[Any], Verdict]], facts: Any, fields: Mapping[str, str]) -> list[Fault]:
    """What the rules do not let pass, all of it, each at its field."""
    verdicts = [rule(facts) for rule in rules]
    return [Fault(fields[verdict.code], verdict.code, verdict.facts) for verdict in verdicts if not verdict]


def plain(value: object) -> object:
    """As an entry keeps it."""
    return value.isoformat() if isinstance(value, date) else value
