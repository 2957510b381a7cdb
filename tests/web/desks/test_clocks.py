"""The acts of a request against the clock: bars and lines where the moments are; the same in words and in a table."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from steun.web.ask.gate.rows import chains
from steun.web.ask.request.facts import request_facts
from steun.web.desks.case.read import case
from steun.web.desks.charts.clocks import THINNEST, Clocks, clocks
from steun.web.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HOUR = timedelta(hours=1)
LOCC = ("locc", "LOCC")


def drawn(world, need=3, state="open", **moments) -> Clocks | None:
    """The picture of a request of which only LOCC's judgement came to its turn; moments in hours from now."""
    actor = world.actor(*LOCC)
    it = case(world.asked().pk, actor)
    for gate in it.gates.all():
        gate.ready_at = gate.due_at = gate.done_at = None
        gate.state = "open"
        if gate.code == "locc-judges":
            gate.state = state
            for name, hours in moments.items():
                setattr(gate, name, clock.now() + hours * HOUR)
    return clocks(chains(it, actor, request_facts(it, by=actor)), clock.now() + need * HOUR)


WAITING = [(-2, 1, "held", 0), (-2, -1, "overdue", 60)]


@pytest.mark.parametrize(("ready", "due", "tone", "late"), WAITING)
def test_what_waits_grows_until_now_and_is_late_after_its_hour(world, ready, due, tone, late):
    found = drawn(world, ready_at=ready, due_at=due)
    it = next(row for row in found.rows if row.tone)
    assert it.tone == tone and it.late - late in (0, 1) and it.waits
    assert abs(it.x + it.width - found.now.at) < 0.5
    assert (it.due > found.now.at) == (due > 0)


DONE = [(-3, -1, -2, "committed", 0), (-3, -2, -1, "late", 60)]


@pytest.mark.parametrize(("ready", "due", "done", "tone", "late"), DONE)
def test_what_is_done_ends_where_it_was_done(world, ready, due, done, tone, late):
    it = next(row for row in drawn(world, state="passed", ready_at=ready, due_at=due, done_at=done).rows if row.tone)
    assert it.tone == tone and it.late - late in (0, 1) and it.width > THINNEST and not it.waits


def test_an_act_whose_turn_did_not_come_has_no_bar_and_says_so(world):
    rest = [row for row in drawn(world, ready_at=-2, due_at=1).rows if not row.tone]
    assert rest and all(row.x is None and row.row.state == "waiting" for row in rest)
    assert rest[0].said == "Nog niet aan de beurt"


def test_the_hour_of_need_is_a_line_and_named_at_the_edge_when_far(world):
    near, far, before = (drawn(world, hours, ready_at=-2, due_at=1).need for hours in (3, 2000, -2000))
    assert 0 < near.at < 100 and not near.beyond
    assert (far.at, far.beyond, far.anchor) == (100.0, True, "end")
    assert (before.at, before.beyond, before.anchor) == (0.0, True, "start")


def test_every_act_that_counts_stands_on_the_picture_and_in_its_table(world, login):
    request = world.asked()
    page = login(*LOCC, language="en").get(f"/requests/{request.pk}").content.decode()
    picture = re.search(r'<table class="timebars clocks".*?</table>', page, re.S)[0]
    table = re.search(r'<table data-sheet="clocks".*?</table>', page, re.S)[0]
    acts = request.gates.exclude(state="dropped").count()
    assert picture.count('role="img"') == table.count("<tr>") - 1 == acts
    assert "answer asked by" in picture and "help needed" in picture
    assert login(*LOCC).get(f"/requests/{request.pk}?sheet=clocks.csv").status_code == 200


def test_a_draft_of_which_nothing_waits_has_no_picture(world, login):
    page = login("duty-officer", "VR24").get(f"/requests/{world.draft(bases=[]).pk}").content.decode()
    assert "timebars clocks" not in page
