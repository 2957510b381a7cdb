"""The life of a road plan, declared."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from steun.core.deliver.roadplan import ROADPLAN
from steun.web.deliver.roadplan import acts
from steun.web.deliver.roadplan.api import RoadPlanOut, router, shown
from steun.web.deliver.roadplan.job import MADE, digest
from steun.web.deliver.roadplan.model import TERMS, RoadPlan
from steun.web.deliver.roadplan.page import PAGES
from steun.web.deliver.roadplan.shape import AdoptIn, AgreeIn, AskIn, QuestionIn
from steun.web.kernel.input.shape import ActIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values


def reads(it: Any) -> Values:
    """The question and the answer are recorded by their digests."""
    return {**acts.contents(it), "problem": sha256(it.problem.encode()).hexdigest(), "positions": digest(it.positions)}


LIFE = Life(
    ROADPLAN, RoadPlan,
    acts=(
        Act("ask-road-plan", AskIn, acts.ask, whole=QuestionIn, box="", path="/roadplans", status=201),
        Act("stop", ActIn, acts.stop, ("stop", "cancel")),
        Act("agree-to-position", AgreeIn, acts.agree, box=""),
        Act("adopt", AdoptIn, acts.adopt, box=""),
    ),
    follows={"begin": CLOCK, "halt": CLOCK, "finish": CLOCK, "fail": CLOCK},
    recorded=("organisation_id", *TERMS, "failure", "problem", "positions", "agreed", "adopted"),
    case="id", reads=reads, tick=MADE.give_up_silent, pages=PAGES,
    audiences={"RoadPlan": {"problem": "nobody", "failure": "dividers", "search": "nobody"}},
    codes={"RoadPlan": ("state", "positions", "agreed", "adopted")},
    path="/roadplans/{uuid:pk}/moves/", response=RoadPlanOut, show=shown, router=router,
)  # fmt: skip
