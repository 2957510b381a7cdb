"""Each fact on which the law turns can be told on the form and through the API, when it matters and in plain words.

Every statement that these send to the database is sent by other tests too, to both: they run on SQLite alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict

from steun.core.ask.route.conditions import CONDITIONS
from steun.rules.load import law
from steun.web.ask.form.fields import filled as fields
from steun.web.ask.form.fields import reading
from steun.web.ask.form.questions import questions_for
from steun.web.ask.request.content import filling, journalled
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import SituationIn
from steun.web.ask.route.routing import situation_of
from tests.builders import key

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PK = key("a question")
TYPED = (
    {}, {"special_case": "Rare"}, {"urgent": "1"},
    {"last_resort.own.answer": "All in use", "last_resort.neighbours.answer": "No"},
    {"last_resort.market.answer": "Nobody has it"}, {"last_resort.trade.answer": "No objection"},
)  # fmt: skip


def answers() -> Iterator[dict[str, str]]:
    """Every answer to every question, as a browser sends it."""
    yield {}
    for question in law().questions:
        if not question.instead:
            for answer in question.answers:
                box = {"yes": "1", "no": "0"}.get(answer, answer) if question.code in fields.TICKS else answer
                yield {f"situation.{question.code}": box}


def typed(request: Request, posted: dict[str, str]) -> Request:
    """The request as the form has it, without saving."""
    post = QueryDict(mutable=True)
    post.update(posted)
    shape, faults = reading.read(fields.typed(post), request)
    assert not faults, faults
    filled = copy(request)
    filling.apply(filled, shape, None)
    return filled


def test_the_form_can_make_every_condition_of_a_basis_true_and_false(world):
    request = world.draft()
    ways = [*TYPED, *answers()]
    tasks = {task for basis in law().bases for task in basis.tasks}
    cases = {task: [situation_of(typed(request, {"task_kind": task, **way})) for way in ways] for task in tasks}
    powers = frozenset(power for basis in law().bases for power in basis.awakened_by)
    for found in cases.values():  # that a power was used is entered with its decree: tests/web/know/test_decree.py
        found.append(replace(found[0], used=powers))
    for basis in law().bases:
        for code in basis.conditions:
            seen = {CONDITIONS[code](case, basis).met for task in basis.tasks for case in cases[task]}
            assert seen == {True, False}, (basis.code, basis.source.valid_from, code)


def test_every_question_is_a_field_of_the_api_and_a_control_of_the_form():
    assert set(SituationIn.model_fields) == {q.code for q in law().questions} == set(fields.ANSWERS)


def page(client: Any, **posted: Any) -> str:
    answer = client.post(f"/requests/{PK}/route", posted, headers={"HX-Request": "true", "HX-Target": "route"})
    assert answer.status_code == 200
    return answer.content.decode()


def aside(html: str) -> str:
    return html.partition('id="seldom"')[2].partition("</details>")[0]


def test_a_flood_is_asked_at_most_three_things_openly_and_the_seldom_stands_aside(login):
    html = page(login("duty-officer", "VR24", "en"), task_kind="disaster", title="Water")
    openly = html.partition('id="questions"')[2].partition("</fieldset>")[0]
    assert len(set(re.findall(r'name="situation.(\w+)"', openly))) <= 3
    assert "Must people be kept away" in openly and "Is something special the case here?" in html
    assert "People are evacuated by order" in aside(html) and '<details class="fold" id="seldom">' in html


def test_what_was_told_aside_is_not_folded_away(login):
    client = login("mayor", "GM0994", "en")
    html = page(client, task_kind="public-order", **{"situation.guards": "object"})
    assert 'id="seldom" open' in html
    assert re.search(r'value="object" checked', html) and "The Minister designated the person" in html


def test_the_interests_that_are_hit_can_be_more_than_one_and_none(login):
    client = login("duty-officer", "VR24", "en")
    unsure = {"task_kind": "disaster", "situation.event": "unsure", "situation.serious_harm": "yes"}
    html = page(client, **unsure, **{"situation.interests": ["", "environment", "many-people"]})
    assert re.search(r'value="environment" checked', html) and re.search(r'value="many-people" checked', html)
    none = page(client, **unsure, **{"situation.interests": ["", "none"]})
    assert "ground-wvr-51" not in none and "ground-wvr-51" in html


def test_a_machine_is_told_what_is_worth_telling(world, api):
    request = world.draft(task_kind="public-order", situation={"supply": "kmar"})
    answer = api("duty-officer", "VR24")("get", f"/requests/{request.pk}/routes").json()
    asked = {q["name"]: q for q in answer["questions"]}
    assert asked["supply"]["given"] == ["kmar"] and not asked["supply"]["seldom"]
    assert asked["own_task_of_kmar"] | {"text": ""} == {
        "name": "own_task_of_kmar", "text": "", "answers": ["yes", "no"], "given": [], "usually": "no", "seldom": True,
    }  # fmt: skip


def test_an_entry_of_before_is_told_as_it_was(world):
    """Rows that were kept when nothing could be left open say the same as their entries."""
    request = world.draft()
    assert journalled.situation(request)["needs_powers"] is False
    assert journalled.situation(request)["own_task_of_kmar"] is None
    request.situation = {"needs_powers": True, "more_than_local": False, "standard_scenario": True}
    assert journalled.situation(request)["needs_powers"] is True
    assert questions_for(request).open
