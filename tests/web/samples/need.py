"""A need: the region wants soldiers for sandbags of the DOPS."""

from __future__ import annotations

from typing import Any

from steun.web.know.need import acts
from steun.web.know.need.shape import NeedIn
from tests.builders import World
from tests.web.samples import agreement
from tests.web.samples.sample import Case, May, Sample

DESK = ("duty-officer", "VR24")


def given(**more: Any) -> dict[str, Any]:
    figures = {"quantity": 60, "reaction_minutes": 360, "sustained_hours": 72}
    words = {"place": "Geul", "scenario": "High water as in 2021", "addressee": "DOPS"}
    return {"capability": "sandbags", **figures, **words, **more}


def need(world: World, **more: Any) -> Any:
    return acts.draft(NeedIn(**given(**more)), by=world.desk)


def stated(world: World, **more: Any) -> Any:
    return acts.state(need(world, **more).pk, by=world.desk)


def answered(world: World, it: Any) -> None:
    """Revised, stated, and answered by an agreement for a part of it."""
    acts.revise(it.pk, NeedIn(**given(quantity=70)), by=world.desk)
    acts.state(it.pk, by=world.desk)
    agreement.deal(world, "VR24", "DOPS", answers=[it.pk])


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight") or actor.organisation in {"VR24", "DOPS"}


SAMPLE = Sample(
    row=need, begin="draft", may=reads, words=("place", "scenario"), seats=(DESK, ("safety-region-chair", "VR24")),
    share=lambda world, it: acts.state(it.pk, by=world.desk) and None, later=answered,
    cases={
        "draft": lambda w: Case(DESK, None, given()),
        "revise": lambda w: Case(DESK, stated(w).pk, given(quantity=25)),
        "state": lambda w: Case(DESK, need(w).pk),
        "withdraw": lambda w: Case(DESK, stated(w).pk, {"reason": "Not needed"}),
    },
    bad=(
        ({"quantity": 0}, {"quantity"}),
        (
            {"quantity": -1, "reaction_minutes": 0, "sustained_hours": 0},
            {"quantity", "reaction_minutes", "sustained_hours"},
        ),
        ({"capability": ""}, {"capability"}),
        ({"capability": "dragons", "effect": "magic"}, {"capability", "effect"}),
        ({"addressee": "VR24"}, {"addressee"}),
        ({"addressee": "NOBODY"}, {"addressee"}),
        ({"place": " ", "scenario": ""}, {"place", "scenario"}),
    ),
)  # fmt: skip
