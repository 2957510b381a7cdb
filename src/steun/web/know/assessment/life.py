"""The life of a self-assessment, declared."""

from __future__ import annotations

from steun.core.know.baseline.assessment import ASSESSMENT
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import Act, Life
from steun.web.know.assessment import acts
from steun.web.know.assessment.api import AssessmentOut, router, shown
from steun.web.know.assessment.model import NAMED, TERMS, Assessment
from steun.web.know.assessment.page import PAGES
from steun.web.know.assessment.shape import AssessmentIn, DraftIn, ReviseIn

LIFE = Life(
    ASSESSMENT, Assessment,
    acts=(
        Act("draft", DraftIn, acts.draft, whole=AssessmentIn, box="", path="/assessments", status=201),
        Act("revise", ReviseIn, acts.revise, whole=AssessmentIn, box=""),
        Act("state", ActIn, acts.state),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    recorded=("organisation_id", *(f"{name}_id" for name in NAMED), *TERMS), case="id", reads=acts.contents,
    pages=PAGES,
    audiences={"Assessment": {"criterion": "sides", "evidence": "sides", "gap": "sides", "search": "nobody"}},
    codes={"Assessment": ("state", "requirement", "grade")},
    path="/assessments/{uuid:pk}/moves/", response=AssessmentOut, show=shown, router=router,
)  # fmt: skip
