"""What the route finder asks in plain words: only the questions whose answer matters to this case."""

from __future__ import annotations

from dataclasses import dataclass

from steun.core.ask.route.questions import Asked
from steun.rules.load import law
from steun.web.ask.request.model import Request
from steun.web.ask.route.routing import questions_of
from steun.web.kernel import words

KINDS = (
    "disaster", "public-order", "criminal-law", "public-interest", "special-units", "direct-alarm", "allied-transit",
)  # fmt: skip
"""Kinds of task, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the form shows it. `way`: tick, one, several; `choices`: codes in the context `answer`."""

    name: str
    text: str
    way: str
    given: tuple[str, ...]
    choices: tuple[str, ...] = ()

    @property
    def ticked(self) -> bool:
        return self.given == ("yes",)


def kinds_for(request: Request) -> list[str]:
    """Kinds of task that some basis carries for whoever asks: Defence asks for other things than a mayor."""
    carried = {task for b in law().on(request.law_day).values() if b.direction == request.direction for task in b.tasks}
    return [kind for kind in KINDS if kind in carried]


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked openly; and aside what is seldom so, of which somebody may have `answered` some."""

    open: tuple[Question, ...]
    seldom: tuple[Question, ...]
    answered: bool


def questions_for(request: Request) -> Questions:
    """The questions that matter to this request, with the answers given."""
    found = [(asked, shown(asked, request.task_kind)) for asked in questions_of(request)]
    return Questions(
        open=tuple(question for asked, question in found if not asked.seldom),
        seldom=tuple(question for asked, question in found if asked.seldom),
        answered=any(asked.seldom and asked.given for asked, _ in found),
    )


def shown(asked: Asked, task: str) -> Question:
    question = asked.question
    presumed = question.presumed(task)
    given = asked.given or ((presumed,) if presumed else ())
    tick = question.is_yes_or_no and bool(presumed)
    way = "tick" if tick else "several" if question.kept_in else "one"
    return Question(question.code, words.named(question.ask), way, given, () if tick else question.answers)
