"""The signed name of the seat for which a page was shown: with it, and with the log-in, a page opens its stream."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import parse_key

SALT = "steun.live"
LIVES = 600
"""Seconds in which a stream can be opened with it. Who comes later asks for a new one with the log-in (`page`)."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose stream it is: a person, under one mandate."""

    person: UUID
    mandate: UUID


def issue(actor: Actor) -> str:
    """For the holder of a mandate; says nothing that the page does not say."""
    return signing.dumps([actor.person, actor.mandate], salt=SALT)


def read(text: str) -> Seat | None:
    """The seat in a token; None when it was not made here, or is too old."""
    try:
        person, mandate = map(parse_key, signing.loads(text, salt=SALT, max_age=LIVES))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Seat(person, mandate) if person and mandate else None
