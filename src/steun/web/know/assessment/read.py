"""Self-assessments as they stand for an actor: the steps of one, what is due again, and the seven in one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from steun.core.kernel.machine import Offer
from steun.core.know.baseline.assessment import ASSESSMENT, GRADES
from steun.rules.load import roles
from steun.rules.policy.baseline import Criterion, Requirement, baseline
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.kernel.life.pages import Waiting
from steun.web.know.assessment.model import TONES, Assessment

AS_FILLED_IN = "…"
SHORT_OF = ("partly", "not-met", "unknown")
"""Grades by which a requirement cannot carry another."""


def offers(it: Assessment, actor: Actor) -> list[Offer[Any]]:
    """As if reasons were filled in, and a revision said something else."""
    return list(ASSESSMENT.offers(it.state, actor, it.facts(changes=True, reason=AS_FILLED_IN)))


def waiting_for(actor: Actor) -> Iterable[Waiting]:
    """What one's own organisation should have assessed anew."""
    if actor.role not in roles().drafters:
        return
    old = Assessment.objects.filter(organisation=actor.organisation, state="stated", again_by__lt=clock.today())
    for it in old.order_by("again_by", "pk"):
        yield Waiting("assess-again", it, moments.midnight(it.again_by))


@dataclass
class Standing:
    """One requirement as an organisation assessed it. `rows`: what it stated; `open`: lines of the list to begin from
    that it did not assess under these words; `weak`: what it rests on and is short there too."""

    requirement: Requirement
    rows: list[Assessment] = field(default_factory=list)
    open: list[Criterion] = field(default_factory=list)
    weak: list[Requirement] = field(default_factory=list)

    @property
    def worst(self) -> str:
        """The grade that decides: a chain is as strong as its weakest link. "" when nothing was assessed."""
        return max((it.grade for it in self.rows), key=GRADES.index, default="")

    @property
    def tone(self) -> str:
        return TONES.get(self.worst, "")

    @property
    def asks(self) -> Mapping[str, str]:
        return self.requirement.asks

    @property
    def old(self) -> int:
        return sum(it.is_old for it in self.rows)


def standing(rows: Iterable[Assessment]) -> list[Standing]:
    """The seven, in their order, of the assessments of one organisation."""
    known = baseline()
    found = {code: Standing(it) for code, it in known.requirements.items()}
    for row in rows:
        if row.requirement in found:
            found[row.requirement].rows.append(row)
    for criterion in known.criteria.values():
        one = found[criterion.requirement]
        if not {row.criterion for row in one.rows} & set(criterion.title.values()):
            one.open.append(criterion)
    for one in found.values():
        one.rows.sort(key=lambda row: (-GRADES.index(row.grade), row.criterion))
        one.weak = [found[code].requirement for code in one.requirement.rests_on if found[code].worst in SHORT_OF]
    return list(found.values())


@dataclass(frozen=True)
class Row:
    """How one organisation stands, for who sees several: the seven, and how many gaps have a need."""

    organisation: Any
    cells: list[Standing]
    gaps: int
    with_need: int
    old: int


def compared(actor: Actor) -> list[Row]:
    """Every organisation that stated something this actor may read."""
    by: dict[str, list[Assessment]] = {}
    for it in Assessment.objects.visible_to(actor).filter(state="stated").whole():
        by.setdefault(it.organisation_id, []).append(it)
    found = []
    for rows in by.values():
        gaps, seven = [it for it in rows if it.gap], standing(rows)
        mended = sum(it.need_id is not None for it in gaps)
        found.append(Row(rows[0].organisation, seven, len(gaps), mended, sum(it.old for it in seven)))
    return sorted(found, key=lambda row: str(row.organisation.pk))
