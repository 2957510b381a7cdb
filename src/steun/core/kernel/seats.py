"""A seat is a role held for an organisation: `mayor@GM0994`. Holding it also holds the bare role, `mayor`.

Who does what no article gives to anybody is a group of roles, which the rules of each country name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

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


def at_each(roles: Iterable[str], organisations: Iterable[str]) -> Seats:
    """The seats of these roles for each of these organisations.

    >>> sorted(at_each(["mayor", "rmoa"], ["GM1"]))
    ['mayor@GM1', 'rmoa@GM1']
    """
    places = tuple(organisations)
    return frozenset(seat(role, place) for role in roles for place in places)


NOWHERE: Mapping[str, str] = MappingProxyType({})
ANY_KIND: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Roles:
    """Policy of Steun, from the table `roles` of `rules/<country>/country.toml`: each field is a group of roles."""

    openers: tuple[str, ...] = ()  # put an incident on the board
    incident_keepers: tuple[str, ...] = ()  # keep it, in the organisation that opened it and in its regions
    level_places: Mapping[str, str] = field(
        default_factory=lambda: NOWHERE
    )  # who sets a level for what is its own only
    coordinators: tuple[str, ...] = ()  # see the needs of everybody, and divide with who keeps the means
    watchers: tuple[str, ...] = ()  # hear of acts that stay out
    advisers: tuple[str, ...] = ()  # military, help the organisations of their region to ask well
    askers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: ANY_KIND)  # ask for their organisation though
    # no basis names them; with the kinds of organisation for which they do, none: all for which they are held
    desks: tuple[str, ...] = ()  # of a civil organisation: write down what was said on the phone
    planners: tuple[str, ...] = ()  # keep and promise the means of Defence
    orderers: tuple[str, ...] = ()  # set units of Defence going
    unit_commanders: tuple[str, ...] = ()  # lead a unit of Defence: count it, report of it
    providers: tuple[str, ...] = ()  # answer for a civil organisation that is asked for its means
    owners: tuple[str, ...] = ()  # count the means of a civil organisation
    suppliers: tuple[str, ...] = ()  # promise the means of their civil organisation, and report of them
    commanders: tuple[str, ...] = ()  # report of a unit under way
    makers: tuple[str, ...] = ()  # divide what is scarce, or advise on it
    policy_setters: tuple[str, ...] = ()  # say what a promise is worth
    signers: tuple[str, ...] = ()  # bind their organisation to a readiness agreement
    writers: tuple[str, ...] = ()  # write the terms of one beside them
    pollers: tuple[str, ...] = ()  # ask organisations what they would need
    publishers: tuple[str, ...] = ()  # compile editions of what one can count on, and publish those of the other side
    movers: tuple[str, ...] = ()  # plan movements of allied forces, and give their credit

    @property
    def drafters(self) -> tuple[str, ...]:
        """Who writes terms of an agreement: who binds the organisation, and its desks."""
        return (*self.signers, *self.writers)


GROUPS = tuple(name for name in Roles.__dataclass_fields__ if name not in {"level_places", "askers"})
"""The groups that are a list of roles."""
MAY_BE_EMPTY = frozenset({"advisers"})
"""Nobody needs to be one; without any other group an act of Steun has nobody to do it."""
PLACES = ("region", "municipality", "opener")
"""For what of an incident a level is one's own: its regions, its municipalities, the organisation that opened it."""
