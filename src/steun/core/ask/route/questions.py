"""What is still worth asking: the questions whose answer changes which basis fits, who signs, decides or commands.

Nobody keeps a list of questions per kind of task. Every question is tried, and asked only when the answer of the route
finder turns on it; so a new basis, condition or wording brings its questions along.

A question matters when an answer gives another outcome. It also matters when a basis that does not fit yet would fit if
this one and other open questions came out right: the direct line to a neighbour needs two yeses, and either alone
changes nothing. What is presumed to be so is never put together in that way: that would ask everybody for the seldom.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from steun.core.ask.route.answers import Answers, meaning, with_answers
from steun.core.ask.route.conditions import APPLIES, advises
from steun.core.ask.route.finder import Route, Routes, basis_fits, claims_of, gathered, weigh, with_kind
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import Law, LegalBasis
from steun.core.kernel.law_facts import Question

FIELDS = frozenset(field.name for field in fields(Situation))
Changes = Mapping[str, Any]
Outcome = tuple[object, ...]
Telling = tuple[str, tuple[str, ...]]
"""A question and what is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands for a case. `seldom`: it is usually otherwise, so it is asked aside. `given`: what was
    told."""

    question: Question
    given: tuple[str, ...]
    seldom: bool


def questions(base: Situation, answers: Answers, law: Law, settled: frozenset[str] = frozenset()) -> tuple[Asked, ...]:
    """Every question that matters to this case as far as it was told, in the order of the rules.

    `base`: what is known without asking; `settled`: the facts of it that an answer would not change. A question that
    was answered stays as long as another answer would matter.
    """
    asking = _Asking(base, law, settled)
    every = (q for q in law.questions if not q.instead and asking.is_open(q, answers) and asking.matters(q, answers))
    return tuple(Asked(q, answers.get(q.code, ()), q.is_seldom(base.task)) for q in every)


class Watched(Situation):
    """A situation that notes which of its facts were looked at. A fact that nobody looks at cannot matter.

    It begins empty: what is looked at for the first time is fetched from the case, and noted.
    """

    case: Situation
    seen: set[str]

    def __getattr__(self, name: str) -> Any:
        if name not in FIELDS:
            raise AttributeError(name)
        self.seen.add(name)
        value = getattr(self.case, name)
        object.__setattr__(self, name, value)
        return value


def watched(case: Situation) -> Watched:
    found = object.__new__(Watched)
    object.__setattr__(found, "case", case)
    object.__setattr__(found, "seen", set())
    return found


class _Weighed:
    """The bases of a day that apply to one situation, weighed; and for every basis, the facts on which that rests.

    For a basis that does not apply these are the facts of the first rule that says so: while they stay, it stays out.
    """

    def __init__(self, case: Situation, law: Law, known: "_Weighed | None" = None) -> None:
        self.case, self.law = case, law
        self.bases: dict[str, LegalBasis] = known.bases if known else law.on(case.day)
        changed = {n for n in FIELDS if getattr(case, n) != getattr(known.case, n)} if known else FIELDS
        self.routes: dict[str, Route] = {}
        self.seen: dict[str, frozenset[str]] = {}
        for code, basis in self.bases.items():
            if known and not changed & known.seen[code]:
                self.seen[code] = known.seen[code]
                if code in known.routes:
                    self.routes[code] = known.routes[code]
            else:
                self.weigh(basis)

    def weigh(self, basis: LegalBasis) -> None:
        for rule in APPLIES:
            looking = watched(self.case)
            if not rule(looking, basis).met and not advises(rule, basis):
                break
        else:
            looking = watched(self.case)
            self.routes[basis.code] = weigh(looking, basis, self.law)
        self.seen[basis.code] = frozenset(looking.seen)

    @cached_property
    def outcome(self) -> Outcome:
        return outcome(gathered(self.case, tuple(self.routes.values()), self.law))

    @cached_property
    def unfit(self) -> list[LegalBasis]:
        return [b for code, b in self.bases.items() if code not in self.routes or not self.routes[code].fits]


def outcome(routes: Routes) -> Outcome:
    """All that an answer could change for people: what is proposed and on which conditions, or that nothing is."""
    proposed = tuple(
        (r.basis.code, r.requester, r.signing.alone, r.signing.each, r.deciders, r.gates, r.force, r.command)
        for r in routes.proposed
    )
    return proposed, routes.open_tasks, tuple(p.code for p in routes.notes)


class _Asking:
    """One look at one case; what was weighed for the same answers is weighed once."""

    def __init__(self, base: Situation, law: Law, settled: frozenset[str]) -> None:
        self.base, self.law, self.settled = base, law, settled
        self.questions = {q.code: q for q in law.questions}
        self.known: dict[frozenset[tuple[str, tuple[str, ...]]], _Weighed] = {}
        self.helped: dict[int, list[list[list[Telling]]]] = {}

    def is_open(self, question: Question, answers: Answers) -> bool:
        """Does an answer count, and was told after which it is asked?"""
        if question.facts <= self.settled:
            return False
        return all(set(answers.get(other, ())) & set(wanted) for other, wanted in question.after.items())

    def weighed(self, answers: Answers) -> _Weighed:
        key = frozenset(answers.items())
        if key not in self.known:
            case = with_kind(with_answers(self.base, answers, self.law.questions), self.law)
            nearest = next(iter(self.known.values()), None)
            self.known[key] = _Weighed(case, self.law, nearest)
        return self.known[key]

    def matters(self, question: Question, answers: Answers) -> bool:
        """Does any answer change the outcome: by itself, through a question that is asked after it, or with others?"""
        other_answers = {code: given for code, given in answers.items() if code != question.code}
        without = self.weighed(other_answers)
        options = [{**other_answers, question.code: given} for given in tellings(question)]
        if any(self.weighed(option).outcome != without.outcome for option in options):
            return True
        later = [q for q in self.law.questions if question.code in q.after and q.code not in other_answers]
        if any(self.is_open(q, option) and self.matters(q, option) for option in options for q in later):
            return True
        return not question.is_seldom(self.base.task) and self.matters_with_others(question, other_answers, without)

    def matters_with_others(self, question: Question, other_answers: Answers, without: _Weighed) -> bool:
        """Would a basis fit if this and other open questions came out right, and would that change the outcome?"""
        for helpful in self.ways(other_answers, without):
            for mine in (r for found in helpful for r in found if r[0] == question.code):
                rest = [found[0] for found in helpful if mine not in found]
                joint: Answers = {**other_answers, **dict(rest), **dict([mine])}
                if self.weighed(joint).outcome != without.outcome:
                    return True
        return False

    def ways(self, other_answers: Answers, without: _Weighed) -> list[list[list[Telling]]]:
        """Per basis that could still fit: for each of its obstacles the answers that take it away."""
        if id(without) not in self.helped:
            remedies = [
                ((question.code, given), replace(without.case, **meaning(question, given)))
                for question in self.questions.values()
                if not (question.instead or question.code in other_answers or question.is_seldom(self.base.task))
                and self.is_open(question, other_answers)
                for given in tellings(question)
            ]
            ways = (way(basis, remedies, without.case) for basis in without.unfit)
            self.helped[id(without)] = [found for found in ways if found]
        return self.helped[id(without)]


def way(basis: LegalBasis, remedies: list[tuple[Telling, Situation]], case: Situation) -> list[list[Telling]]:
    """Per obstacle of a basis the answers that take it away; nothing when one stays whatever is told."""
    helpful = []
    for number in obstacles(case, basis):
        helpful.append([telling for telling, situation in remedies if is_met(number, situation, basis)])
        if not helpful[-1]:
            return []
    return helpful


def is_met(number: int, case: Situation, basis: LegalBasis) -> bool:
    return claims_of(basis)[number](case, basis).met


def obstacles(case: Situation, basis: LegalBasis) -> Iterator[int]:
    """The claims for which a basis does not fit, by number: those that say it does not apply, then those that block."""
    yield from (n for n, rule in enumerate(APPLIES) if not rule(case, basis).met)
    yield from (n for n, v in enumerate(basis_fits(case, basis)) if n >= len(APPLIES) and v.blocks)


def tellings(question: Question) -> list[tuple[str, ...]]:
    """The ways to answer it: each answer; of several, each alone."""
    return [(answer,) for answer in question.answers]
