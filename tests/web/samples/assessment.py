"""A self-assessment: the region looked at its own power, and it is not wholly there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.assessment import acts
from steun.web.know.assessment.shape import AssessmentIn
from tests.builders import World
from tests.web.samples import need
from tests.web.samples.sample import Case, May, Sample

DESK = ("duty-officer", "VR24")


def given(**more: Any) -> dict[str, Any]:
    today = clock.today()
    days = {"assessed_on": str(today), "again_by": str(today + timedelta(days=365))}
    words = {"criterion": "Power of our own for 72 hours", "evidence": "Test of 3 May", "gap": "Fuel for a day only"}
    return {"requirement": "energy", "grade": "partly", "capability": "sandbags", **days, **words, **more}


def assessment(world: World, **more: Any) -> Any:
    return acts.draft(AssessmentIn(**given(**more)), by=world.desk)


def stated(world: World, **more: Any) -> Any:
    return acts.state(assessment(world, **more).pk, by=world.desk)


def later(world: World, it: Any) -> None:
    """Revised with a need, and stated."""
    wanted = need.need(world)
    acts.revise(it.pk, AssessmentIn(**given(need=str(wanted.pk), grade="not-met")), by=world.desk)
    acts.state(it.pk, by=world.desk)


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight") or actor.organisation == "VR24"


SAMPLE = Sample(
    row=assessment, begin="draft", may=reads, words=("criterion", "evidence", "gap"),
    seats=(DESK, ("safety-region-chair", "VR24")),
    share=lambda world, it: acts.state(it.pk, by=world.desk) and None, later=later,
    cases={
        "draft": lambda w: Case(DESK, None, given()),
        "revise": lambda w: Case(DESK, stated(w).pk, given(grade="met", gap="")),
        "state": lambda w: Case(DESK, assessment(w).pk),
        "withdraw": lambda w: Case(DESK, stated(w).pk, {"reason": "We moved"}),
    },
    bad=(
        ({"requirement": "magic", "grade": "excellent"}, {"requirement", "grade"}),
        ({"criterion": " "}, {"criterion"}),
        ({"grade": "met", "evidence": ""}, {"evidence"}),
        ({"grade": "mostly", "evidence": " ", "gap": ""}, {"evidence", "gap"}),
        ({"grade": "not-met", "gap": ""}, {"gap"}),
        ({"assessed_on": "2099-01-01", "again_by": "2098-01-01"}, {"assessed_on", "again_by"}),
        ({"assessed_on": "2026-01-01", "again_by": "2026-01-01"}, {"again_by"}),
        ({"capability": "dragons"}, {"capability"}),
        ({"need": "018f0000-0000-7000-8000-000000000000"}, {"need"}),
    ),
)  # fmt: skip
