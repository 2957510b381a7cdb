"""Seats as people say them: the role, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from steun.web.kernel import words
from steun.web.kernel.people.models import Organisation


def seats_in_words(seats: Iterable[str]) -> list[str]:
    """Seats as people say them, one text per organisation; one query for all names."""
    held: dict[str, list[str]] = defaultdict(list)
    for seat in sorted(seats):
        role, _, organisation = seat.partition("@")
        held[organisation].append(words.word("role", role))
    names = Organisation.objects.in_bulk([code for code in held if code])
    return [belonging(" / ".join(roles), names.get(code)) for code, roles in held.items()]


def belonging(roles: str, organisation: Organisation | None) -> str:
    """Roles and for whom, unless the role says so itself: "Mayor, Municipality of Meerssen"; "LOCC"."""
    name = words.named(organisation) if organisation else ""
    return roles if not name or name in roles else f"{roles}, {name}"
