"""Self-assessments for machines: the same acts as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from steun.rules.policy.baseline import baseline
from steun.web.kernel.actor import Actor
from steun.web.kernel.api.cases import serve
from steun.web.kernel.api.offers import OfferOut, offered_out
from steun.web.kernel.api.router import Room
from steun.web.kernel.input.shape import Shape
from steun.web.know.assessment.model import TERMS, Assessment
from steun.web.know.assessment.read import offers

router = Room()


class BaselineRequirementOut(Shape):
    """One of the seven by name. `evidence`: how what it asks is known; `rests_on`: codes it cannot do without."""

    code: str
    title: dict[str, str]
    asks: dict[str, str]
    evidence: str
    rests_on: list[str]


class BaselineOut(Shape):
    """The seven. `source`: where their names come from."""

    source: dict[str, str]
    requirements: list[BaselineRequirementOut]


class AssessmentOut(Shape):
    """`is_old`: the day by which it should be made anew is past."""

    id: UUID
    organisation: str
    requirement: str
    criterion: str
    grade: str
    evidence: str
    gap: str
    assessed_on: date
    again_by: date
    is_old: bool
    capability: str
    need: UUID | None
    state: str
    moves: list[OfferOut]


def assessment_out(it: Assessment, actor: Actor) -> dict[str, Any]:
    return {
        "id": it.pk, "organisation": it.organisation_id, **{name: getattr(it, name) for name in TERMS},
        "is_old": it.is_old, "capability": it.capability_id or "", "need": it.need_id, "state": it.state,
        "moves": offered_out(offers(it, actor)),
    }  # fmt: skip


@router.get("/baseline", response=BaselineOut)
def baseline_show(http: HttpRequest) -> dict[str, Any]:
    """The seven baseline requirements by name. NATO's own criteria are not public, and not here."""
    Actor.of(http)
    known = baseline()
    rows = [
        {"code": it.code, "title": it.title, "asks": it.asks, "evidence": it.evidence, "rests_on": list(it.rests_on)}
        for it in known.requirements.values()
    ]
    return {"source": known.source, "requirements": rows}


shown = serve(
    router, Assessment, AssessmentOut, assessment_out,
    many="Self-assessments", words="criterion, evidence, gap or organisation", one="self-assessment",
)  # fmt: skip
