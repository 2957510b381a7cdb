"""Decrees and special powers: entered by who may, used on record, ended; the route finder counts with what is awake."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from steun.core.kernel.errors import Malformed, NotYours, Refused
from steun.rules.load import law
from steun.rules.policy.powers import dormant, powers
from steun.web.ask.route.routing import routes_for, situation_of
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.know.decree import acts
from steun.web.know.decree.model import Decree
from steun.web.know.decree.shape import DecreeIn
from steun.web.know.decree.tick import decrees as tick
from tests.builders import World

pytestmark = pytest.mark.django_db
JENV, MAYOR = ("minister-jenv", "MIN-JENV"), ("mayor", "GM0994")
LAW = "/law?part=powers"


def entered(world: World, power: str = "own-14", who: tuple[str, str] = JENV, **words: Any) -> Decree:
    shape = DecreeIn(**{"power": power, "reference": "Stb. 2026, 123", "starts_on": clock.today(), **words})
    return acts.enter(shape, by=world.actor(*who))


def order(world: World, **words: Any) -> Any:
    return world.draft(
        task_kind="public-order", bases=[], special_case="Riot", situation={"supply": "armed-forces"}, **words
    )


def anew(request: Any) -> Any:
    """The request as another reader gets it."""
    request.__dict__.pop("awake", None)
    return request


def proposed(request: Any) -> list[str]:
    return [r.basis.code for r in routes_for(anew(request)).proposed]


def test_all_law_that_sleeps_can_be_said_to_be_in_force_by_somebody():
    assert dormant(law()) <= powers().keys()
    for power in powers().values():
        assert power.entered_by and power.used_by and power.title["nl"] and power.source.title


def test_a_decree_turns_the_road_from_its_first_day_on_and_its_end_turns_it_back(world):
    request = order(world)
    assert proposed(request) == ["polw-58"]
    decree = entered(world)
    assert proposed(request) == ["own-14"] and situation_of(anew(request)).decrees == {"own-14"}
    acts.end(decree.pk, by=world.actor(*JENV), reason="It is over")
    assert proposed(request) == ["polw-58"]


def test_a_decree_of_another_place_or_another_day_turns_nothing(world):
    request = order(world)
    entered(world, area=["VR23"])
    entered(world, starts_on=clock.today() + timedelta(days=1))
    entered(world, starts_on=clock.today() - timedelta(days=9), ends_on=clock.today() - timedelta(days=1))
    assert proposed(request) == ["polw-58"]
    entered(world, area=["PV-LI"])
    assert proposed(request) == ["own-14"]


def test_what_was_taken_back_never_held(world):
    request, decree = order(world), entered(world)
    acts.take_back(decree.pk, by=world.actor(*JENV), reason="The wrong article")
    assert proposed(request) == ["polw-58"] and situation_of(anew(request)).decrees == frozenset()


def test_a_use_is_an_entry_of_its_own_and_the_route_finder_knows_that_it_was_used(world):
    decree = entered(world, "wbbbg-10")
    request = order(world)
    assert situation_of(anew(request)).used == frozenset()
    acts.use(decree.pk, "Two units sent to Maastricht", by=world.actor(*JENV))
    acts.use(decree.pk, "One unit back", by=world.actor(*JENV))
    assert situation_of(anew(request)).used == {"wbbbg-10"}
    uses = Entry.objects.filter(subject=decree.key, action="decree.use").order_by("number")
    assert [(e.role, e.reason) for e in uses] == [
        ("minister-jenv", "Two units sent to Maastricht"), ("minister-jenv", "One unit back"),
    ]  # fmt: skip
    with pytest.raises(Refused):
        acts.take_back(decree.pk, by=world.actor(*JENV), reason="No")
    assert not list(replay())


def test_a_state_of_emergency_is_a_fact_of_the_case(world):
    request = order(world)
    entered(world, "cwu-1")
    assert situation_of(anew(request)).state_of_emergency


def test_only_who_may_enters_it_and_a_local_power_only_in_ones_own_place(world):
    with pytest.raises(NotYours):
        entered(world, who=MAYOR)
    with pytest.raises(NotYours):
        entered(world, "gemw-175", who=MAYOR, area=["GM0935"])
    with pytest.raises(Refused) as refused:
        entered(world, "gemw-175", who=MAYOR)
    assert [v.code for v in refused.value.verdicts if not v.met] == ["decree-names-its-area"]
    assert entered(world, "gemw-175", who=MAYOR, area=["GM0994"]).state == "in-force"


def test_what_nobody_knows_is_said_at_its_field(world):
    with pytest.raises(Malformed) as wrong:
        entered(world, "no-such-power", area=["GM0994", "NOWHERE"])
    assert {fault.field for fault in wrong.value.faults} == {"power", "area.1"}


def test_it_runs_out_after_its_last_day(world, monkeypatch):
    decree = entered(world, ends_on=clock.today())
    assert tick(clock.now()) == 0
    assert tick(clock.now() + timedelta(days=1)) == 1
    decree.refresh_from_db()
    assert decree.state == "ended" and tick(clock.now() + timedelta(days=2)) == 0


def test_the_law_page_shows_what_sleeps_and_what_is_awake_to_everybody(login, world):
    page = login(*MAYOR, "en").get(LAW).content.decode()
    assert page.count("asleep") == sum(p.kind == "decree" for p in powers().values()) and "not in use" in page
    decree = entered(world)
    page = login(*MAYOR, "en").get(LAW).content.decode()
    assert f"/decrees/{decree.pk}" in page and "awake" in page and "Stb. 2026, 123" in page
    before = (clock.today() - timedelta(days=1)).isoformat()
    page = login(*MAYOR, "en").get(f"{LAW}&on={before}").content.decode()
    assert page.count(">asleep<") == sum(p.kind == "decree" for p in powers().values())


def test_it_is_entered_used_and_ended_on_pages(login, world):
    client = login(*JENV, "en")
    fields = {"power": "own-14", "reference": "Stb. 2026, 7", "starts_on": clock.today().isoformat(), "area": ["VR24"]}
    wrong = client.post("/decrees/new", {**fields, "reference": "", "starts_on": "never"})
    assert wrong.status_code == 422 and b"What you typed is still here" in wrong.content
    answer = client.post("/decrees/new", fields)
    decree = Decree.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/decrees/{decree.pk}" and decree.area == ["VR24"]
    page = client.get(f"/decrees/{decree.pk}").content.decode()
    assert "Military assistance after activation" in page and "Stb. 2026, 7" in page and "end" in page
    client.post(f"/decrees/{decree.pk}/end", {"reason": "It is over"})
    decree.refresh_from_db()
    assert decree.state == "ended"
    assert client.get("/decrees/new").status_code == 200
    assert login("duty-officer", "VR24").get("/decrees/new").status_code == 403


def test_a_machine_enters_lists_and_ends_it(api):
    call = api(*JENV)
    body = {"power": "wbbbg-10", "reference": "Stb. 2026, 9", "starts_on": clock.today().isoformat()}
    made = call("post", "/decrees", body)
    assert made.status_code == 201 and made.json()["awake"]
    pk = made.json()["id"]
    assert [d["id"] for d in call("get", "/decrees").json()["items"]] == [pk]
    assert next(p for p in call("get", "/powers").json()["powers"] if p["code"] == "wbbbg-10")["awake"] == [pk]
    assert call("post", f"/decrees/{pk}/moves/use", {"how": "Sent two units"}).json()["used"]
    assert call("post", f"/decrees/{pk}/moves/end", {"reason": "Over"}).json()["state"] == "ended"
    assert call("get", f"/decrees/{pk}").json()["awake"] is False


# Who is heard and told; two that say the same


def test_whom_the_law_has_told_of_a_use_stands_on_page_and_api(login, api, world):
    decree = entered(world, "gemw-176", MAYOR, area=["GM0994"])
    page = login(*MAYOR, "en").get(f"/decrees/{decree.pk}").content.decode()
    assert "told as soon as possible" in page and "the municipal council" in page and "Gemeentewet, art. 176(2)" in page
    notices = {p["code"]: p["notices"] for p in api(*MAYOR)("get", "/powers").json()["powers"]}
    assert [(t["who"], t["moment"]) for t in notices["gemw-176"]][1] == ("the King's Commissioner", "soon")
    assert notices["gemw-175"] == []  # the article that was read asks for no notice


def test_two_decrees_that_say_the_same_of_one_place_and_day_name_each_other(login, api, world):
    today = clock.today()
    first = entered(world, "own-14", area=["VR24"], ends_on=today + timedelta(days=2))
    elsewhere = entered(world, "own-14", area=["VR23"])
    later = entered(world, "own-14", area=["VR24"], starts_on=today + timedelta(days=3))
    other = entered(world, "own-28", area=["VR24"])
    assert not any(Decree.objects.beside(it) for it in (first, elsewhere, later, other))
    everywhere = entered(world, "own-14", reference="Stb. 2026, 200")
    assert {it.pk for it in Decree.objects.beside(everywhere)} == {first.pk, elsewhere.pk, later.pk}
    assert [it.pk for it in Decree.objects.beside(first)] == [everywhere.pk]
    page = login(*JENV, "en").get(f"/decrees/{first.pk}").content.decode()
    assert "Is one of them a mistake?" in page and "Stb. 2026, 200" in page
    call = api(*JENV)
    assert call("get", f"/decrees/{first.pk}").json()["beside"] == [str(everywhere.pk)]
    acts.end(first.pk, by=world.actor(*JENV), reason="One is enough")
    assert call("get", f"/decrees/{first.pk}").json()["beside"] == []
    assert first.pk not in {it.pk for it in Decree.objects.beside(everywhere)}


def test_the_form_tells_what_is_awake_and_finds_a_place_by_its_name(login, world):
    entered(world, "own-14", reference="Stb. 2026, 300")
    page = login(*JENV, "en").get("/decrees/new").content.decode()
    assert "Awake already:" in page and "Stb. 2026, 300" in page
    assert 'data-filters="area-list"' in page and re.search(r'data-words="[^"]*maastricht[^"]*gm0935"', page)
    wrong = login(*JENV, "en").post("/decrees/new", {"power": "own-14", "reference": "", "area": ["GM0935"]})
    chosen = wrong.content.decode()
    assert wrong.status_code == 422 and 'value="GM0935" checked' in chosen
    assert chosen.index('value="GM0935"') < chosen.index('value="VR24"')  # what was chosen comes first
