"""Two people work on one request or incident: both are kept, and where both changed the same, the reader chooses."""

from datetime import timedelta

import pytest

from steun.core.kernel.errors import Changed
from steun.web.ask.incident import acts as incidents
from steun.web.ask.request import acts
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.life import edits

FORM = {
    "title": "Water",
    "reason": "It rises",
    "lodging": "",
    "meals": "",
    "contact": "045-1",
    "page": "a",
    "version": "0",
}


def save(client, request, **fields):
    return client.post(f"/requests/{request.pk}/autosave", {**FORM, **fields})


@pytest.fixture
def draft(world):
    return world.draft(title="Water", reason="It rises", lodging="", meals="", contact="045-1")


def now(request):
    return Request.objects.get(pk=request.pk)


def test_two_who_fill_in_different_fields_are_both_kept(login, draft):
    save(login("rmoa", "VR24"), draft, page="b", lodging="School")
    answer = save(login("duty-officer", "VR24"), draft, meals="Soup")
    assert answer.status_code == 200
    assert (now(draft).lodging, now(draft).meals) == ("School", "Soup")
    assert [(row["field"], row["theirs"]) for row in answer.json()["merged"]] == [("lodging", "School")]
    assert answer.json()["version"] == 0  # the page still shows what it showed


def test_who_types_on_never_takes_back_what_a_colleague_filled_in(login, draft):
    save(login("rmoa", "VR24"), draft, page="b", lodging="School")
    for meals in ("S", "So", "Soup"):
        assert save(login("duty-officer", "VR24"), draft, meals=meals).status_code == 200
    save(login("rmoa", "VR24"), draft, page="b", lodging="School", meals="", contact="045-2")
    assert save(login("duty-officer", "VR24"), draft, meals="Soup at six").status_code == 200
    assert (now(draft).lodging, now(draft).meals, now(draft).contact) == ("School", "Soup at six", "045-2")


def test_answers_inside_one_field_are_changed_apart(login, draft):
    save(
        login("rmoa", "VR24"),
        draft,
        page="b",
        **{"last_resort.own.answer": "all pumps run", "last_resort.market.answer": ""},
    )
    save(
        login("duty-officer", "VR24"),
        draft,
        **{"last_resort.own.answer": "", "last_resort.market.answer": "nobody has any"},
    )
    found = now(draft).last_resort
    assert (found["own"]["answer"], found["market"]["answer"]) == ("all pumps run", "nobody has any")


def test_a_point_is_one_thing(login, draft):
    save(login("rmoa", "VR24"), draft, page="b", point="50.88, 5.98")
    answer = save(login("duty-officer", "VR24"), draft, point="50.85, 5.69")
    assert answer.status_code == 409
    assert {row["field"] for row in answer.json()["differences"]} == {"lon_microdegrees", "lat_microdegrees"}


