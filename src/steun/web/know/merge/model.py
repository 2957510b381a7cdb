"""Merges: needs of several organisations in one poll that count once in its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from steun.core.know.merging.merge import MERGE, STANDS, MergeFacts
from steun.rules.load import roles
from steun.web.kernel import words
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation
from steun.web.know.need.model import Need, NeedQuerySet
from steun.web.know.poll.model import Asked, Poll

if TYPE_CHECKING:
    from steun.core.kernel.machine import Seats
    from steun.web.kernel.actor import Actor


class MergeQuerySet(CaseQuerySet["Merge"]):
    def visible_to(self, actor: Actor) -> MergeQuerySet:
        """Who leads the poll, whose needs it is about, their regions, and who divides or audits."""
        if actor.sees_all_cases:
            return self
        mine = Q(organisation=actor.organisation) | Q(organisation__region=actor.organisation)
        return self.filter(Q(poll__opener=actor.organisation) | Q(pk__in=Merged.objects.filter(mine).values("merge")))

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        rows = self.values_list("poll__opener", "parts__organisation", "parts__organisation__region")
        return {code for row in rows for code in row if code}

    def whole(self) -> MergeQuerySet:
        own = ("organisation", "need__capability", "need__effect", "need__organisation")
        return self.select_related("poll", "counts__capability", "counts__effect").prefetch_related(
            *(f"parts__{name}" for name in own)
        )


class Merge(OwnCase):
    """One merge. `counts`: the need that counts; the others count with it. `why`: why they are one."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="merges")
    counts = models.ForeignKey(Need, models.PROTECT, related_name="+")
    why = models.TextField()
    since = models.DateTimeField()  # when it came to stand as it does
    search = models.TextField()

    objects = MergeQuerySet.as_manager()

    class Meta:
        db_table = "steun_merge"
        ordering = ["-id"]
        constraints = [in_life(MERGE.states, "merge")]

    @property
    def what(self) -> str:
        """What is needed, and how many count it."""
        return f"{words.named(self.counts.means)} ({len(self.parts.all())})"

    @property
    def consented(self) -> list[str]:
        return sorted({it.organisation_id for it in self.parts.all() if it.consented_at})

    def facts(self, *, causes: Seats = frozenset(), reason: str = "") -> MergeFacts:
        """As it stands: what is asked of a birth alone is met."""
        parts = list(self.parts.all())
        return MergeFacts(
            leader=self.poll.opener_id, owners=frozenset(it.organisation_id for it in parts),
            consented=frozenset(self.consented), causes=causes, reason=reason, roles=roles(),
        )  # fmt: skip


class Merged(models.Model):
    """A need in a merge, and whether its organisation consented."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="parts")
    need = models.ForeignKey(Need, models.PROTECT, related_name="merged")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    consented_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "steun_merge_need"
        constraints = [models.UniqueConstraint(fields=["merge", "need"], name="steun_merge_need_once")]


def answers_of(poll: Poll) -> NeedQuerySet:
    """The needs that its answers name."""
    return Need.objects.filter(pk__in=Asked.needs.through.objects.filter(asked__poll=poll).values("need"))


def taken(poll: Poll) -> models.QuerySet[Merged]:
    """Needs that are in a merge of this poll which stands."""
    return Merged.objects.filter(merge__poll=poll, merge__state__in=STANDS)
