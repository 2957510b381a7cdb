"""The life of a merge of needs, declared."""

from __future__ import annotations

from typing import Any

from steun.core.know.merging.merge import MERGE
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import Act, Life
from steun.web.kernel.life.journalled import Values
from steun.web.know.merge import acts
from steun.web.know.merge.api import MergeOut, router, shown
from steun.web.know.merge.model import Merge
from steun.web.know.merge.page import PAGES
from steun.web.know.merge.shape import MergeIn, MergeProposeIn


def reads(it: Any) -> Values:
    """As entries tell it: which needs, why, and who consented."""
    return acts.contents(it, [str(part.need_id) for part in it.parts.all()], it.consented)


LIFE = Life(
    MERGE, Merge,
    acts=(
        Act("propose", MergeProposeIn, acts.propose, whole=MergeIn, box="", path="/merges", status=201),
        Act("consent", ActIn, acts.consent, moves=("consent", "conclude")),
        Act("refuse", ReasonIn, acts.refuse),
        Act("withdraw", ReasonIn, acts.withdraw),
        Act("separate", ReasonIn, acts.separate),
    ),
    follows={"lapse": "need.revise"},
    recorded=("poll_id", "counts_id", "why", "needs", "consented"), case="id", reads=reads, pages=PAGES,
    audiences={"Merge": {"why": "sides", "search": "nobody"}}, codes={"Merge": ("state",)},
    path="/merges/{uuid:pk}/moves/", response=MergeOut, show=shown, router=router,
)  # fmt: skip
