"""A flow: a region sees three thousand cars an hour towards the south."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.flow import acts
from steun.web.know.flow.shape import SeenIn
from tests.builders import World
from tests.web.samples.sample import Case, Sample

DESK = ("duty-officer", "VR24")
LINK, NORTH, SOUTH = "J-KRU.J-EUR.A2", "J-KRU", "J-EUR"
HOUR = timedelta(hours=1)


def given(**more: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "link": LINK,
        "towards": SOUTH,
        "cars_per_hour": 3_000,
        "why": "Counted from the bridge",
        "seen_at": now,
        "ends_at": now + HOUR,
        **more,
    }


def flow(world: World, **more: Any) -> Any:
    return acts.report(SeenIn(**given(**more)), by=world.desk)


def later(world: World, it: Any) -> None:
    acts.count(it.pk, SeenIn(**given(ends_at=None)), by=world.desk)


SAMPLE = Sample(
    row=flow, begin="report-flow", may=lambda row: lambda actor: True, words=("why",), seats=(DESK,), later=later,
    cases={
        "report-flow": lambda w: Case(DESK, None, given()),
        "count-again": lambda w: Case(DESK, flow(w).pk, given(cars_per_hour=1_200)),
        "end-flow": lambda w: Case(DESK, flow(w).pk, {"reason": "The road is empty"}),
    },
    bad=(
        ({"link": "NOWHERE"}, {"link"}),
        ({"towards": "J-WAT"}, {"towards"}),
        ({"cars_per_hour": 0}, {"cars_per_hour"}),
        ({"cars_per_hour": 50_001}, {"cars_per_hour"}),
        ({"why": " "}, {"why"}),
        ({"ends_at": clock.now() - HOUR}, {"ends_at"}),
    ),
)  # fmt: skip
