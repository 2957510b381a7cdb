"""GRIP: who sets a level, from the present one, with a reason; down is asked once. Page and API alike."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest

from steun.rules.load import law
from steun.web.ask.incident.acts import open_incident, scale
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import IncidentIn
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice

REASON = "The Geul rises; decided by the chair"


def raised(world, level: str):
    """An incident of Zuid-Limburg at this level."""
    return scale(world.incident().pk, level, by=world.desk, reason=REASON)


def options(page: str) -> tuple[list[str], str]:
    """The levels that the select offers, and the one it stands at."""
    select = re.search(r'<select id="scale-grip".*?</select>', page, re.DOTALL)[0]
    chosen = re.search(r'<option value="(\w+)" selected', select)
    return re.findall(r'<option value="(\w+)"', select), chosen[1] if chosen else ""


def test_the_select_starts_at_the_present_level(world, login):
    incident = raised(world, "3")
    offered, chosen = options(login("duty-officer", "VR24").get(f"/incidents/{incident.pk}").content.decode())
    assert chosen == "3" and offered == ["0", "1", "2", "3", "4", "5"]


def test_a_press_of_the_button_alone_changes_nothing(world, login):
    incident = raised(world, "3")
    answer = login("duty-officer", "VR24", "en").post(
        f"/incidents/{incident.pk}/scale", {"grip": "3", "reason": REASON}
    )
    incident.refresh_from_db()
    assert answer.status_code == 409 and incident.grip == "3"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_level_is_not_set_without_a_reason(world, login, api, reason):
    incident = world.incident()
    page = login("duty-officer", "VR24", "en").post(f"/incidents/{incident.pk}/scale", {"grip": "2", "reason": reason})
    assert page.status_code == 409 and "Say why the level changes" in page.content.decode()
    call = api("duty-officer", "VR24")
    refused = call("post", f"/incidents/{incident.pk}/moves/scale", {"grip": "2", "reason": reason})
    assert [r["code"] for r in refused.json()["reasons"]] == ["grip-has-a-reason"]
    incident.refresh_from_db()
    assert incident.grip == "0"


def test_down_is_asked_once_on_the_page_and_what_was_typed_stays(world, login):
    incident = raised(world, "4")
    client = login("duty-officer", "VR24", "en")
    first = client.post(f"/incidents/{incident.pk}/scale", {"grip": "1", "reason": "Water falls", "id": str(uuid4())})
    page = first.content.decode()
    incident.refresh_from_db()
    assert first.status_code == 409 and incident.grip == "4"
    assert options(page)[1] == "1" and "Water falls" in page and 'name="knowingly"' in page
    client.post(f"/incidents/{incident.pk}/scale", {"grip": "1", "reason": "Water falls", "knowingly": "1"})
    incident.refresh_from_db()
    assert incident.grip == "1"


def test_down_is_asked_once_through_the_api(world, api):
    incident, call = raised(world, "4"), api("duty-officer", "VR24")
    asked = call("post", f"/incidents/{incident.pk}/moves/scale", {"grip": "2", "reason": "Water falls"})
    assert asked.status_code == 409
    assert [(r["code"], r["askable"]) for r in asked.json()["reasons"]] == [("grip-goes-down-knowingly", True)]
    given = {"grip": "2", "reason": "Water falls", "knowingly": True}
    assert call("post", f"/incidents/{incident.pk}/moves/scale", given).json()["grip"] == "2"


def test_up_is_not_asked(world, api):
    incident = raised(world, "1")
    given = {"grip": "4", "reason": REASON}
    answer = api("safety-region-chair", "VR24")("post", f"/incidents/{incident.pk}/moves/scale", given)
    assert answer.json()["grip"] == "4"


OTHERS = [("locc", "LOCC"), ("toc", "TOC"), ("dops", "DOPS"), ("rmoa", "VR24"), ("minister-jenv", "MIN-JENV"),
          ("duty-officer", "GM0994"), ("duty-officer", "VR23")]  # fmt: skip


@pytest.mark.parametrize("seat", OTHERS, ids="@".join)
@pytest.mark.parametrize("level", ["0", "2", "3", "4", "5"])
def test_a_level_of_the_region_is_set_by_nobody_else(world, api, seat, level):
    incident = raised(world, "1")
    given = {"grip": level, "reason": REASON, "knowingly": True}
    answer = api(*seat)("post", f"/incidents/{incident.pk}/moves/scale", given)
    incident.refresh_from_db()
    assert answer.status_code in {403, 404} and incident.grip == "1"


def test_locc_sees_who_sets_the_level_and_no_select(world, login):
    page = login("locc", "LOCC", "en").get(f"/incidents/{raised(world, '2').pk}").content.decode()
    assert "The level is set by" in page and "Chair of the safety region" in page and 'id="scale-grip"' not in page


def test_the_mayor_whose_municipality_asks_sets_level_3_and_not_4(world, api):
    incident = world.incident()
    world.asked(incident=str(incident.pk))
    call = api("mayor", "GM0994")
    assert call("post", f"/incidents/{incident.pk}/moves/scale", {"grip": "3", "reason": REASON}).json()["grip"] == "3"
    assert call("post", f"/incidents/{incident.pk}/moves/scale", {"grip": "4", "reason": REASON}).status_code == 403
    other = api("mayor", "GM0935")
    assert other("post", f"/incidents/{incident.pk}/moves/scale", {"grip": "2", "reason": REASON}).status_code == 403


def test_the_national_level_is_national_both_ways(world, api):
    incident = raised(world, "5")
    path, up = f"/incidents/{incident.pk}/moves/scale", {"grip": "rijk", "reason": REASON}
    down = {"grip": "0", "reason": "Over", "knowingly": True}
    assert api("duty-officer", "VR24")("post", path, up).status_code == 403
    assert api("minister-jenv", "MIN-JENV")("post", path, up).json()["grip"] == "rijk"
    assert api("duty-officer", "VR24")("post", path, down).status_code == 403
    assert api("minister-jenv", "MIN-JENV")("post", path, down).json()["grip"] == "0"


def test_who_opens_an_incident_sets_no_level_that_is_not_theirs(world, api):
    given = {"name": "Flood", "place": "Valkenburg", "regions": ["VR24"], "grip": "4"}
    refused = api("locc", "LOCC")("post", "/incidents", given)
    assert [r["code"] for r in refused.json()["reasons"]] == ["grip-is-theirs-to-set"]
    assert api("locc", "LOCC")("post", "/incidents", {**given, "grip": "0"}).status_code == 201
    assert open_incident(IncidentIn(**{**given, "name": "Other", "place": "Meerssen"}), by=world.desk).grip == "4"


def test_the_journal_tells_the_level_that_was_and_why(world, login):
    incident = raised(world, "2")
    entry = Entry.objects.filter(action="incident.scale").latest("number")
    assert entry.reason == REASON and entry.data["changes"] == {"grip": ["0", "2"]}
    page = " ".join(login("duty-officer", "VR24", "en").get(f"/incidents/{incident.pk}").content.decode().split())
    assert "<del>GRIP 0 (routine)</del> → <ins>GRIP 2 (source and effect)</ins>" in page and REASON in page


def alarmed(incident) -> set[tuple[str, str]]:
    rows = Notice.objects.filter(kind="alarmed", entry__case=incident.pk)
    return set(rows.values_list("role", "organisation"))


@pytest.mark.parametrize("opened_at", ["0", "4"])
def test_whoever_a_level_alarms_hears_it_wherever_the_seat_is_held(world, opened_at):
    """Set later or from the first: the desks of the region, the commissioner of its province, its mayors."""
    incident = world.incident(grip=opened_at)
    if opened_at == "0":
        assert alarmed(incident) == set()
        world.asked(incident=str(incident.pk))
        scale(incident.pk, "4", by=world.desk, reason=REASON)
    region = {("duty-officer", "VR24"), ("rmoa", "VR24"), ("safety-region-chair", "VR24"), ("commissaris", "PV-LI")}
    assert alarmed(incident) == region | ({("mayor", "GM0994")} if opened_at == "0" else set())


def test_whom_a_level_alarms_reads_the_incident(world, api):
    """The commissioner got a mail without a title, to a page that was not there."""
    incident = raised(world, "4")
    for role, organisation in alarmed(incident):
        assert api(role, organisation)("get", f"/incidents/{incident.pk}").status_code == 200, role
    others = Incident.objects.visible_to(replace(world.actor("commissaris", "PV-LI"), organisation="PV-NB"))
    assert not others.filter(pk=incident.pk).exists()
    assert "PV-LI" in Incident.objects.filter(pk=incident.pk).circle()


def test_a_national_level_alarms_the_desks_of_the_country(world):
    incident = raised(world, "5")
    minister = world.actor("minister-jenv", "MIN-JENV")
    scale(incident.pk, "rijk", by=minister, reason=REASON)
    national = {("locc", "LOCC"), ("minister-jenv", "MIN-JENV"), ("minister-defence", "MIN-DEF"), ("dops", "DOPS")}
    assert alarmed(incident) >= national
    assert not {seat for seat in alarmed(incident) if seat[1] in {"VR23", "VR01"}}


def test_a_level_that_does_not_exist_is_not_called_down(world, api):
    incident, call = raised(world, "3"), api("duty-officer", "VR24")
    refused = call("post", f"/incidents/{incident.pk}/moves/scale", {"grip": "9", "reason": REASON})
    assert [r["code"] for r in refused.json()["reasons"]] == ["grip-level-exists"]


def test_every_level_says_who_sets_it():
    assert all(level.set_by for level in law().grip)
    assert all("locc" not in level.set_by and "toc" not in level.set_by for level in law().grip)
