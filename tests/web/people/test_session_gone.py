"""A log-in that ran out: one comes back to a page that opens, and a form older than the log-in can be sent again."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from steun.web.kernel.journal.models import Entry
from tests.web.addresses import addresses

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def next_of(answer) -> str:
    assert answer.status_code in {302, 303}
    return parse_qs(urlsplit(answer.url).query)["next"][0]


def test_a_note_sent_without_a_log_in_leads_back_to_its_incident(world, client):
    incident = world.incident()
    answer = client.post(f"/incidents/{incident.pk}/note", {"text": "Dyke broke"})
    assert next_of(answer) == f"/incidents/{incident.pk}"


def test_the_page_that_showed_the_form_goes_before_what_lies_above_its_address(world, client):
    request = world.asked()
    gate = world.gate(request, "locc-judges")
    page = f"/requests/{request.pk}?x=1&y=2"
    assert next_of(client.post(f"/gates/{gate.pk}/pass", headers={"Referer": HOST + page})) == page
    assert next_of(client.post(f"/gates/{gate.pk}/pass", headers={"Referer": "https://elsewhere.example/"})) == "/"


def test_a_page_with_a_question_in_its_address_is_whole_after_the_log_in(client, world):
    assert next_of(client.get("/requests?q=water&state=open")) == "/requests?q=water&state=open"


def test_from_every_address_one_comes_back_to_a_page_that_opens(world, client, login):
    """Posted without a log-in, also from a page that was itself the answer to a form."""
    wanted = {}
    for address in addresses(world):
        for headers in ({}, {"Referer": HOST + address}):
            answer = Client().post(address, {}, headers=headers)
            if answer.status_code in {302, 303} and "next=" in answer.url and answer.url.startswith("/login"):
                wanted[next_of(answer)] = address
    client = login("duty-officer", "VR24")
    statuses = {address: client.get(address).status_code for address in wanted}
    assert len(wanted) > 10 and 405 not in statuses.values()


def test_a_wrong_method_names_the_page_that_one_wanted(world, login):
    incident = world.incident()
    page = login("duty-officer", "VR24", "en").get(f"/incidents/{incident.pk}/note")
    assert page.status_code == 405 and f'href="/incidents/{incident.pk}"' in page.content.decode()


@pytest.fixture
def strict(world) -> Client:
    """A browser whose forms need their token."""
    client = Client(enforce_csrf_checks=True)
    mandate = world.mandate("duty-officer", "VR24")
    client.force_login(mandate.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["steun-language"] = "en"
    return client


def resend(page: str) -> tuple[str, dict[str, str]]:
    """What the button of the page sends, and where."""
    form = re.search(r'<form method="post" action="([^"]*)" data-resend.*?</form>', page, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    typed = re.findall(r'<textarea name="([^"]+)" hidden[^>]*>\n(.*?)</textarea>', form[0], re.DOTALL)
    return unescape(form[1]), {name: unescape(value) for name, value in (*hidden, *typed)}


def test_a_form_older_than_the_log_in_keeps_the_text_and_is_sent_again(strict, world):
    incident = world.incident()
    text = '\nDyke <broke>\n& the "pumps" stand still'
    stale = {"text": text, "csrfmiddlewaretoken": "x" * 64, "id": "018f0000-0000-7000-8000-000000000001"}
    answer = strict.post(f"/incidents/{incident.pk}/note", stale)
    page = answer.content.decode()
    assert answer.status_code == 403 and "older than your log-in" in page and "Dyke &lt;broke&gt;" in page
    assert not Entry.objects.filter(action="incident.note").exists()

    address, fields = resend(page)
    assert fields["text"] == text and fields["id"] == stale["id"] and fields["csrfmiddlewaretoken"] != "x" * 64
    assert strict.post(address, fields).url == f"/incidents/{incident.pk}"
    assert Entry.objects.get(action="incident.note").data["text"] == text.strip()


def test_another_site_cannot_have_its_words_sent_again(strict, world):
    answer = strict.post(
        f"/incidents/{world.incident().pk}/note", {"text": "Not mine"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403 and "data-resend" not in answer.content.decode()
    assert "Not mine" not in answer.content.decode()


def test_a_password_is_never_repeated(strict):
    page = strict.post("/account/login/", {"login": "a@example.org", "password": "secret-word-1"}).content.decode()
    assert "secret-word-1" not in page and "data-resend" not in page


def test_while_typing_the_form_hears_that_its_token_is_stale(strict, world):
    answer = strict.post(f"/requests/{world.draft().pk}/autosave", {}, headers={"Accept": "application/json"})
    assert answer.status_code == 403 and answer.json()["code"] == "stale-form"


def test_a_page_learns_who_is_logged_in_and_gets_a_token_that_works(strict, world):
    incident = world.incident()
    parsed = strict.get("/session").json()
    assert parsed["person"] == str(world.person("duty-officer", "VR24").pk)
    sent = {"text": "Dyke broke", "csrfmiddlewaretoken": parsed["token"]}
    assert strict.post(f"/incidents/{incident.pk}/note", sent).status_code == 303
    assert Client().get("/session").json() == {"person": "", "token": ""}


def test_every_page_lets_its_texts_leave_the_device_at_log_out(world, login):
    page = login("duty-officer", "VR24").get("/").content.decode()
    form = re.search(r'<form action="/logout"[^>]*>', page)[0]
    assert "data-leaves" in form and 'data-session="/session"' in page
