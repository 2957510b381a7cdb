"""A lesson: the region calls the DOPS too late, and the DOPS is to say where it can be called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.learn.lesson import acts
from steun.web.learn.lesson.shape import LessonIn
from tests.builders import World
from tests.web.samples.sample import Case, May, Sample

DESK, DOPS, LOCC = ("duty-officer", "VR24"), ("dops", "DOPS"), ("locc", "LOCC")


def day(n: int) -> str:
    return (clock.today() + timedelta(days=n)).isoformat()


def given(**more: Any) -> dict[str, Any]:
    words = {
        "finding": "Nobody knew whom to call",
        "action": "One number, day and night",
        "plan": "Crisis plan, 4.2",
    }
    return {"owner": "DOPS", "due_on": day(60), "capability": "sandbags", "basis": "wvr-51", **words, **more}


def lesson(world: World, **more: Any) -> Any:
    return acts.draw_up(LessonIn(**given(**more)), by=world.desk)


def accepted(world: World, **more: Any) -> Any:
    return acts.accept(lesson(world, **more).pk, by=world.actor(*DOPS))


def carried_out(world: World, **more: Any) -> Any:
    return acts.carry_out(accepted(world, **more).pk, by=world.actor(*DOPS), done="Annex 3 of the plan")


def verified(world: World, **more: Any) -> Any:
    it = carried_out(world, **more)
    return acts.verify(it.pk, by=world.actor(*LOCC), exercise="Wester", exercised_on=clock.today())


def later(world: World, it: Any) -> None:
    """All the way, and learned again."""
    dops = world.actor(*DOPS)
    acts.accept(it.pk, by=dops)
    acts.carry_out(it.pk, by=dops, done="Annex 3 of the plan")
    acts.verify(it.pk, by=world.actor(*LOCC), exercise="Wester", exercised_on=clock.today())
    acts.draw_up(LessonIn(**given(repeats=str(it.pk))), by=world.desk)


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight") or actor.organisation in {"VR24", "DOPS"}


SAMPLE = Sample(
    row=lesson, begin="draw-up", may=reads, words=("finding", "action", "plan"), more=("search", "done", "exercise"),
    seats=(DESK, DOPS, LOCC), later=later,
    cases={
        "draw-up": lambda w: Case(DESK, None, given()),
        "revise": lambda w: Case(DESK, lesson(w).pk, given(action="Two numbers", owner="LOCC")),
        "withdraw": lambda w: Case(DESK, lesson(w).pk, {"reason": "It was known"}),
        "accept": lambda w: Case(DOPS, lesson(w).pk),
        "refuse": lambda w: Case(DOPS, lesson(w).pk, {"reason": "Not ours"}),
        "postpone": lambda w: Case(DOPS, accepted(w).pk, {"due_on": day(90), "reason": "People are away"}),
        "carry-out": lambda w: Case(DOPS, accepted(w).pk, {"done": "Annex 3 of the plan"}),
        "lapse": lambda w: Case(DOPS, accepted(w).pk, {"reason": "The plan is gone"}),
        "verify": lambda w: Case(LOCC, carried_out(w).pk, {"exercise": "Wester", "exercised_on": day(0)}),
        "reopen": lambda w: Case(LOCC, verified(w).pk, {"due_on": day(90), "reason": "It failed"}),
    },
    bad=(
        ({"plan": " ", "capability": "", "basis": ""}, {"plan"}),
        ({"finding": "", "action": " "}, {"finding", "action"}),
        ({"due_on": day(-1)}, {"due_on"}),
        ({"owner": "NOBODY", "due_on": day(-1)}, {"owner", "due_on"}),
        ({"capability": "dragons", "basis": "magic"}, {"capability", "basis"}),
        ({"agreement": "018f0000-0000-7000-8000-000000000000"}, {"agreement"}),
        (
            dict.fromkeys(("request", "incident", "repeats"), "018f0000-0000-7000-8000-000000000000"),
            {"request", "incident", "repeats"},
        ),
    ),
)  # fmt: skip
