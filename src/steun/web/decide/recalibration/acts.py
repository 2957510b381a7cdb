"""What people do with recalibrations: start, stop, resume."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from steun.core.agree.recalibration import RECALIBRATION, RecalibrationFacts
from steun.core.kernel.errors import NotYours
from steun.core.kernel.text.folding import folded
from steun.rules.load import roles
from steun.web.agree.recalibration.model import TERMS, Recalibration
from steun.web.decide.recalibration.job import make_recalibration
from steun.web.decide.recalibration.question import asked
from steun.web.decide.recalibration.shape import StudyIn
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, seen, step


def beginners() -> tuple[str, ...]:
    return (*roles().coordinators, *roles().planners)


@once("recalibration.start")
def start(shape: StudyIn, *, by: Actor, id: UUID | None = None) -> Recalibration:
    """Look at needs, units and agreements as they are now, and let a worker make it."""
    from steun.optimise import recalibration_text

    if by.role not in beginners():
        raise NotYours(frozenset(beginners()))
    question = asked(shape)
    it = Recalibration(
        id=id or new_key(), problem=recalibration_text(question), beat_at=timezone.now(), since=clock.now(),
        search=folded(shape.title), **{name: getattr(shape, name) for name in TERMS},
    )  # fmt: skip
    facts = RecalibrationFacts(len(question.asks), len(question.pools), roles())
    born(it, RECALIBRATION, "start", by=by, facts=facts, data=contents(it), id=id)
    transaction.on_commit(lambda: make_recalibration.enqueue(str(it.pk)))
    return it


@once("recalibration.stop")
def stop(pk: UUID, *, by: Actor, id: UUID | None = None) -> Recalibration:
    """Enough for now: what is done is kept."""
    it = seen(Recalibration, pk, by)
    name = "cancel" if it.state == "queued" else "stop"
    entry = step(it, RECALIBRATION, name, by=by, facts=RecalibrationFacts(roles=roles()), id=id)
    it.since = entry.happened_at
    it.save()
    return it


@once("recalibration.resume")
def resume(pk: UUID, *, by: Actor, id: UUID | None = None) -> Recalibration:
    """Go on where it was stopped or failed: the same question, the same answer."""
    it = seen(Recalibration, pk, by)
    entry = step(
        it, RECALIBRATION, "resume", by=by, facts=RecalibrationFacts(roles=roles()), data={"failure": ""}, id=id
    )
    it.since, it.beat_at, it.failure = entry.happened_at, timezone.now(), ""
    it.save()
    transaction.on_commit(lambda: make_recalibration.enqueue(str(it.pk)))
    return it


def contents(it: Recalibration) -> dict[str, Any]:
    """What an entry tells of it; the question by its digest."""
    return {**{name: getattr(it, name) for name in TERMS}, "problem": digest(it.problem)}


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest() if text else ""
