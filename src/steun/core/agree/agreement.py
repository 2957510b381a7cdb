"""The life of a readiness agreement: who holds ready what, how many, how fast, for how long, until when.

Each party agrees by a seat of its own, to the terms as they stand; other terms (a counter) begin that anew. To propose
is not to agree. Days are days of the Netherlands, the last one included.
"""

from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, at_each
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
OPEN = ("proposed", "countered")
"""States in which the terms are still talked about."""
COUNTS = ("agreed", "in-force")
"""States in which it counts on its days: both sides have said yes."""


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the rules of an agreement look at. `roles`: who binds an organisation, and who writes terms for it. No law
    says who does for a readiness agreement: policy of Steun, and a mandate with limits narrows it as everywhere."""

    parties: tuple[str, ...] = ()  # organisations, who gives first
    proposer: str = ""  # whose terms stand
    agreed: frozenset[str] = frozenset()  # parties that agreed to them
    mandated: frozenset[str] = frozenset()  # parties for which somebody may agree today
    others: frozenset[str] = frozenset()  # persons who agreed for another party than the actor's
    person: str = ""
    quantity: int = 0  # pieces of the capability
    starts_on: date | None = None
    ends_on: date | None = None
    follows_on: date | None = None  # the last day of the agreement that this one renews
    today: date | None = None
    changes: bool = False  # what a counter says differs from the terms that stand
    reason: str = ""
    roles: Roles = field(default_factory=Roles)
    testers: Seats = frozenset()  # who evaluated a deployment that drew on it


def drafters(facts: AgreementFacts) -> Seats:
    return at_each(facts.roles.drafters, facts.parties)


def signers(facts: AgreementFacts) -> Seats:
    return at_each(facts.roles.signers, facts.parties)


def waited_for(facts: AgreementFacts) -> Seats:
    """Who binds a party that has not agreed yet."""
    return at_each(facts.roles.signers, tuple(p for p in facts.parties if p not in facts.agreed))


def answerers(facts: AgreementFacts) -> Seats:
    """Who binds a party whose terms these are not."""
    return at_each(facts.roles.signers, tuple(p for p in facts.parties if p != facts.proposer))


def proposers(facts: AgreementFacts) -> Seats:
    return at_each(facts.roles.drafters, (facts.proposer,) if facts.proposer else ())


def testers(facts: AgreementFacts) -> Seats:
    """Whoever gives the evaluation: nobody says of one's own agreement that it was tested."""
    return facts.testers


def pieces_promised(facts: AgreementFacts) -> int:
    return facts.quantity


def has_two_parties(facts: AgreementFacts) -> Verdict:
    """Nobody agrees with oneself. Source: logic."""
    return Verdict(len(set(facts.parties)) > 1, "agreement-has-two-parties", SOURCE)


def every_party_has_a_mandate(facts: AgreementFacts) -> Verdict:
    """What nobody may agree to for a party would stay open for ever. Source: policy of Steun."""
    missing = [party for party in facts.parties if party not in facts.mandated]
    return Verdict(not missing, "parties-have-a-mandate", SOURCE, {"places": ", ".join(missing)} if missing else {})


def begins_ahead(facts: AgreementFacts) -> Verdict:
    """Terms are made for days that come: nobody was ready by words of afterwards. Source: logic."""
    met = facts.starts_on is not None and facts.today is not None and facts.starts_on >= facts.today
    return Verdict(met, "agreement-begins-ahead", SOURCE)


def ends_after_it_begins(facts: AgreementFacts) -> Verdict:
    """It lasts a day or more. Source: logic."""
    met = facts.starts_on is not None and facts.ends_on is not None and facts.starts_on <= facts.ends_on
    return Verdict(met, "agreement-ends-after-it-begins", SOURCE)


