"""The life of an evacuation, declared."""

from __future__ import annotations

from steun.core.deliver.evacuation.life import EVACUATION
from steun.web.deliver.evacuation import acts
from steun.web.deliver.evacuation.api import EvacuationOut, router, shown
from steun.web.deliver.evacuation.model import TERMS, Evacuation
from steun.web.deliver.evacuation.page import PAGES
from steun.web.deliver.evacuation.shape import (
    AskSupportIn,
    BegunIn,
    DropReceptionIn,
    DropZoneIn,
    EndIn,
    EvacuationIn,
    OrderIn,
    PrepareIn,
    ReceptionIn,
    ReportPeopleIn,
    ReviseIn,
    SetReceptionIn,
    SetZoneIn,
    ZoneIn,
)
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import Act, Life

LIFE = Life(
    EVACUATION, Evacuation,
    acts=(
        Act("prepare", PrepareIn, acts.prepare, whole=BegunIn, box="", path="/evacuations", status=201),
        Act("order-evacuation", OrderIn, acts.order, box=""),
        Act("begin-evacuation", ActIn, acts.begin),
        Act("report-people", ReportPeopleIn, acts.report, box=""),
        Act("complete", ActIn, acts.complete),
        Act("order-return", ReasonIn, acts.order_return),
        Act("end-evacuation", EndIn, acts.end, box=""),
        Act("set-zone", SetZoneIn, acts.set_zone, whole=ZoneIn, box=""),
        Act("set-reception", SetReceptionIn, acts.set_reception, whole=ReceptionIn, box=""),
        Act("ask-support", AskSupportIn, acts.ask_support, box=""),
        Act("revise", ReviseIn, acts.revise, whole=EvacuationIn, box=""),
        Act("drop-zone", DropZoneIn, acts.drop_zone, box=""),
        Act("drop-reception", DropReceptionIn, acts.drop_reception, box=""),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    recorded=(
        "organisation_id", *TERMS, "figures", "zones", "receptions", "supports", "concerned", "basis", "forced",
        "ordered_by", "reports", "evaluation",
    ),
    case="id", reads=acts.contents, pages=PAGES,
    audiences={
        "Evacuation": {
            "name": "sides", "threat": "sides", "figures_source": "sides", "evaluation": "sides", "search": "nobody",
        },
        "Zone": {"name": "sides", "people_source": "sides"},
        "Reception": {"name": "sides"},
    },
    codes={
        "Evacuation": ("cause", "basis", "ordered_by", "figures", "reports", "state"),
        "Zone": ("action", "node"),
        "Reception": ("node",),
        "AskedSupport": ("code",),
    },
    path="/evacuations/{uuid:pk}/moves/", response=EvacuationOut, show=shown, router=router,
)  # fmt: skip
