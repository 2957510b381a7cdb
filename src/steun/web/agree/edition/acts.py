"""What people do with editions: compile one, compile it anew, publish what the other side compiled, discard a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from steun.core.agree.edition import EDITION
from steun.core.kernel.errors import NotYours
from steun.core.kernel.journal.kept import digest
from steun.core.kernel.text.folding import folded
from steun.rules.load import roles
from steun.web.agree.edition.content.collect import collected
from steun.web.agree.edition.model import WORDS, Edition
from steun.web.agree.edition.shape import WordsIn
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, locked, seen, step
from steun.web.kernel.people.models import Mandate
from steun.web.kernel.people.notices import notify


@once("edition.compile")
def compile_edition(shape: WordsIn, *, by: Actor, id: UUID | None = None) -> Edition:
    """Write down what stands now, with what changed since the last edition. The other side is told: it publishes."""
    if by.role not in roles().publishers:
        raise NotYours(frozenset(roles().publishers))
    it = Edition(id=id or new_key())
    put(it, shape, by)
    born(it, EDITION, "compile", by=by, facts=it.facts(by), data=contents(it), id=id)
    notify_publishers("edition-compiled", it, it.entry, by)
    return it


@once("edition.compile-anew")
def compile_anew(pk: UUID, shape: WordsIn, *, by: Actor, id: UUID | None = None) -> Edition:
    """Write down again what stands now. Who does so is its maker from then on, so the other side publishes."""
    it = seen(Edition, pk, by)
    facts = it.facts(by)
    EDITION.check(it.state, "compile-anew", by, facts)
    put(it, shape, by)
    entry = step(it, EDITION, "compile-anew", by=by, facts=it.facts(by), data=contents(it), id=id)
    it.save()
    notify_publishers("edition-compiled", it, entry, by)
    return it


@once("edition.publish-edition")
def publish(pk: UUID, *, by: Actor, id: UUID | None = None) -> Edition:
    """It gets its number, everybody reads it, and it never changes any more. Who publishes another at the same time
    waits here, and is refused when this one came first: what changed since has to be told."""
    list(locked(Edition.objects.filter(state="compiled").order_by("pk")).values_list("pk"))
    it, last = seen(Edition, pk, by), Edition.objects.whole().published_last()
    number = last.number + 1 if last and last.number else 1
    data = {"number": number, "sha256": it.sha256}
    it.file()  # what was changed behind our back is not published
    entry = step(it, EDITION, "publish-edition", by=by, facts=it.facts(by), data=data, id=id)
    it.number, it.published_at = number, entry.happened_at
    it.save()
    notify_publishers("edition-published", it, entry, by)
    return it


@once("edition.discard")
def discard(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Edition:
    """There will be no edition out of this draft."""
    it = seen(Edition, pk, by)
    entry = step(it, EDITION, "discard", by=by, facts=it.facts(by, reason=reason), reason=reason, id=id)
    it.save()
    notify_publishers("edition-discarded", it, entry, by)
    return it


def put(it: Edition, shape: WordsIn, by: Actor) -> None:
    """Its words, what stands now, and who wrote it down."""
    now, last = clock.now(), Edition.objects.published_last()
    for name in WORDS:
        setattr(it, name, getattr(shape, name))
    it.organisation_id, it.role, it.compiled_by_id = by.organisation, by.role, by.person
    it.compiled_at, it.follows, it.search = now, last, folded(f"{it.title} {it.foreword}")
    it.keep(collected(now, last))


def contents(it: Edition) -> dict[str, Any]:
    """What an entry says of a draft; its content by the digest."""
    own = {name: getattr(it, name) for name in (*WORDS, "organisation_id", "role", "sha256")}
    return {**own, "follows_id": str(it.follows_id) if it.follows_id else None}


def reads(it: Edition) -> dict[str, Any]:
    """As entries tell it; the digest is computed anew, and is none of both when the row names another."""
    found = digest(it.kept)
    return {**contents(it), "sha256": found if found == it.sha256 else f"{it.sha256} of {found}", "number": it.number}


def notify_publishers(kind: str, it: Edition, entry: Entry, by: Actor) -> None:
    """Who publishes hears of it, wherever somebody does."""
    held = Mandate.objects.valid_at(clock.now()).filter(role__in=roles().publishers)
    facts = {"title": it.title, "number": it.number or 0}
    for code in sorted(set(held.order_by().values_list("organisation", flat=True)) - {by.organisation}):
        notify(kind, roles().publishers, code, entry=entry, path=f"/editions/{it.pk}", facts=facts)
