"""Polls of needs: who was asked until when, and who answered with which needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from steun.core.know.poll import POLL, PollFacts
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation
from steun.web.know.need.model import Need

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class PollQuerySet(CaseQuerySet["Poll"]):
    def visible_to(self, actor: Actor) -> PollQuerySet:
        """Who opened it, who is asked, and who divides or audits."""
        if actor.sees_all_cases:
            return self
        asked = Asked.objects.filter(organisation=actor.organisation).values("poll")
        return self.filter(models.Q(opener=actor.organisation) | models.Q(pk__in=asked))

    def circle(self) -> set[str]:
        """As that of requests: organisations of whose seats some may see one of these, beside who sees all."""
        rows = self.values_list("opener", "asked__organisation")
        return {code for row in rows for code in row if code}

    def whole(self) -> PollQuerySet:
        return self.select_related("opener", "follows").prefetch_related("asked__organisation__region")


class Poll(OwnCase):
    """One round of asking. `follows`: the round before it."""

    title = models.CharField(max_length=200)
    question = models.TextField()  # for which scenarios, what to think of
    opener = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    closes_on = models.DateField()  # the last day
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    reminded = models.BooleanField(default=False)
    since = models.DateTimeField()
    search = models.TextField()

    objects = PollQuerySet.as_manager()

    class Meta:
        db_table = "steun_poll"
        ordering = ["-id"]
        constraints = [in_life(POLL.states, "poll")]

    @property
    def codes(self) -> tuple[str, ...]:
        """Of whom is asked."""
        return tuple(sorted(it.organisation_id for it in self.asked.all()))

    def facts(self, *, needs: int = 0, none: bool = False, reason: str = "") -> PollFacts:
        return PollFacts(
            opener=self.opener_id, asked=self.codes, closes_on=self.closes_on, today=clock.today(), needs=needs,
            none=none, reason=reason, roles=roles(),
        )  # fmt: skip


class Asked(models.Model):
    """One organisation that is asked. `none`: it answered that it has no needs."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="asked")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    none = models.BooleanField(default=False)
    needs: Any = models.ManyToManyField(Need, related_name="+", blank=True)

    class Meta:
        db_table = "steun_poll_asked"
        constraints = [models.UniqueConstraint(fields=["poll", "organisation"], name="steun_poll_asked_once")]
