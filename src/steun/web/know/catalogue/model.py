"""The catalogue: effects, and the capabilities that achieve them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from steun.core.know.catalogue.counted import why_not
from steun.core.know.catalogue.listing import in_season
from steun.rules.knowing.catalogue import curation
from steun.web.kernel import clock
from steun.web.kernel.moments import day_of
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.search import SearchQuerySet

TEXTS = (
    "quantity", "counted", "reaction", "place", "constraint", "exclusions", "prerequisites", "alarm_line", "cost",
)  # fmt: skip
"""What is said of a capability in both languages: how many, in what they are counted, how fast in words, where, under
which condition, for what not, what must be there first, who is alarmed directly, what it costs."""


class EffectQuerySet(SearchQuerySet["Effect"]):
    """Effects, to be searched."""


class Effect(models.Model):
    """What must be achieved, in the words of those who need it."""

    code = models.CharField(primary_key=True, max_length=60)
    name_nl = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    search = models.TextField()

    objects = EffectQuerySet.as_manager()

    class Meta:
        db_table = "steun_effect"
        ordering = ["name_nl"]


class CapabilityQuerySet(SearchQuerySet["Capability"]):
    """Capabilities, to be searched."""

    def current(self) -> CapabilityQuerySet:
        """Those that the catalogue has not withdrawn."""
        return self.filter(withdrawn_on=None)

    def doubtful(self) -> CapabilityQuerySet:
        """Those of which it must be looked at whether they count for a need (`Capability.not_counted`)."""
        return self.filter(~Q(withdrawn_on=None) | ~Q(season_from=None) | Q(valid_until__lt=clock.today()))

    def stale(self) -> CapabilityQuerySet:
        """Those that nobody confirmed by their day."""
        return self.filter(valid_until__lt=clock.today())


class Capability(models.Model):
    """What can achieve effects. Quantities and times are given as sourced, formal beside observed.

    What came from a file has no owner and no day: it holds as its source tells it, until a listing of it is published
    (`web/know/listing`). owner: who answers for it. season: months, from and until; none = all year. reconfirmed_on,
    valid_until: when its owner confirmed it last, and until when that holds.
    """

    code = models.CharField(primary_key=True, max_length=60)
    number = models.PositiveSmallIntegerField(unique=True)
    name_nl = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    classes = models.JSONField(default=list)  # standing, guaranteed, unique, ad-hoc, civil
    class_inferred = models.BooleanField(default=False)
    reaction_formal = models.PositiveIntegerField(null=True, blank=True)  # minutes
    reaction_observed = models.PositiveIntegerField(null=True, blank=True)  # minutes
    texts = models.JSONField(default=dict)  # by name, one of TEXTS: {"nl", "en"}
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    season_from = models.PositiveSmallIntegerField(null=True, blank=True)
    season_until = models.PositiveSmallIntegerField(null=True, blank=True)
    reconfirmed_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    year = models.CharField(max_length=20)
    evidence = models.CharField(max_length=4)
    historic = models.BooleanField(default=False)
    illustrative = models.BooleanField(default=False)
    effects = models.ManyToManyField(Effect, related_name="capabilities", db_table="steun_capability_effect")
    search = models.TextField()

    objects = CapabilityQuerySet.as_manager()

    class Meta:
        db_table = "steun_capability"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(season_from=None, season_until=None)
                | Q(season_from__gte=1, season_from__lte=12, season_until__gte=1, season_until__lte=12),
                name="steun_capability_season",
            ),
        ]

    @property
    def alarm_line(self) -> dict[str, str] | None:
        line: dict[str, str] | None = self.texts.get("alarm_line")
        return line

    @property
    def is_stale(self) -> bool:
        """Did nobody confirm it by its day?"""
        return self.valid_until is not None and self.valid_until < clock.today()

    @property
    def is_in_season(self) -> bool:
        return in_season(clock.today().month, self.season_from, self.season_until)

    def not_counted(self, begins: datetime, ends: datetime) -> str:
        """Why it does not count for what is available to promise in that time; "" when it does."""
        return why_not(
            day_of(begins), day_of(ends), withdrawn=self.withdrawn_on is not None,
            stale=curation().stale_drops_out and self.is_stale,
            season_from=self.season_from, season_until=self.season_until,
        )  # fmt: skip
