"""Seats as people say them: the role, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from steun.web.kernel import words
from steun.web.kernel.people.models import Organisation


def seats_in_words(seats: Iterable[str], names: Mapping[str, Organisation] | None = None) -> list[str]:
    """Seats as people say them, one text per organisation; one query for all names that are not known yet."""
    given = sorted(seats)
    held: dict[str, list[str]] = defaultdict(list)
    for seat in given:
        role, _, organisation = seat.partition("@")
        held[organisation].append(words.word("role", role))
    names = names_of(given) if names is None else names
    return [belonging(" / ".join(roles), names.get(code)) for code, roles in held.items()]


def names_of(seats: Iterable[str]) -> dict[str, Organisation]:
    """The organisations for which some seats are held, in one query."""
    return Organisation.objects.in_bulk({code for seat in seats if (code := seat.partition("@")[2])})


def belonging(roles: str, organisation: Organisation | None) -> str:
    """Roles and for whom, unless the role says so itself: "Mayor, Municipality of Meerssen"; "LOCC"."""
    name = words.named(organisation) if organisation else ""
    return roles if not name or name in roles else f"{roles}, {name}"
