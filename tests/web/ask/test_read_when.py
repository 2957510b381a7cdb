"""Every page that shows law says which text was read, and when; machines are told the same."""

import re

import pytest

pytestmark = pytest.mark.django_db
READ = "read on 29 November 2026, in the version of 12 June 2026"


@pytest.mark.parametrize(
    ("role", "organisation", "path"),
    [
        ("duty-officer", "VR24", "/requests/{}"),
        ("duty-officer", "VR24", "/requests/{}/form/wvr-51"),
        ("minister-jenv", "MIN-JENV", "/requests/{}/decide"),
        ("auditor", "REKENKAMER", "/journal/{}"),
        ("duty-officer", "VR24", "/law"),
        ("duty-officer", "VR24", "/law/wvr-51"),
    ],
)
def test_a_page_with_law_says_which_text_was_read_and_when(login, world, role, organisation, path):
    request = world.asked()
    answer = login(role, organisation, "en").get(path.format(request.pk))

    assert answer.status_code == 200 and READ in " ".join(answer.content.decode().split())


def test_the_form_says_it_of_the_basis_and_of_a_gate_that_another_act_asks_for(login):
    fields = {"task_kind": "public-order", "situation.supply": "police", "municipalities": ["GM0994", "GM0936"]}
    page = login("mayor", "GM0994", "en").post(f"/requests/{'0' * 8}-0000-4000-8000-{'0' * 12}/route", fields)

    assert READ in " ".join(page.content.decode().split())


def test_a_machine_is_told_the_version_the_day_the_words_and_their_hash(api):
    source = api("duty-officer", "VR24")("get", "/law/wvr-51").json()["items"][0]["source"]

    assert (source["read_version"], source["read_on"]) == ("2026-06-12", "2026-11-29")
    assert "tenzij dringende redenen" in source["quote"] and re.fullmatch("[0-9a-f]{64}", source["text_sha256"])


def test_a_machine_is_told_it_of_an_act_and_of_a_special_power(api, world):
    request, region = world.asked(), api("duty-officer", "VR24")
    gates = {it["code"]: it for it in region("get", f"/requests/{request.pk}").json()["gates"]}
    powers = {it["code"]: it for it in region("get", "/powers").json()["powers"]}

    for shown in (gates["jenv-decides"], powers["wvr-39"], powers["wvr-39"]["notices"][0]):
        assert (shown["read_version"], shown["read_on"]) == ("2026-06-12", "2026-11-29")
    assert gates["locc-judges"]["read_on"] is None, "policy"
