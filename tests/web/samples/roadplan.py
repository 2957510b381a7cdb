"""A road plan: the TOC asks for one plan of two movements from one quay, and of people who leave the river."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from steun.web.deliver.evacuation import acts as evacuations
from steun.web.deliver.roadplan import acts, job
from steun.web.deliver.roadplan.shape import QuestionIn
from steun.web.kernel import clock
from tests.builders import World
from tests.web.samples import evacuation, movement
from tests.web.samples.sample import Case, May, Sample

TOC, LOCC, DESK = ("toc", "TOC"), ("locc", "LOCC"), ("duty-officer", "VR24")
MAYOR = evacuation.MAYOR
HOUR = timedelta(hours=1)


def given(**more: Any) -> dict[str, Any]:
    now = clock.now()
    return {"starts_at": now, "ends_at": now + 48 * HOUR, "by_hour": 6, "keep": True, **more}


def asked(world: World, **more: Any) -> Any:
    """It waits for a worker, over a bid unless there are movements."""
    movement.bid(world)
    return acts.ask(QuestionIn(**given(**more)), by=world.actor(*TOC))


def made(world: World, it: Any) -> None:
    job.make(it.pk)
    it.refresh_from_db()


def ready(world: World, **more: Any) -> Any:
    it = asked(world, **more)
    made(world, it)
    return it


def with_evacuees(world: World, **more: Any) -> Any:
    """People who must leave in the hour of the columns."""
    it = evacuation.prepared(world, decision_at=clock.now() + HOUR)
    evacuations.order(it.pk, by=world.actor(*MAYOR), basis="gemw-175", reason="The water rises")
    return ready(world, **more)


def crossing(world: World) -> Any:
    """Two bids that were planned for the same minutes of the same quay."""
    movement.bid(world)
    return ready(world)


def with_a_bid(world: World) -> Case:
    movement.bid(world)
    return Case(TOC, None, given())


def later(world: World, it: Any) -> None:
    """Through its whole life, so that every field stands on record."""
    it = crossing(world)
    acts.adopt(it.pk, by=world.actor(*TOC), wait=0)


def problem(mark: str) -> str:
    """A question that pages can read, in which a zone has the mark for its name."""
    start = clock.now().isoformat()
    return json.dumps({"start": start, "movements": {}, "organisations": [], "people": 10, "zones": {},
                       "names": {"zone": mark}})  # fmt: skip


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight")


SAMPLE = Sample(
    row=asked, begin="ask-road-plan", may=reads, more=("search", "failure"), shaped={"problem": problem},
    seats=(TOC, LOCC, DESK),
    later=made,
    cases={
        "ask-road-plan": with_a_bid,
        "stop": lambda w: Case(LOCC, asked(w).pk),
        "agree-to-position": lambda w: Case(MAYOR, with_evacuees(w).pk, {"wait": 0}),
        "adopt": lambda w: Case(TOC, crossing(w).pk, {"wait": 0}),
    },
    bad=(
        ({"by_hour": 0}, {"by_hour"}),
        ({"by_hour": 169}, {"by_hour"}),
        ({"starts_at": clock.now() + 3 * HOUR, "ends_at": clock.now() + 2 * HOUR}, {"ends_at"}),
        ({"ends_at": clock.now() + 400 * HOUR}, {"ends_at"}),
    ),
)  # fmt: skip
