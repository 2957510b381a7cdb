"""Listings: what the catalogue says of a capability, or is to say, each with its owner and its day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from steun.core.know.catalogue.listing import LISTING, OPEN, ListingFacts, keepers
from steun.rules.knowing.catalogue import curation
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.know.catalogue.model import TEXTS, Capability

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

LANGUAGES = ("nl", "en")
NAMES = tuple(f"name_{language}" for language in LANGUAGES)
IN_WORDS = tuple(f"{name}_{language}" for name in TEXTS for language in LANGUAGES)
PLAIN = ("reaction_formal", "season_from", "season_until", "source", "year", "evidence")
SAID = (*NAMES, "effects", "classes", *PLAIN, *IN_WORDS)
"""What a listing says of its capability, beside whose it is and until when."""
RECORDED_AS = {"source": "stated_source"}
"""What an entry calls otherwise: its `source` is where the act is known from."""


class ListingQuerySet(CaseQuerySet["Listing"]):
    def visible_to(self, actor: Actor) -> ListingQuerySet:
        """The catalogue is made in the open: everybody."""
        return self

    def whole(self) -> ListingQuerySet:
        return self.select_related("author", "owner", "capability")


class Listing(OwnCase):
    """One listing. `code`: of its capability, which is there once the first listing of it is published. `said`: what it
    says, by SAID."""

    code = models.CharField(max_length=60)
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="listings")
    author = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    said = models.JSONField(default=dict)
    valid_until = models.DateField()
    reconfirmed_on = models.DateField(null=True, blank=True)
    reminded = models.BooleanField(default=False)  # of the day as it stands
    since = models.DateTimeField()  # when it came to stand as it does
    search = models.TextField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        db_table = "steun_listing"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "valid_until"], name="steun_listing_valid")]
        constraints = [
            in_life(LISTING.states, "listing"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="published"), name="steun_listing_published"),
            models.UniqueConstraint(fields=["code"], condition=Q(state__in=OPEN), name="steun_listing_proposed"),
        ]

    @property
    def name_nl(self) -> str:
        return str(self.said["name_nl"])

    @property
    def name_en(self) -> str:
        return str(self.said["name_en"])

    @property
    def is_open(self) -> bool:
        """Does the catalogue not say it yet?"""
        return self.state in OPEN

    @property
    def is_stale(self) -> bool:
        """Is its day past?"""
        return self.state == "published" and self.valid_until < clock.today()

    @property
    def is_due(self) -> bool:
        """Should its owner confirm it soon?"""
        return self.state == "published" and self.valid_until < clock.today() + timedelta(days=curation().remind_days)

    def facts(self, actor: Actor | None = None, *, changes: bool = False, reason: str = "") -> ListingFacts:
        others = Listing.objects.filter(code=self.code, state__in=OPEN).exclude(pk=self.pk)
        return ListingFacts(
            author=self.author_id, author_person=str(self.proposed_by_id or ""), owner=self.owner_id,
            owner_answers=self.owner_id in answering({self.owner_id}), alone=not others.exists(),
            valid_until=self.valid_until, today=clock.today(), latest=latest(),
            season_from=self.said.get("season_from"), season_until=self.said.get("season_until"), changes=changes,
            reason=reason, person=actor.person if actor else "", roles=roles(),
        )  # fmt: skip


def latest() -> Any:
    """The last day until which something can be valid that is confirmed today."""
    return clock.today() + timedelta(days=curation().longest_days)


def answering(codes: set[str] | None = None) -> set[str]:
    """Of these organisations, or of all: those of which somebody holds a mandate to answer for a listing."""
    held = Mandate.objects.valid_at(clock.now()).filter(role__in=keepers(roles()))
    held = held if codes is None else held.filter(organisation__in=codes)
    return set(held.order_by().values_list("organisation", flat=True))
