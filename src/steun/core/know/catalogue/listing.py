"""The life of a listing: what the catalogue says of one capability, from proposal to withdrawal.

A listing is proposed, reviewed by another, published, and confirmed anew by its owner before its day. A change is a
listing of its own: what stands is published until the change is, and is then replaced by it.
"""

from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
OPEN = ("proposed", "returned", "reviewed")
"""States of what the catalogue does not say yet."""


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What the rules of a listing look at."""

    author: str = ""  # the organisation that proposes it
    author_person: str = ""
    owner: str = ""  # the organisation that answers for the capability
    owner_answers: bool = False  # somebody holds a mandate by which the owner can answer
    alone: bool = False  # nothing else is proposed for this capability
    valid_until: date | None = None
    today: date | None = None
    latest: date | None = None  # the last day until which the policy lets it be valid
    season_from: int | None = None  # months, 1 to 12
    season_until: int | None = None
    changes: bool = False  # what a revision says differs from what stands
    reason: str = ""
    person: str = ""  # who acts
    causes: Seats = frozenset()  # who publishes the listing that takes the place of this one
    roles: Roles = field(default_factory=Roles)


def keepers(roles: Roles) -> tuple[str, ...]:
    """Who proposes for an organisation and answers for its own: who binds it, its desks, who divides.

    >>> keepers(Roles(signers=("mayor", "dops"), writers=("rmoa",), coordinators=("locc",), planners=("dops",)))
    ('mayor', 'dops', 'rmoa', 'locc')
    """
    return tuple(dict.fromkeys((*roles.drafters, *roles.coordinators, *roles.planners)))


def authors(facts: ListingFacts) -> Seats:
    return seats_for(keepers(facts.roles), facts.author) if facts.author else frozenset()


def owners(facts: ListingFacts) -> Seats:
    return seats_for(keepers(facts.roles), facts.owner) if facts.owner else frozenset()


def publishers(facts: ListingFacts) -> Seats:
    """Who divides: the one catalogue is of both sides."""
    return frozenset(facts.roles.coordinators) | frozenset(facts.roles.planners)


def reviewers(facts: ListingFacts) -> Seats:
    """The owner, of what another proposes for it; of what it proposes itself, who divides."""
    return owners(facts) if facts.author != facts.owner else publishers(facts)


def returners(facts: ListingFacts) -> Seats:
    return reviewers(facts) | publishers(facts)


def enders(facts: ListingFacts) -> Seats:
    return owners(facts) | publishers(facts)


def causes(facts: ListingFacts) -> Seats:
    """Whoever publishes the listing that takes its place."""
    return facts.causes


def owner_can_answer(facts: ListingFacts) -> Verdict:
    """What nobody can confirm gets old for ever. Source: policy of Steun."""
    return Verdict(facts.owner_answers, "listing-owner-can-answer", SOURCE)


def stands_alone(facts: ListingFacts) -> Verdict:
    """Two changes side by side would undo each other. Source: logic."""
    return Verdict(facts.alone, "listing-stands-alone", SOURCE)


def is_valid_ahead(facts: ListingFacts) -> Verdict:
    """A day until which it holds, after today. Source: logic."""
    met = facts.valid_until is not None and facts.today is not None and facts.valid_until > facts.today
    return Verdict(met, "listing-is-valid-ahead", SOURCE)


def is_confirmed_in_time(facts: ListingFacts) -> Verdict:
    """Nothing holds for longer without being confirmed. Source: policy of Steun (rules/catalogue.toml)."""
    met = facts.valid_until is None or facts.latest is None or facts.valid_until <= facts.latest
    latest = facts.latest.isoformat() if facts.latest else ""
    return Verdict(met, "listing-is-confirmed-in-time", SOURCE, {"latest": latest})


def season_is_whole(facts: ListingFacts) -> Verdict:
    """From a month until a month, or all year. Source: logic."""
    return Verdict((facts.season_from is None) == (facts.season_until is None), "season-is-whole", SOURCE)


def listing_changes(facts: ListingFacts) -> Verdict:
    """A revision says something else. Source: logic."""
    return Verdict(facts.changes, "revision-says-something-else", SOURCE)


def step_is_argued(facts: ListingFacts) -> Verdict:
    """Who sends it back or withdraws it says why. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "listing-step-is-argued", SOURCE)


def seen_by_another(facts: ListingFacts) -> Verdict:
    """Nobody reviews or publishes what he proposed himself. Source: policy of Steun (two pairs of eyes)."""
    same = bool(facts.person) and facts.person == facts.author_person
    return Verdict(not same, "listing-seen-by-another", SOURCE)


SOUND = (owner_can_answer, stands_alone, is_valid_ahead, is_confirmed_in_time, season_is_whole)
ARGUED = (step_is_argued,)
CLOCKWORK: Seats = frozenset({CLOCK})

LISTING: Machine[ListingFacts] = Machine("listing", [
    Move("propose",   NEW,         "proposed",  by=authors,    when=SOUND),
    Move("revise",    "proposed",  "proposed",  by=authors,    when=(*SOUND, listing_changes)),
    Move("revise",    "returned",  "proposed",  by=authors,    when=(*SOUND, listing_changes)),
    Move("review",    "proposed",  "reviewed",  by=reviewers,  when=(seen_by_another,)),
    Move("return",    "proposed",  "returned",  by=returners,  when=ARGUED),
    Move("return",    "reviewed",  "returned",  by=publishers, when=ARGUED),
    Move("publish",   "reviewed",  "published", by=publishers, when=(is_valid_ahead, seen_by_another)),
    Move("reconfirm", "published", "published", by=owners,     when=(is_valid_ahead, is_confirmed_in_time)),
    Move("withdraw",  "proposed",  "withdrawn", by=authors,    when=ARGUED),
    Move("withdraw",  "returned",  "withdrawn", by=authors,    when=ARGUED),
    Move("withdraw",  "reviewed",  "withdrawn", by=authors,    when=ARGUED),
    Move("withdraw",  "published", "withdrawn", by=enders,     when=ARGUED),
    Move("remind",    "published", "published", by=CLOCKWORK),
    Move("replace",   "published", "replaced",  by=causes),
])  # fmt: skip


def in_season(month: int, first: int | None, last: int | None) -> bool:
    """Is it there in this month? A season may run over the end of the year.

    >>> in_season(7, 4, 10), in_season(12, 4, 10), in_season(1, 11, 2), in_season(5, None, None)
    (True, False, True, True)
    """
    if first is None or last is None:
        return True
    return first <= month <= last if first <= last else month >= first or month <= last
