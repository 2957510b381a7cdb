"""The life of a lesson: what was found, what is done about it, what that changes, by whom and until when.

It is verified by what happened later, an exercise or a deployment, and never by who carried it out. A lesson that has
to be learned again names the one before it, and says which time it is.
"""

from dataclasses import dataclass, field
from datetime import date

from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import Roles, seats_for
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
OPEN = ("drawn-up", "accepted")
"""States in which its owner has something to do."""
CHANGED = ("carried-out", "verified")
"""States in which something was changed because of it."""
AGAIN = ("drawn-up", "accepted", "refused", "carried-out", "verified", "lapsed")
"""States in which it can turn out that it has to be learned again."""


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """What the rules of a lesson look at."""

    author: str = ""  # the organisation that drew it up
    owner: str = ""  # the organisation that carries it out
    owner_answers: bool = False  # somebody holds a mandate by which the owner can answer
    points_at: int = 0  # things that it names to be changed
    due_on: date | None = None
    today: date | None = None
    changes: bool = False  # what a revision says differs from what stands
    reason: str = ""
    done: str = ""  # what was changed
    carried_on: date | None = None
    carried_by: str = ""  # the person who said so
    shown_on: date | None = None  # the day of the exercise or deployment; None: none is named
    actor: str = ""  # the organisation and the person of who acts
    person: str = ""
    causes: Seats = frozenset()  # who drew up the lesson that repeats this one
    roles: Roles = field(default_factory=Roles)


def learners(roles: Roles) -> tuple[str, ...]:
    """Who draws up lessons for an organisation and answers for its own: who binds it, its desks, who divides.

    >>> learners(Roles(signers=("mayor", "dops"), writers=("rmoa",), coordinators=("locc",), planners=("dops",)))
    ('mayor', 'dops', 'rmoa', 'locc')
    """
    return tuple(dict.fromkeys((*roles.drafters, *roles.coordinators, *roles.planners)))


def authors(facts: LessonFacts) -> Seats:
    return seats_for(learners(facts.roles), facts.author) if facts.author else frozenset()


def owners(facts: LessonFacts) -> Seats:
    return seats_for(learners(facts.roles), facts.owner) if facts.owner else frozenset()


def verifiers(facts: LessonFacts) -> Seats:
    """Who drew it up, when that is another, and who coordinates."""
    others = authors(facts) if facts.author != facts.owner else frozenset()
    return others | frozenset(facts.roles.coordinators) | frozenset(facts.roles.planners)


def reopeners(facts: LessonFacts) -> Seats:
    return verifiers(facts) | owners(facts)


def causes(facts: LessonFacts) -> Seats:
    """Whoever draws up the lesson that repeats it."""
    return facts.causes


def points_at_something(facts: LessonFacts) -> Verdict:
    """A lesson that changes nothing is none. Source: policy of Steun."""
    return Verdict(facts.points_at > 0, "lesson-points-at-something", SOURCE)


def owner_can_answer(facts: LessonFacts) -> Verdict:
    """What nobody may accept would lie there for ever. Source: policy of Steun."""
    return Verdict(facts.owner_answers, "lesson-owner-can-answer", SOURCE)


def is_due_ahead(facts: LessonFacts) -> Verdict:
    """A day by which it is done, today or later. Source: logic."""
    met = facts.due_on is not None and facts.today is not None and facts.due_on >= facts.today
    return Verdict(met, "lesson-is-due-ahead", SOURCE)


def lesson_changes(facts: LessonFacts) -> Verdict:
    """A revision says something else. Source: logic."""
    return Verdict(facts.changes, "revision-says-something-else", SOURCE)


def step_is_argued(facts: LessonFacts) -> Verdict:
    """Who does not take it, lets it go or opens it again says why. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "lesson-step-is-argued", SOURCE)


def change_is_named(facts: LessonFacts) -> Verdict:
    """What was changed can be looked up. Source: policy of Steun."""
    return Verdict(bool(facts.done.strip()), "lesson-change-is-named", SOURCE)


def was_tested_since(facts: LessonFacts) -> Verdict:
    """By an exercise or a deployment of after it was carried out, and no plan for one. Source: policy of Steun."""
    first, day, today = facts.carried_on, facts.shown_on, facts.today
    met = first is not None and day is not None and today is not None and first <= day <= today
    return Verdict(met, "lesson-tested-since", SOURCE)


def verified_by_another(facts: LessonFacts) -> Verdict:
    """Nobody says of one's own work that it held. Source: policy of Steun (two pairs of eyes)."""
    same_person = bool(facts.person) and facts.person == facts.carried_by
    return Verdict(facts.actor != facts.owner and not same_person, "lesson-verified-by-another", SOURCE)


SOUND = (points_at_something, owner_can_answer, is_due_ahead)
ARGUED = (step_is_argued,)
CLOCKWORK: Seats = frozenset({CLOCK})

LESSON: Machine[LessonFacts] = Machine("lesson", [
    Move("draw-up",   NEW,           "drawn-up",    by=authors,   when=SOUND),
    Move("revise",    "drawn-up",    "drawn-up",    by=authors,   when=(*SOUND, lesson_changes)),
    Move("revise",    "refused",     "drawn-up",    by=authors,   when=(*SOUND, lesson_changes)),
    Move("withdraw",  "drawn-up",    "withdrawn",   by=authors,   when=ARGUED),
    Move("withdraw",  "refused",     "withdrawn",   by=authors,   when=ARGUED),
    Move("accept",    "drawn-up",    "accepted",    by=owners),
    Move("refuse",    "drawn-up",    "refused",     by=owners,    when=ARGUED),
    Move("postpone",  "accepted",    "accepted",    by=owners,    when=(step_is_argued, is_due_ahead)),
    Move("carry-out", "accepted",    "carried-out", by=owners,    when=(change_is_named,)),
    Move("lapse",     "accepted",    "lapsed",      by=owners,    when=ARGUED),
    Move("verify",    "carried-out", "verified",    by=verifiers, when=(was_tested_since, verified_by_another)),
    Move("reopen",    "carried-out", "accepted",    by=reopeners, when=(step_is_argued, is_due_ahead)),
    Move("reopen",    "verified",    "accepted",    by=reopeners, when=(step_is_argued, is_due_ahead)),
    Move("reopen",    "lapsed",      "accepted",    by=reopeners, when=(step_is_argued, is_due_ahead)),
    Move("remind",    "drawn-up",    "drawn-up",    by=CLOCKWORK),
    Move("remind",    "accepted",    "accepted",    by=CLOCKWORK),
    *(Move("repeat", state, "repeated", by=causes) for state in AGAIN),
])  # fmt: skip
