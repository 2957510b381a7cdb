"""The pages of this room: who is who, and the forms of administrators."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from steun.web.kernel.people.models import Mandate, Person
from tests.builders import key


def test_organisations_are_found_by_part_of_a_name_without_accents(login):
    client = login("mayor", "GM0994")
    page = client.get("/organisations", {"q": "fryslan"}).content.decode()
    assert "Fryslân" in page
    assert "Gemeente Maastricht" not in page
    found = client.get("/organisations", {"q": "maastr", "kind": "municipality"}).content.decode()
    assert "Gemeente Maastricht" in found


def test_the_list_has_25_a_page_and_asks_the_database_a_few_times_only(login):
    client = login("mayor", "GM0994")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/organisations", {"kind": "municipality"})
    assert len(page.context["rows"]) == 25 and page.context["next"] == 2
    assert len(queries) <= 15
    second = client.get("/organisations", {"kind": "municipality", "page": "2"})
    assert second.context["first"] == 26


def test_an_organisation_tells_who_holds_which_mandate(login, world):
    page = login("mayor", "GM0994").get("/organisations/VR24").content.decode()
    assert "duty-officer VR24" in page
    assert "mandaat geven" not in page.lower()
    assert "mandaat geven" in login("administrator", "STEUN").get("/organisations/VR24").content.decode().lower()


def test_cases_on_the_page_of_an_organisation_are_those_that_one_may_see(login, world):
    request = world.asked()
    assert request.number in login("duty-officer", "VR24").get("/organisations/VR24").content.decode()
    assert request.number not in login("duty-officer", "VR01").get("/organisations/VR24").content.decode()


def test_an_unknown_organisation_is_a_calm_404(login):
    assert login("mayor", "GM0994").get("/organisations/GM9999").status_code == 404


def form(client, code="GM0994", **words):
    given = {"id": str(key("form")), "email": "duty-officer.VR01@example.org", "role": "mayor", "rank": "1", **words}
    return client.post(f"/organisations/{code}/mandates/new", given)


def test_an_administrator_gives_a_mandate_by_form_and_twice_is_once(login, world):
    client = login("administrator", "STEUN")
    assert client.get("/organisations/GM0994/mandates/new").status_code == 200
    first, second = form(client), form(client)

    assert first.status_code == second.status_code == 303 and first.url == second.url
    assert Mandate.objects.filter(person=world.person("duty-officer", "VR01"), role="mayor").count() == 1
    assert client.get(first.url).status_code == 200


def test_every_fault_stands_at_its_field_and_what_was_typed_stays(login):
    client = login("administrator", "STEUN", "en")
    typed = {"email": "nobody@example.org", "valid_until": "soon", "quantity": "many", "reason": "Because of the flood"}
    page = form(client, role="emperor", **typed)
    text = page.content.decode()

    assert page.status_code == 422
    for field in ("email", "valid_until", "quantity"):
        assert f'id="{field}-error"' in text
    assert all(value in text for value in typed.values())


def test_a_refusal_by_the_law_tells_all_reasons_at_the_form(login):
    client = login("administrator", "STEUN", "en")
    page = form(client, code="VR24", valid_until="2020-01-01T00:00")
    assert page.status_code == 409
    assert len(page.context["form_error"].problem["reasons"]) == 3
    assert "duty-officer.VR01@example.org" in page.content.decode()


def test_others_have_no_such_form(login):
    assert login("mayor", "GM0994").get("/organisations/GM0994/mandates/new").status_code == 403
    assert form(login("mayor", "GM0994")).status_code == 403


def test_an_invitation_leads_on_to_the_mandate(login):
    client = login("administrator", "STEUN", "en")
    given = {"id": str(key("invite")), "email": "anna@example.org", "name": "Anna", "language": "en"}
    answer = client.post("/organisations/GM0994/invite", given)
    assert answer.url == "/organisations/GM0994/mandates/new?email=anna@example.org"
    assert client.post("/organisations/GM0994/invite", {**given, "id": "", "email": "no address"}).status_code == 422
    assert Person.objects.get(email="anna@example.org").name == "Anna"


def test_a_mandate_is_passed_on_and_taken_back_by_form(login, world):
    mine = world.mandate("mayor", "GM0994")
    Mandate.objects.filter(pk=mine.pk).update(delegable=True)
    client = login("mayor", "GM0994")
    given = client.post(f"/mandates/{mine.pk}/delegate", {"email": "duty-officer.VR01@example.org", "rank": "1"})
    assert given.status_code == 303
    assert client.post(f"{given.url}/revoke", {"reason": ""}).status_code == 422
    assert client.post(f"{given.url}/revoke", {"reason": "terug"}).status_code == 303
    assert Mandate.objects.exclude(revoked_at=None).get().delegated_from == mine


def test_the_holder_of_an_undelegable_mandate_reads_why(login, world):
    mine = world.mandate("mayor", "GM0994")
    Mandate.objects.filter(pk=mine.pk).update(delegable=False)
    page = login("mayor", "GM0994").get(f"/mandates/{mine.pk}").content.decode()
    assert "Awb, art. 10:9" in page and "/delegate" not in page


def test_one_sets_oneself_unreachable_and_reachable_again(login, world):
    client = login("mayor", "GM0994")
    me = world.person("mayor", "GM0994")
    until = timezone.localtime(timezone.now() + timezone.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"/persons/{me.pk}/unreachable", {"until": until}).status_code == 303
    me.refresh_from_db()
    assert me.unreachable_until
    assert client.post(f"/persons/{me.pk}/unreachable", {"until": "x"}).status_code == 422
    assert client.post(f"/persons/{me.pk}/reachable").status_code == 303
    me.refresh_from_db()
    assert me.unreachable_until is None


def test_choosing_a_language_changes_mails_and_pages(login, world):
    client = login("mayor", "GM0994")
    me = world.person("mayor", "GM0994")
    given = {"name": me.name, "phone": "", "language": "en"}
    assert client.post(f"/persons/{me.pk}/describe", given).status_code == 303
    assert 'lang="en"' in client.get("/me").content.decode()


def test_the_account_of_another_is_for_administrators(login, world):
    other = world.person("locc", "LOCC").pk
    assert login("mayor", "GM0994").get(f"/persons/{other}").status_code == 404
    client = login("administrator", "STEUN")
    assert client.get(f"/persons/{other}").status_code == 200
    for act in ("reset-password", "reset-second-step", "deactivate", "activate"):
        assert client.post(f"/persons/{other}/{act}", {"reason": "test"}).status_code == 303, act
    assert client.post(f"/persons/{other}/promote").status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "address",
    ["/me", "/organisations", "/organisations/VR24", "/organisations/STEUN", "/organisations/GM0994/mandates/new",
     "/organisations/GM0994/invite", "/login", "mandate", "person"],
)  # fmt: skip
def test_no_code_is_left_on_a_page(login, world, address, language):
    from tests.web.people.words import codes_left

    client = login("administrator", "STEUN", language)
    address = {
        "mandate": f"/mandates/{world.mandate('mayor', 'GM0994').pk}",
        "person": f"/persons/{world.person('mayor', 'GM0994').pk}",
    }.get(address, address)
    page = client.get(address)
    assert page.status_code == 200
    assert codes_left(page.content.decode()) == set()


def test_the_language_of_the_mails_is_chosen_from_a_list(world, login):
    for role, organisation, page in [
        ("duty-officer", "VR24", "/me"),
        ("administrator", "STEUN", "/organisations/GM0994/invite"),
    ]:
        shown = login(role, organisation, "nl").get(page).content.decode()
        chosen = re.search(r"<select id=\"language\".*?</select>", shown, re.DOTALL)[0]
        assert re.findall(r"<option[^>]*>([^<]+)<", chosen) == ["Nederlands", "English"], page
