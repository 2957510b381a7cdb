"""A poll of needs: the LOCC asks the region and the DOPS."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.poll import acts
from steun.web.know.poll.shape import PollIn
from tests.builders import World
from tests.web.samples import need
from tests.web.samples.sample import Case, May, Sample

LOCC, DESK, DOPS = ("locc", "LOCC"), ("duty-officer", "VR24"), ("dops", "DOPS")


def given(**more: Any) -> dict[str, Any]:
    words = {"title": "Autumn 2026", "question": "What would you need in high water?"}
    return {**words, "asked": ["VR24", "DOPS"], "closes_on": clock.today() + timedelta(days=30), **more}


def poll(world: World, **more: Any) -> Any:
    return acts.open_poll(PollIn(**given(**more)), by=world.actor(*LOCC))


def answered(world: World, it: Any) -> None:
    acts.answer(it.pk, by=world.desk, needs=[need.stated(world).pk])


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight") or actor.organisation in {"VR24", "DOPS"}


def day(n: int) -> str:
    return (clock.today() + timedelta(days=n)).isoformat()


SAMPLE = Sample(
    row=poll, begin="open", may=reads, words=("title", "question"), seats=(LOCC, DESK, DOPS), later=answered,
    cases={
        "open": lambda w: Case(LOCC, None, given()),
        "answer": lambda w: Case(DESK, poll(w).pk, {"needs": [str(need.stated(w).pk)]}),
        "close": lambda w: Case(LOCC, poll(w).pk),
        "withdraw": lambda w: Case(LOCC, poll(w).pk, {"reason": "A mistake"}),
    },
    bad=(
        ({"asked": []}, {"asked"}),
        ({"asked": ["VR24", "NOBODY"]}, {"asked.1"}),
        ({"closes_on": day(0)}, {"closes_on"}),
        ({"closes_on": day(-3), "asked": []}, {"closes_on", "asked"}),
        ({"title": "", "question": " "}, {"title", "question"}),
    ),
)  # fmt: skip
