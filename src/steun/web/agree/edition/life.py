"""The life of an edition, declared."""

from __future__ import annotations

from collections.abc import Iterable

from steun.core.agree.edition import EDITION
from steun.web.agree.edition import acts
from steun.web.agree.edition.api import EditionOut, router, shown
from steun.web.agree.edition.model import WORDS, Edition
from steun.web.agree.edition.page import PAGES
from steun.web.agree.edition.shape import CompileAnewIn, CompileIn, WordsIn
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import Act, Life
from steun.web.kernel.life.guards import Guard


def guards(vendor: str) -> Iterable[Guard]:
    """Once published it is never written again."""
    yield Guard(
        "steun_edition_kept", "steun_edition", "UPDATE", "a published edition never changes",
        when="OLD.state = 'published'",
    )  # fmt: skip


LIFE = Life(
    EDITION, Edition,
    acts=(
        Act("publish-edition", ActIn, acts.publish),
        Act("compile", CompileIn, acts.compile_edition, whole=WordsIn, box="", path="/editions", status=201),
        Act("compile-anew", CompileAnewIn, acts.compile_anew, whole=WordsIn, box=""),
        Act("discard", ReasonIn, acts.discard),
    ),
    recorded=(*WORDS, "organisation_id", "role", "sha256", "follows_id", "number"), case="id", reads=acts.reads,
    guards=guards, pages=PAGES,
    audiences={"Edition": {"title": "sides", "foreword": "sides", "search": "nobody"}},
    codes={"Edition": ("state", "role", "sha256", "content")},
    path="/editions/{uuid:pk}/moves/", response=EditionOut, show=shown, router=router,
)  # fmt: skip
