"""An edition: LOCC compiles what one can count on, and Defence publishes it."""

from __future__ import annotations

from typing import Any

from steun.web.agree.edition import acts
from steun.web.agree.edition.shape import WordsIn
from tests.builders import World
from tests.web.samples.sample import Case, May, Sample

LOCC, DOPS, JENV = ("locc", "LOCC"), ("dops", "DOPS"), ("minister-jenv", "MIN-JENV")


def given(**more: Any) -> dict[str, Any]:
    return {"title": "Spring", "foreword": "Read this first", **more}


def edition(world: World, **more: Any) -> Any:
    return acts.compile_edition(WordsIn(**given(**more)), by=world.actor(*LOCC))


def published(world: World, **more: Any) -> Any:
    it = acts.publish(edition(world, **more).pk, by=world.actor(*DOPS))
    it.refresh_from_db()
    return it


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight")


SAMPLE = Sample(
    row=edition, begin="compile", may=reads, words=("title", "foreword"), seats=(LOCC, DOPS, JENV),
    cases={
        "compile": lambda w: Case(LOCC, None, given()),
        "compile-anew": lambda w: Case(DOPS, edition(w).pk, given(title="Summer")),
        "publish-edition": lambda w: Case(DOPS, edition(w).pk),
        "discard": lambda w: Case(LOCC, edition(w).pk, {"reason": "Too soon"}),
    },
    bad=(({"title": " "}, {"title"}), ({"title": "x" * 121, "foreword": "x" * 4001}, {"title", "foreword"})),
)  # fmt: skip
