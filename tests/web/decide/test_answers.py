"""What can be there when, and why not: on the page of a request, in words, without what the reader may not know."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from steun.web.decide.commitment import acts as commitments
from steun.web.decide.promise import answers
from steun.web.decide.promise.answer import Answer
from steun.web.decide.promise.read import SLOTS, Look, Need
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.know.unit.model import Unit
from tests.builders import World

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def wants(world: World, quantity: int, **words: object):
    minimum = words.pop("minimum", 1)
    return world.granted(lines=[{"capability": "sandbags", "quantity": quantity, "minimum": minimum}], **words)


def all_promised(world: World):
    """Every crew is promised to a request of Zuid-Limburg that saves lives."""
    other = wants(world, 160, title="Another village", priority=1)
    world.commit(other, "alpha", 100)
    world.commit(other, "bravo", 60)
    return other


def away(world: World, code: str, quantity: int) -> None:
    world.unit(code).absences.create(quantity=quantity, starts_at=world.now, ends_at=world.now + 99 * HOUR, reason="-")


def one(request, actor: Actor) -> Answer:
    [it] = answers.of(request, actor)
    return it


# --- What can be there


def test_all_units_that_can_come_are_told_with_the_time_from_which_they_can(world):
    request = wants(world, 68, starts_at=world.now)
    before = clock.now()
    it = one(request, world.actor("toc", "TOC"))
    after = clock.now()

    assert [a.unit.code for a in it.arrivals] == ["alpha", "bravo"]
    assert it.profile == [(it.arrivals[0].arrives, 160)]
    away_from_home = timedelta(minutes=120) + timedelta(minutes=answers.road(world.unit("alpha"), 5.83, 50.87))
    assert before + away_from_home <= it.arrivals[0].arrives <= after + away_from_home + timedelta(minutes=1)
    assert (it.short, it.reason, it.enough_at) == (0, "", it.arrivals[0].arrives)


def test_what_comes_free_later_counts_from_then(world):
    other = wants(world, 100, ends_at=world.now + 8 * HOUR)
    world.commit(other, "alpha", 100)
    it = one(wants(world, 120), world.actor("toc", "TOC"))

    (first, few), (later, all_) = it.profile
    assert (few, all_, it.reason) == (60, 160, "")
    assert later > world.now + 8 * HOUR > first


def test_a_unit_of_which_more_comes_free_later_is_not_called_short(world):
    other = wants(world, 80, ends_at=world.now + 8 * HOUR)
    world.commit(other, "alpha", 80)
    away(world, "bravo", 60)
    it = one(wants(world, 90), world.actor("toc", "TOC"))

    assert [n for _, n in it.profile] == [20, 100] and it.reason == ""
    assert it.enough_at == it.profile[1][0]


@pytest.mark.parametrize("place", [{}, {"lon": None, "lat": None}], ids=["a place", "no place"])
@pytest.mark.parametrize("taken", [0, 1, 37, 100])
def test_every_offer_can_be_kept_aside_as_it_was_shown(world, taken, place):
    """The planner looks in quarters of an hour and the database in seconds: what is offered holds all the same."""
    if taken:
        other = wants(world, taken, ends_at=world.now + timedelta(hours=7, minutes=7, seconds=7))
        world.commit(other, "alpha", taken)
    request = wants(world, 160, starts_at=world.now + 5 * HOUR, **place)
    keeper = world.actor("toc", "TOC")

    it = one(request, keeper)

    assert len(it.arrivals) == 2
    for found in it.arrivals:
        kept = commitments.reserve(
            request.pk,
            unit=found.unit.code,
            capability="sandbags",
            quantity=found.quantity,
            by=keeper,
            arrives=found.arrives,
        )
        assert (kept.state, kept.arrives_at) == ("committed", found.arrives)
        assert kept.starts_at >= world.now + timedelta(minutes=found.unit.notice)


def test_what_a_form_proposes_is_what_is_still_open(world):
    request = wants(world, 68)
    world.commit(request, "alpha", 30)
    it = one(request, world.actor("toc", "TOC"))

    assert (it.stands, it.open, [a.proposed for a in it.arrivals]) == (30, 38, [38, 38])


def test_when_nothing_is_wished_what_can_achieve_the_effect_is_shown(world):
    request = world.granted(lines=[])
    it = one(request, world.actor("toc", "TOC"))
    assert (it.capability.pk, it.required, it.total) == ("sandbags", None, 160)


def test_means_that_were_not_wished_are_for_who_decides(world):
    request = world.granted(lines=[{"capability": "girder-bridge", "quantity": 1}])
    assert [it.capability.pk for it in answers.of(request, world.desk)] == ["girder-bridge"]
    both = answers.of(request, world.actor("toc", "TOC"), other_means=True)
    assert [it.capability.pk for it in both] == ["girder-bridge", "sandbags"]


# --- Why not more


def test_what_is_promised_elsewhere_is_called_not_any_more(world):
    other = all_promised(world)
    it = one(wants(world, 68), world.actor("toc", "TOC"))

    assert (it.total, it.short, it.alone, it.reason) == (0, 68, 160, "promised")
    assert it.steps == [("capability", 160), ("allowed", 160), ("in-time", 160), ("alone", 160), ("available", 0)]
    assert (it.promised_to, it.others) == ({other.number: 1}, 0)


def test_what_nobody_has_is_called_not_at_all(world):
    it = one(wants(world, 200), world.actor("toc", "TOC"))
    assert (it.total, it.short, it.reason, it.alone) == (160, 40, "capability", 160)
    assert [(r["code"], r["met"]) for r in it.remedies] == [("one-more-unit", 200)]


def test_what_would_come_too_late_is_called_so_and_what_would_help_was_tried(world):
    request = wants(world, 68, starts_at=world.now + HOUR, latest_at=world.now + 3 * HOUR)
    it = one(request, world.actor("toc", "TOC"))

    assert (it.total, it.reason, it.alone) == (0, "in-time", 0)
    helps = {r["code"]: r for r in it.remedies}
    assert "shorter-notice" in helps
    assert not {"later", "later-end"} & set(helps), "help after its own too late is of no use"


def test_a_later_end_is_offered_where_it_helps_and_then_it_does(world):
    request = wants(world, 68, starts_at=world.now + HOUR, ends_at=world.now + 3 * HOUR)
    it = one(request, world.actor("toc", "TOC"))
    (change,) = [r for r in it.remedies if r["code"] == "later-end"]
    assert (it.reason, change["met"]) == ("in-time", 68)

    request.ends_at += change["facts"]["hours"] * HOUR
    again = one(request, world.actor("toc", "TOC"))
    assert (again.total >= 68, again.reason) == (True, "")


def test_what_is_away_is_called_away(world):
    away(world, "alpha", 100)
    it = one(wants(world, 68), world.actor("toc", "TOC"))
    assert (it.total, it.reason, it.steps[2:4]) == (60, "away", [("in-time", 160), ("alone", 60)])


def test_of_whom_it_is_asked_counts(world):
    request = wants(world, 68)
    request.addressee_id = "RWS"
    it = one(request, world.desk)
    assert (it.total, it.reason) == (0, "allowed")
    assert ("any-owner", 68) in [(r["code"], r["met"]) for r in it.remedies]


def test_less_than_helps_is_said(world):
    other = wants(world, 100)
    world.commit(other, "alpha", 100)
    it = one(wants(world, 68, minimum=68), world.actor("toc", "TOC"))
    assert (it.total, it.reason) == (60, "promised") and "68" in it.why[-1]
    assert {"code": "smaller", "met": 60, "facts": {"quantity": 60}} in it.remedies


def test_time_that_is_over_is_said(world):
    request = wants(world, 10, latest_at=world.now + 9 * HOUR)
    request.latest_at = world.now - HOUR
    assert one(request, world.desk).reason == "too-late"
    request.ends_at = world.now - HOUR
    assert one(request, world.desk).reason == "time-is-over"


def test_nobody_is_offered_who_would_come_when_it_is_over(world):
    request = wants(world, 10, starts_at=world.now, latest_at=world.now + 9 * HOUR)
    request.ends_at = world.now + 2 * HOUR  # shortened since, before anybody can be there
    it = one(request, world.actor("toc", "TOC"))
    assert (it.arrivals, it.reason) == ([], "in-time")


def test_dates_that_somebody_mistyped_are_answered_too(world):
    request, keeper = wants(world, 10), world.actor("toc", "TOC")
    for years in (1, 70):
        request.starts_at, request.ends_at = world.now, world.now + timedelta(days=365 * years)
        assert one(request, keeper).total == 160 and one(request, world.desk).total == 100
        request.starts_at, request.ends_at = request.ends_at, request.ends_at + 24 * HOUR
        assert one(request, keeper).total == 160 and one(request, world.desk).total == 100


def test_seventy_years_are_looked_at_in_steps_that_fit_on_a_page(world):
    need = Need("sandbags", 1, 1, world.now, world.now + timedelta(days=365 * 70), world.now + timedelta(days=365 * 70))
    look = Look(need, [world.unit("alpha")], world.now)
    assert (look.requirement.latest_arrival + look.requirement.duration) // look.policy.slot <= SLOTS


# --- In words


@pytest.mark.parametrize(
    ("language", "reason", "help_"),
    [
        ("en", "all that could be there in time (160) is kept for {} (priority 1, saving lives).", "What would help"),
        ("nl", "alles wat op tijd kon zijn (160) is vastgelegd voor {} (prioriteit 1, levens redden).", "Wat zou"),
    ],
)
def test_the_page_says_why_too_little_can_be_there(world, login, language, reason, help_):
    other = all_promised(world)
    request = wants(world, 68)
    client = login("locc", "LOCC", language)

    for path in (f"/requests/{request.pk}", f"/requests/{request.pk}/decide"):
        page = client.get(path).content.decode()
        assert reason.format(other.number) in page, path
        assert help_ in page


@pytest.mark.parametrize(
    ("language", "sure", "whose"),
    [
        ("en", "It is not sure that anything can be there in time.", "Promised, among others, to {} (priority 1"),
        ("nl", "Het is niet zeker dat er op tijd iets kan zijn.", "Toegezegd, onder meer aan {} (prioriteit 1"),
    ],
)
def test_the_page_of_a_region_says_what_is_sure_and_who_is_known_to_have_it(world, login, language, sure, whose):
    other = all_promised(world)
    request = wants(world, 68)
    client = login("duty-officer", "VR24", language)

    for path in (f"/requests/{request.pk}", f"/requests/{request.pk}/decide"):
        page = client.get(path).content.decode()
        assert sure in page and whose.format(other.number) in page, path
        assert "alpha" not in page and "bravo" not in page
        assert not re.search(r"(?<![\w-])160(?![\w-])", page.partition("offered")[2])  # keys may hold those digits


def test_a_draft_says_it_before_it_is_sent_and_what_has_ended_no_more(world, login):
    def shown(request):
        return "What can be there, and when" in client.get(f"/requests/{request.pk}").content.decode()

    client = login("duty-officer", "VR24", "en")
    assert shown(world.draft()) and shown(world.asked())
    assert not shown(world.ended())


def test_a_request_that_can_be_met_says_by_when(world, login):
    request = wants(world, 68)
    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}").content.decode()
    assert "Enough (68) can be there by" in page and "Not any more" not in page


# --- Need to know


def test_which_units_can_come_and_how_many_is_told_to_who_may_know_and_the_class_to_others(world):
    request = wants(world, 68)
    region, defence = one(request, world.desk), one(request, world.actor("toc", "TOC"))

    assert [n for _, n in defence.profile] == [160] and len(defence.arrivals) == 2
    assert [n for _, n in region.profile] == [100] and region.arrivals == []
    assert all(at.minute == at.second == 0 and at.hour % 6 == 0 for at, _ in region.profile)
    assert region.profile[0][0] >= defence.profile[0][0]


def test_a_request_that_the_reader_may_not_see_is_not_told_to_have_it(world, login):
    other = all_promised(world)
    mine = wants(world, 68)
    it, own = one(mine, world.actor("duty-officer", "VR01")), one(mine, world.desk)

    assert (it.promised_to, it.others) == ({}, 0) and other.number not in " ".join(it.why)
    assert list(own.promised_to) == [other.number]
    assert it.total == own.total and it.arrivals == []


def test_what_is_held_for_another_is_told_to_nobody_who_may_not_know_of_holds(world):
    other = world.asked(lines=[{"capability": "sandbags", "quantity": 160}])
    for code, quantity in (("alpha", 100), ("bravo", 60)):
        world.commit(other, code, quantity, hold_until=world.now + 9 * HOUR)
    request = wants(world, 68)

    assert (one(request, world.desk).promised_to, one(request, world.desk).others) == ({}, 0)
    assert list(one(request, world.actor("locc", "LOCC")).promised_to) == [other.number]


def test_what_is_held_for_oneself_does_not_show_to_who_may_not_know_of_holds(world):
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 160}])
    before = one(request, world.desk)
    world.commit(request, "alpha", 100, hold_until=world.now + 9 * HOUR)

    after = one(request, world.desk)

    assert (after.stands, after.reason) == (0, "at-least") and after.profile == before.profile
    assert one(request, world.actor("toc", "TOC")).stands == 100


def test_what_would_help_is_tried_with_exact_numbers_and_told_to_who_may_know_them(world, login):
    request = wants(world, 68, starts_at=world.now + HOUR, latest_at=world.now + 3 * HOUR)
    defence, region = one(request, world.actor("toc", "TOC")), one(request, world.desk)

    sooner = next(r for r in defence.remedies if r["code"] == "shorter-notice")
    assert sooner["unit"].code in {"alpha", "bravo"}
    assert (region.remedies, region.steps, region.exact) == ([], [], False)
    Unit.objects.filter(code__in=["alpha", "bravo"]).update(name_en="Zandhazen")
    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}").content.decode()
    assert "is ready" not in page and "Zandhazen" not in page
    assert "If Zandhazen is ready" in login("toc", "TOC", "en").get(f"/requests/{request.pk}").content.decode()


# --- Speed


def test_the_planner_is_not_loaded_before_somebody_asks():
    """Django starts in every worker and for every command; numba costs a second or two."""
    import os
    import subprocess
    import sys

    start = "import sys, django; django.setup(); from steun.web import urls; print('numba' in sys.modules)"
    given = {"DJANGO_SETTINGS_MODULE": "steun.web.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    environment = {**os.environ, **given}
    done = subprocess.run([sys.executable, "-c", start], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_planner_is_loaded_once_and_then_answers_a_page_without_compiling_or_a_grid_of_years(world):
    """What would make it slow; how quick it is is measured by `make bench-planner`."""
    import tracemalloc

    from numba.core.event import install_recorder

    from steun.optimise.warm import warm

    warm()
    all_promised(world)
    request = wants(world, 68)
    tracemalloc.start()
    try:
        with install_recorder("numba:compile") as compiled:
            answers.of(request, world.desk)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert not compiled.buffer
    assert most < 8 * 2**20, f"{most:,} bytes for one answer"


def test_a_page_asks_the_database_as_often_for_many_units_as_for_few(world, django_assert_max_num_queries):
    all_promised(world)
    request = wants(world, 68)
    with django_assert_max_num_queries(11):
        answers.of(request, world.desk)
