"""Closures of links of the road register: which, why, from when to when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from steun.core.know.roads.closure import CLOSURE, ClosureFacts
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation
from steun.web.know.road.read import Stretch, stretches

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class ClosureQuerySet(CaseQuerySet["Closure"]):
    def visible_to(self, actor: Actor) -> ClosureQuerySet:
        """Whoever drives must know: everybody."""
        return self

    def whole(self) -> ClosureQuerySet:
        return self.select_related("organisation")

    def within(self, start: datetime, end: datetime) -> ClosureQuerySet:
        """Those that bar a road at some time in this period."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=start), state="in-force", starts_at__lt=end)


class Closure(OwnCase):
    """One closure. `links`: codes of the register; `organisation`: who closed it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    links = models.JSONField(default=list)
    cause = models.CharField(max_length=20)
    why = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    search = models.TextField()

    objects = ClosureQuerySet.as_manager()

    class Meta:
        db_table = "steun_closure"
        ordering = ["-starts_at", "-id"]
        constraints = [
            in_life(CLOSURE.states, "closure"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="steun_closure_times"
            ),
        ]

    @property
    def stretches(self) -> list[Stretch]:
        """Its links as the register knows them; a newer register may miss some."""
        known = stretches()
        return [known[code] for code in self.links if code in known]

    @property
    def name(self) -> str:
        found = self.stretches
        more = f" (+{len(found) - 1})" if len(found) > 1 else ""
        return f"{found[0].name}{more}" if found else ", ".join(self.links)

    @property
    def places(self) -> list[str]:
        """Codes of the municipalities and regions through which it runs."""
        return list(dict.fromkeys(code for it in self.stretches for code in (*it.municipalities, *it.regions)))

    def facts(self, *, changes: bool = False, reason: str = "") -> ClosureFacts:
        return ClosureFacts(
            links=tuple(self.links),
            sides=tuple((it.owners, (*it.municipalities, *it.regions)) for it in self.stretches),
            organisation=self.organisation_id, starts_at=self.starts_at, ends_at=self.ends_at, now=clock.now(),
            changes=changes, reason=reason, roles=roles(),
        )  # fmt: skip
