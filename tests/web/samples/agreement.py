"""A readiness agreement: the region proposes to the DOPS."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.agree.agreement import acts
from steun.web.agree.agreement.shape import AgreementIn
from steun.web.kernel import clock
from tests.builders import World
from tests.web.samples.sample import Case, May, Sample

DESK, CHAIR, DOPS = ("duty-officer", "VR24"), ("safety-region-chair", "VR24"), ("dops", "DOPS")
WORDS = ("place", "exceptions", "costs", "needs", "task_one")
SIDES = {"DOPS", "VR24"}


def given(**more: Any) -> dict[str, Any]:
    return {"capability": "sandbags", "provider": "DOPS", "beneficiaries": ["VR24"], **terms(), **more}


def terms(**more: Any) -> dict[str, Any]:
    said = {"place": "Geul", "exceptions": "None", "costs": "Each its own", "needs": "High water", "task_one": "Half"}
    days = {"starts_on": clock.today() + timedelta(days=9), "ends_on": clock.today() + timedelta(days=99)}
    return {"quantity": 40, "reaction_minutes": 360, "sustained_hours": 72, **said, **days, **more}


def deal(world: World, *by: str, **more: Any) -> Any:
    """Proposed by the region, and agreed to by these sides."""
    it = acts.propose(AgreementIn(**given(**more)), by=world.desk)
    for side in by:
        acts.agree(it.pk, by=world.actor(*(DOPS if side == "DOPS" else CHAIR)))
    it.refresh_from_db()
    return it


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight") or actor.organisation in SIDES


def day(n: int) -> str:
    return (clock.today() + timedelta(days=n)).isoformat()


SAMPLE = Sample(
    row=deal, begin="propose", may=reads, words=WORDS, seats=(DESK, CHAIR, DOPS),
    later=lambda world, it: acts.agree(it.pk, by=world.actor(*DOPS)) and None,
    cases={
        "propose": lambda w: Case(DESK, None, given()),
        "counter": lambda w: Case(DOPS, deal(w, "VR24").pk, terms(quantity=25)),
        "agree": lambda w: Case(DOPS, deal(w, "VR24").pk),
        "refuse": lambda w: Case(DOPS, deal(w).pk, {"reason": "No men"}),
        "withdraw": lambda w: Case(DESK, deal(w).pk, {"reason": "A mistake"}),
        "end": lambda w: Case(CHAIR, deal(w, "VR24", "DOPS").pk, {"reason": "Not needed"}),
    },
    bad=(
        ({"ends_on": day(8)}, {"ends_on"}),
        ({"starts_on": day(-1)}, {"starts_on"}),
        ({"quantity": 0}, {"quantity"}),
        ({"quantity": -3}, {"quantity"}),
        ({"reaction_minutes": 0, "sustained_hours": -1}, {"reaction_minutes", "sustained_hours"}),
        ({"place": "", "costs": "  "}, {"place", "costs"}),
        ({"beneficiaries": ["DOPS"]}, {"beneficiaries"}),
        ({"beneficiaries": []}, {"beneficiaries"}),
        ({"beneficiaries": ["VR24", "GM9999"]}, {"beneficiaries.1"}),
        ({"beneficiaries": ["VR24", "VR01"]}, {"beneficiaries"}),
        ({"capability": "dragons"}, {"capability"}),
        (
            {"beneficiaries": ["VR24", "VR01"], "ends_on": day(-3), "starts_on": day(-1), "capability": "dragons"},
            {"beneficiaries", "ends_on", "starts_on", "capability"},
        ),
    ),
)  # fmt: skip
