"""Flows that were seen on links of the road register: how many cars an hour, towards where, since when, until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from steun.core.know.roads.flow import FLOW, FlowFacts
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation
from steun.web.know.road.read import Stretch, register, stretches

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class FlowQuerySet(CaseQuerySet["Flow"]):
    def visible_to(self, actor: Actor) -> FlowQuerySet:
        """Whoever drives must know: everybody."""
        return self

    def whole(self) -> FlowQuerySet:
        return self.select_related("organisation")

    def at(self, moment: datetime) -> FlowQuerySet:
        """Those that take room at a moment."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment), state="seen", seen_at__lte=moment)


class Flow(OwnCase):
    """One flow. link: a code of the register; towards: the node at one of its ends; cars_per_hour: that way."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    link = models.CharField(max_length=60)
    towards = models.CharField(max_length=60)
    cars_per_hour = models.PositiveIntegerField()
    why = models.CharField(max_length=200)
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    search = models.TextField()

    objects = FlowQuerySet.as_manager()

    class Meta:
        db_table = "steun_flow"
        ordering = ["-seen_at", "-id"]
        constraints = [
            in_life(FLOW.states, "flow"),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("seen_at")), name="steun_flow_times"),
            models.CheckConstraint(condition=Q(cars_per_hour__gte=1), name="steun_flow_cars"),
        ]

    @property
    def stretch(self) -> Stretch | None:
        """Its link as the register knows it; a newer register may miss it."""
        return stretches().get(self.link)

    @property
    def road(self) -> str:
        return self.stretch.name if self.stretch else self.link

    @property
    def end_name(self) -> str:
        node = register().nodes.get(self.towards)
        return node.name if node else self.towards

    @property
    def name(self) -> str:
        return f"{self.road} → {self.end_name}: {self.cars_per_hour}"

    @property
    def comes_from(self) -> str:
        """The node at its other end."""
        it = self.stretch
        return "" if it is None else it.link.a if self.towards == it.link.b else it.link.b

    def facts(self, *, changes: bool = False, reason: str = "") -> FlowFacts:
        it = self.stretch
        return FlowFacts(
            organisation=self.organisation_id, owners=it.owners if it else (),
            places=(*it.municipalities, *it.regions) if it else (),
            towards=it is not None and self.towards in (it.link.a, it.link.b),
            seen_at=self.seen_at, ends_at=self.ends_at, now=clock.now(), changes=changes, reason=reason, roles=roles(),
        )  # fmt: skip


def taken_at(moment: datetime) -> dict[tuple[str, str], int]:
    """By link and the node from which they drive: the cars an hour that flows take at a moment. Of two seen in one
    direction of one link the larger counts: they saw the same cars."""
    return largest((it.link, it.comes_from, it.cars_per_hour) for it in Flow.objects.at(moment))


def largest(rows: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    """
    >>> largest([("A.B.A1", "A", 900), ("A.B.A1", "A", 700), ("A.B.A1", "B", 100)])
    {('A.B.A1', 'A'): 900, ('A.B.A1', 'B'): 100}
    """
    found: dict[tuple[str, str], int] = {}
    for link, start, cars in rows:
        found[link, start] = max(cars, found.get((link, start), 0))
    return found
