"""Editions: what one can count on, written down and numbered, by both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from steun.core.agree.edition import EDITION, EditionFacts
from steun.rules.load import law, roles
from steun.web.kernel.journal.kept import KeptContent
from steun.web.kernel.life.constraints import in_life
from steun.web.kernel.life.own import CaseQuerySet, OwnCase
from steun.web.kernel.people.models import Organisation, Person

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor

WORDS = ("title", "foreword")
"""What is said of it by who compiles it."""


class EditionQuerySet(CaseQuerySet["Edition"]):
    def visible_to(self, actor: Actor) -> EditionQuerySet:
        """Published, for everybody; while it is being made, for who divides or audits."""
        return self if actor.sees_all_cases else self.filter(state="published")

    def whole(self) -> EditionQuerySet:
        """Without the content, which may be long: who asks for it gets it by one more question."""
        return self.select_related("organisation", "entry").defer("content")

    def published_last(self) -> Edition | None:
        return self.filter(state="published").order_by("-number").first()


class Edition(KeptContent, OwnCase):
    """One edition. organisation, role, compiled_by: who compiled it last. follows: the edition since which its changes
    are told."""

    number = models.PositiveIntegerField(null=True, blank=True, unique=True)  # once it is published
    title = models.CharField(max_length=120)
    foreword = models.TextField(blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    compiled_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    compiled_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    search = models.TextField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        db_table = "steun_edition"
        ordering = ["-id"]
        constraints = [
            in_life(EDITION.states, "edition"),
            models.CheckConstraint(
                condition=Q(state="published", number__gte=1, published_at__isnull=False)
                | Q(~Q(state="published"), number__isnull=True, published_at__isnull=True),
                name="steun_edition_number",
            ),
        ]

    @property
    def kept(self) -> Mapping[str, Any]:
        """Its words and its content: what a reader may hold us to."""
        return {"title": self.title, "foreword": self.foreword, **self.content}

    @property
    def name(self) -> str:
        """*Edition 3: Spring 2027*; a draft of one, until it has a number."""
        called = f"{_('Edition')} {self.number}" if self.number else _("Draft of an edition")
        return f"{called}: {self.title}"

    @property
    def slug(self) -> str:
        """What its files are called."""
        return f"edition-{self.number}" if self.number else "edition-draft"

    def facts(self, actor: Actor | None = None, *, reason: str = "") -> EditionFacts:
        """`follows_last` is asked of the database: publish under a lock."""
        last = Edition.objects.only("pk").published_last()
        known = law().authorities
        return EditionFacts(
            capabilities=len(self.content.get("capabilities", ())),
            maker_side=known[self.role].side if self.role in known else "", side=actor.side if actor else "",
            follows_last=(last.pk if last else None) == self.follows_id, reason=reason, roles=roles(),
        )  # fmt: skip
