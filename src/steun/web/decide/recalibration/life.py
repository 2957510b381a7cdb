"""The life of a recalibration, declared."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from steun.core.agree.recalibration import RECALIBRATION
from steun.web.agree.recalibration.model import TERMS, Recalibration
from steun.web.decide.recalibration import acts
from steun.web.decide.recalibration.api import RecalibrationOut, router, shown
from steun.web.decide.recalibration.job import MADE
from steun.web.decide.recalibration.page import PAGES
from steun.web.decide.recalibration.shape import StartIn, StudyIn
from steun.web.kernel.input.shape import ActIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values


def reads(it: Any) -> Values:
    """The question and the answer are recorded by their digests."""
    answer = sha256(json.dumps(it.result, sort_keys=True).encode()).hexdigest() if it.result else ""
    return {"problem": acts.digest(it.problem), "result": answer}


LIFE = Life(
    RECALIBRATION, Recalibration,
    acts=(
        Act("start", StartIn, acts.start, whole=StudyIn, box="", path="/recalibrations", status=201),
        Act("stop", ActIn, acts.stop, ("stop", "cancel")),
        Act("resume", ActIn, acts.resume),
    ),
    follows={"begin": CLOCK, "halt": CLOCK, "finish": CLOCK, "fail": CLOCK},
    recorded=(*TERMS, "failure", "problem", "result"), case="id", reads=reads, tick=MADE.give_up_silent, pages=PAGES,
    audiences={"Recalibration": {
        "title": "planners", "problem": "nobody", "result": "planners", "failure": "planners",
        "search": "nobody",
    }},
    codes={"Recalibration": ("state", "parts")},
    path="/recalibrations/{uuid:pk}/moves/", response=RecalibrationOut, show=shown, router=router,
)  # fmt: skip
