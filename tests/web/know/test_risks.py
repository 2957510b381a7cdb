"""Risks: stated by whose they are, seen by everybody, drawn as a diagram, and leading to who must be involved."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils.html import strip_tags

from steun.core.kernel.errors import Malformed, Refused
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.know.risk import acts
from steun.web.know.risk.diagram import MOST, diagram, touching
from steun.web.know.risk.model import Risk
from steun.web.know.risk.read import who
from steun.web.know.risk.shape import RiskIn
from tests.web.samples import need
from tests.web.samples.risk import given, national, risk

DESK, LOCC = ("duty-officer", "VR24"), ("locc", "LOCC")


def text_of(page: Any) -> str:
    return " ".join(unescape(strip_tags(page.content.decode())).split())


def roles_of(it: Risk, actor: Actor) -> list[str]:
    return [one.role for one in who(it.threat, it.places, actor)]


def test_whom_it_involves_follows_from_interests_class_and_scale(world):
    region, country = risk(world), national(world, impacts=["physical.D", "social.C"])

    assert roles_of(region, world.desk) == ["mayor", "safety-region-chair", "dijkgraaf", "public-prosecutor", "rmoa"]
    assert {"locc", "ncc", "minister-jenv", "dops", "commissaris", "minister-bzk"} <= set(roles_of(country, world.desk))
    assert "minister-bzk" not in roles_of(national(world, impacts=["physical.D", "social.B"]), world.desk)


def test_each_role_is_named_with_the_organisations_that_are_touched(world):
    by = {one.role: one for one in who(risk(world).threat, ["VR24"], world.desk)}
    one_town = {one.role: one for one in who(risk(world).threat, ["GM0994"], world.desk)}

    assert [body.pk for body in by["safety-region-chair"].bodies] == ["VR24"]
    assert {body.region_id for body in by["mayor"].bodies} == {"VR24"} and by["mayor"].more > 0
    assert [body.pk for body in one_town["mayor"].bodies] == ["GM0994"]
    assert [body.pk for body in by["public-prosecutor"].bodies] == ["OM"]
    assert all(reason.line.source.title for one in by.values() for reason in one.reasons)


def test_a_page_and_a_machine_name_the_same_with_why_and_source(world, login, api):
    it = risk(world)
    page = text_of(login(*DESK, language="en").get(f"/risks/{it.pk}"))
    called = api(*DESK)("get", f"/risks/{it.pk}").json()

    assert "Chair of the safety region" in page and "Wet veiligheidsregio's, art. 39(1)" in page
    assert "B: considerable (10 to 100 deaths, or 50 to 500 million euro)" in page
    assert "to be verified" in page
    assert [one["role"] for one in called["involved"]] == roles_of(it, world.desk)
    assert called["involved"][0]["reasons"][0]["evidence"] == "L"
    assert called["impact"] == "C" and called["impacts"] == ["physical.B", "economic.C"]


def test_who_is_involved_can_be_asked_without_stating_a_risk(world, login, api):
    address = "/who-is-involved?scale=national&theme=cyber&impacts=social.C&impacts=&impacts=magic.Z&region=VR24"
    page = text_of(login(*DESK, language="en").get(address))
    called = api(*DESK)("get", "/who-is-involved?scale=national&theme=cyber&impacts=social.C&places=VR24").json()

    assert "National Crisis Centre (NCC)" in page and "Because of: Social and political stability." in page
    assert {"ncc", "minister-bzk", "public-prosecutor"} <= {one["role"] for one in called["involved"]}
    assert not Risk.objects.exists()
    empty = text_of(login(*DESK, language="en").get("/who-is-involved"))
    assert "Show who" in empty and "It stops nobody" not in empty


def test_the_diagram_places_each_risk_by_likelihood_and_its_largest_impact(world):
    low, high = risk(world), national(world, likelihood="very-likely", impacts=["physical.E", "social.A"])

    points = {it.risk.pk: it for it in diagram([low, high]).points}
    social = {it.risk.pk: it.impact.code for it in diagram([low, high], "social").points}

    assert (points[high.pk].n, points[low.pk].n) == (1, 2)
    assert points[high.pk].x > points[low.pk].x and points[high.pk].y < points[low.pk].y
    assert social == {high.pk: "A"}


def test_a_full_cell_says_how_many_more_there_are(world):
    found = diagram([risk(world, name=f"Flood {n}") for n in range(MOST + 2)])

    assert len(found.points) == MOST + 2 and sum(it.x is None for it in found.points) == 2
    assert sum(cell.more for cell in found.cells) == 2


def test_a_region_sees_in_its_diagram_what_touches_it_and_the_whole_country(world, login):
    here, everywhere = risk(world, places=["GM0994"]), national(world)
    text = text_of(login(*DESK, language="en").get("/risk-diagram?region=VR24"))
    elsewhere = text_of(login(*DESK, language="en").get("/risk-diagram?region=VR01"))

    assert {it.pk for it in touching([here, everywhere], "VR24")} == {here.pk, everywhere.pk}
    assert here.name in text and everywhere.name in text
    assert here.name not in elsewhere and everywhere.name in elsewhere


def test_the_diagram_can_be_taken_along_as_a_table(world, login):
    it = risk(world)
    sent = login(*DESK, language="en").get("/risk-diagram?sheet=risks.csv")

    assert it.name in sent.content.decode("utf-8-sig") and sent["Content-Type"].startswith("text/csv")


def test_a_withdrawn_risk_stands_in_no_diagram(world, login):
    it = risk(world)
    acts.withdraw(it.pk, by=world.desk, reason="Higher dykes")

    page = text_of(login(*DESK, language="en").get("/risk-diagram"))
    assert it.name not in page and "No risks here" in page


def test_a_national_risk_is_stated_by_who_speaks_for_the_country(world):
    national(world)
    for seat in (("minister", "MIN-IENW"), ("dops", "DOPS")):
        assert acts.state(RiskIn(**given(scale="national", places=[])), by=world.actor(*seat)).state == "stated"

    with pytest.raises(Malformed) as error:
        acts.state(RiskIn(**given(scale="national", places=[])), by=world.desk)
    assert [(it.field, it.code) for it in error.value.faults] == [("scale", "risk-national-by-national")]


def test_a_town_states_what_can_strike_in_its_own_region(world):
    mayor = world.actor("mayor", "GM0994")
    assert acts.state(RiskIn(**given(scale="municipal", places=["GM0994"])), by=mayor).state == "stated"

    with pytest.raises(Malformed) as error:
        acts.state(RiskIn(**given(places=["VR01"])), by=mayor)
    assert [it.code for it in error.value.faults] == ["risk-touches-its-own"]


def test_what_is_not_confirmed_waits_on_my_work_and_is_confirmed_until_a_later_day(world, login):
    it = risk(world, valid_until=str(clock.today() + timedelta(days=20)))
    assert "Confirm the risk anew" in text_of(login(*DESK, language="en").get("/"))

    acts.reconfirm(it.pk, by=world.desk, valid_until=clock.today() + timedelta(days=700))

    it.refresh_from_db()
    assert it.confirmed_on == clock.today() and not it.is_due
    assert "Confirm the risk anew" not in text_of(login(*DESK, language="en").get("/"))
    with pytest.raises(Refused):
        acts.reconfirm(it.pk, by=world.desk, valid_until=clock.today() + timedelta(days=5000))


def test_a_need_is_read_by_who_may_read_the_need(world, login, api):
    wanted = need.stated(world)
    it = risk(world, needs=[str(wanted.pk)])
    for seat, may in ((DESK, True), (LOCC, True), (("duty-officer", "VR01"), False)):
        assert api(*seat)("get", f"/risks/{it.pk}").json()["needs"] == ([str(wanted.pk)] if may else [])
        assert (f"/needs/{wanted.pk}" in login(*seat).get(f"/risks/{it.pk}").content.decode()) is may


def test_what_was_typed_and_chosen_comes_back_with_every_fault(world, login):
    sent = {
        "name": "Dry summer", "theme": "climate", "scenario": "", "scale": "regional", "likelihood": "likely",
        "impacts": ["ecological.D", ""], "places": ["VR23"], "origin": "x", "evidence": "K", "valid_until": "1-1-2020",
    }  # fmt: skip
    page = login(*DESK, language="en").post("/risks/new", sent)
    text = page.content.decode()

    assert page.status_code == 422 and not Risk.objects.exists()
    assert 'value="Dry summer"' in text and '<option value="ecological.D" selected>' in text
    assert 'name="places" value="VR23" checked' in text


def test_the_rules_say_which_of_them_are_to_be_verified(world, api):
    rules = api(*DESK)("get", "/risk-rules").json()

    assert [len(rules[name]) for name in ("themes", "interests", "impacts", "likelihoods")] == [9, 6, 5, 5]
    assert (rules["evidence"]["themes"], rules["evidence"]["borders"]) == ("S", "K")
    assert rules["impacts"][1]["deaths"] == [10, 100] and rules["likelihoods"][4]["chance"] == [5000, None]
