"""The log of coming in: log-ins, attempts that failed, log-outs. Changes of who may do what are in the journal.

Not in the journal itself: a stranger could write in a legal record by typing wrong passwords, and an address is
forgotten after a while. Each row is also a line of the logger `steun.access`, for who gathers those elsewhere; it names
people by their key only. What a stranger typed is not kept: people type passwords in the wrong field.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import authentication_step_completed
from allauth.mfa import signals as second_steps
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import record
from steun.web.kernel.people import open_sessions
from steun.web.kernel.people.models import Person

log = logging.getLogger("steun.access")
RETENTION = timedelta(days=180)
"""Policy: as long as attacks are usually found within; then addresses are forgotten."""
FAILURES = ("wrong-password", "wrong-code", "too-many")
SHOWN = 20
CAME = "came"
"""In a session: when and from where it began."""


class Access(models.Model):
    """One log-in, attempt or log-out. Rows are added and forgotten, never changed."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=24)  # log-in, log-out, session-ended, wrong-password, wrong-code, too-many
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="accesses")
    address = models.CharField(max_length=45)
    agent = models.CharField(max_length=200)

    class Meta:
        db_table = "steun_access"
        ordering = ["-at", "-pk"]


def note(http: HttpRequest | None, kind: str, person: Person | None) -> None:
    """Store it, and log it."""
    row = Access(at=timezone.now(), kind=kind, person=person, address=address_of(http), agent=agent_of(http))
    row.save(force_insert=True)
    log.info("%s person=%s address=%s", kind, row.person_id or "-", row.address or "-")


def address_of(http: HttpRequest | None) -> str:
    try:
        return str(get_adapter().get_client_ip(http))[:45] if http else ""
    except (PermissionDenied, ImproperlyConfigured, KeyError):
        return ""


def agent_of(http: HttpRequest | None) -> str:
    return http.headers.get("User-Agent", "")[:200] if http else ""


def latest(person: Person) -> list[Access]:
    """What a person, or whoever looks after the account, reads on its page."""
    return list(Access.objects.filter(person=person)[:SHOWN])


def forget_old() -> int:
    """Called by `steun tick`."""
    return Access.objects.filter(at__lt=timezone.now() - RETENTION).delete()[0]


def listen() -> None:
    """Hear of log-ins from Django and of second steps from `allauth`. Called once, when the program starts."""
    user_logged_in.connect(came_in, dispatch_uid="steun.access.in")
    user_logged_out.connect(went_out, dispatch_uid="steun.access.out")
    authentication_step_completed.connect(proved_again, dispatch_uid="steun.access.again")
    second_steps.authentication_failed.connect(wrong_code, dispatch_uid="steun.access.code")
    second_steps.authenticator_added.connect(step_added, dispatch_uid="steun.access.added")
    second_steps.authenticator_reset.connect(step_added, dispatch_uid="steun.access.reset")
    second_steps.authenticator_removed.connect(step_removed, dispatch_uid="steun.access.removed")


def came_in(request: HttpRequest, user: Person, **_: Any) -> None:
    note(request, "log-in", user)
    came = {"at": timezone.now().isoformat(), "address": address_of(request), "agent": agent_of(request)}
    request.session[CAME] = came


def proved_again(request: HttpRequest, reauthenticated: bool = False, **_: Any) -> None:
    """Who proves again who it is gets a new token: what somebody had of the old one is worth nothing from then on."""
    if reauthenticated:
        request.session.cycle_key()


def went_out(request: HttpRequest, user: Person | None, **_: Any) -> None:
    if user is not None:
        note(request, "log-out", user)


def wrong_code(request: HttpRequest, user: Person, **_: Any) -> None:
    note(request, "wrong-code", user)


def step_added(user: Person, authenticator: Any, request: HttpRequest | None = None, **_: Any) -> None:
    end_others(request, user)
    changed("people.second-step-added", user, {"kind": str(authenticator.type)})


def step_removed(user: Person, authenticator: Any, request: HttpRequest | None = None, **_: Any) -> None:
    end_others(request, user)
    changed("people.second-step-removed", user, {"kind": str(authenticator.type)})


def end_others(http: HttpRequest | None, person: Person) -> None:
    """Whoever is still logged in with the old second step elsewhere is logged out; here one goes on."""
    open_sessions.end(person, but=http.session.session_key if http else None)


@transaction.atomic
def changed(action: str, person: Person, data: dict[str, str]) -> None:
    """One changed oneself how one comes in: that is a change of rights, and on record."""
    record(action, subject=f"person:{person.pk}", by=Actor(str(person.pk), "", ""), data=data)
