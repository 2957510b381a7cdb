"""A standing permission: the TOC enters that customs need not be asked each time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.deliver.clearance import acts
from steun.web.deliver.clearance.shape import ClearanceIn
from steun.web.kernel import clock
from tests.builders import World
from tests.web.samples.movement import DESK, TOC, reads
from tests.web.samples.sample import Case, Sample


def day(n: int) -> str:
    return (clock.today() + timedelta(days=n)).isoformat()


def given(**more: Any) -> dict[str, Any]:
    days = {"first_day": clock.today(), "last_day": clock.today() + timedelta(days=300)}
    return {"permission": "customs", "reference": "Letter of customs", **days, **more}


def clearance(world: World, **more: Any) -> Any:
    return acts.enter(ClearanceIn(**given(**more)), by=world.actor(*TOC))


SAMPLE = Sample(
    row=clearance, begin="enter-clearance", may=reads, words=("reference",), seats=(TOC, DESK),
    cases={
        "enter-clearance": lambda w: Case(TOC, None, given()),
        "end-clearance": lambda w: Case(TOC, clearance(w).pk, {"reason": "They want to see each"}),
    },
    bad=(
        ({"permission": "limits"}, {"permission"}),
        ({"permission": "dragons", "last_day": day(-1)}, {"permission", "last_day"}),
        ({"roads": ["A58", "Z99"]}, {"roads.1"}),
        ({"reference": " "}, {"reference"}),
        ({"nation": "usa", "vehicles": -1}, {"nation", "vehicles"}),
    ),
)  # fmt: skip
