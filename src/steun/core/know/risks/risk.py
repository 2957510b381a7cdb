"""The life of a risk: a scenario that hits interests of national security, as an organisation states it.

A risk binds nobody. It says what it would ask and where it can strike, so that who must be involved knows beforehand.
"""

from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
SCALES = ("municipal", "regional", "interregional", "national")
"""From small to large: one municipality or a few of one region, one region, several, the country."""
EVIDENCE = ("S", "K", "I")
"""Seen in a source, general knowledge, inferred."""


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What the rules of a risk look at."""

    organisation: str = ""  # whose risk it is
    national: bool = False  # that organisation speaks for the whole country
    own_region: str = ""  # the safety region in which it lies, or which it is; "" = none
    scale: str = ""
    municipalities: int = 0  # that it names
    regions: frozenset[str] = frozenset()  # safety regions that it names, or in which those municipalities lie
    impacts: tuple[str, ...] = ()  # the interests that it hits
    valid_until: date | None = None
    today: date | None = None
    latest: date | None = None  # the last day until which the policy lets it be valid
    changes: bool = False  # what a revision says differs from what stands
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


def staters(roles: Roles) -> tuple[str, ...]:
    """Who states a risk for an organisation: who binds it, its desks, who divides and plans, who asks for needs.

    >>> staters(Roles(signers=("mayor", "dops"), writers=("rmoa",), coordinators=("locc",), pollers=("locc", "ncc")))
    ('mayor', 'dops', 'rmoa', 'locc', 'ncc')
    """
    return tuple(dict.fromkeys((*roles.drafters, *roles.coordinators, *roles.planners, *roles.pollers)))


def owners(facts: RiskFacts) -> Seats:
    return seats_for(staters(facts.roles), facts.organisation) if facts.organisation else frozenset()


def an_interest_is_hit(facts: RiskFacts) -> Verdict:
    """What hits none of the six is no risk to national security. Source: logic."""
    return Verdict(bool(facts.impacts), "risk-hits-an-interest", SOURCE)


def an_interest_has_one_class(facts: RiskFacts) -> Verdict:
    """Of each interest one class is said. Source: logic."""
    return Verdict(len(set(facts.impacts)) == len(facts.impacts), "risk-one-class-an-interest", SOURCE)


def scale_fits_places(facts: RiskFacts) -> Verdict:
    """A local risk names its municipality, a regional one its region, one of several regions names them; the country
    needs no name. Source: logic."""
    many = len(facts.regions)
    fits = {
        "municipal": many == 1 and facts.municipalities > 0, "regional": many == 1, "interregional": many > 1,
    }  # fmt: skip
    return Verdict(fits.get(facts.scale, True), "risk-scale-fits-places", SOURCE, {"regions": many})


def touches_its_own(facts: RiskFacts) -> Verdict:
    """A region or municipality states what can strike at home, not elsewhere alone. Source: policy of Steun."""
    everywhere = facts.scale == "national" and not facts.regions
    return Verdict(
        everywhere or not facts.own_region or facts.own_region in facts.regions, "risk-touches-its-own", SOURCE
    )


def national_is_stated_nationally(facts: RiskFacts) -> Verdict:
    """What can strike the whole country is stated by who speaks for it. Source: policy of Steun."""
    return Verdict(facts.scale != "national" or facts.national, "risk-national-by-national", SOURCE)


def is_valid_ahead(facts: RiskFacts) -> Verdict:
    """A day until which it holds, after today. Source: logic."""
    met = facts.valid_until is not None and facts.today is not None and facts.valid_until > facts.today
    return Verdict(met, "risk-is-valid-ahead", SOURCE)


def is_confirmed_in_time(facts: RiskFacts) -> Verdict:
    """Nothing holds for longer without being confirmed. Source: policy of Steun (rules/nl/risks.toml)."""
    met = facts.valid_until is None or facts.latest is None or facts.valid_until <= facts.latest
    latest = facts.latest.isoformat() if facts.latest else ""
    return Verdict(met, "risk-is-confirmed-in-time", SOURCE, {"latest": latest})


def risk_changes(facts: RiskFacts) -> Verdict:
    """A revision says something else. Source: logic."""
    return Verdict(facts.changes, "revision-says-something-else", SOURCE)


def withdrawal_is_argued(facts: RiskFacts) -> Verdict:
    """Others may have counted with it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "withdrawal-is-argued", SOURCE)


DATED = (is_valid_ahead, is_confirmed_in_time)
SOUND = (
    an_interest_is_hit, an_interest_has_one_class, scale_fits_places, touches_its_own, national_is_stated_nationally,
    *DATED,
)  # fmt: skip

RISK: Machine[RiskFacts] = Machine("risk", [
    Move("state",     NEW,      "stated",    by=owners, when=SOUND),
    Move("revise",    "stated", "stated",    by=owners, when=(*SOUND, risk_changes)),
    Move("reconfirm", "stated", "stated",    by=owners, when=DATED),
    Move("withdraw",  "stated", "withdrawn", by=owners, when=(withdrawal_is_argued,)),
])  # fmt: skip
