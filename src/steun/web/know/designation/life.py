"""The life of a designation, declared."""

from __future__ import annotations

from steun.core.know.baseline.designation import DESIGNATION
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.life.declaration import Act, Life
from steun.web.know.designation import acts
from steun.web.know.designation.api import DesignationOut, router, shown
from steun.web.know.designation.model import TERMS, Designation
from steun.web.know.designation.page import PAGES
from steun.web.know.designation.shape import DesignateIn, DesignationIn, ReviseDesignationIn

LIFE = Life(
    DESIGNATION, Designation,
    acts=(
        Act("designate", DesignateIn, acts.designate, whole=DesignationIn, box="", path="/designations", status=201),
        Act("revise", ReviseDesignationIn, acts.revise, whole=DesignationIn, box=""),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    recorded=("entity_id", "ministry_id", *TERMS), case="id", reads=acts.contents, pages=PAGES,
    audiences={"Designation": {"service": "sides", "origin": "sides", "search": "nobody"}},
    codes={"Designation": ("state", "sector", "evidence")},
    path="/designations/{uuid:pk}/moves/", response=DesignationOut, show=shown, router=router,
)  # fmt: skip
