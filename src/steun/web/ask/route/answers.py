"""What people answered to the questions of the route finder, as the rules of the core take it."""

from __future__ import annotations

from collections.abc import Mapping

from steun.core.ask.route.answers import Answers
from steun.core.kernel.law_facts import ANY, Question
from steun.rules.load import law

WORDS = {True: ("yes",), False: ("no",)}


def answers_of(situation: Mapping[str, object]) -> Answers:
    """The answers in a row or a shape. What is as it usually is, nobody needs to tell."""
    found = {question.code: given(question, situation.get(question.code)) for question in law().questions}
    return {code: answered for code, answered in found.items() if answered}


def given(question: Question, value: object) -> tuple[str, ...]:
    answered: tuple[str, ...]
    match value:
        case bool():
            answered = WORDS[value]
        case list() | tuple():
            answered = tuple(str(one) for one in value)
        case _:
            answered = (str(value),) if value else ()
    return () if answered == (question.presumed(ANY),) else answered
