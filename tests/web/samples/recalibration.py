"""A recalibration: the LOCC wants to know what can be counted on."""

from __future__ import annotations

from typing import Any

from steun.web.decide.recalibration import acts, job
from steun.web.decide.recalibration.shape import StudyIn
from tests.builders import World
from tests.web.samples import need
from tests.web.samples.sample import Case, May, Sample

LOCC, DOPS = ("locc", "LOCC"), ("dops", "DOPS")


def given(**more: Any) -> dict[str, Any]:
    takes = {"worlds": 20, "seed": 7, "budget": 1_000, "hours_per_piece": 100, "ready_minutes": 60}
    there = {"free_defence": 60, "free_civil": 80, "task_one": 70, "called_up": 5}
    return {"title": "Winter 2026", **takes, **there, "history": True, **more}


def asked(world: World, **more: Any) -> Any:
    """It waits for a worker. Of one stated need, unless there are some."""
    need.stated(world)
    return acts.start(StudyIn(**given(**more)), by=world.actor(*LOCC))


def made(world: World, it: Any) -> None:
    job.make(it.pk)
    it.refresh_from_db()


def ready(world: World, **more: Any) -> Any:
    it = asked(world, **more)
    made(world, it)
    return it


def stopped(world: World) -> Any:
    return acts.stop(asked(world).pk, by=world.actor(*LOCC))


def with_a_need(world: World) -> Case:
    need.stated(world)
    return Case(LOCC, None, given())


def result(mark: str) -> dict[str, Any]:
    """The least that a page shows, of a scenario whose name is the mark."""
    counts = {"asked": 9, "met": 50, "worst": 0, "why": {"away": 100}, "more": 0, "unmet": 500_000}
    row = {"what": "sandbags", "region": "VR24", "scenario": mark, **counts, "war": counts}
    point = {"budget": 0, "spent": 0, "loss": 0, "bound": 0, "pieces": [], "share": 100, "advised": []}
    return {
        "worlds": 20, "unmet": 0, "unmet_war": 0, "rows": [row], "regions": {"VR24": [1, 0, 1, 0]}, "more": {},
        "ready": [], "faster": {}, "budgets": [point],
    }  # fmt: skip


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("defence", "oversight") or actor.role == "locc"


SAMPLE = Sample(
    row=asked, begin="start", may=reads, words=("title",), more=("search", "problem", "failure"),
    shaped={"result": result}, seats=(LOCC, DOPS),
    later=made,
    cases={
        "start": with_a_need,
        "stop": lambda w: Case(LOCC, asked(w).pk),
        "resume": lambda w: Case(DOPS, stopped(w).pk),
    },
    bad=(
        ({"worlds": 19}, {"worlds"}),
        ({"worlds": 2_001, "budget": -1}, {"worlds", "budget"}),
        ({"free_defence": 0, "task_one": 101, "called_up": -1}, {"free_defence", "task_one", "called_up"}),
        ({"hours_per_piece": 0, "title": " "}, {"hours_per_piece", "title"}),
    ),
)  # fmt: skip
