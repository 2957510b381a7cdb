"""The life of a closure, declared."""

from __future__ import annotations

from typing import Any

from steun.core.know.roads.closure import CLOSURE
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values
from steun.web.know.closure import acts, tick
from steun.web.know.closure.api import ClosureOut, router, shown
from steun.web.know.closure.model import Closure
from steun.web.know.closure.page import PAGES
from steun.web.know.closure.shape import ChangeIn, CloseIn, ClosureIn


def reads(it: Any) -> Values:
    return acts.contents(it)


LIFE = Life(
    CLOSURE, Closure,
    acts=(
        Act("close-road", CloseIn, acts.close, whole=ClosureIn, box="", path="/closures", status=201),
        Act("change-closure", ChangeIn, acts.change, whole=ClosureIn, box=""),
        Act("lift", ReasonIn, acts.lift),
    ),
    follows={"expire": CLOCK},
    recorded=("organisation_id", *acts.COLUMNS), case="id", reads=reads,
    tick=tick.closures, pages=PAGES, audiences={"Closure": {"why": "everybody", "search": "nobody"}},
    codes={"Closure": ("state", "cause", "links")},
    path="/closures/{uuid:pk}/moves/", response=ClosureOut, show=shown, router=router,
)  # fmt: skip
