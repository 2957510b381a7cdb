"""Requests: what must be achieved, the parts per legal basis, and the acts that the law wants first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone

from steun.core.ask.request import FINISHED, OVER, REQUEST
from steun.core.ask.states import GRANTED
from steun.core.kernel.text.folding import numbered
from steun.core.kernel.text.terms import Term
from steun.rules.load import roles
from steun.rules.policy.lexicon import lexicon
from steun.rules.policy.outline import outlined
from steun.web.ask.request.content.place import Spot, spot_of
from steun.web.ask.request.lists.shown import Shown
from steun.web.kernel import clock, moments
from steun.web.kernel.keys import new_key
from steun.web.kernel.literal import Literal, literals
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.search import SearchQuerySet, in_search, occurs
from steun.web.know.catalogue.model import Capability, Effect

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor
from steun.web.kernel.life.constraints import in_life

GOES_ON = ~Q(state__in=FINISHED)
UNFINISHED = tuple(state for state in REQUEST.states if state not in FINISHED)
IS_OVER = ~Q(state__in=UNFINISHED)
"""As what it is not: SQLite would look for each state by itself in an index of states, and sort what it finds."""

INCOMPLETE = Q(state="granted") | Q(state="asked", urgent=True)


class RequestQuerySet(SearchQuerySet["Request"]):
    def visible_to(self, actor: Actor) -> RequestQuerySet:
        """Whole cases. Organisations that take part see theirs; national, Defence and oversight see what was sent.

        A draft that was never sent is for who writes it: see `read_along`.
        """
        return self.filter(whole_for(actor))

    def outlined_for(self, actor: Actor) -> RequestQuerySet:
        """Cases of which the actor reads at least the `OUTLINE`: whole ones; to the rest of a region also what was
        sent from there, of the kinds of task that concern it (`rules/nl/outline.toml`)."""
        if actor.sees_all_cases or not actor.region:
            return self.visible_to(actor)
        outline = Q(takes_part(actor.region), sent_at__isnull=False, task_kind__in=outlined())
        return self.filter(whole_for(actor) | outline & ~Q(state="draft"))

    def circle(self) -> set[str]:
        """The organisations of whose seats some may read one of these, if only in outline; who sees all cases besides.
        A sieve before `visible_to`, never in its place."""
        rows = self.values_list("requester", "requester__region", "party_rows__organisation")
        return {code for row in rows for code in row if code}

    def search(self, text: str, actor: Actor | None = None) -> RequestQuerySet:
        """Requests in which every word occurs, in any form. A number is found in whatever spelling."""
        return self.answering(case_terms(text), actor)

    def answering(self, terms: Iterable[Term], actor: Actor | None = None) -> RequestQuerySet:
        """Requests in which every term occurs. For readers of the outline, only the words of the outline find it."""
        whole = whole_for(actor) if actor else Q()
        found = self
        for term in terms:
            found = found.filter(occurs(term, in_search) | whole & occurs(term, anywhere))
        return found

    def open(self) -> RequestQuerySet:
        return self.exclude(state__in=OVER)

    def going_on(self) -> RequestQuerySet:
        return self.exclude(state__in=literals(FINISHED))

    def over(self) -> RequestQuerySet:
        return self.exclude(state__in=literals(UNFINISHED))

    def granted(self) -> RequestQuerySet:
        return self.filter(state__in=literals(GRANTED))

    def incomplete(self) -> RequestQuerySet:
        """What the requester still has to complete, when anything lacks: granted, or urgent and sent."""
        return self.filter(Q(state=Literal("granted")) | Q(state=Literal("asked"), urgent=True))


def case_terms(text: str) -> tuple[Term, ...]:
    """What somebody typed, as it is looked for among cases: the number of a case is one word."""
    return lexicon().terms(numbered(text))


def anywhere(word: str) -> Q:
    """In the words by which its parties find a case too."""
    return Q(search__contains=word) | Q(search_parties__contains=word)


def whole_for(actor: Actor) -> Q:
    """The cases that an actor reads whole: what was sent, as a party or as who divides; drafts, as who reads along."""
    sent = Q(sent_at__isnull=False)
    return (sent if actor.sees_all_cases else sent & Q(takes_part(actor.organisation))) | (~sent & read_along(actor))


def read_along(actor: Actor) -> Q:
    """Who reads what was never sent: the organisation that writes it, the military adviser of its region, and with whom
    it was shared (who was asked to sign; whom the writer named). Nobody else in the region."""
    own = Q(requester=actor.organisation) | Q(shared_with(actor))
    return own | Q(requester__region=actor.organisation) if actor.role in roles().advisers else own


class TakesPart(Func):
    """Whether an organisation has a row of `Party` in the case whose key stands in the question; `why_not` leaves out
    rows for that reason. Written out, because nearly every question asks it."""

    output_field = models.BooleanField()
    template = "EXISTS(SELECT 1 FROM steun_party own WHERE own.request_id = %(expressions)s AND own.organisation_id = "

    def __init__(self, organisation: str, why_not: str = "") -> None:
        super().__init__(F("pk"))
        self.given = (organisation, why_not) if why_not else (organisation,)

    def as_sql(self, *how: Any, **words: Any) -> Any:
        sql, params = super().as_sql(*how, **words)
        more = " AND own.why <> %s" if len(self.given) > 1 else ""
        return f"{sql}%s{more})", [*params, *self.given]


def shared_with(actor: Actor) -> TakesPart:
    """The case was shown to the organisation itself; that it lies in its region is not enough."""
    return TakesPart(actor.organisation, why_not="region")


class Request(Shown, models.Model):
    """A call for an effect, by one body, on one or more legal bases, in a place, over a time."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    number = models.CharField(max_length=16, unique=True, null=True)  # B-2026-0412, given when first sent
    direction = models.CharField(max_length=20, default="civil-to-military")
    incident = models.ForeignKey("steun.Incident", models.PROTECT, null=True, blank=True, related_name="requests")
    requester = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    addressee = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    task_kind = models.CharField(max_length=24, default="disaster")
    effect = models.ForeignKey(Effect, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)  # the effect in the requester's words
    place = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    latest_at = models.DateTimeField(null=True, blank=True)  # arriving later than this helps no more
    priority = models.PositiveSmallIntegerField(default=3)
    urgent = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    task = models.TextField(blank=True)
    last_resort = models.JSONField(default=dict)  # own, neighbours, market, trade, others: {tried, answer, when}
    special_case = models.TextField(blank=True)  # why this is a special case (PolW 58, 62)
    situation = models.JSONField(default=dict)  # answers to the route finder's questions
    assembly_point = models.CharField(max_length=200, blank=True)
    lodging = models.CharField(max_length=200, blank=True)
    meals = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    extent = models.CharField(max_length=16, blank=True)  # full, partial, other-means: how it was granted
    granted_note = models.TextField(blank=True)
    wanted_end = models.DateTimeField(null=True, blank=True)  # an extension that was asked and not yet decided
    reminded_at = models.DateTimeField(null=True, blank=True)  # that it is still to be completed
    sent_by = models.ForeignKey("steun.Person", models.PROTECT, null=True, blank=True, related_name="+")
    lives_first = models.ForeignKey("steun.Entry", models.PROTECT, null=True, blank=True, related_name="+")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    reconstructed = models.BooleanField(default=False)  # in a replay: the act must have been there, no source says so
    illustrative = models.BooleanField(default=False)
    state = models.CharField(max_length=20)
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    search = models.TextField(default="")  # words by which everybody finds it who may read its outline
    search_parties = models.TextField(default="")  # and words by which its parties find it

    merged: Mapping[str, Any] = MappingProxyType({})  # what others changed since the sender's page; it stays theirs

    municipalities = models.ManyToManyField(Organisation, related_name="+", db_table="steun_request_municipality")
    parties = models.ManyToManyField(Organisation, through="Party", related_name="cases")
    objects = RequestQuerySet.as_manager()

    class Meta:
        db_table = "steun_request"
        constraints = [in_life(REQUEST.states, "request")]
        indexes = [
            models.Index(fields=["state", "-saved_at"], name="steun_request_board"),
            models.Index(fields=["-saved_at", "-id"], name="steun_request_saved"),
            models.Index(fields=["incident", "state"], name="steun_request_incident"),
            models.Index(fields=["priority", "starts_at"], name="steun_request_priority"),
            models.Index(fields=["starts_at"], name="steun_request_needed"),
            models.Index(fields=["requester", "state"], name="steun_request_asker"),
            models.Index(fields=["requester"], name="steun_request_unsent", condition=Q(sent_at=None)),
            models.Index(fields=["starts_at", "id"], name="steun_request_open_needed", condition=GOES_ON),
            models.Index(fields=["priority", "starts_at", "id"], name="steun_request_open_pressing", condition=GOES_ON),
            models.Index(fields=["starts_at", "id"], name="steun_request_over_needed", condition=IS_OVER),
            models.Index(fields=["starts_at", "id"], name="steun_request_granted", condition=Q(state__in=GRANTED)),
            models.Index(fields=["priority", "starts_at", "id"], name="steun_request_over_pressing", condition=IS_OVER),
            models.Index(fields=["requester", "starts_at"], name="steun_request_incomplete", condition=INCOMPLETE),
        ]

    @property
    def key(self) -> str:
        return f"request:{self.pk}"

    @property
    def case(self) -> UUID:
        return self.pk

    @property
    def own_lines(self) -> list[Line]:
        """The requirements that were signed with it; those of additions that were taken up only count with them."""
        return [line for line in self.lines.all() if line.addition_id is None]

    def forget(self, *names: str) -> None:
        """Read these related rows anew next time: they were changed past the request."""
        for name in names or tuple(getattr(self, "_prefetched_objects_cache", {})):
            getattr(self, "_prefetched_objects_cache", {}).pop(name, None)

    def knows(self, name: str) -> bool:
        """Were these related rows read, so that they cost no question?"""
        return name in getattr(self, "_prefetched_objects_cache", {})

    def read(self, name: str, *beside: str) -> None:
        """Read these related rows now, and no more; `beside`: with the rows that they point at."""
        known = getattr(self, name).all()
        known = known.select_related(*beside) if beside else known
        known._fetch_all()
        self.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known

    def remember(self, name: str, rows: Iterable[models.Model]) -> None:
        """These are the related rows, in their order: they need not be read. Of a request that is saved."""
        known = getattr(self, name).all()
        known._result_cache, known._prefetch_done = list(rows), True
        self.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known

    @property
    def where(self) -> Spot:
        """The point to compute with, and what speaks against the one that was given."""
        return spot_of(self)

    @property
    def spot(self) -> tuple[float | None, float | None]:
        """(lon, lat) of where help must be; None = unknown."""
        found = self.where
        return found.lon, found.lat

    @property
    def law_day(self) -> date:
        """The day whose law applies: of sending, or today while it is a draft."""
        return moments.day_of(self.sent_at) if self.sent_at else clock.today()


