"""The allocation board and the page of a proposal, as those who divide, adopt and only look on see them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from steun.core.decide.policy import AllocationPolicy
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.planning import job
from steun.web.decide.policy import acts as policies
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal
from tests.builders import World
from tests.web.decide.test_proposals import displacing, line_of, made, wants

pytestmark = pytest.mark.django_db


def read(browser, name: str, *args: object) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content[:500]
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


# --- The board


def test_the_board_sets_what_is_asked_beside_what_there_is(world: World, login) -> None:
    low, high = wants(world, 68, priority=3), wants(world, 120, priority=1)
    page = read(login("locc", "LOCC", "en"), "decide:allocation")
    assert page.index(high.number) < page.index(low.number)
    assert "188 still asked, 160 free in the coming 24 hours" in page
    assert "every promise stands" in page


def test_the_board_says_what_it_cannot_divide(world: World, login) -> None:
    request = world.granted(lines=[])
    page = read(login("locc", "LOCC", "nl"), "decide:allocation")
    assert f"{request.title}: er is geen capaciteit met een aantal gevraagd" in page


def test_a_region_has_no_board(world: World, login) -> None:
    browser = login("duty-officer", "VR24", "en")
    assert browser.get(reverse("decide:allocation")).status_code == 404
    assert "Allocation" not in unescape(browser.get("/").content.decode())


def test_an_auditor_reads_and_cannot_ask(world: World, login) -> None:
    wants(world, 10)
    page = read(login("auditor", "REKENKAMER", "en"), "decide:allocation")
    assert "Who can ask for one" in page and 'name="seconds"' not in page


def test_the_board_does_not_ask_the_database_per_wish(world: World, login) -> None:
    browser = login("locc", "LOCC")
    for _ in range(2):  # with the second one filters appear
        wants(world, 10)
    read(browser, "decide:allocation")
    with CaptureQueriesContext(connection) as few:
        read(browser, "decide:allocation")
    for _ in range(5):
        wants(world, 10)
    with CaptureQueriesContext(connection) as many:
        read(browser, "decide:allocation")
    assert len(many) <= len(few)


# --- Asking for one


def test_the_button_asks_for_a_proposal_and_shows_how_far_it_is(world: World, login) -> None:
    wants(world, 10)
    browser = login("locc", "LOCC", "en")
    answer = browser.post(reverse("decide:proposals"), {"seconds": "5"})
    it = Proposal.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, reverse("decide:proposal", args=[it.pk]))
    assert "It waits for its turn" in read(browser, "decide:proposal", it.pk)
    assert job.step(it.pk, "begin")
    job.beats(it.pk)[1]("search", 0.5, {"L1": 2.0})
    part = read(browser, "decide:progress", it.pk)
    assert 'value="50"' in part and "Looking for better" in part and "saving lives 2.0" in part
    browser.post(reverse("decide:proposal_move", args=[it.pk, "stop"]))
    assert "It is being rounded off" in read(browser, "decide:proposal", it.pk)


def test_when_it_is_ready_the_page_is_asked_for_anew(world: World, login) -> None:
    wants(world, 10)
    it = made(world)
    answer = login("locc", "LOCC").get(reverse("decide:progress", args=[it.pk]))
    assert answer.headers["HX-Refresh"] == "true"


def test_what_is_wrong_in_the_planner_policy_a_trial_is_told_and_kept(world: World, login) -> None:
    browser = login("locc", "LOCC", "en")
    given = {"seconds": "5", "trial": "1", "displace": ["5"], "hold": ["4"], "lead": "999"}
    answer = browser.post(reverse("decide:proposals"), given)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and not Proposal.objects.exists()
    assert "Between 0 and 240 minutes" in page and "Who lets classes wait" in page
    assert 'name="displace" value="5" checked' in page and 'value="999"' in page


def test_a_failed_proposal_says_so_and_that_nothing_changed(world: World, login) -> None:
    it = proposals.make(by=world.actor("locc", "LOCC"))
    job.step(it.pk, "fail", failure="ValueError: no sense")
    page = read(login("locc", "LOCC", "en"), "decide:proposal", it.pk)
    assert "ValueError: no sense" in page and "Nothing was changed" in page


# --- Reading one


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "1 of 2 requirements is met",
                "Proven: no better division",
                "First come, first served",
                "The rest goes to requests of the same or a higher class: B-",
            ),
        ),
        (
            "nl",
            (
                "Bewezen: met deze beleidsinstellingen",
                "Wie het eerst komt",
                "De rest gaat naar aanvragen van dezelfde of een hogere klasse: B-",
            ),
        ),
    ],
)
def test_a_proposal_says_how_good_it_is_and_why_somebody_goes_short(world: World, login, language, said) -> None:
    wants(world, 68, priority=3)
    wants(world, 120, priority=1)
    page = read(login("locc", "LOCC", language), "decide:proposal", made(world).pk)
    for text in said:
        assert text.replace("is met", "are met") in page, text


def test_a_no_names_who_stands_in_the_way_and_what_was_tried(world: World, login) -> None:
    low = wants(world, 160, priority=5)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    wants(world, 20, priority=1)
    page = read(login("locc", "LOCC", "en"), "decide:proposal", made(world).pk)
    assert f"Promised to: {low.number}" in page
    assert "Where the supply ends" in page


def test_a_displaced_promise_is_named_with_what_it_loses_and_who_must_agree(world: World, login) -> None:
    low, _, proposal = displacing(world)
    page = read(login("locc", "LOCC", "en"), "decide:proposal", proposal.pk)
    block = page[page.index("Promises that would give way") : page.index("Who gets what")]
    assert low.number in block and "Loses" in block and "Must agree:" in block and "minister" in block.lower()


def test_units_of_defence_are_named_for_defence_and_locc_only(world: World, login) -> None:
    wants(world, 10)
    proposal = made(world)
    assert "alpha" in read(login("dops", "DOPS", "en"), "decide:proposal", proposal.pk)
    page = read(login("minister-jenv", "MIN-JENV", "en"), "decide:proposal", proposal.pk)
    assert "alpha" not in page and "bravo" not in page and "a unit of Defence" in page


def test_a_proposal_is_not_there_for_a_region(world: World, login) -> None:
    wants(world, 10)
    assert login("duty-officer", "VR24").get(reverse("decide:proposal", args=[made(world).pk])).status_code == 404


def test_the_page_does_not_ask_the_database_per_line(world: World, login) -> None:
    browser = login("dops", "DOPS")
    wants(world, 10)
    one = made(world)
    read(browser, "decide:proposal", one.pk)
    with CaptureQueriesContext(connection) as few:
        read(browser, "decide:proposal", one.pk)
    for _ in range(5):
        wants(world, 10)
    six = made(world)
    with CaptureQueriesContext(connection) as many:
        read(browser, "decide:proposal", six.pk)
    assert len(many) <= len(few) + 1  # there is another proposal to compare with


# --- Deciding


def test_what_is_chosen_is_adopted_and_the_rest_waits(world: World, login) -> None:
    low, high = wants(world, 40, priority=3), wants(world, 120, priority=1)
    it = made(world)
    browser = login("dops", "DOPS", "en")
    answer = browser.post(reverse("decide:proposal_move", args=[it.pk, "adopt"]), {"key": [line_of(it, low).key]})
    assert answer.status_code == 303
    assert sum(c.quantity for c in Commitment.objects.filter(request=low)) == 40
    assert not Commitment.objects.filter(request=high).exists()
    browser.post(reverse("decide:proposal_move", args=[it.pk, "adopt"]), {"all": "1"})
    assert sum(c.quantity for c in Commitment.objects.filter(request=high)) == 120
    assert "Nothing is left to decide here" in read(browser, "decide:proposal", it.pk)


def test_a_refusal_keeps_what_was_chosen_and_typed(world: World, login) -> None:
    low, _, it = displacing(world)
    browser = login("dops", "DOPS", "en")
    given = {"key": [line.key for line in it.lines.all()], "reason": "Tonight", "hold_until": "2027-01-01T12:00"}
    move = reverse("decide:proposal_move", args=[it.pk, "adopt"])
    answer = browser.post(move, given)
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert f"nobody's consent is on record: {low.number}" in page
    assert "Tonight" in page and page.count(" checked") == 2  # the wish, and all promises of the other
    lost = it.lines.filter(reason="displaced")[0]
    assert browser.post(move, {"all": "1", f"agreed-{lost.key}": "JenV, 03:10"}).status_code == 303


def test_who_may_not_adopt_sees_who_may(world: World, login) -> None:
    wants(world, 10)
    it = made(world)
    browser = login("locc", "LOCC", "en")
    page = read(browser, "decide:proposal", it.pk)
    assert "Who can adopt" in page and "Adopt all" not in page
    assert browser.post(reverse("decide:proposal_move", args=[it.pk, "adopt"]), {"all": "1"}).status_code == 403


def test_to_decide_otherwise_wants_a_reason(world: World, login) -> None:
    request = wants(world, 10)
    it = made(world)
    key = line_of(it, request).key
    browser = login("locc", "LOCC", "en")
    move = reverse("decide:proposal_move", args=[it.pk, "overrule"])
    answer = browser.post(move, {"key": [key], "reason": ""})
    assert answer.status_code == 409 and "says why" in unescape(answer.content.decode())
    assert browser.post(move, {"key": [key], "reason": "They can wait"}).status_code == 303
    assert "decided otherwise" in read(browser, "decide:proposal", it.pk)


def test_one_plans_again_around_what_is_settled(world: World, login) -> None:
    low, high = wants(world, 100, priority=4), wants(world, 120, priority=1)
    it = made(world)
    keys = {request: line_of(it, request).key for request in (low, high)}
    browser = login("locc", "LOCC", "en")
    answer = browser.post(
        reverse("decide:proposal_move", args=[it.pk, "again"]),
        {"key": [keys[low]], "out": [keys[high]], "seconds": "1"},
    )
    again = Proposal.objects.exclude(pk=it.pk).get()
    assert answer["Location"] == reverse("decide:proposal", args=[again.pk])
    assert (again.based_on_id, again.locked, again.left_out) == (it.pk, [keys[low]], [keys[high]])
    job.make(again.pk)
    page = read(browser, "decide:proposal", again.pk)
    assert "planned again from" in page and "Left out this time" in page
    assert f'name="keep" value="{keys[low]}" checked' in page and f'name="out" value="{keys[high]}" checked' in page


def test_who_leaves_a_line_out_does_not_keep_it_as_well(world: World, login) -> None:
    request = wants(world, 10)
    it = made(world)
    key = line_of(it, request).key
    login("locc", "LOCC").post(reverse("decide:proposal_move", args=[it.pk, "again"]), {"key": [key], "out": [key]})
    again = Proposal.objects.exclude(pk=it.pk).get()
    assert (again.locked, again.left_out, again.seconds) == ([], [key], it.seconds)


def test_a_trial_cannot_be_adopted_and_says_why(world: World, login) -> None:
    wants(world, 10)
    it = made(world, trial=AllocationPolicy(lead=30))
    page = read(login("dops", "DOPS", "en"), "decide:proposal", it.pk)
    assert "this policy is not in force" in page
    policies.set_policy(AllocationPolicy(lead=30), by=world.actor("minister-jenv", "MIN-JENV"), reason="As tried")


def test_an_old_proposal_says_its_age(world: World, login) -> None:
    wants(world, 10)
    it = made(world)
    Proposal.objects.update(ready_at=world.now - timedelta(minutes=95))
    assert "Made 1 h 35 ago" in read(login("dops", "DOPS", "en"), "decide:proposal", it.pk).replace("1 h 36", "1 h 35")


def test_who_agreed_stands_with_what_gave_way(world: World, login) -> None:
    _, _, it = displacing(world)
    lost = it.lines.filter(reason="displaced")
    proposals.adopt(
        it.pk, by=world.actor("dops", "DOPS"), agreed={line.key: "Minister JenV, by phone, 03:12" for line in lost}
    )
    page = read(login("auditor", "REKENKAMER", "en"), "decide:proposal", it.pk)
    assert "Agreed: Minister JenV, by phone, 03:12" in page and "adopted by" in page


def test_promises_that_are_only_held_stay_with_who_may_know(world: World, login) -> None:
    low = world.asked(priority=5, lines=[{"capability": "sandbags", "quantity": 160}])
    for unit, quantity in (("alpha", 100), ("bravo", 60)):
        world.commit(low, unit, quantity, hold_until=world.now + timedelta(hours=4))
    policies.set_policy(
        AllocationPolicy(displace=(5,)), by=world.actor("minister-jenv", "MIN-JENV"), reason="Lives first"
    )
    high = wants(world, 120, priority=1)
    it = made(world)
    assert line_of(it, high).given == 120
    assert "Promises that would give way" in read(login("dops", "DOPS", "en"), "decide:proposal", it.pk)
    assert "Promises that would give way" not in read(
        login("minister-jenv", "MIN-JENV", "en"), "decide:proposal", it.pk
    )


def test_a_promise_of_a_lower_class_that_no_setting_touches_points_at_the_setting(world: World, login) -> None:
    low = wants(world, 160, priority=5)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    wants(world, 20, priority=1)
    page = read(login("locc", "LOCC", "en"), "decide:proposal", made(world).pk)
    assert f"Of a lower class: {low.number}. A trial with the setting" in page


def test_the_list_tells_who_asked_for_each_and_what_was_decided(world: World, login) -> None:
    request = wants(world, 10)
    it = made(world)
    proposals.overrule(it.pk, [line_of(it, request).key], by=world.actor("locc", "LOCC"), reason="Later")
    page = read(login("auditor", "REKENKAMER", "en"), "decide:proposals")
    assert it.number in page and "LOCC" in page and "1 overruled" in page


def test_what_cannot_be_done_to_an_unfinished_proposal_is_told_on_its_page(world: World, login) -> None:
    it = proposals.make(by=world.actor("locc", "LOCC"))
    answer = login("dops", "DOPS", "en").post(reverse("decide:proposal_move", args=[it.pk, "adopt"]), {"all": "1"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409 and 'role="alert"' in page and "It waits for its turn" in page
