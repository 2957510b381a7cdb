"""The life of a standing permission, declared."""

from __future__ import annotations

from typing import Any

from steun.core.deliver.movement.clearance import CLEARANCE
from steun.web.deliver.clearance import acts, tick
from steun.web.deliver.clearance.api import ClearanceOut, router, shown
from steun.web.deliver.clearance.model import Clearance
from steun.web.deliver.clearance.page import PAGES
from steun.web.deliver.clearance.shape import ClearanceIn, EnterIn
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values


def reads(it: Any) -> Values:
    return acts.contents(it)


LIFE = Life(
    CLEARANCE, Clearance,
    acts=(
        Act("enter-clearance", EnterIn, acts.enter, whole=ClearanceIn, box="", path="/clearances", status=201),
        Act("end-clearance", ReasonIn, acts.end),
    ),
    follows={"expire": CLOCK},
    recorded=("organisation_id", *acts.COLUMNS), case="id", reads=reads, tick=tick.clearances, pages=PAGES,
    audiences={"Clearance": {"reference": "dividers", "search": "nobody"}},
    codes={"Clearance": ("permission", "nation", "goods", "roads", "state")},
    path="/clearances/{uuid:pk}/moves/", response=ClearanceOut, show=shown, router=router,
)  # fmt: skip
