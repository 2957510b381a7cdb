"""The life of an addition: a need that joined a running request. It is asked, and judged by who judges that request.

What was signed and granted stays what it was; an addition stands beside it, and counts from the moment it is taken up.
"""

from dataclasses import dataclass

from steun.core.ask import states
from steun.core.ask.rules import RequestFacts, bases_of
from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.verdict import Verdict

STANDING = ("asked", "taken-up")
"""States of an addition that still counts, or may."""


@dataclass(frozen=True, slots=True)
class AdditionFacts:
    """What the rules of an addition look at."""

    request: RequestFacts  # that is joined
    request_state: str
    granters: Seats = frozenset()  # seats that decide or agree on the request that is joined
    joiners: Seats = frozenset()  # who speaks for the organisation that joined
    causes: Seats = frozenset()  # whose act ends the request that was joined
    added_by: str = ""  # person
    actor: str = ""  # person
    pieces: int = 0  # that who judges takes up for the request, with this
    added: int = 0  # that the same organisation adds to the request, with this
    reason: str = ""


def joiner(facts: AdditionFacts) -> Seats:
    """Whoever speaks for the organisation whose need it is."""
    return facts.joiners


def judge(facts: AdditionFacts) -> Seats:
    """Before the grant who judges the request, so that the grant covers it; after it who granted, and nobody else.

    >>> known, granters = RequestFacts(judges=frozenset({"locc"})), frozenset({"minister-jenv"})
    >>> [sorted(judge(AdditionFacts(known, state, granters))) for state in ("asked", "ordered")]
    [['locc'], ['minister-jenv']]
    """
    return facts.request.judges if facts.request_state in {"draft", "asked"} else facts.granters


def cause(facts: AdditionFacts) -> Seats:
    """Whose act on the joined request leaves the addition without one."""
    return facts.causes


def pieces_taken_up(facts: AdditionFacts) -> int:
    """What one person takes up for one request, with what that person took up before: three times five is fifteen."""
    return facts.pieces


def pieces_added(facts: AdditionFacts) -> int:
    """What one organisation adds to one request, with what it added before."""
    return facts.added


def request_still_runs(facts: AdditionFacts) -> Verdict:
    """More is taken up only by a request that is sent and not over. Source: policy of Steun."""
    met = facts.request_state in states.OPEN
    return Verdict(met, "joined-request-runs", "Steun", {"state": facts.request_state})


def somebody_else_judges(facts: AdditionFacts) -> Verdict:
    """Who asked for more does not grant it. Source: policy of Steun (two persons before help is widened)."""
    return Verdict(not facts.actor or facts.actor != facts.added_by, "addition-is-judged-by-another", "Steun")


def decline_has_reasons(facts: AdditionFacts) -> Verdict:
    """No without why is no answer. Source: Awb 3:46 as design norm."""
    return Verdict(bool(facts.reason.strip()), "decline-has-reasons", "Awb, art. 3:46 (norm)")


TAKEN_UP = (request_still_runs, somebody_else_judges)

ADDITION: Machine[AdditionFacts] = Machine("addition", [
    Move("add",      NEW,     "asked",     by=joiner, spends=pieces_added),
    Move("take-up",  "asked", "taken-up",  by=judge,  when=TAKEN_UP, spends=pieces_taken_up),
    Move("decline",  "asked", "declined",  by=judge,  when=(decline_has_reasons,)),
    Move("withdraw", "asked", "withdrawn", by=joiner),
    Move("fall",     "asked", "fallen",    by=cause),
    Move("fall",     "taken-up", "fallen", by=cause),
], rests_on=lambda facts: bases_of(facts.request))  # fmt: skip