OUTLINE = (
    "id", "number", "title", "effect", "state", "requester", "incident", "priority", "urgent", "place", "starts_at",
    "ends_at", "direction", "task_kind", "sent_at", "saved_at",
)  # fmt: skip
"""What the rest of a region reads of a case: enough to know that help was asked, and to join instead of asking
twice; not why, by whom in person, with which means, or how it is decided."""


def takes_part(organisation: str) -> TakesPart:
    return TakesPart(organisation)


def seen_request(actor: Actor) -> Exists:
    """For rows that hang on a request: the actor may see that request.

    Asked per row, so a large table is never listed.
    """
    return Exists(Request.objects.visible_to(actor).filter(pk=OuterRef("request_id")))


def sent_and_seen(actor: Actor, way: str = "request") -> Q:
    """Of rows that hang on a request by this way ("": requests themselves), those of what was sent and the actor may
    see: what `seen_request` says of them, for counting most of a large table rather than finding a few rows in it."""
    step = f"{way}__" if way else ""
    sent = Q(**{f"{step}sent_at__isnull": False})
    if actor.sees_all_cases:
        return sent
    return sent & Q(**{f"{step}pk__in": Party.objects.filter(organisation=actor.organisation).values("request")})


class Party(models.Model):
    """An organisation that takes part in a case, and so sees it whole.

    Requester, signatory, region, provider, co-requester, municipality in which help is asked.
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="party_rows")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    why = models.CharField(max_length=24)
    is_open = models.BooleanField(default=True)  # this and the rest as the request has it; see `upkeep`
    saved_at = models.DateTimeField(default=timezone.now)
    needed_at = models.DateTimeField(default=moments.ENDLESS)
    priority = models.PositiveSmallIntegerField(default=3)

    class Meta:
        db_table = "steun_party"
        constraints = [models.UniqueConstraint(fields=["organisation", "request"], name="steun_party_once")]
        indexes = [
            models.Index(fields=["organisation", "is_open", "-saved_at", "-request"], name="steun_party_changed"),
            models.Index(fields=["organisation", "is_open", "needed_at", "request"], name="steun_party_needed"),
            models.Index(
                fields=["organisation", "is_open", "priority", "needed_at", "request"], name="steun_party_pressing"
            ),
        ]


class Line(models.Model):
    """A capability that is asked for: optional, because the effect is what counts."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="lines")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    minimum = models.PositiveIntegerField(default=1)  # the least that still helps; quantity = all or nothing
    note = models.CharField(max_length=200, blank=True)
    addition = models.ForeignKey("steun.Addition", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "steun_line"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(minimum__gte=1, minimum__lte=F("quantity")), name="steun_line_minimum")
        ]


class Series(models.Model):
    """The last number given, per prefix and year: numbers have no gaps."""

    prefix = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "steun_series"
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="steun_series_once")]
