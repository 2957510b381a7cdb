"""What people do with merges: propose, consent or refuse, withdraw, separate. A need that changes leaves its merge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.know.merging.merge import MERGE, SOUND, STANDS, MergeFacts, leaders
from steun.core.know.need import SHARED
from steun.rules.load import roles
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, faults_of, locked, seen, step
from steun.web.kernel.people.notices import notify
from steun.web.know.merge.model import Merge, Merged, answers_of, taken
from steun.web.know.merge.shape import MergeIn
from steun.web.know.need.model import Need
from steun.web.know.poll.model import Poll

FIELDS = {
    "merge-is-of-several": "needs", "merge-is-of-one-means": "needs", "merge-needs-are-answers": "needs",
    "merge-names-what-counts": "counts", "merge-stands-alone": "needs",
}  # fmt: skip
"""At which field it is said that a rule is not met."""


@once("merge.propose")
def propose(shape: MergeIn, *, by: Actor, id: UUID | None = None) -> Merge:
    """Propose that these needs are one. Nothing counts otherwise until everybody whose need it is consents."""
    if by.role not in roles().pollers:
        raise NotYours(frozenset(roles().pollers))
    poll = Poll.objects.visible_to(by).filter(pk=shape.poll).first()
    if poll is None:
        raise Malformed([Fault("poll", "unknown-code", {"value": str(shape.poll)})])
    facts, needs, faults = weighed(poll, shape, by)
    faults += faults_of(SOUND, facts, FIELDS) if not faults else []
    if faults and leaders(facts) & by.seats:
        raise Malformed(faults)
    it = Merge(id=id or new_key(), poll=poll, counts_id=shape.counts, why=shape.why, since=clock.now())
    texts = [f"{need.means.name_nl} {need.means.name_en}" for need in needs if need.means]
    texts += [f"{need.organisation.name_nl} {need.organisation.name_en}" for need in needs]
    it.search = folded(" ".join([*texts, shape.why]))
    data = contents(it, [str(need.pk) for need in needs], [])
    born(it, MERGE, "propose", by=by, facts=facts, data=data, id=id)
    Merged.objects.bulk_create([Merged(merge=it, need=need, organisation_id=need.organisation_id) for need in needs])
    notify_sides(it, "merge-proposed", it.entry, but="")
    return it


def weighed(poll: Poll, shape: MergeIn, by: Actor) -> tuple[MergeFacts, list[Need], list[Fault]]:
    """What the rules look at, the needs, locked, and which of them this actor cannot name."""
    keys = list(dict.fromkeys(shape.needs))
    rows = locked(Need.objects.visible_to(by)).filter(pk__in=keys, state__in=SHARED).order_by("pk")
    needs = list(rows)
    known = {need.pk for need in needs}
    faults = [
        Fault(f"needs.{n}", "unknown-code", {"value": str(key)}) for n, key in enumerate(keys) if key not in known
    ]
    named = set(answers_of(poll).filter(pk__in=known).values_list("pk", flat=True))
    facts = MergeFacts(
        leader=poll.opener_id, owners=frozenset(need.organisation_id for need in needs),
        means=frozenset(need.capability_id or f"effect:{need.effect_id}" for need in needs),
        counts=shape.counts in known, answers=bool(known) and named == known and poll.state in ("open", "closed"),
        alone=not taken(poll).filter(need__in=known).exists(), roles=roles(),
    )  # fmt: skip
    return facts, needs, faults


@once("merge.consent")
def consent(pk: UUID, *, by: Actor, id: UUID | None = None) -> Merge:
    """Consent for one's own organisation. With the last consent these needs count once."""
    it = seen(Merge, pk, by, "poll")
    now = sorted({*it.consented, by.organisation})
    entry = step(it, MERGE, "consent", by=by, facts=it.facts(), data={"consented": now}, id=id)
    it.parts.filter(organisation=by.organisation).update(consented_at=entry.happened_at)
    facts = it.facts()
    if facts.consented >= facts.owners:
        entry = step(it, MERGE, "conclude", by=by.following, facts=facts, data={})
        it.since = entry.happened_at
        notify_sides(it, "merge-moved", entry, but=by.organisation)
    it.save()
    return it


@once("merge.refuse")
def refuse(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Merge:
    """They are not one need: all of them go on counting."""
    return stop(pk, "refuse", by, reason, id)


@once("merge.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Merge:
    """Take back what one proposed."""
    return stop(pk, "withdraw", by, reason, id)


@once("merge.separate")
def separate(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Merge:
    """They are several needs after all: each counts again."""
    return stop(pk, "separate", by, reason, id)


def stop(pk: UUID, name: str, by: Actor, reason: str, id: UUID | None) -> Merge:
    it = seen(Merge, pk, by, "poll")
    entry = step(it, MERGE, name, by=by, facts=it.facts(reason=reason), data={}, reason=reason, id=id)
    it.since = entry.happened_at
    it.save()
    notify_sides(it, "merge-moved", entry, but=by.organisation)
    return it


def lapse(need: Need, by: Actor) -> None:
    """A need was said anew or withdrawn: nobody consented to that, so its merges are over."""
    found = Merge.objects.filter(parts__need=need, state__in=STANDS).values("pk")
    for it in locked(Merge.objects.filter(pk__in=found), "poll").order_by("pk"):
        facts = replace(it.facts(), causes=by.seats)
        entry = step(it, MERGE, "lapse", by=by.following, facts=facts, data={"because": need.key})
        it.since = entry.happened_at
        it.save()
        notify_sides(it, "merge-moved", entry, but=by.organisation)


def contents(it: Merge, needs: list[str], consented: list[str]) -> dict[str, Any]:
    """What an entry tells of a merge."""
    return {
        "poll_id": str(it.poll_id), "counts_id": str(it.counts_id), "why": it.why, "needs": sorted(needs),
        "consented": consented,
    }  # fmt: skip


def notify_sides(it: Merge, kind: str, entry: Entry, *, but: str) -> None:
    """Each organisation whose need it is, and who leads the poll."""
    owners = {part.organisation_id for part in it.parts.all()}
    for code in sorted((owners | ({it.poll.opener_id} if kind == "merge-moved" else set())) - {but}):
        seats = roles().drafters if code in owners else roles().pollers
        notify(
            kind, seats, code, entry=entry, path=f"/merges/{it.pk}", facts={"title": it.poll.title, "state": it.state}
        )
