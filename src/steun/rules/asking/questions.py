"""What people are asked about a case, from its file: `nl/questions.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from steun.core.kernel.law import Country
from steun.core.kernel.law_facts import ANY, YES_NO, DecidingFact, Question
from steun.rules.table import Faults, Table

FILE = "questions.toml"
Facts = Mapping[str, DecidingFact]


def read_questions(raw: Mapping[str, Any], facts: Facts, country: Country, faults: Faults) -> tuple[Question, ...]:
    """The questions in the order of the file. Faults go to `faults`, and so does a fact of the form that none tells."""
    found = tuple(_question(row, facts, country, faults) for row in raw.get("question", []))
    known = {question.code: question for question in found}
    for question in found:
        _check(question, known, faults)
    asked = {fact for question in found if not question.instead for fact in question.facts}
    for fact in facts.values():
        if fact.given_by == "form" and fact.code not in asked | TYPED:
            faults.add(FILE, f"no question tells {fact.code}")
    return found


TYPED = frozenset({"special_case", "last_resort_reasons", "market_reasons", "trade_statement"})
"""Facts that the reasons on the form tell as well."""


def _question(raw: Any, facts: Facts, country: Country, faults: Faults) -> Question:
    table = Table(raw, FILE, faults)
    code = table.text("code")
    table.where = f"{FILE}: {code}"
    answers = table.texts("answers", list(YES_NO))
    means, usually, after = (table.table(key, {}) for key in ("means", "usually", "after"))
    question = Question(
        code=code,
        ask={},
        answers=answers,
        means={answer: _meaning(means.table(answer)) for answer in means.raw},
        usually={task: usually.text(task) for task in usually.raw},
        seldom=table.some_of("seldom", (*country.tasks, ANY), []),
        after={other: after.texts(other) for other in after.raw},
        kept_in=table.text("kept_in", ""),
        instead=table.text("instead", ""),
        recorded=table.flag("recorded", False),
    )
    only = next(iter(question.facts), "") if len(question.facts) == 1 else ""
    ask = facts[only].ask if only in facts and not table.has("ask") else table.bilingual("ask")
    question = replace(question, ask=ask)
    for key, used in (("means", question.means), ("usually", set(question.usually.values()))):
        for answer in set(used) - set(answers):
            table.fault(key, f"{answer!r} is no answer to it")
    for task in question.usually.keys() - {*country.tasks, ANY}:
        table.fault("usually", f"{task!r} is no kind of task")
    for fact in question.facts:
        if fact not in facts:
            table.fault("means", f"no such fact: {fact!r}")
    if not question.facts:
        table.fault("means", "says nothing")
    table.close()
    return question


def _meaning(table: Table) -> dict[str, Any]:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in table.raw.items()}


def _check(question: Question, known: Mapping[str, Question], faults: Faults) -> None:
    """It stands once, and names other questions and answers that there are."""
    where = f"{FILE}: {question.code}"
    if known[question.code] is not question:
        faults.add(where, "stands twice")
    if question.instead and question.instead not in known:
        faults.add(f"{where}: instead", f"no such question: {question.instead!r}")
    for other, answers in question.after.items():
        if other not in known:
            faults.add(f"{where}: after", f"no such question: {other!r}")
        elif wrong := set(answers) - set(known[other].answers):
            faults.add(f"{where}: after", f"{', '.join(sorted(wrong))} is no answer to {other}")
