"""A decree: emergency law that is in force."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.decree import acts
from steun.web.know.decree.shape import DecreeIn
from tests.builders import World
from tests.web.samples.sample import Case, Sample

JENV = ("minister-jenv", "MIN-JENV")


def given(**more: Any) -> dict[str, Any]:
    return {"power": "wbbbg-10", "reference": "Stb. 2026, 123", "starts_on": clock.today(), **more}


def decree(world: World) -> Any:
    return acts.enter(DecreeIn(**given()), by=world.actor(*JENV))


SAMPLE = Sample(
    row=decree, begin="enter", may=lambda row: lambda actor: True, words=("reference",), more=(), seats=(JENV,),
    later=lambda world, it: acts.use(it.pk, by=world.actor(*JENV), how="Ordered") and None,
    cases={
        "enter": lambda w: Case(JENV, None, given()),
        "use": lambda w: Case(JENV, decree(w).pk, {"how": "Two units", "happened_at": w.now - timedelta(hours=1)}),
        "end": lambda w: Case(JENV, decree(w).pk, {"reason": "It is over"}),
        "take-back": lambda w: Case(JENV, decree(w).pk, {"reason": "The wrong article"}),
    },
    bad=(
        ({"power": "no-law"}, {"power"}),
        ({"reference": ""}, {"reference"}),
        ({"area": ["GM9999"]}, {"area.0"}),
    ),
)  # fmt: skip
