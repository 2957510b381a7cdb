"""The table of the journal. Append-only: the database refuses UPDATE, DELETE and TRUNCATE (see `guards`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from steun.core.kernel.journal import entry as journal
from steun.web.kernel.journal.audience import NOBODY, without_case
from steun.web.kernel.journal.cases import CASES

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


def of_seen_case(actor: Actor) -> Q:
    """Each life that is a case says itself to whom its rows are visible."""
    seen = NOBODY
    for model in CASES:
        rows: Any = model._default_manager
        seen |= Q(Exists(rows.visible_to(actor).filter(pk=OuterRef("case"))))
    return seen


def of_outline(actor: Actor) -> Q:
    """The moves of cases of which the actor reads an outline, where a life has one."""
    seen = NOBODY
    for model in CASES:
        rows: Any = model._default_manager.all()
        if hasattr(rows, "outlined_for"):
            outlined = Exists(rows.outlined_for(actor).filter(pk=OuterRef("case")))
            seen |= Q(outlined, action__startswith=f"{model._meta.model_name}.")
    return seen


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, actor: Actor) -> EntryQuerySet:
        """Entries of cases that the actor may see, and those of no case that are for the actor (`audience`); those for
        Defence only to whom they are for."""
        return self.for_audience(actor).filter(without_case(actor) | of_seen_case(actor))

    def announced_to(self, actor: Actor) -> EntryQuerySet:
        """Entries of which the actor may know that they were made (`live`): those above, and of a case that is read in
        outline its own moves, which the outline shows."""
        return self.for_audience(actor).filter(without_case(actor) | of_seen_case(actor) | of_outline(actor))

    def of_seen(self, case: UUID, actor: Actor) -> EntryQuerySet:
        """What `visible_to` shows of a case that was itself read through its `visible_to` for this actor: nobody asks
        again who sees it."""
        return self.for_audience(actor).filter(case=case)

    def for_audience(self, actor: Actor) -> EntryQuerySet:
        """Entries for whom the actor is one of; whether the actor may see their case is asked elsewhere."""
        return self if actor.sees_defence else self.filter(audience__in=actor.audiences)


class Entry(models.Model):
    """One act, as it was recorded; `case` is the request or incident that it belongs to.

    An entry is known by (`node`, `number`): chains of several nodes lie side by side here, each without gaps.
    `position` is the order in which entries came into this database, and nothing else: it is neither under the hash
    nor exported.
    """

    position = models.BigIntegerField(primary_key=True)
    node = models.CharField(max_length=40)
    number = models.BigIntegerField()
    id = models.UUIDField(unique=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=40)
    on_behalf_of = models.CharField(max_length=40)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    case = models.UUIDField(null=True, db_index=True)
    basis = models.CharField(max_length=40)
    reason = models.TextField()
    audience = models.CharField(max_length=20, default="all")
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        db_table = "steun_entry"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["node", "number"], name="steun_entry_place")]

    def as_entry(self) -> journal.Entry:
        """The core's form of this row: what is under the hash."""
        return journal.Entry(
            node=self.node,
            number=self.number,
            id=str(self.id),
            happened_at=journal.timestamp(self.happened_at),
            recorded_at=journal.timestamp(self.recorded_at),
            actor=self.actor,
            role=self.role,
            organisation=self.organisation,
            on_behalf_of=self.on_behalf_of,
            action=self.action,
            subject=self.subject,
            case=str(self.case or ""),
            basis=self.basis,
            reason=self.reason,
            audience=self.audience,
            previous=self.previous,
            data=self.data,
        )

    def as_line(self, *, withheld: bool = False) -> dict[str, Any]:
        """One line of an export; withheld entries keep only their place in the chain."""
        line = {**self.as_entry().as_dict(), "hash": self.hash}
        return journal.stub(line) if withheld else line
