"""A headcount: the region counts the people of its teams, and some stand with Defence too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.headcount import acts
from steun.web.know.headcount.shape import HeadcountIn
from tests.builders import World
from tests.web.samples.sample import Case, May, Sample

DESK = ("duty-officer", "VR24")


def given(**more: Any) -> dict[str, Any]:
    today = clock.today()
    days = {"counted_on": str(today), "again_by": str(today + timedelta(days=365))}
    return {
        "group": "Teams of the night", "people": 40, "reservists": 6, "fire_volunteers": 4, "others": 2,
        "other_register": "Red Cross", **days, **more,
    }  # fmt: skip


def headcount(world: World, **more: Any) -> Any:
    return acts.state(HeadcountIn(**given(**more)), by=world.desk)


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight") or actor.organisation == "VR24"


SAMPLE = Sample(
    row=headcount, begin="state", may=reads, words=("group", "other_register"),
    seats=(DESK, ("safety-region-chair", "VR24")),
    share=lambda world, it: None,
    later=lambda world, it: acts.revise(it.pk, HeadcountIn(**given(people=44)), by=world.desk) and None,
    cases={
        "state": lambda w: Case(DESK, None, given()),
        "revise": lambda w: Case(DESK, headcount(w).pk, given(reservists=9)),
        "withdraw": lambda w: Case(DESK, headcount(w).pk, {"reason": "The team is no more"}),
    },
    bad=(
        ({"group": " "}, {"group"}),
        ({"people": 0}, {"people"}),
        ({"people": 5}, {"people"}),
        ({"reservists": -1}, {"reservists"}),
        ({"others": 3, "other_register": " "}, {"other_register"}),
        ({"counted_on": "2099-01-01", "again_by": "2098-01-01"}, {"counted_on", "again_by"}),
        ({"counted_on": "2026-01-01", "again_by": "2026-01-01"}, {"again_by"}),
    ),
)  # fmt: skip
