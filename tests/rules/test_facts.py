"""The facts that decide: each has one definition, in plain words, and can be told by somebody."""

from __future__ import annotations

from dataclasses import fields

from steun.core.ask.route.conditions import CONDITIONS
from steun.core.ask.route.situation import INTERESTS, SCALES, Situation
from steun.rules.asking.facts import reachable
from steun.rules.load import law

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
