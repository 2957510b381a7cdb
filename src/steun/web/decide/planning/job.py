"""The job that makes a proposal: look, plan, keep. It shows that it lives, and how far it is."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from steun.core.decide.proposal import IN_PROGRESS, PROPOSAL, ProposalFacts
from steun.web.decide.planning import advice, store
from steun.web.decide.proposal.model import Proposal
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure.jobs import in_passing, patiently
from steun.web.kernel.failure.retry import each
from steun.web.kernel.journal.record import apply_move

WORKER = Actor.clock()
BEAT = 0.5
"""Seconds between two signs of life."""
SILENT = timedelta(minutes=2)
"""After so long without a sign of life nobody makes the proposal any more. Real time: a replay's clock may stand still,
or run, while a machine works."""
CLASSES = ("L1", "L2", "L3", "L4", "L5")
log = logging.getLogger("steun")


@task()
def make_proposal(key: str) -> None:
    """The job. A queue may hand it out twice, so it begins only what waits."""
    make(UUID(key))


def make(pk: UUID) -> None:
    """Make the proposal, or say why it could not be made. It never stays half made."""
    if not patiently(lambda: step(pk, "begin")):
        return
    try:
        proposal = patiently(lambda: Proposal.objects.select_related("based_on").get(pk=pk))
        advised = patiently(lambda: advice.advise(proposal, *beats(pk)))
        patiently(lambda: finish(proposal, advised))
    except Exception as error:
        log.exception("proposal %s failed", pk)
        failure = f"{type(error).__name__}: {error}"[:300]
        patiently(lambda: step(pk, "fail", failure=failure))


@transaction.atomic
def finish(proposal: Proposal, advised: Any) -> None:
    """Keep what was planned; nothing of it when the proposal was given up in the meantime."""
    lines = store.save_lines(proposal, advised)
    if not step(proposal.pk, "finish", **store.as_journal(advised, lines)):
        transaction.set_rollback(True)


@transaction.atomic
def step(pk: UUID, name: str, data: Mapping[str, Any] | None = None, **changes: Any) -> bool:
    """One move that the worker makes. False when the proposal is elsewhere already."""
    proposal = Proposal.objects.select_for_update(no_key=True).get(pk=pk)
    if not any(m.source == proposal.state and m.name == name for m in PROPOSAL.moves):
        return False
    content = {"failure": changes["failure"]} if "failure" in changes else dict(data or {})
    apply_move(proposal, PROPOSAL, name, by=WORKER, facts=ProposalFacts(), data=content, audience="national")
    for field, value in {**changes, "beat_at": timezone.now()}.items():
        setattr(proposal, field, value)
    proposal.save()
    return True


def beats(pk: UUID) -> tuple[Callable[[], bool], Callable[[str, float, Mapping[str, float]], None]]:
    """(cancelled, progress) for the planner: twice a second the row says how far, and is asked whether to stop."""
    row = Proposal.objects.filter(pk=pk)
    last = {"asked": 0.0, "written": 0.0, "stop": False}

    def cancelled() -> bool:
        if time.monotonic() - last["asked"] > BEAT:
            stop = in_passing(row.filter(state="stopping").exists, last["stop"])
            last.update(asked=time.monotonic(), stop=stop)
        return bool(last["stop"])

    def progress(what: str, share: float, goals: Mapping[str, float]) -> None:
        if time.monotonic() - last["written"] > BEAT:
            last["written"] = time.monotonic()
            best = {"step": what, "goals": {k: round(v, 2) for k, v in goals.items() if k in CLASSES}}
            news = {"progress": round(100 * min(1.0, share)), "best": best, "beat_at": timezone.now()}
            in_passing(lambda: row.update(**news), 0)

    return cancelled, progress


def give_up_silent() -> int:
    """Proposals whose maker is gone, a machine that stopped, have failed; somebody may ask again."""
    lost = Proposal.objects.filter(state__in=IN_PROGRESS, beat_at__lt=timezone.now() - SILENT).values_list(
        "pk", flat=True
    )
    return each(list(lost), lambda pk: step(pk, "fail", failure="no sign of life from whoever made it"))
