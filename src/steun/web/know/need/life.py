"""The life of a need, declared."""

from __future__ import annotations

from steun.core.know.need import NEED
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import Act, Life
from steun.web.know.need import acts
from steun.web.know.need.api import NeedOut, router, shown
from steun.web.know.need.model import NAMED, TERMS, Need
from steun.web.know.need.page import PAGES
from steun.web.know.need.shape import DraftIn, NeedIn, ReviseIn

LIFE = Life(
    NEED, Need,
    acts=(
        Act("draft", DraftIn, acts.draft, whole=NeedIn, box="", path="/needs", status=201),
        Act("revise", ReviseIn, acts.revise, whole=NeedIn, box=""),
        Act("state", ActIn, acts.state),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    follows={"answer": "agreement.agree", "reopen": "agreement.end"},
    recorded=("organisation_id", *(f"{name}_id" for name in NAMED), *TERMS, "covered"), case="id",
    pages=PAGES, audiences={"Need": {"place": "sides", "scenario": "sides", "search": "nobody"}},
    codes={"Need": ("state",)},
    path="/needs/{uuid:pk}/moves/", response=NeedOut, show=shown, router=router,
)  # fmt: skip
