"""The job that makes a recalibration, part by part; it shows that it lives, and how far it is."""

from __future__ import annotations

import json
from hashlib import sha256
from uuid import UUID

from django_tasks import task

from steun.core.agree.recalibration import BEING_MADE, RECALIBRATION, RecalibrationFacts
from steun.web.agree.recalibration.model import Recalibration
from steun.web.kernel.failure.jobs import Made, beats

MADE = Made(Recalibration, RECALIBRATION, RecalibrationFacts, BEING_MADE)


@task()
def make_recalibration(key: str) -> None:
    """The job: make it, keep what is done, or say why it could not be made."""
    make(UUID(key))


def make(pk: UUID) -> None:
    MADE.make(pk, work)


def work(pk: UUID) -> None:
    from steun.optimise import read_recalibration, recalibrate, recalibration_parts, recalibration_result

    row = Recalibration.objects.get(pk=pk)
    question = read_recalibration(row.problem)
    stopped, progress = beats(Recalibration.objects.filter(pk=pk))
    parts = recalibrate(question, row.parts, stopped=stopped, progress=lambda n, kept: progress(n, parts=kept))
    if len(parts) == len(recalibration_parts(question)):
        result = recalibration_result(question, parts)
        digest = sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()
        MADE.move(pk, "finish", {"result": digest}, result=result, parts=parts, progress=100)
    else:
        MADE.move(pk, "halt", parts=parts)
