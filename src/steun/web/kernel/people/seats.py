"""Seats as people say them: the role, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from steun.core.kernel.seats import seat
from steun.web.kernel import clock, words
from steun.web.kernel.people.models import Mandate, Organisation


def seats_in_words(seats: Iterable[str], names: Mapping[str, Organisation] | None = None) -> list[str]:
    """Seats as people say them, one text per organisation; one query for all names that are not known yet."""
    given = sorted(seats)
    held: dict[str, list[str]] = defaultdict(list)
    for it in given:
        role, _, organisation = it.partition("@")
        held[organisation].append(words.word("role", role))
    names = names_of(given) if names is None else names
    return [belonging(" / ".join(roles), names.get(code)) for code, roles in held.items()]


def seats_taken(organisations: Collection[str]) -> frozenset[str]:
    """Seats of these organisations that somebody holds now: of the others nobody waits for anything."""
    held = Mandate.objects.valid_at(clock.now()).filter(organisation__in=organisations)
    return frozenset(seat(role, code) for role, code in held.order_by().values_list("role", "organisation"))


def names_of(seats: Iterable[str]) -> dict[str, Organisation]:
    """The organisations for which some seats are held, in one query."""
    return Organisation.objects.in_bulk({code for it in seats if (code := it.partition("@")[2])})


def belonging(roles: str, organisation: Organisation | None) -> str:
    """Roles and for whom, unless the role says so itself: "Mayor, Municipality of Meerssen"; "LOCC"."""
    name = words.named(organisation) if organisation else ""
    return roles if not name or name in roles else f"{roles}, {name}"
