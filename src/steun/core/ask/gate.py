"""The life of a gate: one dated act by a person with a mandate, in writing or by phone first."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from steun.core.ask import states
from steun.core.ask.rules import PLAUSIBLE, RequestFacts, motivated
from steun.core.kernel.law import Gate
from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import seats_for
from steun.core.kernel.verdict import Verdict

PHASES = {
    "before-sending": ("draft",),
    "before-grant": ("asked",),
    "before-deployment": states.GRANTED,
    "after": (*states.GRANTED, "ended"),
}
"""In which states of the request each phase has its turn."""


def turn_states(phase: str, kind: str) -> tuple[str, ...]:
    """The states of a request in which a gate has its turn; a report afterwards waits for the end. Source: Wvr 40."""
    return ("ended",) if kind == "report" else PHASES[phase]


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the rules of a gate look at."""

    rule: Gate
    organisation: str  # whose gate; "" when the role says it all
    request: RequestFacts
    request_state: str
    waits_for: tuple[str, ...] = ()  # codes of earlier gates that are not yet passed
    roles: tuple[str, ...] = ()
    reason: str = ""
    signatory: str = ""
    phoned_person: str = ""
    hearers: Seats = frozenset()  # seats that may record what was said on the phone
    openers: Seats = frozenset()  # seats whose act brings the gate into being
    waived: bool = False  # the law waives it in this case
    basis: str = ""  # code of the legal basis whose gate it is
    asked: int = 0  # pieces that the request asks in all
    fewer: int = 0  # pieces that the answer promises instead of these; 0 = it promises all
    actor: str = ""  # the person who acts
    actor_organisation: str = ""
    noted_by: str = ""  # the person who wrote down what was said on the phone


def holder(facts: GateFacts) -> Seats:
    """The seats whose act it is."""
    return seats_for(facts.roles, facts.organisation)


def hearer(facts: GateFacts) -> Seats:
    """Who may record a phone act: the holder, and the parties to the case who heard it."""
    return holder(facts) | facts.hearers


def opener(facts: GateFacts) -> Seats:
    """Whose act (drafting, sending, granting) brings the gate into being, or makes it lapse."""
    return facts.openers


def second(facts: GateFacts) -> Seats:
    """Who may confirm, as a second person, what was said on the phone. Policy: `rules/nl/phone.toml`."""
    return frozenset(facts.rule.second)


def pieces_promised(facts: GateFacts) -> int:
    """Whoever signs does so for all that is asked; whoever decides or agrees for what the answer promises, which is
    never more. A judgement or a view gives nothing away."""
    if facts.rule.kind in {"decide", "agree"} and 0 < facts.fewer < facts.asked:
        return facts.fewer
    return facts.asked if facts.rule.kind in {"sign", "decide", "agree"} else 0


def its_turn_has_come(facts: GateFacts) -> Verdict:
    """Earlier acts first; those that do not depend on each other run side by side. Source: the gates of each basis."""
    return Verdict(not facts.waits_for, "turn-has-come", facts.rule.source.title, {"first": ", ".join(facts.waits_for)})


def request_is_in_phase(facts: GateFacts) -> Verdict:
    """Signatures before sending, decisions after it, consent before deployment. Source: the gates of each basis."""
    met = facts.request_state in turn_states(facts.rule.phase, facts.rule.kind)
    return Verdict(
        met, "request-is-in-phase", facts.rule.source.title, {"state": facts.request_state, "phase": facts.rule.phase}
    )


def signature_is_motivated(facts: GateFacts) -> Verdict:
    """Nobody signs an empty reason. Source: MSOB 3(2); LOCC form."""
    if facts.rule.kind != "sign":
        return Verdict(True, "request-is-motivated", facts.rule.source.title)
    return motivated(facts.request)


def what_is_signed_is_plausible(facts: GateFacts) -> Verdict:
    """Whoever signs is warned of everything that is hardly meant; it stops nobody. Source: policy of Steun."""
    signs = facts.rule.kind == "sign"
    doubts = [verdict for rule in PLAUSIBLE if signs and not (verdict := rule(facts.request))]
    if not doubts:
        return Verdict(True, "start-lies-long-past", "Steun", binding=False)
    return replace(doubts[0], because=tuple(doubts[1:]))


def it_can_be_refused(facts: GateFacts) -> Verdict:
    """Some acts only inform or hear, and cannot refuse. Source: the article of the gate."""
    return Verdict(facts.rule.refusal != "none", "gate-can-be-refused", facts.rule.source.title, binding=True)


def refusal_has_reasons(facts: GateFacts) -> Verdict:
    """No without why is no answer. Source: Awb 3:46 as design norm; MSOB 4(3)."""
    return Verdict(bool(facts.reason.strip()), "refusal-has-reasons", "Awb, art. 3:46 (norm)")


def urgent_reason_and_signatory(facts: GateFacts) -> Verdict:
    """The ministers comply unless urgent reasons, on record, oppose.

    Source: Wet veiligheidsregio's, art. 51(2), 51(3).
    """
    asked = facts.rule.refusal == "urgent-reasons"
    met = not asked or (bool(facts.reason.strip()) and bool(facts.signatory.strip()))
    return Verdict(met, "urgent-reason-is-signed", facts.rule.source.title)


def phone_is_allowed(facts: GateFacts) -> Verdict:
    """By phone first, in writing after. Source: MSOB 4(4); elsewhere the act demands no form."""
    return Verdict(facts.rule.by_phone, "phone-is-allowed", facts.rule.source.title)


def who_was_phoned_is_named(facts: GateFacts) -> Verdict:
    """A phone act names who spoke. Source: policy of Steun (the journal proves who decided)."""
    return Verdict(bool(facts.phoned_person.strip()), "phoned-person-is-named", "Steun")


