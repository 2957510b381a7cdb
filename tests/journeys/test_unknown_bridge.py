"""The bridge that nobody knew the load class of: what is not known is asked, and never taken as fine."""

from __future__ import annotations

import pytest

from steun.cli import main
from steun.web.deliver.movement.model import Movement
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.know.road.read import register, stretches
from tests.journeys.test_high_water import Story

TOC, PROVIDER, DESK, AUDITOR = ("toc", "TOC"), ("provider", "RWS"), ("duty-officer", "VR24"), ("auditor", "REKENKAMER")
BRIDGE = "J-GOR.J-HOO.A27"
FIRST = {
    "nation": "US", "command": "V", "purpose": "The brigade to its exercise", "carrier": "The first ship",
    "people": "0", "vehicles": "120", "packet_size": "20", "length_m": "12", "gap_m": "50", "speed_kmh": "60",
    "load_class": "0", "weight_kg": "0", "width_cm": "0", "height_cm": "0", "goods": "none",
    "origin": "P-VLI", "destination": "B-DE-A76",
}  # fmt: skip
HEAVY = {
    **FIRST, "carrier": "Tanks on low-loaders", "vehicles": "20", "load_class": "80", "origin": "S-GIL",
    "destination": "S-AMF",
}  # fmt: skip


@pytest.fixture
def story(world, login, settings, tmp_path) -> Story:
    settings.ROADS = str(tmp_path / "roads")
    return Story(world, login)


def test_the_bridge_that_nobody_knew_the_load_class_of(story, tmp_path, capsys):
    the_toc_states_a_heavy_load_and_bids(story)
    the_bid_says_what_nobody_knows_and_asks_who_owns_the_road(story)
    without_an_answer_there_is_no_credit(story)
    the_owner_says_that_the_bridge_is_too_weak(story)
    what_the_owner_knows_now_comes_into_the_register(story, tmp_path, capsys)
    planned_again_it_goes_around_the_bridge_and_asks_anew(story)
    the_owner_knows_the_roads_of_the_other_way_and_the_credit_follows(story)
    the_auditor_reads_who_asked_and_who_answered(story)


def movement() -> Movement:
    return Movement.objects.get()


def the_toc_states_a_heavy_load_and_bids(story):
    story.does(TOC, "/movements/new", **HEAVY, earliest=story.wall(4), latest=story.wall(40))
    story.does(TOC, f"/movements/{movement().pk}/bid")

    assert BRIDGE in movement().links and register().least_known(BRIDGE, "load_wheeled") is None


def the_bid_says_what_nobody_knows_and_asks_who_owns_the_road(story):
    asked = movement().asked("limits@RWS")
    assert asked.links[BRIDGE] == ["load_wheeled"] and asked.answer == ""
    page, theirs = (story.reads(who, f"/movements/{movement().pk}") for who in (TOC, PROVIDER))

    name = stretches()[BRIDGE].name
    assert name in page and name in theirs and "The brigade to its exercise" not in theirs
    assert Notice.objects.filter(kind="permission-asked", organisation="RWS").exists()
    assert f"/movements/{movement().pk}" in story.reads(PROVIDER, "/")


def without_an_answer_there_is_no_credit(story):
    for one in movement().permissions.exclude(key="limits@RWS").filter(answer=""):
        story.does(TOC, f"/movements/{movement().pk}/permit", permission=one.key, reference="Letter 7")
    answer = story.act(TOC, f"/movements/{movement().pk}/credit")

    assert (answer.status_code, movement().state) == (409, "bid")


def the_owner_says_that_the_bridge_is_too_weak(story):
    path = f"/movements/{movement().pk}/deny"
    story.does(PROVIDER, path, permission="limits@RWS", reason="The bridge over the Merwede bears 60 at most")
    answer = story.act(TOC, f"/movements/{movement().pk}/credit")

    page = story.reads(TOC, f"/movements/{movement().pk}")
    assert answer.status_code == 409 and "The bridge over the Merwede" in page


def what_the_owner_knows_now_comes_into_the_register(story, tmp_path, capsys):
    file = tmp_path / "bridges.csv"
    row = "A27,Merwedebrug,bridge,J-GOR,J-HOO,60,S: letter of the owner"
    file.write_text(f"road,name,kind,a,b,mlc_wheeled,evidence\n{row}\n", "utf-8")

    assert main(["import", "roads", str(file), "--source", "RWS", "--yes"]) == 0
    assert "unknown -> 60" in capsys.readouterr().out and register().least_known(BRIDGE, "load_wheeled") == 60


def planned_again_it_goes_around_the_bridge_and_asks_anew(story):
    before = movement().links
    story.does(TOC, f"/movements/{movement().pk}/plan-again")

    assert BRIDGE not in movement().links and movement().links != before
    assert movement().asked("limits@RWS").answer == "" and movement().state == "bid"


def the_owner_knows_the_roads_of_the_other_way_and_the_credit_follows(story):
    path = f"/movements/{movement().pk}/permit"
    story.does(PROVIDER, path, permission="limits@RWS", reference="RWS 2026-12: 100 on each of them")
    for one in movement().permissions.filter(answer=""):
        story.does(TOC, path, permission=one.key, reference="Letter 8")
    story.does(TOC, f"/movements/{movement().pk}/credit")

    assert movement().state == "credited" and movement().number in story.reads(PROVIDER, f"/movements/{movement().pk}")


def the_auditor_reads_who_asked_and_who_answered(story):
    feed.verify()
    assert [str(difference) for difference in replay()] == []
    page = story.reads(AUDITOR, f"/journal/{movement().pk}")

    decisions = ("provider RWS", "toc TOC", "bears 60 at most")
    assert not [words for words in decisions if words not in page]
    answers = [
        entry.data["permissions"] for entry in Entry.objects.filter(case=movement().pk, action="movement.permit")
    ]
    assert ["given", "RWS 2026-12: 100 on each of them"] in [one.get("limits@RWS") for one in answers]
