"""The life of a movement, declared."""

from __future__ import annotations

from typing import Any

from steun.core.deliver.movement.life import MOVEMENT
from steun.web.deliver.movement import acts
from steun.web.deliver.movement.api import MovementOut, router, shown
from steun.web.deliver.movement.model import Movement
from steun.web.deliver.movement.page import PAGES
from steun.web.deliver.movement.shape import (
    AskCivilIn,
    ChangeIn,
    CloseIn,
    DenyIn,
    PermitIn,
    ReportIn,
    RequirementsIn,
    StateIn,
)
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import Act, Life
from steun.web.kernel.life.journalled import Values


def reads(it: Any) -> Values:
    return acts.contents(it)


LIFE = Life(
    MOVEMENT, Movement,
    acts=(
        Act("state-requirements", StateIn, acts.state, whole=RequirementsIn, box="", path="/movements", status=201),
        Act("bid", ActIn, acts.bid),
        Act("permit", PermitIn, acts.permit, box=""),
        Act("deny", DenyIn, acts.deny, box=""),
        Act("plan-again", ActIn, acts.plan_again),
        Act("credit", ActIn, acts.credit),
        Act("ask-civil", AskCivilIn, acts.ask_civil, box=""),
        Act("depart", ActIn, acts.depart),
        Act("report-point", ReportIn, acts.report, box=""),
        Act("end-march", ActIn, acts.end_march),
        Act("close", CloseIn, acts.close, box=""),
        Act("refuse", ReasonIn, acts.refuse),
        Act("withdraw", ReasonIn, acts.withdraw),
        Act("cancel", ReasonIn, acts.cancel),
        Act("change-requirements", ChangeIn, acts.change, whole=RequirementsIn, box=""),
    ),
    follows={"credit-again": "roadplan.adopt"},
    recorded=(
        "organisation_id", *acts.COLUMNS, "marches", "counted_from", "permissions", "along", "supports",
        "number", "reports", "evaluation",
    ),
    case="id", reads=reads, pages=PAGES,
    audiences={
        "Movement": {
            "purpose": "dividers", "carrier": "dividers", "evaluation": "dividers", "search": "nobody",
        },
        "Permission": {"reference": "dividers"},
    },
    codes={
        "Movement": (
            "nation", "command", "goods", "origin", "destination", "number", "marches", "reports", "state",
        ),
        "CivilSupport": ("code",),
        "Permission": ("key", "code", "links", "answer", "answered_role"),
    },
    path="/movements/{uuid:pk}/moves/", response=MovementOut, show=shown, router=router,
)  # fmt: skip
