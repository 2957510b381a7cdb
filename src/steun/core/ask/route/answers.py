"""From what people told of a case to the situation that the rules look at."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from steun.core.ask.route.situation import Situation
from steun.core.kernel.law_facts import Question

Answers = Mapping[str, tuple[str, ...]]
"""Question -> what was told: one answer, or several where it takes several. What nobody told is not in it."""


def with_answers(base: Situation, answers: Answers, asked: Iterable[Question]) -> Situation:
    """The situation with what is presumed, and over it what was told. A later question has the last word."""
    known = tuple(asked)
    presumed = {q.code: (q.presumed(base.task),) for q in known if q.presumed(base.task) and not q.after}
    said = {**presumed, **{code: given for code, given in answers.items() if given}}
    changes: dict[str, Any] = {}
    for question in known:
        changes |= meaning(question, said.get(question.code, ()))
    return replace(base, **changes) if changes else base


def meaning(question: Question, given: tuple[str, ...]) -> dict[str, Any]:
    """What these answers to one question say, as fields of the situation."""
    if question.kept_in:
        return {question.kept_in: frozenset(given)} if given else {}
    return {name: value for answer in given for name, value in question.means.get(answer, {}).items()}
