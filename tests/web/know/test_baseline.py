"""The seven requirements side by side: what was stated, by whom, on what it rests, and who may read it."""

from __future__ import annotations

from datetime import timedelta

from steun.web.kernel import clock
from steun.web.know.assessment import acts
from steun.web.know.assessment.model import Assessment
from steun.web.know.assessment.read import standing, waiting_for
from steun.web.know.assessment.shape import AssessmentIn
from tests.web.samples import need
from tests.web.samples.assessment import assessment, given, stated


def text(client, role, organisation, address="/baseline") -> str:
    return client(role, organisation, "en").get(address).content.decode()


def test_the_worst_grade_decides_and_what_rests_on_it_says_so(world):
    stated(world, criterion="Fuel", grade="not-met")
    stated(world, criterion="Grid", grade="met", gap="")

    seven = {it.requirement.code: it for it in standing(Assessment.objects.filter(state="stated"))}

    assert seven["energy"].worst == "not-met"
    assert [it.criterion for it in seven["energy"].rows] == ["Fuel", "Grid"]
    assert [it.code for it in seven["casualties"].weak] == ["energy"]
    assert seven["transport"].worst == "" and not seven["energy"].weak


def test_what_nobody_knows_is_never_fine(world):
    stated(world, criterion="Fuel", grade="unknown", gap="")
    stated(world, criterion="Grid", grade="not-met")

    energy = next(it for it in standing(Assessment.objects.all()) if it.requirement.code == "energy")

    assert energy.worst == "unknown"


def test_a_line_of_the_list_stands_open_until_it_is_assessed(world, login):
    assert "?criterion=own-power" in text(login, "duty-officer", "VR24")
    page = text(login, "duty-officer", "VR24", "/assessments/new?criterion=own-power")
    assert "Power of one&#x27;s own for one&#x27;s own workplaces" in page

    stated(world, criterion="Power of one's own for one's own workplaces")

    assert "?criterion=own-power" not in text(login, "duty-officer", "VR24")


def test_weak_spots_are_read_by_the_organisation_its_region_and_who_divides_alone(world, login):
    assessment(world, criterion="A draft")
    stated(world, criterion="Pumps without power")

    assert "Pumps without power" in text(login, "duty-officer", "VR24")
    assert "Pumps without power" in text(login, "locc", "LOCC", "/baseline?organisation=VR24")
    assert "Pumps without power" not in text(login, "duty-officer", "VR23", "/baseline?organisation=VR24")
    assert "A draft" not in text(login, "locc", "LOCC", "/baseline?organisation=VR24")


def test_a_gap_leads_to_its_need_and_to_the_agreements_that_answer_it(world, login):
    it = stated(world)
    wanted = need.stated(world)
    acts.revise(it.pk, AssessmentIn(**given(need=str(wanted.pk))), by=world.desk)

    page = text(login, "duty-officer", "VR24", f"/assessments/{it.pk}")

    assert f'href="/needs/{wanted.pk}"' in page


def test_a_need_of_somebody_else_cannot_be_named(world, login):
    hidden = need.need(world)
    fields = given(need=str(hidden.pk), assessed_on="1-3-2026", again_by="1-3-2027")

    answer = login("duty-officer", "VR23").post("/assessments/new", fields)

    assert answer.status_code == 422
    assert not Assessment.objects.exists()


def test_what_is_due_again_stands_on_my_work_of_its_organisation(world, login):
    it = stated(world, criterion="Old one")
    day = clock.today() - timedelta(days=1)
    Assessment.objects.filter(pk=it.pk).update(assessed_on=day - timedelta(days=9), again_by=day)

    assert [waiting.it.pk for waiting in waiting_for(world.desk)] == [it.pk]
    assert not list(waiting_for(world.actor("duty-officer", "VR23")))
    assert "Old one" in text(login, "duty-officer", "VR24", "/")
    assert "due again" in text(login, "duty-officer", "VR24")


def test_machines_read_the_seven_and_what_was_stated(world, api):
    stated(world, criterion="Pumps without power")

    call = api("locc", "LOCC")

    assert [row["code"] for row in call("get", "/baseline").json()["requirements"]][:2] == ["government", "energy"]
    assert [row["criterion"] for row in call("get", "/assessments").json()["items"]] == ["Pumps without power"]
