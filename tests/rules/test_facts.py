"""The facts that decide: each has one definition, in plain words, and can be told by somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from steun.core.ask.route.conditions import CONDITIONS
from steun.core.ask.route.situation import INTERESTS, SCALES, Situation
from steun.core.kernel.law import Law
from steun.rules.asking.facts import reachable
from steun.rules.asking.questions import TYPED
from steun.rules.load import HOME, law, load_law

WORDS = law().country
CHOICES = {
    "task": set(WORDS.tasks), "supply": WORDS.supplies, "receiver": WORDS.receivers, "scale": set(SCALES),
    "interests": INTERESTS, "guards": {"person", "object"}, "allied_need": {"billets", "transport", "supplies"},
}  # fmt: skip


def test_the_route_finder_looks_at_the_facts_that_the_rules_define_and_at_nothing_else() -> None:
    assert set(law().facts) == {f.name for f in fields(Situation)}


def test_a_choice_has_the_values_that_the_law_knows() -> None:
    for code, values in CHOICES.items():
        assert set(law().facts[code].values) == values, code
    assert set(law().facts["alarm"].values) == {b.alarm_line for b in law().bases if b.alarm_line}


def test_each_condition_of_a_basis_can_be_made_true_and_false_by_a_fact() -> None:
    assert {c for b in law().bases for c in b.conditions} <= reachable(law().facts)
    assert set(CONDITIONS) <= reachable(law().facts)


def ways(rules: Law) -> Iterator[dict[str, Any]]:
    """What can be said of a case: each answer to each question, each typed reason, each fact of another field."""
    yield {}
    for question in rules.questions:
        yield from (dict(means) for means in question.means.values())
    for fact in rules.facts.values():
        if fact.given_by != "form" or fact.code in TYPED:
            values = {"yes-no": (True, False), "choice": fact.values}.get(fact.kind, ())
            yield from ({fact.code: value} for value in values)
    yield {"used": frozenset(power for basis in rules.bases for power in (basis.code, *basis.awakened_by))}


@pytest.mark.parametrize("country", sorted(file.parent.name for file in HOME.glob("*/country.toml")))
def test_in_each_country_every_condition_can_be_made_true_and_false_by_what_people_say(country: str) -> None:
    rules = load_law(HOME / country)
    for basis in rules.bases:
        for code in basis.conditions:
            cases = [{"task": task, **way} for task in basis.tasks for way in ways(rules)]
            seen = {CONDITIONS[code](Situation(day=date(2026, 7, 1), **case), basis).met for case in cases}
            assert seen == {True, False}, (basis.code, basis.source.valid_from, code)