def not_ones_own_request(facts: GateFacts) -> Verdict:
    """Who signed or sent a request does not decide on it, whatever other mandates that person holds.

    Source: Awb 2:4 (no personal interest), as design norm; policy of Steun (two pairs of eyes).
    """
    own = facts.rule.is_of_another and bool(facts.actor) and facts.actor in facts.request.askers
    return Verdict(not own, "not-ones-own-request", "Awb, art. 2:4 (norm)")


def heard_by_somebody_else(facts: GateFacts) -> Verdict:
    """Who wrote it down does not confirm it as well. Source: policy of Steun (two pairs of eyes)."""
    return Verdict(not facts.actor or facts.actor != facts.noted_by, "second-is-somebody-else", "Steun")


def second_is_not_of_the_requester(facts: GateFacts) -> Verdict:
    """The second person is of another organisation than the one that asks, and did not ask.

    Source: policy of Steun (two pairs of eyes).
    """
    same = facts.actor_organisation == facts.request.requester or facts.actor in facts.request.askers
    return Verdict(not facts.actor or not same, "second-is-not-of-requester", "Steun")


def it_is_waived(facts: GateFacts) -> Verdict:
    """The law itself waives the act in urgent cases. Source: Politiewet 2012, art. 56(2); Wvr 39(4)."""
    return Verdict(facts.waived, "gate-is-waived", facts.rule.source.title)


TURN = (its_turn_has_come, request_is_in_phase)
SIGNED = (signature_is_motivated, what_is_signed_is_plausible)
SECOND = (heard_by_somebody_else, second_is_not_of_the_requester)
OWN = (not_ones_own_request,)
WRITTEN = (*TURN, *OWN, *SIGNED)
PHONE = (*TURN, *SIGNED, phone_is_allowed, who_was_phoned_is_named)
DENIABLE = (it_can_be_refused, refusal_has_reasons, urgent_reason_and_signatory)
"""What was only said in somebody's name can be denied whenever it comes out, also when the case went on meanwhile."""
REFUSABLE = (*TURN, *DENIABLE)
CLOCKWORK: Seats = frozenset({CLOCK})

GATE: Machine[GateFacts] = Machine("gate", [
    Move("open",     NEW,      "open",   by=opener),
    Move("pass",     "open",     "passed",   by=holder, when=WRITTEN, spends=pieces_promised),
    Move("phone",    "open",     "phoned",   by=hearer, when=PHONE),
    Move("attest",   "phoned",   "attested", by=second, when=SECOND),
    Move("confirm",  "phoned",   "passed",   by=holder, when=OWN, spends=pieces_promised),
    Move("confirm",  "attested", "passed",   by=holder, when=OWN, spends=pieces_promised),
    Move("refuse",   "open",     "refused",  by=holder, when=REFUSABLE),
    Move("refuse",   "phoned",   "refused",  by=holder, when=DENIABLE),
    Move("refuse",   "attested", "refused",  by=holder, when=DENIABLE),
    Move("tell",     "open",     "passed",   by=opener),
    Move("waive",    "open",     "waived",   by=opener, when=(it_is_waived,)),
    Move("lapse",    "passed",   "open",     by=opener),
    Move("lapse",    "phoned",   "open",     by=opener),
    Move("lapse",    "attested", "open",     by=opener),
    Move("lapse",    "refused",  "open",     by=opener),
    Move("drop",     "open",     "dropped",  by=opener),
    Move("drop",     "passed",   "dropped",  by=opener),
    Move("drop",     "phoned",   "dropped",  by=opener),
    Move("drop",     "attested", "dropped",  by=opener),
    Move("drop",     "refused",  "dropped",  by=opener),
    Move("remind",   "open",     "open",     by=CLOCKWORK),
    Move("remind",   "phoned",   "phoned",   by=CLOCKWORK),
    Move("remind",   "attested", "attested", by=CLOCKWORK),
    Move("escalate", "open",     "open",     by=CLOCKWORK),
    Move("escalate", "phoned",   "phoned",   by=CLOCKWORK),
    Move("escalate", "attested", "attested", by=CLOCKWORK),
], rests_on=lambda facts: frozenset({facts.basis} - {""}))  # fmt: skip

SAID = ("phoned", "attested")
"""Said on the phone: written down by who heard it, or confirmed by a second person too. The authority's own word on
paper is still to come."""
WAITING = ("open", *SAID)
"""States in which somebody still has to act on it."""
DONE = frozenset({"passed", *SAID, "waived"})
"""States that let the next gate have its turn: a phone act lets the case go on, and is confirmed later."""


def is_unconfirmed(state: str, second: tuple[str, ...]) -> bool:
    """Was it only said, to one person, where policy wants a second before a unit is ordered?

    >>> is_unconfirmed("phoned", ("locc",)), is_unconfirmed("phoned", ()), is_unconfirmed("attested", ("locc",))
    (True, False, False)
    """
    return state == "phoned" and bool(second)


def answer_due(now: datetime, within: timedelta | None, needed: datetime | None) -> datetime | None:
    """When an answer is asked: within its time, and never after the hour at which help is needed; else now."""
    if within is None:
        return None
    return now + within if needed is None else min(now + within, max(now, needed))


def outcome(gates: list[tuple[str, str]]) -> str:
    """What the acts before a grant amount to, from (phase, state) of each gate of one part.

    >>> outcome([("before-sending", "passed"), ("before-grant", "phoned")])
    'granted'
    >>> outcome([("before-grant", "passed"), ("before-grant", "open")])
    'open'
    """
    deciding = [state for phase, state in gates if phase == "before-grant" and state != "dropped"]
    if "refused" in deciding:
        return "refused"
    return "granted" if all(state in DONE for state in deciding) else "open"
