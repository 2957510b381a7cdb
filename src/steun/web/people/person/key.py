"""Keys for machines: a long random text, shown once; the database keeps its digest. One key, one mandate."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from steun.core.kernel.errors import Unknown
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Mandate, Token

PREFIX = "steun_"
LIFETIME = timedelta(days=180)  # policy


def digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


@transaction.atomic
def issue(name: str, *, by: Actor, lifetime: timedelta = LIFETIME) -> tuple[Token, str]:
    """A new key for the actor's own mandate. Returns the row and the key itself, for the only time."""
    key = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    token = Token(
        id=new_key(),
        mandate_id=by.mandate,
        name=name or "API",
        digest=digest(key),
        created_at=now,
        expires_at=now + lifetime,
    )
    data = {"mandate": by.mandate, "expires_at": token.expires_at.isoformat(), "digest": token.digest}
    record("people.token-issued", subject=f"token:{token.pk}", by=by, data=data)
    token.save(force_insert=True)
    return token, key


@transaction.atomic
def revoke(pk: UUID, *, by: Actor) -> Token:
    """End a key now. Raises `Unknown` when it is not one's own."""
    token = (
        Token.objects.select_for_update(no_key=True)
        .filter(pk=pk, mandate__person_id=by.person, revoked_at=None)
        .first()
    )
    if token is None:
        raise Unknown("token", pk)
    token.revoked_at = record("people.token-revoked", subject=f"token:{token.pk}", by=by).recorded_at
    token.save(update_fields=["revoked_at"])
    return token


def mandate_of(key: str) -> Mandate | None:
    """The mandate behind a key, when key and mandate hold now."""
    now = clock.now()
    row = Token.objects.filter(digest=digest(key), revoked_at=None, expires_at__gt=now).values_list(
        "mandate_id", flat=True
    )
    return Mandate.objects.valid_at(now).filter(pk__in=row).select_related("organisation", "person").first()
