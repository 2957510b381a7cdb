"""A designation: the ministry of infrastructure designates the water authority for what it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.designation import acts
from steun.web.know.designation.model import Designation
from steun.web.know.designation.shape import DesignationIn
from tests.builders import World
from tests.web.samples.sample import Case, May, Sample

MINISTER = ("minister", "MIN-IENW")


def given(**more: Any) -> dict[str, Any]:
    said = {
        "entity": "WS-limburg",
        "sector": "waste-water",
        "service": "Waste water of the south",
        "origin": "Decision 1",
    }
    return {**said, "designated_on": str(clock.today() - timedelta(days=30)), "evidence": "S", **more}


def designation(world: World, **more: Any) -> Any:
    """Each of another service, unless one is named."""
    said = {"service": f"Waste water of the south, {Designation.objects.count()}", **more}
    return acts.designate(DesignationIn(**given(**said)), by=world.actor(*MINISTER))


def reads(row: Any) -> May:
    def may(actor: Any) -> bool:
        return actor.side in ("national", "defence", "oversight") or actor.organisation in ("WS-limburg", "MIN-IENW")

    return may


SAMPLE = Sample(
    row=designation, begin="designate", may=reads, words=("service", "origin"),
    seats=(MINISTER, ("dijkgraaf", "WS-limburg")),
    share=lambda world, it: None,
    later=lambda world, it: acts.revise(
        it.pk, DesignationIn(**given(sector="drinking-water", evidence="K")), by=world.actor(*MINISTER)
    ) and None,
    cases={
        "designate": lambda w: Case(MINISTER, None, given()),
        "revise": lambda w: Case(MINISTER, designation(w).pk, given(sector="drinking-water")),
        "withdraw": lambda w: Case(MINISTER, designation(w).pk, {"reason": "Another gives it now"}),
    },
    bad=(
        ({"service": " ", "origin": ""}, {"service", "origin"}),
        ({"entity": "NOBODY", "sector": "dragons"}, {"entity", "sector"}),
        ({"entity": "VR24"}, {"entity"}),
        ({"designated_on": "2099-01-01"}, {"designated_on"}),
    ),
)  # fmt: skip
