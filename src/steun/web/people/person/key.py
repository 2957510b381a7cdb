"""Keys for machines: a long random text, shown once; the database keeps its digest. One key, one mandate."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from steun.core.kernel.errors import NotYours, Unknown
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Mandate, Person, Token

PREFIX = "steun_"
LIFETIME = timedelta(days=180)  # policy


def digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


@transaction.atomic
def issue(name: str, *, by: Actor, lifetime: timedelta = LIFETIME) -> tuple[Token, str]:
    """A new key for the actor's own mandate. Returns the row and the key itself, for the only time.

    A key makes no keys: whoever got hold of one would otherwise live on when it ends.
    """
    if by.key:
        raise NotYours(limit="key")
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


def end_keys(person: Person, *, by: Actor, because: str) -> None:
    """End every key that a person made: somebody else may have made them. Called within the act that is the ground."""
    for token in Token.objects.select_for_update(no_key=True).filter(mandate__person=person, revoked_at=None):
        record("people.token-revoked", subject=f"token:{token.pk}", by=by, data={"because": because})
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])


def actor_of_key(key: str) -> Actor | None:
    """Who acts with a key, when key and mandate hold now."""
    now = clock.now()
    token = Token.objects.filter(digest=digest(key), revoked_at=None, expires_at__gt=now).first()
    if token is None:
        return None
    held = Mandate.objects.valid_at(now).filter(pk=token.mandate_id).select_related("organisation", "person").first()
    return replace(Actor.of_mandate(held), key=str(token.pk)) if held else None
