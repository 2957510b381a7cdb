"""The life of a self-assessment: how far an organisation meets one criterion of one of the seven baseline requirements,
in its own words, with evidence and a day. What nobody knows is said to be unknown, and is never fine.
"""

from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
GRADES = ("met", "mostly", "partly", "not-met", "unknown")
"""How far a criterion is met; the best first, what is not known last."""
SHOWN = ("met", "mostly")
"""Grades that stand on evidence."""
SHORT = ("mostly", "partly", "not-met")
"""Grades of which something is missing."""


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """What the rules of a self-assessment look at."""

    organisation: str = ""
    grade: str = ""
    evidence: str = ""
    gap: str = ""  # what is missing
    assessed_on: date | None = None
    again_by: date | None = None  # when it is assessed anew at the latest
    today: date | None = None
    changes: bool = False  # what a revision says differs from what stands
    reason: str = ""
    roles: Roles = field(default_factory=Roles)


def assessors(facts: AssessmentFacts) -> Seats:
    return seats_for(facts.roles.drafters, facts.organisation) if facts.organisation else frozenset()


def evidence_is_given(facts: AssessmentFacts) -> Verdict:
    """What is said to be met can be shown. Source: policy of Steun."""
    return Verdict(facts.grade not in SHOWN or bool(facts.evidence.strip()), "evidence-is-given", SOURCE)


def gap_is_named(facts: AssessmentFacts) -> Verdict:
    """What is not wholly met names what is missing. Source: policy of Steun."""
    return Verdict(facts.grade not in SHORT or bool(facts.gap.strip()), "gap-is-named", SOURCE)


def was_looked_at(facts: AssessmentFacts) -> Verdict:
    """Nobody assesses ahead of the day. Source: logic."""
    day, today = facts.assessed_on, facts.today
    return Verdict(day is None or today is None or day <= today, "assessed-by-today", SOURCE)


def is_looked_at_again(facts: AssessmentFacts) -> Verdict:
    """An assessment gets old: a day by which it is made anew, after the day on which it was made. Source: logic."""
    first, last = facts.assessed_on, facts.again_by
    return Verdict(first is None or last is None or last > first, "assessed-again-later", SOURCE)


def assessment_changes(facts: AssessmentFacts) -> Verdict:
    """A revision says something else. Source: logic."""
    return Verdict(facts.changes, "revision-says-something-else", SOURCE)


def withdrawal_is_argued(facts: AssessmentFacts) -> Verdict:
    """Others may have counted with it. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "withdrawal-is-argued", SOURCE)


SOUND = (evidence_is_given, gap_is_named, was_looked_at, is_looked_at_again)

ASSESSMENT: Machine[AssessmentFacts] = Machine("assessment", [
    Move("draft",    NEW,      "draft",     by=assessors, when=SOUND),
    Move("revise",   "draft",  "draft",     by=assessors, when=(*SOUND, assessment_changes)),
    Move("revise",   "stated", "stated",    by=assessors, when=(*SOUND, assessment_changes)),
    Move("state",    "draft",  "stated",    by=assessors),
    Move("withdraw", "draft",  "withdrawn", by=assessors, when=(withdrawal_is_argued,)),
    Move("withdraw", "stated", "withdrawn", by=assessors, when=(withdrawal_is_argued,)),
])  # fmt: skip
