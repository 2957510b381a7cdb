"""The cases that the rules name, each with what makes it so and what, one thing otherwise, does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from steun.core.ask.route.answers import meaning, with_answers
from steun.core.ask.route.cases import CASES
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law_facts import Question
from steun.rules.load import law

NOW = Situation(day=date(2026, 11, 1), task="disaster")
SCALE = {"scale": "more-than-regional"}
MILITARY = sorted(law().country.military)[0]
CIVIL = sorted(law().country.supplies - {*law().country.military, "ministry", "island"})[0]

HOLDS: dict[str, list[dict[str, Any]]] = {
    "": [{}, {"task": ""}, {"island": True}],
    "more-than-local": [{"scale": "more-than-local"}, SCALE],
    "more-than-regional": [SCALE],
    "military-means-wished": [{"supply": ""}, {"supply": MILITARY}],
    "another-minister-wished": [{"supply": "ministry"}],
    "another-island-wished": [{"supply": "island"}],
    "mandate-holds": [{}],
    "mandate-lapses": [{"standard_scenario": False}, {"linked_incidents": True}, {"large_national_interest": True}],
    "no-scenario": [{"standard_scenario": False}],
    "mixed-task": [{"task": "public-order", "also_criminal": True}, {"also_order": True, "also_criminal": True}],
    "state-of-emergency": [{"state_of_emergency": True}],
    "no-state-of-emergency": [{}],
    "forced-evacuation": [
        {"forced_evacuation": True}, {"forced_evacuation": True, "task": "public-order"},
        {"forced_evacuation": True, "also_order": True},
    ],
    "disorder-above-local": [{"task": "public-order", **SCALE}, {"also_order": True, "scale": "more-than-local"}],
    "person-is-guarded": [{"guards": "person"}],
    "designated-object": [{"designated_object": True}, {"designated_object": True, "guards": "object"}],
}  # fmt: skip
FAILS: dict[str, list[dict[str, Any]]] = {
    "more-than-local": [{}, {"scale": "local"}, {**SCALE, "island": True}],
    "more-than-regional": [{}, {"scale": "more-than-local"}, {**SCALE, "island": True}],
    "military-means-wished": [{"supply": "ministry"}, {"supply": "island"}, {"supply": CIVIL}],
    "another-minister-wished": [{}, {"supply": "ministry", "task": "public-order"}, {"supply": "island"}],
    "another-island-wished": [{}, {"supply": "ministry"}, {"supply": ""}],
    "mandate-holds": [{"standard_scenario": False}, {"linked_incidents": True}, {"large_national_interest": True}],
    "mandate-lapses": [{}],
    "no-scenario": [{}, {"linked_incidents": True}],
    "mixed-task": [{}, {"task": "public-order"}, {"task": "criminal-law"}, {"also_criminal": True}],
    "state-of-emergency": [{}],
    "no-state-of-emergency": [{"state_of_emergency": True}],
    "forced-evacuation": [
        {}, {"task": "public-order"}, {"forced_evacuation": True, "task": "criminal-law"},
        {"forced_evacuation": True, "task": "public-interest"},
    ],
    "disorder-above-local": [
        SCALE, {"task": "public-order"}, {"task": "public-order", "scale": "local"},
        {"task": "public-order", **SCALE, "island": True},
    ],
    "person-is-guarded": [{}, {"guards": "object"}, {"guards": "person", "island": True}],
    "designated-object": [{}, {"designated_object": True, "guards": "person"}, {"guards": "object"}],
}  # fmt: skip
NEEDS_A_BASIS = {"chair-uses-mayors-power"}


def test_each_case_that_the_rules_name_stands_here() -> None:
    assert set(CASES) == set(HOLDS) | NEEDS_A_BASIS and set(FAILS) == set(HOLDS) - {""}


@pytest.mark.parametrize(("code", "facts"), [(code, facts) for code, rows in HOLDS.items() for facts in rows])
def test_a_case_holds(code: str, facts: dict[str, Any]) -> None:
    assert CASES[code](replace(NOW, **facts), None, law()) is True


@pytest.mark.parametrize(("code", "facts"), [(code, facts) for code, rows in FAILS.items() for facts in rows])
def test_a_case_does_not_hold(code: str, facts: dict[str, Any]) -> None:
    assert CASES[code](replace(NOW, **facts), None, law()) is False


def test_the_chair_uses_the_power_of_the_mayor_and_of_nobody_else() -> None:
    police = law().on(NOW.day)["polw-58"]
    case = CASES["chair-uses-mayors-power"]
    disorder = replace(NOW, task="disaster", needs_powers=True, **SCALE)
    assert case(disorder, police, law())
    assert not case(replace(disorder, scale="local"), police, law()), "of local scale the mayor uses it"
    assert not case(disorder, None, law()), "without a basis nobody's power is meant"
    crimes = replace(NOW, task="disaster", also_criminal=True, **SCALE)
    assert not case(crimes, police, law()), "never the power of a prosecutor"


def question(code: str, **more: Any) -> Question:
    return Question(code, {}, ("yes", "no"), **{"means": {}, **more})


def test_what_is_presumed_holds_for_its_task_until_somebody_says_otherwise() -> None:
    usual = question("usual", means={"yes": {"urgent": True}, "no": {"urgent": False}}, usually={"disaster": "yes"})
    assert with_answers(NOW, {}, [usual]).urgent
    assert not with_answers(NOW, {"usual": ("no",)}, [usual]).urgent
    assert not with_answers(replace(NOW, task="public-order"), {}, [usual]).urgent
    after = replace(usual, after={"first": ("yes",)})
    assert not with_answers(NOW, {}, [after]).urgent, "what is asked only after another presumes nothing"
    assert with_answers(NOW, {"usual": ()}, [usual]).urgent, "an empty answer takes nothing away"


def test_what_is_told_goes_over_what_is_presumed_and_a_later_question_has_the_last_word() -> None:
    first = question("first", means={"yes": {"urgent": True}, "no": {"urgent": False}})
    later = question("later", means={"yes": {"urgent": False, "abroad": True}})
    assert with_answers(NOW, {"first": ("yes",)}, [first, later]).urgent
    assert not with_answers(NOW, {"first": ("yes",), "later": ("yes",)}, [first, later]).urgent
    assert with_answers(NOW, {"first": ()}, [first]) == NOW, "an empty answer is none"
    assert with_answers(NOW, {"other": ("yes",)}, [first]) == NOW


def test_several_answers_are_kept_together_where_a_question_takes_several() -> None:
    several = question("which", kept_in="interests")
    assert meaning(several, ("environment", "many-people")) == {"interests": frozenset({"environment", "many-people"})}
    assert meaning(several, ()) == {}
    assert meaning(question("one", means={"yes": {"urgent": True}}), ("yes", "unheard")) == {"urgent": True}
