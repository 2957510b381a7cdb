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


def lines(page: str, mark: str) -> list[str]:
    return [" ".join(part.split()) for part in re.findall(rf"<{mark}\b.*?</{mark}>", page, re.DOTALL)]


def test_each_verdict_and_each_act_says_when_its_text_was_read(login):
    """Not once a page: also a line that rests on the same act as the basis above it."""
    fields = {"task_kind": "disaster", "municipalities": ["GM0994"], "situation.supply": "armed-forces"}
    page = login("mayor", "GM0994", "en").post(f"/requests/{'0' * 8}-0000-4000-8000-{'0' * 12}/route", fields)
    named = [line for line in lines(page.content.decode(), "li") if '<span class="law">Wet veiligheidsregio' in line]

    assert len(named) > 3 and all(READ in line for line in named)


def test_the_print_says_it_of_each_signature(login, world):
    request = world.asked()
    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}/form/wvr-51").content.decode()
    signed = re.search(r'<ul class="signatures">.*?</ul>', page, re.DOTALL)[0]

    assert all("read on" in line for line in lines(signed, "li") if "Wet veiligheidsregio" in line)


def test_a_machine_is_told_it_of_each_verdict(api, world):
    request = world.asked()
    routes = api("duty-officer", "VR24")("get", f"/requests/{request.pk}/routes").json()["routes"]
    said = [v for route in routes for v in route["verdicts"] if v["source"].startswith("Wet veiligheidsregio")]

    assert said and all((v["read_version"], v["read_on"]) == ("2026-06-12", "2026-11-29") for v in said)


def test_a_first_day_that_is_only_that_of_the_first_text_read_says_so(login, api):
    page = login("duty-officer", "VR24", "en").get("/law/inkw-6").content.decode()
    source = api("duty-officer", "VR24")("get", "/law/inkw-6").json()["items"][0]["source"]

    assert "holds at the latest since 17 February 1999" in " ".join(page.split())
    assert (source["at_latest"], source["valid_from"], source["covered_from"]) == (True, "1999-02-17", "1999-02-17")


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