def test_the_same_field_shows_both_and_nothing_typed_is_lost(login, draft):
    save(login("rmoa", "VR24"), draft, page="b", lodging="School", contact="045-2")
    client = login("duty-officer", "VR24", "en")
    answer = client.post(f"/requests/{draft.pk}/edit", {**FORM, "lodging": "Barracks", "meals": "Soup"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Barracks" in page and "School" in page
    assert page.count('name="stands.lodging"') == 2 and 'name="stands.meals"' not in page
    assert 'value="Soup"' in page and 'value="045-2"' in page  # mine as typed; theirs where I changed nothing
    assert 'name="version" value="0"' in page and 'name="compared" value="1"' in page
    assert now(draft).lodging == "School"


@pytest.mark.parametrize(("whose", "stands"), [("mine", "Barracks"), ("theirs", "School")])
def test_the_reader_chooses_whose_words_stand(login, draft, whose, stands):
    save(login("rmoa", "VR24"), draft, page="b", lodging="School", contact="045-2")
    chosen = {**FORM, "lodging": "Barracks", "meals": "Soup", "compared": "1", "stands.lodging": whose}
    answer = login("duty-officer", "VR24").post(f"/requests/{draft.pk}/edit", chosen)
    assert answer.status_code == 302
    assert (now(draft).lodging, now(draft).meals, now(draft).contact) == (stands, "Soup", "045-2")


def test_a_choice_holds_only_for_the_values_that_were_seen(login, draft):
    save(login("rmoa", "VR24"), draft, page="b", lodging="School")
    save(login("rmoa", "VR24"), draft, page="b", version="1", lodging="Church")
    chosen = {"lodging": "Barracks", "compared": "1", "stands.lodging": "mine"}
    assert save(login("duty-officer", "VR24"), draft, **chosen).status_code == 409
    assert now(draft).lodging == "Church"


def test_while_one_choice_is_open_all_are_told_again(login, draft):
    save(login("rmoa", "VR24"), draft, page="b", lodging="School", meals="Bread")
    chosen = {"lodging": "Barracks", "meals": "Soup", "compared": "1", "stands.lodging": "mine"}
    answer = save(login("duty-officer", "VR24"), draft, **chosen)
    assert answer.status_code == 409
    assert {row["field"] for row in answer.json()["differences"]} == {"lodging", "meals"}


def test_the_api_merges_by_field_and_tells_both_values_of_the_same(api, world, draft):
    path = f"/requests/{draft.pk}"
    other, mine = api("rmoa", "VR24"), api("duty-officer", "VR24")
    assert other("patch", path, {"version": 0, "lodging": "School"}).status_code == 200
    merged = mine("patch", path, {"version": 0, "meals": "Soup"})
    assert merged.status_code == 200 and (merged.json()["lodging"], merged.json()["meals"]) == ("School", "Soup")
    refused = mine("patch", path, {"version": 0, "lodging": "Barracks", "contact": "045-3"})
    assert refused.status_code == 409 and refused.json()["code"] == "changed"
    assert (refused.json()["yours"], refused.json()["theirs"]) == ({"lodging": "Barracks"}, {"lodging": "School"})
    again = mine("patch", path, {"version": refused.json()["version"], "lodging": "Barracks"})
    assert again.status_code == 200 and now(draft).lodging == "Barracks"


def test_where_the_steps_between_are_not_known_all_that_differs_is_told(world, draft):
    acts.save(draft.pk, RequestIn(lodging="School"), by=world.desk, version=0)
    edits.Edited.objects.all().delete()
    with pytest.raises(Changed) as changed:
        acts.save(draft.pk, RequestIn(lodging="", meals="Soup"), by=world.actor("rmoa", "VR24"), version=0)
    assert set(changed.value.yours) == {"lodging", "meals"}


def test_of_old_words_only_marks_are_kept_and_those_a_week(world, draft):
    acts.save(draft.pk, RequestIn(lodging="School"), by=world.desk, version=0)
    row = edits.Edited.objects.get()
    assert list(row.was) == ["lodging"] and "School" not in str(vars(row))
    assert edits.forget_old(clock.now() + timedelta(days=6)) == 0
    assert edits.forget_old(clock.now() + timedelta(days=8)) == 1


def test_two_who_complete_a_sent_request_are_both_kept(login, world):
    request = world.asked(lodging="", meals="", contact="", assembly_point="")
    seen = str(request.entry_id)
    form = {"lodging": "", "meals": "", "contact": "", "assembly_point": "", "seen": seen}
    path = f"/requests/{request.pk}/complete"
    assert login("rmoa", "VR24").post(path, {**form, "lodging": "School"}).status_code == 303
    client = login("duty-officer", "VR24", "en")
    assert client.post(path, {**form, "meals": "Soup"}).status_code == 303
    assert (now(request).lodging, now(request).meals) == ("School", "Soup")
    answer = client.post(path, {**form, "lodging": "Barracks", "contact": "045-9"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Barracks" in page and "School" in page and 'value="045-9"' in page
    assert 'value="Soup"' in page and f'name="seen" value="{now(request).entry_id}"' in page
    assert now(request).lodging == "School"


def test_the_api_completes_beside_others_too(api, world):
    request = world.asked(lodging="")
    path, call = f"/requests/{request.pk}/complete", api("duty-officer", "VR24")
    seen = call("get", f"/requests/{request.pk}").json()["last_act"]
    assert api("rmoa", "VR24")("post", path, {"lodging": "School"}).status_code == 200
    refused = call("post", path, {"lodging": "Barracks", "seen": seen})
    assert refused.status_code == 409 and refused.json()["theirs"] == {"lodging": "School"}
    seen = call("get", f"/requests/{request.pk}").json()["last_act"]
    assert call("post", path, {"lodging": "Barracks", "seen": seen}).status_code == 200


def test_a_level_that_was_set_meanwhile_is_not_set_aside_unseen(login, api, world):
    incident = world.incident(grip="1")
    seen = incident.entry_id
    incidents.scale(incident.pk, "3", by=world.actor("safety-region-chair", "VR24"), reason="The dike")
    call, acts_before = api("safety-region-chair", "VR24"), Entry.objects.count()
    body = {"grip": "2", "reason": "It rises", "knowingly": True, "seen": seen}
    refused = call("post", f"/incidents/{incident.pk}/moves/scale", body)
    assert refused.status_code == 409 and refused.json()["theirs"] == {"grip": "3"}
    page = login("safety-region-chair", "VR24").post(f"/incidents/{incident.pk}/scale", {**body, "knowingly": "1"})
    assert page.status_code == 409 and "It rises" in page.content.decode()
    assert Entry.objects.count() == acts_before
