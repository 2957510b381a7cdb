"""One search over everything that the reader may see, in groups, the most likely first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from django.db.models import prefetch_related_objects

from steun.core.kernel.text.terms import Term
from steun.core.know.question import Question, question
from steun.rules.policy.lexicon import asking, lexicon
from steun.web.ask.timeliness.read import PROMISED
from steun.web.desks.finding import cases, known, means, spelling
from steun.web.desks.finding.hit import KINDS, MOST, Found, Group, Hit
from steun.web.kernel.actor import Actor
from steun.web.know.place import gazetteer

SHOWN, ALL_SHOWN = 5, 50
"""Hits of each kind on a page of all kinds, and of one kind alone."""
Finder = Callable[[tuple[Term, ...], Question, Actor], Iterable[Hit]]
PLAIN: dict[str, Finder] = {
    "incidents": cases.incidents,
    "units": means.units,
    "organisations": known.organisations,
    "roles": known.roles,
    "law": known.statutes,
    "own": cases.own,
}
"""Kinds that are found by themselves."""
NAMED = frozenset({"capabilities", "units", "organisations", "law"})


def search(text: str, actor: Actor, kind: str = "", shown: int | None = None) -> Found:
    """What answers the text, as far as this actor may see it. `kind`: of one kind only."""
    asked = question(text, asking(), gazetteer(), lexicon())
    kinds = (kind,) if kind in KINDS else KINDS
    most = shown or (SHOWN if len(kinds) > 1 else ALL_SHOWN)
    groups = list(grouped(asked, actor, kinds, most))
    corrected: dict[str, str] = {}
    if not groups and asked.words:
        corrected = spelling.better(asked.words, actor)
        if corrected:
            words = tuple(corrected.get(word, word) for word in asked.words)
            groups = list(grouped(Question(words, asked.near, asked.within), actor, kinds, most))
            corrected = corrected if groups else {}
    found = Found(text, asked, sorted(groups, key=lambda it: (-it.best, KINDS.index(it.kind))), corrected)
    prefetch_related_objects(found.with_states(), *PROMISED)
    return found


def grouped(asked: Question, actor: Actor, kinds: Iterable[str], most: int) -> Iterator[Group]:
    """The kinds in which something was found."""
    terms = lexicon().terms(asked.words) if asked.words else ()
    if not terms and not asked.near:
        return
    wanted = set(kinds)
    keys = cases.matching(terms, asked, actor) if wanted & {"requests", "decisions"} else []
    for kind in kinds:
        hits = list(of_kind(kind, keys, terms, asked, actor))
        if not hits:
            continue
        hits.sort(key=lambda hit: order(hit, asked))
        top = means.when(hits[:most], asked, actor) if kind == "capabilities" else hits[:most]
        yield Group(kind, top, len(hits), many=len(hits) >= (cases.CLOSED if kind == "requests" else MOST))


def of_kind(kind: str, keys: list[UUID], terms: tuple[Term, ...], asked: Question, actor: Actor) -> Iterable[Hit]:
    if kind == "requests":
        return cases.requests(keys, terms, asked, actor)
    if kind == "decisions":
        return cases.decisions(keys, terms, asked, actor) if terms else ()
    if kind == "capabilities":
        return means.capabilities(terms, asked, actor)
    return PLAIN[kind](terms, asked, actor)


def order(hit: Hit, asked: Question) -> tuple[int, ...]:
    """The best answer first; near a place, the nearest; of equals what goes on, and the name that says least else.
    Cases keep their order, the last changed first."""
    named = len(hit.name) if hit.kind in NAMED else 0
    if asked.near:
        return (hit.km if hit.km is not None else 10_000, -hit.points, hit.closed, named)
    return (-hit.points, hit.closed, named)
