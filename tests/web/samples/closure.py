"""A closure: a region closes a motorway in an incident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.closure import acts
from steun.web.know.closure.shape import ClosureIn
from tests.builders import World
from tests.web.samples.sample import Case, Sample

DESK = ("duty-officer", "VR24")
LINK = "J-KRU.J-EUR.A2"
HOUR = timedelta(hours=1)


def given(**more: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "links": [LINK],
        "cause": "flood",
        "why": "Water on the road",
        "starts_at": now,
        "ends_at": now + HOUR,
        **more,
    }


def closure(world: World, **more: Any) -> Any:
    return acts.close(ClosureIn(**given(**more)), by=world.desk)


def later(world: World, it: Any) -> None:
    acts.change(it.pk, ClosureIn(**given(ends_at=None)), by=world.desk)


SAMPLE = Sample(
    row=closure, begin="close-road", may=lambda row: lambda actor: True, words=("why",), seats=(DESK,), later=later,
    cases={
        "close-road": lambda w: Case(DESK, None, given()),
        "change-closure": lambda w: Case(DESK, closure(w).pk, given(why="Mud on the road")),
        "lift": lambda w: Case(DESK, closure(w).pk, {"reason": "The water is gone"}),
    },
    bad=(
        ({"links": []}, {"links"}),
        ({"links": ["NOWHERE"]}, {"links.0"}),
        ({"cause": "magic"}, {"cause"}),
        ({"why": " "}, {"why"}),
    ),
)  # fmt: skip
