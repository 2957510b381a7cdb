"""Organisations, persons, and the mandates that bind them: a role for an organisation, over a period, within limits."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from steun.rules.load import law, roles
from steun.web.kernel.keys import new_key

if TYPE_CHECKING:
    from steun.web.kernel.actor import Actor


class Organisation(models.Model):
    """A municipality, safety region, police unit, ministry, part of Defence, civil provider."""

    code = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=24, db_index=True)
    name_nl = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    region = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    police_unit = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    rmc = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    illustrative = models.BooleanField(default=False)

    class Meta:
        db_table = "steun_organisation"
        ordering = ["name_nl"]

    def __str__(self) -> str:
        return self.name_nl


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """Somebody who logs in. What a person may do comes from mandates alone: there are no superusers."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="nl")
    is_active = models.BooleanField(default=True)
    unreachable_until = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        db_table = "steun_person"

    def __str__(self) -> str:
        return self.name


class MandateQuerySet(models.QuerySet["Mandate"]):
    def valid_at(self, moment: datetime) -> MandateQuerySet:
        """Begun, not ended, not revoked, of somebody who may log in.

        What is held in somebody's name holds as long as that person holds the same seat, in the own name.
        """
        seat = {name: OuterRef(name) for name in ("role", "organisation")}
        mandators = Mandate.objects.in_period(moment).filter(person=OuterRef("on_behalf_of"), on_behalf_of=None, **seat)
        return self.in_period(moment).filter(Q(on_behalf_of=None) | Exists(mandators))

    def held_by(self, person: Person, moment: datetime) -> list[Mandate]:
        """What a person may act as, the seats where the person is first before the others. `valid_at`, of few rows: who
        holds nothing in another's name spares the question about that other."""
        mine = self.in_period(moment).filter(person=person)
        found = list(mine.select_related("organisation", "person").order_by("rank", "role"))
        if not any(mandate.on_behalf_of_id for mandate in found):
            return found
        valid = set(self.valid_at(moment).filter(person=person).order_by().values_list("pk", flat=True))
        return [mandate for mandate in found if mandate.pk in valid]

    def in_period(self, moment: datetime) -> MandateQuerySet:
        """As far as the row itself says."""
        return self.standing(moment).filter(valid_from__lte=moment, person__is_active=True)

    def standing(self, moment: datetime) -> MandateQuerySet:
        """Not revoked and not ended: in force, or going to be."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=moment), revoked_at=None)

    def visible_to(self, actor: Actor) -> MandateQuerySet:
        """Who holds which seat is for everybody who works here; who commands a named unit of Defence is not."""
        if actor.sees_defence:
            return self
        return self.exclude(
            Q(role__in=roles().unit_commanders) & ~Q(person=actor.person) & ~Q(organisation=actor.organisation)
        )

    def of_seat(self, role: str, organisation: str) -> MandateQuerySet:
        return self.filter(role=role, organisation_id=organisation)


class Mandate(models.Model):
    """A person holds a role for an organisation, over a period, within limits. Awb 10:1-10:12 (mandaat).

    `on_behalf_of` is the mandator, in whose name is decided (Awb 10:10). `rank` orders holders of one seat: 0 is the
    first to call, 1 the deputy. `limits`: {"bases": [codes], "quantity": n, "acts": [codes]}; absent = no limit.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    on_behalf_of = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    limits = models.JSONField(default=dict)
    delegable = models.BooleanField(default=False)
    delegated_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="delegations")
    rank = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)
    one_click = models.JSONField(null=True, blank=True)  # {"nl", "en", "order"}: the demo's log-in button

    objects = MandateQuerySet.as_manager()

    class Meta:
        db_table = "steun_mandate"
        ordering = ["rank", "valid_from"]
        indexes = [models.Index(fields=["role", "organisation"], name="steun_mandate_seat")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="steun_mandate_period"
            )
        ]

    @property
    def side(self) -> str:
        authority = law().authorities.get(self.role)
        return authority.side if authority else "civil"


class Notice(models.Model):
    """One message to one person that something waits: the outbox of mail. Retried; then the deputy is notified."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)  # gate-waits, phone-reminder, escalation, informed, request-decided
    entry = models.ForeignKey("steun.Entry", models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=40)
    path = models.CharField(max_length=200)  # page of the product
    facts = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "steun_notice"


class Token(models.Model):
    """A key with which a machine acts under one mandate. Only its digest is kept; it is shown once."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "steun_token"
        ordering = ["-created_at"]