def ends_ahead(facts: AgreementFacts) -> Verdict:
    """What is over is not agreed to any more. Source: logic."""
    met = facts.ends_on is not None and facts.today is not None and facts.ends_on >= facts.today
    return Verdict(met, "agreement-ends-ahead", SOURCE)


def follows_what_it_renews(facts: AgreementFacts) -> Verdict:
    """A renewal begins after the last day of what it renews: never twice the same pieces. Source: logic."""
    met = facts.follows_on is None or (facts.starts_on is not None and facts.starts_on > facts.follows_on)
    facts_of_day = {"day": facts.follows_on.isoformat()} if facts.follows_on else {}
    return Verdict(met, "renewal-follows", SOURCE, {} if met else facts_of_day)


def terms_change(facts: AgreementFacts) -> Verdict:
    """A counter says something else; who finds the terms good agrees. Source: logic."""
    return Verdict(facts.changes, "counter-says-something-else", SOURCE)


def nobody_agrees_for_two(facts: AgreementFacts) -> Verdict:
    """Each side by a person of its own, whatever seats somebody holds. Source: policy of Steun (two pairs of eyes)."""
    return Verdict(not facts.person or facts.person not in facts.others, "nobody-agrees-for-two", SOURCE)


def every_party_agreed(facts: AgreementFacts) -> Verdict:
    """Source: logic."""
    return Verdict(has_two_parties(facts).met and facts.agreed >= set(facts.parties), "every-party-agreed", SOURCE)


def step_is_argued(facts: AgreementFacts) -> Verdict:
    """Who refuses, withdraws or ends says why: the other side counted on it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "agreement-step-is-argued", SOURCE)


PARTIES = (has_two_parties, every_party_has_a_mandate)
DAYS = (begins_ahead, ends_after_it_begins, follows_what_it_renews)
AGREEING = (ends_ahead, nobody_agrees_for_two)
ARGUED = (step_is_argued,)
CLOCKWORK: Seats = frozenset({CLOCK})

AGREEMENT: Machine[AgreementFacts] = Machine("agreement", [
    Move("propose",  NEW,         "proposed",  by=drafters,   when=(*PARTIES, *DAYS)),
    Move("counter",  "proposed",  "countered", by=drafters,   when=(*DAYS, terms_change)),
    Move("counter",  "countered", "countered", by=drafters,   when=(*DAYS, terms_change)),
    Move("agree",    "proposed",  "proposed",  by=waited_for, when=AGREEING, spends=pieces_promised),
    Move("agree",    "countered", "countered", by=waited_for, when=AGREEING, spends=pieces_promised),
    Move("conclude", "proposed",  "agreed",    by=signers,    when=(every_party_agreed,)),
    Move("conclude", "countered", "agreed",    by=signers,    when=(every_party_agreed,)),
    Move("refuse",   "proposed",  "refused",   by=answerers,  when=ARGUED),
    Move("refuse",   "countered", "refused",   by=answerers,  when=ARGUED),
    Move("withdraw", "proposed",  "withdrawn", by=proposers,  when=ARGUED),
    Move("withdraw", "countered", "withdrawn", by=proposers,  when=ARGUED),
    Move("begin",    "agreed",    "in-force",  by=CLOCKWORK),
    Move("remind",   "proposed",  "proposed",  by=CLOCKWORK),
    Move("remind",   "countered", "countered", by=CLOCKWORK),
    Move("remind",   "in-force",  "in-force",  by=CLOCKWORK),
    Move("test",     "in-force",  "in-force",  by=testers),
    Move("test",     "renewed",   "renewed",   by=testers),
    Move("test",     "ended",     "ended",     by=testers),
    Move("succeed",  "in-force",  "renewed",   by=CLOCKWORK),
    Move("expire",   "in-force",  "ended",     by=CLOCKWORK),
    Move("end",      "agreed",    "ended",     by=signers,    when=ARGUED),
    Move("end",      "in-force",  "ended",     by=signers,    when=ARGUED),
])  # fmt: skip
