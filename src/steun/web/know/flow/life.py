"""The life of a flow on a road, declared."""

from __future__ import annotations

from steun.core.know.roads.flow import FLOW
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.know.flow import acts, tick
from steun.web.know.flow.api import FlowOut, router, shown
from steun.web.know.flow.model import Flow
from steun.web.know.flow.page import PAGES
from steun.web.know.flow.shape import CountIn, ReportIn, SeenIn

LIFE = Life(
    FLOW, Flow,
    acts=(
        Act("report-flow", ReportIn, acts.report, whole=SeenIn, box="", path="/flows", status=201),
        Act("count-again", CountIn, acts.count, whole=SeenIn, box=""),
        Act("end-flow", ReasonIn, acts.end),
    ),
    follows={"expire": CLOCK},
    recorded=("organisation_id", *acts.COLUMNS), case="id", reads=acts.contents,
    tick=tick.flows, pages=PAGES, audiences={"Flow": {"why": "everybody", "search": "nobody"}},
    codes={"Flow": ("state", "link", "towards")},
    path="/flows/{uuid:pk}/moves/", response=FlowOut, show=shown, router=router,
)  # fmt: skip
