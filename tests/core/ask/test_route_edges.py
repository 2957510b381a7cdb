"""The edges of the route finder: each case here fails when one small rule is left out."""

from dataclasses import replace
from datetime import date

import pytest

from steun.core.ask.route.finder import Situation, find_routes
from steun.rules.load import law

TODAY = date(2026, 7, 1)
RIOT = Situation(day=TODAY, task="public-order", requester_role="mayor", special_case=True)
SUPPORT = Situation(
    day=TODAY, task="public-interest", requester_role="mayor", last_resort_reasons=True, market_reasons=True
)
FLOOD = Situation(
    day=TODAY, task="disaster", requester_role="safety-region-chair", serious_harm_or_threat=True,
    interests=frozenset({"environment"}), multi_discipline_needed=True,
)  # fmt: skip
NEIGHBOUR = replace(FLOOD, supply="safety-region", urgent=True, adjacent=True, both_crisis_plans=True)
INVESTIGATION = replace(RIOT, task="criminal-law", requester_role="public-prosecutor")
SPECIAL = Situation(day=TODAY, task="special-units", requester_role="public-prosecutor")


def proposed(situation: Situation) -> list[str]:
    return [r.basis.code for r in find_routes(situation, law()).proposed]


def unmet(situation: Situation, code: str) -> set[str]:
    route = find_routes(situation, law()).of(code)
    assert route is not None
    return {v.code for v in route.verdicts if v.blocks}


@pytest.mark.parametrize(
    ("denied", "verdict"),
    [
        ({"permanent": True}, "help-is-temporary"),
        ({"immovable": True}, "it-is-no-immovable-property"),
        ({"own_legal_task": False}, "task-is-the-bodys-own"),
        ({"last_resort_reasons": False}, "last-resort-is-argued"),
    ],
)
def test_support_in_the_public_interest_fails_on_each_of_its_conditions(denied: dict[str, bool], verdict: str) -> None:
    assert proposed(SUPPORT) == ["msob"]
    assert unmet(replace(SUPPORT, **denied), "msob") == {verdict}


def test_the_direct_line_to_the_neighbour_is_for_urgent_cases() -> None:
    assert proposed(NEIGHBOUR) == ["wvr-51-5"]
    assert proposed(replace(NEIGHBOUR, urgent=False)) == ["wvr-51"]
    assert unmet(replace(NEIGHBOUR, urgent=False), "wvr-51-5") == {"it-is-urgent"}


@pytest.mark.parametrize(
    "missing",
    [
        {"serious_harm_or_threat": False},
        {"multi_discipline_needed": False},
        {"interests": frozenset()},
        {"interests": frozenset({"a-view"})},
    ],
)
def test_a_disaster_needs_harm_an_interest_and_several_disciplines(missing: dict[str, object]) -> None:
    assert proposed(FLOOD) == ["wvr-51"]
    assert "it-is-fire-disaster-or-crisis" in unmet(replace(FLOOD, **missing), "wvr-51")


@pytest.mark.parametrize("enough", [{"fire": True}, {"vital_interest": True}, {"serious_fear": True}, {"crisis": True}])
def test_a_fire_a_crisis_or_serious_fear_is_enough_without_several_disciplines(enough: dict[str, bool]) -> None:
    alone = replace(FLOOD, serious_harm_or_threat=None, interests=None, multi_discipline_needed=None)

    assert proposed(replace(alone, **enough)) == ["wvr-51"]


def test_who_calls_it_a_disaster_is_believed_until_the_answers_deny_it() -> None:
    silent = Situation(day=TODAY, task="disaster", requester_role="mayor")

    assert proposed(silent) == ["wvr-51"]
    assert proposed(replace(silent, serious_fear=False, vital_interest=False)) == []


def test_a_decree_that_turns_the_mayors_road_leaves_the_prosecutors_open() -> None:
    assert proposed(replace(INVESTIGATION, decrees=frozenset({"own-14"}))) == ["polw-58"]


def test_a_large_national_interest_takes_the_decision_to_the_minister() -> None:
    (route,) = find_routes(replace(SPECIAL, large_national_interest=True), law()).proposed

    assert route.deciders == ("minister-jenv",)


def test_one_town_signs_once_and_not_as_one_of_several() -> None:
    (route,) = find_routes(RIOT, law()).proposed

    assert not route.signing.each


def test_the_prosecutor_asks_without_the_rbt_also_in_a_crisis_above_local_scale() -> None:
    (route,) = find_routes(replace(INVESTIGATION, crisis=True, municipalities=4), law()).proposed

    assert route.requester == "public-prosecutor"
    assert "rbt-consulted" not in {g.code for g in route.gates}


def test_the_judged_scale_goes_before_the_number_of_municipalities() -> None:
    crisis = replace(RIOT, crisis=True)

    assert find_routes(replace(crisis, scale="more-than-local"), law()).proposed[0].requester == "safety-region-chair"
    assert find_routes(replace(crisis, scale="local", municipalities=3), law()).proposed[0].requester == "mayor"


def test_a_denied_crisis_leaves_the_power_with_the_mayors() -> None:
    several = replace(RIOT, municipalities=3, vital_interest=False, serious_fear=False)

    assert find_routes(several, law()).proposed[0].requester == "mayor"
