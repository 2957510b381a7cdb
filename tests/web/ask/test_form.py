"""The request form as people use it: it saves itself, keeps what was typed, says what is missing, and sends once."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.web.ask.request import acts as actions
from steun.web.ask.request.model import Request
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from tests.builders import key

pytestmark = pytest.mark.django_db
WHOLE = {
    "task_kind": "disaster", "title": "Keep the water out of Valkenburg", "effect": "water-kept-out",
    "place": "Valkenburg",
    "municipalities": ["", "GM0994"], "starts_at": "2026-07-14T22:00", "ends_at": "2026-07-15T18:00",
    "reason": "The Geul rises", "task": "Fill and lay sandbags", "priority": "1", "urgent": ["0", "1"],
    "line_capability": ["sandbags"], "line_quantity": ["68"], "line_note": [""],
}  # fmt: skip
PK = key("a new request")


def autosave(client, pk=PK, **fields):
    return client.post(f"/requests/{pk}/autosave", fields)


def parsed(answer) -> dict:
    return json.loads(answer.content)


def test_a_reload_of_a_new_form_makes_no_second_request(login):
    client = login("duty-officer", "VR24")
    first = client.get("/requests/new")
    address = first.headers["Location"]
    assert client.get(address).status_code == 200
    assert not Request.objects.exists()
    pk = address.partition("id=")[2]
    assert autosave(client, pk, title="Water").status_code == 200
    assert client.get(address).headers["Location"] == f"/requests/{pk}/edit"
    assert [str(r.pk) for r in Request.objects.all()] == [pk]


def test_the_first_save_is_journalled_once_and_later_ones_are_not(login):
    client = login("duty-officer", "VR24")
    assert parsed(autosave(client, title="Wa"))["version"] == 0
    assert parsed(autosave(client, title="Water", version="0"))["version"] == 1
    assert [e.action for e in Entry.objects.filter(subject=f"request:{PK}")] == ["request.draft"]


def test_a_fault_in_one_field_does_not_stop_saving_the_others(login):
    client = login("duty-officer", "VR24")
    answer = autosave(
        client, title="Water", starts_at="tomorrow", point="50; 999", effect="no-such-effect", reason="It\x07rises",
        line_capability=["sandbags", "sandbags", ""], line_quantity=["68", "many", "5"], line_note=["", "", ""],
    )  # fmt: skip
    assert answer.status_code == 200
    fields = {f["field"] for f in parsed(answer)["faults"]}
    assert fields == {"starts_at", "point", "effect", "reason", "lines.1.quantity", "lines.2.capability"}
    assert all(f["text"] and f["text"] != f["code"] for f in parsed(answer)["faults"])
    saved = Request.objects.get(pk=PK)
    assert (saved.title, saved.lon, saved.effect, saved.reason) == ("Water", None, None, "")
    assert [line.quantity for line in saved.lines.all()] == [68]


def test_a_field_that_was_not_posted_stays_as_it_is(login, world):
    request = world.draft()
    autosave(login("duty-officer", "VR24"), request.pk, title="Other words", version="0")
    saved = Request.objects.get(pk=request.pk)
    assert saved.title == "Other words" and saved.reason and saved.lines.count() == 1
    assert [m.pk for m in saved.municipalities.all()] == ["GM0994"]


def test_the_second_of_two_writers_gets_both_versions_and_overwrites_nothing(login, world):
    request = world.draft()
    actions.save(request.pk, world.shape(title="Theirs"), by=world.actor("rmoa", "VR24"), version=0)
    answer = autosave(login("duty-officer", "VR24"), request.pk, title="Mine", version="0", page="a")
    assert answer.status_code == 409 and parsed(answer)["version"] == 1
    assert {"label": "effect in eigen woorden", "yours": "Mine", "theirs": "Theirs"}.items() <= {
        k: v for row in parsed(answer)["differences"] if row["field"] == "title" for k, v in row.items()
    }.items()
    assert Request.objects.get(pk=request.pk).title == "Theirs"


def test_both_versions_are_told_in_names_and_only_where_both_changed_them(login, world):
    same = {"starts_at": "2026-07-14T22:00", "ends_at": "", "task_kind": "disaster", "last_resort.own.answer": ""}
    client = login("duty-officer", "VR24", "en")
    autosave(client, title="2026 Tents", version="0", **same)
    theirs = {**same, "municipalities": ["", "GM0994"], "effect": "power-supplied", "line_capability": ["sandbags"]}
    autosave(client, version="0", page="b", **theirs, line_quantity=["2"], line_note=[""])
    mine = {
        **same,
        "municipalities": ["", "GM0935"],
        "effect": "",
        "task_kind": "public-order",
        "line_capability": ["generator"],
    }
    answer = autosave(
        client, version="0", page="c", title="2026 Tents", **mine, line_quantity=["3"], line_note=["soon"]
    )
    rows = {r["label"]: (r["yours"], r["theirs"]) for r in parsed(answer)["differences"]}
    assert rows == {
        "municipalities": ("Municipality of Maastricht", "Municipality of Valkenburg aan de Geul"),
        "capability requirements": ("3 × Emergency generator (soon)", "2 × Sandbag filling, dyke raising, in soldiers"),
    }


def test_the_second_of_two_writers_sees_both_versions_without_a_script(login, world):
    request = world.draft()
    actions.save(request.pk, world.shape(title="Their words"), by=world.actor("rmoa", "VR24"), version=0)
    answer = login("duty-officer", "VR24").post(
        f"/requests/{request.pk}/edit", {**WHOLE, "title": "My words", "version": "0"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "My words" in page and "Their words" in page
    assert 'name="version" value="0"' in page and 'name="compared" value="1"' in page


def test_an_answer_that_got_lost_is_no_conflict_for_the_same_page(login):
    client = login("duty-officer", "VR24")
    autosave(client, title="W", page="p1")
    assert parsed(autosave(client, title="Wa", version="0", page="p1"))["version"] == 1
    assert autosave(client, title="Wat", version="0", page="p1").status_code == 200
    assert autosave(client, title="Old tab", version="0", page="p2").status_code == 409


def test_what_was_typed_stays_when_something_is_wrong(login):
    client = login("duty-officer", "VR24")
    answer = client.post(f"/requests/{PK}/edit", {**WHOLE, "starts_at": "31-31-2026 99:99", "line_quantity": ["0"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "31-31-2026 99:99" in page and 'id="starts_at-error"' in page and 'href="#starts_at"' in page
    assert 'id="line-0-quantity-error"' in page and "The Geul rises" in page
    assert Request.objects.get(pk=PK).reason == "The Geul rises"


def test_moments_are_those_of_the_netherlands_and_the_skipped_hour_is_a_fault(login):
    client = login("duty-officer", "VR24")
    answer = autosave(client, starts_at="2026-07-14T22:00", ends_at="2027-03-28T02:30")
    assert [f["code"] for f in parsed(answer)["faults"]] == ["hour-is-skipped"]
    assert Request.objects.get(pk=PK).starts_at == datetime(2026, 7, 14, 20, tzinfo=UTC)


def test_kilometres_and_degrees_may_be_typed_with_a_comma(login):
    autosave(login("duty-officer", "VR24"), point="50.87, 5,83", radius_km="1,5")
    saved = Request.objects.get(pk=PK)
    assert (saved.lon, saved.lat, saved.radius_m) == (5.83, 50.87, 1500)


def test_who_may_not_ask_gets_no_form(login):
    client = login("auditor", "REKENKAMER")
    assert client.get("/requests/new", follow=True).status_code == 403
    assert autosave(client, title="Water").status_code == 403


def test_a_draft_of_another_region_is_not_there(login, world):
    request = world.draft()
    client = login("duty-officer", "VR01")
    for address in ("edit", "similar", "form/wvr-51"):
        assert client.get(f"/requests/{request.pk}/{address}").status_code == 404
    assert autosave(client, request.pk, title="Mine now").status_code == 404
    assert client.post(f"/requests/{request.pk}/edit", WHOLE).status_code == 404
    assert Request.objects.get(pk=request.pk).title != "Mine now"


def test_the_military_adviser_helps_to_fill_in_and_never_sends(login, world):
    request = world.draft()
    client = login("rmoa", "VR24")
    page = client.get(f"/requests/{request.pk}/edit").content.decode()
    assert 'value="submit"' not in page and "Wie mag versturen" in page
    assert autosave(client, request.pk, title="Better words", version="0").status_code == 200
    assert client.post(f"/requests/{request.pk}/edit", {"version": "1", "then": "submit"}).status_code == 403


def test_sending_before_the_signature_says_what_is_missing_and_keeps_all(login):
    client = login("duty-officer", "VR24")
    client.post(f"/requests/{PK}/edit", {**WHOLE, "bases": "wvr-51"})
    answer = client.post(f"/requests/{PK}/edit", {**WHOLE, "version": "0", "then": "submit"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "handtekening" in page and "The Geul rises" in page
    assert Request.objects.get(pk=PK).state == "draft"


def test_sent_twice_it_is_sent_once(login, world):
    client = login("duty-officer", "VR24")
    client.post(f"/requests/{PK}/edit", {**WHOLE, "bases": "wvr-51"})
    world.sign(Request.objects.get(pk=PK))
    send = {**WHOLE, "version": "0", "then": "submit", "id": str(key("send"))}
    for _ in range(2):
        assert client.post(f"/requests/{PK}/edit", send).headers["Location"] == f"/requests/{PK}"
    assert Request.objects.get(pk=PK).state == "asked"
    assert Entry.objects.filter(action="request.submit").count() == 1


def test_a_form_that_says_the_same_lets_the_signatures_stand_and_a_changed_one_makes_them_lapse(login, world):
    client = login("duty-officer", "VR24")
    client.post(f"/requests/{PK}/edit", {**WHOLE, "bases": "wvr-51"})
    request = Request.objects.get(pk=PK)
    world.sign(request)
    client.post(f"/requests/{PK}/edit", {**WHOLE, "version": "0"})
    assert world.gate(request, "signature").state == "passed"
    client.post(f"/requests/{PK}/edit", {**WHOLE, "version": "1", "title": "Something else"})
    assert world.gate(request, "signature").state == "open"


def test_a_draft_that_was_sent_meanwhile_takes_no_more(login, world):
    request = world.asked()
    answer = autosave(login("duty-officer", "VR24"), request.pk, title="Too late", version="9")
    assert answer.status_code == 422 and parsed(answer)["detail"]
    assert Request.objects.get(pk=request.pk).title != "Too late"


def test_a_returned_request_shows_the_reason_on_top(login, world):
    request = world.asked()
    actions.send_back(request.pk, by=world.actor("locc", "LOCC"), reason="How high is the water?")
    page = login("duty-officer", "VR24").get(f"/requests/{request.pk}/edit").content.decode()
    assert 0 < page.index("How high is the water?") < page.index('id="request"')


def test_the_signature_can_be_given_on_the_page_by_who_holds_it_and_by_phone_by_who_heard_it(login, world):
    request = world.draft()
    gate = world.gate(request, "signature")
    assert (
        f"/gates/{gate.pk}/pass"
        in login("safety-region-chair", "VR24").get(f"/requests/{request.pk}/edit").content.decode()
    )
    page = login("duty-officer", "VR24").get(f"/requests/{request.pk}/edit").content.decode()
    assert f"/gates/{gate.pk}/phone" in page and f"/gates/{gate.pk}/pass" not in page


def test_defence_asks_a_civil_organisation_and_sees_only_what_it_may_ask(login):
    client = login("toc", "TOC")
    page = client.get("/requests/new", follow=True).content.decode()
    assert 'value="allied-transit" checked' in page and 'value="disaster"' not in page
    assert 'name="addressee" value="RWS"' in page and 'name="municipalities"' not in page
    autosave(client, task_kind="allied-transit", addressee="RWS", title="Parking ground")
    saved = Request.objects.get(pk=PK)
    assert (saved.direction, saved.addressee_id) == ("military-to-civil", "RWS")


def test_wishes_and_incident_come_along_from_where_one_comes(login, world):
    incident = world.incident()
    page = (
        login("duty-officer", "VR24")
        .get(f"/requests/new?incident={incident.pk}&capability=sandbags", follow=True)
        .content.decode()
    )
    assert f'<option value="{incident.pk}" selected>' in page and '<option value="sandbags" selected' in page


def test_the_page_asks_the_database_the_same_however_many_municipalities_sign(login, world):
    words = {"task_kind": "public-order", "bases": ["polw-58"], "special_case": "Rare"}
    few = world.draft(municipalities=["GM0994", "GM0935"], **words)
    many = world.draft(municipalities=["GM0994", "GM0935", "GM0888", "GM0917", "GM0928", "GM0938", "GM0965"], **words)
    client = login("duty-officer", "VR24")
    for request in (few, many):
        client.get(f"/requests/{request.pk}/edit")  # each list of municipalities is written out once a minute
    counts = []
    for request in (few, many):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/requests/{request.pk}/edit").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] < 40


UNBORN = [
    {},
    {"task_kind": "public-order", "priority": "1", "urgent": "1", "situation.more_than_local": "1"},
    {"title": "  ", "effect": "", "municipalities": "", "line_capability": "", "line_quantity": "", "reason": "\n"},
    {"last_resort.own.answer": "", "last_resort.own.tried": "1"},
]


@pytest.mark.parametrize("typed", UNBORN, ids=str)
def test_a_draft_is_not_born_by_touching_the_form(world, login, typed):
    pk = new_key()
    answer = login("duty-officer", "VR24").post(f"/requests/{pk}/autosave", typed)
    assert answer.json() == {"saved_at": None, "version": 0, "faults": []}
    assert not Request.objects.filter(pk=pk).exists()


BORN = [{"title": "Water"}, {"reason": "It rises"}, {"effect": "water-kept-out"}, {"municipalities": "GM0994"},
        {"line_capability": "sandbags", "line_quantity": "3"}, {"last_resort.own.answer": "None left"}]  # fmt: skip


@pytest.mark.parametrize("typed", BORN, ids=str)
def test_a_draft_is_born_with_the_first_words(world, login, typed):
    pk = new_key()
    answer = login("duty-officer", "VR24").post(f"/requests/{pk}/autosave", typed)
    assert answer.json()["saved_at"] and Request.objects.filter(pk=pk, state="draft").exists()
