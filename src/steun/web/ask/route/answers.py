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
    return {code: told for code, told in found.items() if told}


def given(question: Question, value: object) -> tuple[str, ...]:
    match value:
        case bool():
            told = WORDS[value]
        case list() | tuple():
            told = tuple(str(one) for one in value)
        case _:
            told = (str(value),) if value else ()
    return () if told == (question.presumed(ANY),) else told
