"""The route finder asks what changes its answer, and nothing else; every fact on which the law turns can be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from steun.core.ask.route.answers import Answers, with_answers
from steun.core.ask.route.conditions import CONDITIONS
from steun.core.ask.route.finder import find_routes
from steun.core.ask.route.questions import outcome, questions
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law_facts import Question
from steun.rules.load import law

TODAY = date(2026, 11, 29)
UNANSWERED = Situation(day=TODAY, supply="", receiver="")
TOWN = replace(UNANSWERED, requester_kind="municipality")
COMMON = {
    "flood of one town": replace(TOWN, task="disaster"),
    "flood of a region": replace(UNANSWERED, task="disaster", requester_kind="safety-region", municipalities=5),
    "flood, urgent": replace(UNANSWERED, task="disaster", requester_kind="safety-region", urgent=True),
    "search for a suspect": replace(UNANSWERED, task="criminal-law", requester_kind="prosecution"),
    "cordon, or search for a missing person": replace(TOWN, task="public-order"),
    "cordon in several towns": replace(TOWN, task="public-order", municipalities=3),
}


def asked(case: Situation, answers: Answers | None = None, seldom: bool | None = False) -> list[str]:
    """The codes of what is asked: openly, aside (`seldom`), or both (None)."""
    return [q.question.code for q in questions(case, answers or {}, law()) if seldom is None or q.seldom is seldom]


def longest(case: Situation, answers: Answers) -> Answers:
    """What somebody has answered at the end of the longest way through all that is asked openly. Answers after which
    the same is asked are one way."""
    waiting = [q.question for q in questions(case, answers, law()) if not q.seldom and not q.given]
    if not waiting:
        return answers
    ways = {}
    for answer in waiting[0].answers:
        given = {**answers, waiting[0].code: (answer,)}
        ways[tuple(asked(case, given))] = given
    return max((longest(case, given) for given in ways.values()), key=len)


@pytest.mark.parametrize("name", COMMON)
def test_a_common_case_is_settled_by_at_most_three_questions(name: str) -> None:
    given = longest(COMMON[name], {})

    assert len(given) <= 3, given
    assert len(asked(COMMON[name])) <= 3


@pytest.mark.parametrize("task", ["disaster", "public-order", "public-interest"])
def test_nothing_is_asked_that_changes_no_answer(task: str) -> None:
    case = replace(TOWN, task=task)
    before = outcome(find_routes(with_answers(case, {}, law().questions), law()))
    for question in questions(case, {}, law()):
        ways = tellings(question.question, task)
        assert any(outcome(find_routes(with_answers(case, t, law().questions), law())) != before for t in ways)


def tellings(question: Question, task: str) -> Iterator[Answers]:
    """The ways to tell a fact: by itself, with one that is asked after it, with one that is open as well."""
    yield from ({question.code: (answer,)} for answer in question.answers)
    for other in law().questions:
        if question.code in other.after or not (other.instead or other.is_seldom(task)):
            for answer in question.answers:
                yield from ({question.code: (answer,), other.code: (given,)} for given in other.answers)


def test_a_question_goes_when_an_answer_settles_it() -> None:
    urgent = replace(UNANSWERED, task="disaster", requester_kind="safety-region", urgent=True)
    neighbour = {"supply": ("safety-region",)}

    assert not {"adjacent_region", "crisis_plans_agree"} & set(asked(urgent))
    assert {"adjacent_region", "crisis_plans_agree"} <= set(asked(urgent, neighbour))
    assert "adjacent_region" not in asked(replace(urgent, urgent=False), neighbour)
    far = {**neighbour, "adjacent_region": ("no",)}
    assert "crisis_plans_agree" not in asked(urgent, far) and "adjacent_region" in asked(urgent, far)


def test_the_own_task_of_the_kmar_is_asked_once_the_kmar_is_to_help() -> None:
    case = replace(TOWN, task="public-order")

    assert "own_task_of_kmar" not in asked(case, seldom=None)
    assert "own_task_of_kmar" in asked(case, {"supply": ("kmar",)}, seldom=True)


def test_whether_it_is_designated_is_asked_of_who_guards() -> None:
    case = replace(TOWN, task="public-order")

    assert "guards" in asked(case, seldom=True) and "designated_person" not in asked(case, seldom=True)
    assert "designated_person" in asked(case, {"guards": ("object",)}, seldom=True)
    assert "designated_military_object" in asked(case, {"guards": ("object",)}, seldom=True)


def test_who_is_not_sure_whether_it_is_a_disaster_is_asked_for_its_criteria_one_by_one() -> None:
    case = replace(TOWN, task="disaster")
    unsure: Answers = {"event": ("unsure",)}

    assert "serious_harm" not in asked(case) and "serious_harm" in asked(case, unsure)
    unsure = {**unsure, "serious_harm": ("yes",)}
    assert {"interests", "several_disciplines"} <= set(asked(case, unsure))
    alone = {**unsure, "several_disciplines": ("no",)}
    situations = with_answers(case, alone, law().questions)
    assert situations.is_ramp is False and not find_routes(situations, law()).proposed


ORDER, DISASTER = replace(TOWN, task="public-order"), replace(TOWN, task="disaster")
SUPPORT, UNITS = (
    replace(TOWN, task="public-interest"),
    replace(UNANSWERED, task="special-units", requester_kind="prosecution"),
)
TRANSIT = replace(UNANSWERED, task="allied-transit", requester_kind="toc", requester_role="toc")
REGION = replace(UNANSWERED, task="disaster", requester_kind="safety-region", urgent=True)
NEIGHBOUR: Answers = {"supply": ("safety-region",)}
UNSURE: Answers = {"event": ("unsure",)}
NEEDED: Answers = {"state_cannot_provide": ("yes",)}
POLICE = replace(UNANSWERED, task="public-order", requester_kind="police-unit")
OBJECT: Answers = {"guards": ("object",)}
HARM: Answers = {**UNSURE, "serious_harm": ("yes",)}
ASKED_OF: dict[str, tuple[Situation, Answers]] = {
    **dict.fromkeys(("supply", "receiver", "guards", "also_criminal", "is_special"), (ORDER, {})),
    **dict.fromkeys(("needs_powers", "scale", "event", "forced_evacuation", "where", "also_order"), (DISASTER, {})),
    **dict.fromkeys(("own_legal_task", "can_do_itself", "market_can", "immovable", "permanent"), (SUPPORT, {})),
    **dict.fromkeys(("standard_scenario", "linked_incidents", "large_national_interest"), (UNITS, {})),
    **dict.fromkeys(("state_cannot_provide", "asks_inhabitants"), (TRANSIT, {})),
    **dict.fromkeys(("adjacent_region", "crisis_plans_agree"), (REGION, NEIGHBOUR)),
    "serious_harm": (DISASTER, UNSURE),
    "vital_interest": (DISASTER, {**UNSURE, "serious_harm": ("no",)}),
    **dict.fromkeys(("interests", "several_disciplines"), (DISASTER, HARM)),
    **dict.fromkeys(("designated_person", "designated_military_object"), (ORDER, OBJECT)),
    **dict.fromkeys(("task_of_minister", "foreign_asker"), (ORDER, {})),
    **dict.fromkeys(("allied_need", "disturbs_services"), (TRANSIT, NEEDED)),
    "dire_circumstances": (TRANSIT, {**NEEDED, "allied_need": ("supplies",)}),
    "designated_object": (ORDER, OBJECT),
    "refused_before": (POLICE, {"supply": ("police",)}),
    "own_task_of_kmar": (ORDER, {"supply": ("kmar",)}),
    "alarm": (replace(TOWN, task="direct-alarm"), {}),
}


def test_every_fact_is_asked_of_somebody() -> None:
    """Not one of them stands in the rules and cannot be told."""
    assert ASKED_OF.keys() == {q.code for q in law().questions if not q.instead}
    for code, (case, answers) in ASKED_OF.items():
        assert code in asked(case, answers, seldom=None), code


def test_every_condition_can_be_met_and_unmet_by_what_people_tell() -> None:
    """A condition that nobody can reach would decide behind everybody's back."""
    typed = ({}, {"special_case": True, "last_resort_reasons": True, "market_reasons": True, "urgent": True},
             {"used": frozenset({"wbbbg-10"})})  # fmt: skip
    for code, rule in CONDITIONS.items():
        basis = next((b for b in law().bases if code in b.conditions), None)
        if basis is None:
            continue
        seen = set()
        for task in basis.tasks:
            for words in typed:
                case = replace(UNANSWERED, task=task, **words)
                situations = [{}, *({f.code: (answer,)} for f in law().questions for answer in f.answers)]
                seen |= {rule(with_answers(case, t, law().questions), basis).met for t in situations}
        assert seen == {True, False}, code


def test_what_was_told_later_in_the_rules_has_the_last_word() -> None:
    answers: Answers = {"more_than_local": ("yes",), "scale": ("local",)}

    assert with_answers(TOWN, answers, law().questions).scale == "local"
    assert with_answers(TOWN, {"more_than_regional": ("yes",)}, law().questions).scale == "more-than-regional"


def test_guarding_a_person_is_criminal_law_and_guarding_an_object_is_order() -> None:
    case = replace(TOWN, task="public-order")

    assert with_answers(case, {"guards": ("person",)}, law().questions).tasks == ("criminal-law",)
    assert with_answers(case, {"guards": ("object",)}, law().questions).tasks == ("public-order",)
    both = with_answers(case, {"also_criminal": ("yes",)}, law().questions)
    assert both.tasks == ("public-order", "criminal-law")
