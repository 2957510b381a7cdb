"""What the law asks of a case: the facts that decide, and who has authority over those who carry out a task."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

FACT_KINDS = frozenset({"yes-no", "choice", "set", "count", "day", "role", "organisation"})
GIVEN_BY = frozenset({"form", "request", "seat", "incident", "decree", "outcome"})
"""How a fact is told: a question of the form, another field of the request, the seat of who asks, its incident, a
decree that was entered, or what became of the request before."""
YES_NO = ("yes", "no")
ANY = "any"
"""Each kind of task."""
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DecidingFact:
    """One fact of a case that decides about its road, as `rules/nl/facts.toml` defines it."""

    code: str  # a field of core.ask.route.situation.Situation
    kind: str  # yes-no, choice, set, count, day, role, organisation
    given_by: str  # form, request, seat, incident, decree, outcome
    values: tuple[str, ...]  # of a choice or a set
    decides: tuple[str, ...]  # codes of conditions and cases that it can make true or false
    ask: Mapping[str, str]  # the question in plain words, {"nl", "en"}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that people are asked, and what each answer says of the facts (`rules/nl/questions.toml`)."""

    code: str  # its name on the form and in the API
    ask: Mapping[str, str]  # in plain words, {"nl", "en"}
    answers: tuple[str, ...]  # codes; yes and no when it says nothing else
    means: Mapping[str, Mapping[str, Any]]  # answer -> fact -> what it is
    usually: Mapping[str, str] = field(default_factory=lambda: NOTHING)  # kind of task -> the answer until told
    seldom: tuple[str, ...] = ()  # kinds of task
    after: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: NOTHING
    )  # question -> answers: asked only then
    kept_in: str = ""  # the fact that holds several answers at once; "" = one answer
    instead: str = ""  # the question that is asked in its place
    recorded: bool = False  # rows and entries say *no* where nobody answered: so it was before

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it tells."""
        names = {name for meaning in self.means.values() for name in meaning}
        return frozenset(names | {self.kept_in} if self.kept_in else names)

    def presumed(self, task: str) -> str:
        """The answer that holds until somebody says otherwise; "" when nothing is presumed."""
        return self.usually.get(task, self.usually.get(ANY, ""))

    @property
    def is_yes_or_no(self) -> bool:
        return self.answers == YES_NO

    def is_seldom(self, task: str) -> bool:
        return bool(self.presumed(task)) or bool({task, ANY} & set(self.seldom))


@dataclass(frozen=True, slots=True)
class Replacement:
    """A decree that turns a road: which one, for which tasks, and whether it must be used before it does."""

    code: str  # of the basis or provision that a decree put in force
    tasks: tuple[str, ...] = ()  # only for these; empty = for all
    when_used: bool = False  # a power switches nothing off before somebody uses it
