"""The legal route on the form: it answers to what is typed, saved or not, and says why the rest does not fit."""

from __future__ import annotations

import re

import pytest

from steun.web.ask.request.model import Request
from steun.web.kernel.journal.models import Entry
from tests.builders import key

pytestmark = pytest.mark.django_db
PK = key("a route")


def route(client, pk=PK, **fields) -> str:
    answer = client.post(f"/requests/{pk}/route", fields, headers={"HX-Request": "true", "HX-Target": "route"})
    assert answer.status_code == 200
    return answer.content.decode()


def proposed(page: str) -> list[str]:
    return re.findall(r'aria-labelledby="ground-([\w-]+)"', page)


def test_the_route_answers_before_anything_is_saved_and_saves_nothing(login):
    page = route(login("duty-officer", "VR24"), task_kind="disaster", title="Water")
    assert proposed(page) == ["wvr-51"]
    assert not Request.objects.exists() and not Entry.objects.exists()


def test_a_disaster_where_people_must_be_kept_away_gets_two_bases_side_by_side(login):
    client = login("duty-officer", "VR24")
    fields = {"task_kind": "disaster", "situation.needs_powers": ["0", "1"], "situation.supply": "armed-forces"}
    page = route(client, **fields)
    assert proposed(page) == ["wvr-51", "polw-58"]
    assert 'name="bases" value="wvr-51,polw-58"' in page
    client.post(f"/requests/{PK}/edit", {**fields, "bases": "wvr-51,polw-58"})
    assert [p.basis for p in Request.objects.get(pk=PK).parts.all()] == ["wvr-51", "polw-58"]


def test_a_drone_for_enforcement_under_msob_does_not_fit_and_the_page_says_why(login, world):
    request = world.draft(task_kind="public-order", bases=["msob"], title="A drone for an enforcement week")
    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}/edit").content.decode()
    assert "is in the request, but does not fit" in page
    unfit = page[page.index("but does not fit") :]
    assert "art. 3(1)" in unfit[:3000] and "art. 1(a)" in unfit[:3000]
    answer = login("duty-officer", "VR24").post(f"/requests/{request.pk}/edit", {"version": "0", "then": "submit"})
    assert answer.status_code == 409 and Request.objects.get(pk=request.pk).state == "draft"


def test_when_nothing_fits_the_page_says_so_and_opens_the_reasons(login):
    page = route(login("duty-officer", "VR24", "en"), task_kind="public-interest")
    assert not proposed(page) and "No legal basis fits this" in page
    assert '<details class="fold" open>' in page and "Military support in the public interest" in page


def test_only_what_the_basis_asks_for_is_shown(login, world):
    client = login("mayor", "GM0994")
    asked = re.findall(r'data-demands="([^"]*)"', route(client, task_kind="public-interest"))[0].split()
    assert set(asked) == {"last-resort", "market"}
    assert set(re.findall(r'data-demands="([^"]*)"', route(client, task_kind="disaster"))[0].split()) == set()
    request = world.draft(by=world.actor("mayor", "GM0994"), task_kind="public-interest", bases=["msob"])
    page = client.get(f"/requests/{request.pk}/edit").content.decode()
    assert re.search(r'data-demand="last-resort"[^>]*>', page)[0].count("hidden") == 0
    assert "hidden" in re.search(r'data-demand="special-case"[^>]*>', page)[0]


def test_the_questions_are_those_that_matter_for_the_kind_of_task(login):
    client = login("duty-officer", "VR24")
    assert 'name="situation.receiver"' in route(client, task_kind="public-order")
    assert 'name="situation.receiver"' not in route(client, task_kind="disaster")
    neighbour = {"task_kind": "disaster", "situation.supply": "safety-region"}
    assert 'name="situation.adjacent_region"' not in route(client, **neighbour, urgent="0")
    assert 'name="situation.adjacent_region"' in route(client, **neighbour, urgent=["0", "1"])


def test_above_local_scale_the_chair_signs_alone_and_the_page_says_so(login):
    fields = {"task_kind": "disaster", "situation.needs_powers": ["0", "1"], "situation.supply": "armed-forces"}
    page = route(login("duty-officer", "VR24", "en"), **fields, **{"situation.more_than_local": ["0", "1"]})
    assert "alone, in place of all mayors" in page and "art. 39(1)" in page


def test_a_question_answered_earlier_counts_although_it_is_not_shown_now(login, world):
    request = world.draft(situation={"more_than_local": True})
    login("duty-officer", "VR24").post(
        f"/requests/{request.pk}/autosave", {"situation.vital_interest": ["0", "1"], "version": "0"}
    )
    saved = Request.objects.get(pk=request.pk)
    assert saved.situation["more_than_local"] and saved.situation["vital_interest"]


def test_a_basis_that_no_law_has_is_a_fault_and_not_an_error(login):
    answer = login("duty-officer", "VR24").post(f"/requests/{PK}/edit", {"title": "Water", "bases": "no-such-law"})
    assert answer.status_code == 422


def test_each_authority_gets_its_own_sheet_where_policy_asks_it_and_one_where_the_law_knows_one(login, world):
    client = login("duty-officer", "VR24", "en")
    words = {
        "task_kind": "public-order",
        "special_case": "Rare",
        "situation": {"supply": "armed-forces", "receiver": "police"},
    }
    request = world.draft(municipalities=["GM0994", "GM0935"], bases=["polw-58"], **words)
    page = client.get(f"/requests/{request.pk}/form/polw-58").content.decode()
    assert page.count('<article class="paper') == 2 and "policy of LOCC, not the law" in page
    flood = world.asked(municipalities=["GM0994", "GM0935"])
    page = client.get(f"/requests/{flood.pk}/form/wvr-51").content.decode()
    assert page.count('<article class="paper') == 1 and flood.number in page and "Signed in writing" in page
    assert client.get(f"/requests/{flood.pk}/form/msob").status_code == 404


def test_the_paper_tells_what_was_tried_before_where_the_basis_asks_it(login, world):
    tried = {
        "own": {"answer": "Pumps are all in use", "when": "2026-07-14T18:00:00+02:00"},
        "neighbours": {"answer": "No"},
    }
    mayor = world.actor("mayor", "GM0994")
    request = world.draft(by=mayor, task_kind="public-interest", bases=["msob"], last_resort=tried)
    page = login("mayor", "GM0994", "en").get(f"/requests/{request.pk}/form/msob").content.decode()
    assert "Own means" in page and "Pumps are all in use" in page and "14 July 2026, 18:00" in page


def test_the_paper_tells_that_a_signature_came_by_phone_and_from_whom(login, world):
    from steun.web.decide.gate import acts as gates

    request = world.draft()
    gates.act(world.gate(request, "signature").pk, "phone", by=world.desk, phoned_person="A. Jansen")
    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}/form/wvr-51").content.decode()
    assert (
        "Given by phone: A. Jansen" in page and "recorded by duty-officer VR24" in page and "in writing before" in page
    )
