"""A seat is a role held for an organisation: `mayor@GM0994`. Holding it also holds the bare role, `mayor`."""

from collections.abc import Iterable

from steun.core.kernel.machine import Seats


def seat(role: str, organisation: str) -> str:
    """The name of a role held for one organisation.

    >>> seat("mayor", "GM0994")
    'mayor@GM0994'
    """
    return f"{role}@{organisation}"


def seats_of(role: str, organisation: str) -> Seats:
    """All names under which a mandate counts.

    >>> sorted(seats_of("locc", "LOCC"))
    ['locc', 'locc@LOCC']
    """
    return frozenset({role, seat(role, organisation)})


def seats_for(roles: Iterable[str], organisation: str) -> Seats:
    """The seats of several roles for one organisation; for no organisation, the bare roles.

    >>> sorted(seats_for(["toc", "dops"], ""))
    ['dops', 'toc']
    """
    return frozenset(seat(r, organisation) if organisation else r for r in roles)
