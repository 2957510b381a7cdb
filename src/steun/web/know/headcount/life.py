"""The life of a headcount, declared."""

from __future__ import annotations

from steun.core.know.baseline.headcount import HEADCOUNT
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.life.declaration import Act, Life
from steun.web.know.headcount import acts
from steun.web.know.headcount.api import HeadcountOut, router, shown
from steun.web.know.headcount.model import TERMS, Headcount
from steun.web.know.headcount.page import PAGES
from steun.web.know.headcount.shape import HeadcountIn, ReviseIn, StateIn

LIFE = Life(
    HEADCOUNT, Headcount,
    acts=(
        Act("state", StateIn, acts.state, whole=HeadcountIn, box="", path="/headcounts", status=201),
        Act("revise", ReviseIn, acts.revise, whole=HeadcountIn, box=""),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    recorded=("organisation_id", *TERMS), case="id", reads=acts.contents, pages=PAGES,
    audiences={"Headcount": {"group": "sides", "other_register": "sides", "search": "nobody"}},
    codes={"Headcount": ("state",)},
    path="/headcounts/{uuid:pk}/moves/", response=HeadcountOut, show=shown, router=router,
)  # fmt: skip
