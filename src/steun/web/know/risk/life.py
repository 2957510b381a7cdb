"""The life of a risk, declared."""

from __future__ import annotations

from steun.core.know.risks.risk import RISK
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.life.declaration import Act, Life
from steun.web.know.risk import acts
from steun.web.know.risk.api import RiskOut, router, shown
from steun.web.know.risk.model import TERMS, Risk
from steun.web.know.risk.page import PAGES
from steun.web.know.risk.shape import ReconfirmRiskIn, ReviseRiskIn, RiskIn, StateRiskIn

LIFE = Life(
    RISK, Risk,
    acts=(
        Act("state", StateRiskIn, acts.state, whole=RiskIn, box="", path="/risks", status=201),
        Act("reconfirm", ReconfirmRiskIn, acts.reconfirm),
        Act("revise", ReviseRiskIn, acts.revise, whole=RiskIn, box=""),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    recorded=("organisation_id", *TERMS, "confirmed_on"), case="id", reads=acts.contents, pages=PAGES,
    audiences={"Risk": {"name": "everybody", "scenario": "everybody", "origin": "everybody", "search": "nobody"}},
    codes={
        "Risk": ("state", "theme", "scale", "likelihood", "evidence", "impacts", "places", "capabilities", "effects",
                 "needs"),
    },
    path="/risks/{uuid:pk}/moves/", response=RiskOut, show=shown, router=router,
)  # fmt: skip
