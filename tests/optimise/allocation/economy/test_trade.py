"""Two lines change places when that is cheaper, and everybody gets what it had, to the piece."""

from __future__ import annotations

import numpy as np
import pytest

from steun.optimise.allocation.check import check
from steun.optimise.allocation.economy.choice import by_cost
from steun.optimise.allocation.economy.trade import trade
from steun.optimise.allocation.grid.slots import assign
from steun.optimise.allocation.phases import insert_greedily, order_of
from steun.optimise.allocation.search.workspace import objective, open_workspace, recount, to_plan
from steun.optimise.compiled import random_state
from tests.optimise.allocation.economy.test_exchange import crossed
from tests.optimise.odd_worlds import KINDS, odd_world
from tests.optimise.worlds import SEARCH, line, unit, world


def traded(workspace, looks, heat=0.0):
    t = workspace.table
    order, _ = by_cost(t, np.zeros(len(t.notice)))
    guide = workspace.plain(late=1.0, far=1e-6)
    saved = trade(t, workspace.state, guide, order, random_state(1), looks, heat)
    recount(workspace)
    return to_plan(workspace, 0, "search", None), saved


def test_two_crews_that_drive_past_each_other_change_places():
    made, saved = traded(crossed(), 200)

    assert {(a.line, a.unit) for a in made.assignments} == {("here", "u1"), ("there", "u2")}
    assert made.objective["L7"] == 0 and saved > 0


def test_what_is_locked_does_not_change_places():
    assert traded(crossed(locked=True), 200)[1] == 0.0


def test_a_line_goes_where_there_is_room_and_it_is_nearer():
    workspace = open_workspace(world([unit("far", lon=5.2), unit("near")], [line(latest_arrival=60)]), SEARCH)
    far = next(p for p in range(2) if workspace.table.travel[p] > 0)
    assign(workspace.table, workspace.state, 0, far, 1, 0)
    recount(workspace)

    assert [a.unit for a in traded(workspace, 50)[0].assignments] == ["near"]


@pytest.mark.parametrize("heat", [0.0, 1e6])
@pytest.mark.parametrize("kind", KINDS)
def test_everybody_keeps_what_it_had_and_the_plan_stays_allowed(kind, heat):
    workspace = open_workspace(odd_world(kind, "middle", 4), SEARCH)
    insert_greedily(workspace, workspace.plain(), order_of(workspace))
    met, before = workspace.state.raw.copy(), objective(workspace)
    made, saved = traded(workspace, 20_000, heat)

    assert np.array_equal(workspace.state.raw, met)
    assert {v.code for v in check(workspace.problem, made)} <= {"promise-broken"}
    if heat == 0.0:
        assert saved >= 0 and (made.objective["L6"], made.objective["L7"]) <= (before["L6"], before["L7"])
