"""The job that makes a recalibration, part by part; it shows that it lives, and how far it is."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from steun.core.agree.recalibration import BEING_MADE, RECALIBRATION, RecalibrationFacts
from steun.web.agree.recalibration.model import Recalibration
from steun.web.kernel.actor import Actor
from steun.web.kernel.failure.jobs import beats, patiently
from steun.web.kernel.failure.retry import each
from steun.web.kernel.life.own import step

SILENT = timedelta(minutes=5)
"""After so long without a sign of life nobody makes it any more; somebody may resume it. Real time."""
log = logging.getLogger("steun")


@task()
def make_recalibration(key: str) -> None:
    """The job. A queue may hand it out twice, so it begins only what waits."""
    make(UUID(key))


def make(pk: UUID) -> None:
    """Make it, keep what is done, or say why it could not be made."""
    if not patiently(lambda: move(pk, "begin")):
        return
    try:
        patiently(lambda: work(pk))
    except Exception as error:
        log.exception("recalibration %s failed", pk)
        failure = f"{type(error).__name__}: {error}"[:300]
        patiently(lambda: move(pk, "fail", failure=failure))


def work(pk: UUID) -> None:
    from steun.optimise import read_recalibration, recalibrate, recalibration_parts, recalibration_result

    row = Recalibration.objects.get(pk=pk)
    question = read_recalibration(row.problem)
    stopped, progress = beats(Recalibration.objects.filter(pk=pk))
    parts = recalibrate(question, row.parts, stopped=stopped, progress=lambda n, kept: progress(n, parts=kept))
    if len(parts) == len(recalibration_parts(question)):
        result = recalibration_result(question, parts)
        digest = sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()
        move(pk, "finish", {"result": digest}, result=result, parts=parts, progress=100)
    else:
        move(pk, "halt", parts=parts)


@transaction.atomic
def move(pk: UUID, name: str, data: dict[str, Any] | None = None, **changes: Any) -> bool:
    """One move that the worker makes. False when it is elsewhere already."""
    it = Recalibration.objects.select_for_update(no_key=True).get(pk=pk)
    if not any(m.source == it.state and m.name == name for m in RECALIBRATION.moves):
        return False
    content = {"failure": changes["failure"]} if "failure" in changes else dict(data or {})
    entry = step(it, RECALIBRATION, name, by=Actor.clock(), facts=RecalibrationFacts(), data=content)
    for field, value in {**changes, "beat_at": timezone.now(), "since": entry.happened_at}.items():
        setattr(it, field, value)
    it.save()
    return True


def give_up_silent(now: datetime) -> int:
    """Those whose maker is gone, a machine that stopped, have failed; somebody may resume them."""
    lost = Recalibration.objects.filter(state__in=BEING_MADE, beat_at__lt=timezone.now() - SILENT)
    keys = list(lost.values_list("pk", flat=True))
    return each(keys, lambda pk: move(pk, "fail", failure="no sign of life from whoever made it"))
