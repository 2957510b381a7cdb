"""What people do with readiness agreements: propose, say other terms, agree, refuse, withdraw, end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from steun.core.agree.agreement import AGREEMENT, COUNTS, DAYS, PARTIES, AgreementFacts, drafters
from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.kernel.verdict import Verdict
from steun.core.know.need import SHARED
from steun.rules.load import roles
from steun.web.agree.agreement.model import TERMS, Agreement, Side, mandated
from steun.web.agree.agreement.shape import AgreementIn, TermsIn
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key, parse_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, locked, plain, seen, step
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import notify
from steun.web.know.catalogue.model import Capability
from steun.web.know.need.acts import cover
from steun.web.know.need.model import Need

Rule = Callable[[AgreementFacts], Verdict]
FIELDS = {
    "agreement-has-two-parties": "beneficiaries", "parties-have-a-mandate": "beneficiaries",
    "agreement-begins-ahead": "starts_on", "agreement-ends-after-it-begins": "ends_on", "renewal-follows": "starts_on",
}  # fmt: skip
"""At which field of a form it is said that a rule of the terms is not met."""


@once("agreement.propose")
def propose(shape: AgreementIn, *, by: Actor, id: UUID | None = None) -> Agreement:
    """Propose to hold something ready. Whoever binds a party is told; proposing is not agreeing."""
    codes = list(dict.fromkeys([shape.provider, *shape.beneficiaries]))
    if by.role not in roles().drafters:
        raise NotYours(frozenset(roles().drafters))
    renewed, faults = followed(shape, by)
    needs, unfit = named_needs(shape, by)
    faults += [*unknown(shape), *unfit]
    if by.organisation not in codes:
        faults.append(Fault("beneficiaries", "own-side-takes-part"))
    facts = AgreementFacts(
        parties=tuple(codes), proposer=by.organisation, mandated=mandated(tuple(codes)), quantity=shape.quantity,
        starts_on=shape.starts_on, ends_on=shape.ends_on, follows_on=renewed.ends_on if renewed else None,
        today=clock.today(), roles=roles(),
    )  # fmt: skip
    named = {fault.field.partition(".")[0] for fault in faults}
    check((*(() if named & {"provider", "beneficiaries"} else PARTIES), *DAYS), facts, faults)
    agreement = Agreement(
        id=id or new_key(), capability_id=shape.capability, provider_id=shape.provider, proposer_id=by.organisation,
        renews=renewed, since=clock.now(), **{name: getattr(shape, name) for name in TERMS},
    )  # fmt: skip
    agreement.search = words_to_find(agreement, codes)
    data = {**contents(agreement, codes, needs), "agreed": {}}
    born(agreement, AGREEMENT, "propose", by=by, facts=facts, data=data, id=id)
    Side.objects.bulk_create([Side(agreement=agreement, organisation_id=code) for code in codes])
    agreement.answers.set(needs)
    notify_parties(agreement, "agreement-proposed", agreement.entry, but=by.organisation)
    return agreement


@once("agreement.counter")
def counter(pk: UUID, terms: TermsIn, *, by: Actor, id: UUID | None = None) -> Agreement:
    """Say other terms. Every yes to the terms before falls: nobody is held to what was changed."""
    agreement = see(pk, by)
    before = contents(agreement, agreement.parties)
    given = {name: getattr(terms, name) for name in TERMS}
    changes = {name: [before[name], plain(value)] for name, value in given.items() if before[name] != plain(value)}
    facts = replace(
        agreement.facts(by), starts_on=terms.starts_on, ends_on=terms.ends_on, quantity=terms.quantity,
        changes=bool(changes),
    )  # fmt: skip
    if drafters(facts) & by.seats:
        check(DAYS, facts, [])
    data = {"changes": changes, "proposer": by.organisation, "agreed": {}}
    entry = step(agreement, AGREEMENT, "counter", by=by, facts=facts, data=data, id=id)
    for name, value in given.items():
        setattr(agreement, name, value)
    agreement.proposer_id, agreement.since, agreement.reminded = by.organisation, clock.now(), False
    agreement.search = words_to_find(agreement, agreement.parties)
    agreement.save()
    agreement.sides.update(agreed_by=None, agreed_role="", agreed_at=None)
    notify_parties(agreement, "agreement-countered", entry, but=by.organisation)
    return agreement


@once("agreement.agree")
def agree(pk: UUID, *, by: Actor, id: UUID | None = None) -> Agreement:
    """Agree for one's own side to the terms as they stand. With the last yes it is agreed."""
    agreement = see(pk, by)
    given = {s.organisation_id: [s.agreed_role, str(s.agreed_by_id)] for s in agreement.in_order if s.agreed_by_id}
    given[by.organisation] = [by.role, by.person]
    data = {"agreed": given, "quantity": agreement.quantity}
    entry = step(agreement, AGREEMENT, "agree", by=by, facts=agreement.facts(by), data=data, id=id)
    mine = agreement.sides.get(organisation=by.organisation)
    mine.agreed_by_id, mine.agreed_role, mine.agreed_at = parse_key(by.person), by.role, entry.happened_at
    mine.save()
    agreement = see(pk, by, agreement)
    facts = agreement.facts(by)
    if facts.agreed >= set(facts.parties):
        entry = step(agreement, AGREEMENT, "conclude", by=by.following, facts=facts, data={})
        agreement.since = entry.happened_at
        notify_parties(agreement, "agreement-concluded", entry)
    agreement.save()
    answer_needs(agreement, by)
    return agreement


@once("agreement.refuse")
def refuse(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Agreement:
    """Say no to the terms as they stand: there will be no agreement out of these."""
    return stop(pk, "refuse", by, reason, id)


@once("agreement.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Agreement:
    """Take back what one proposed."""
    return stop(pk, "withdraw", by, reason, id)


@once("agreement.end")
def end(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Agreement:
    """End it before its last day: from now on nobody counts on it."""
    return stop(pk, "end", by, reason, id)


def stop(pk: UUID, name: str, by: Actor, reason: str, id: UUID | None) -> Agreement:
    agreement = see(pk, by)
    facts = replace(agreement.facts(by), reason=reason)
    entry = step(agreement, AGREEMENT, name, by=by, facts=facts, data={}, reason=reason, id=id)
    agreement.since = entry.happened_at
    agreement.save()
    answer_needs(agreement, by)
    notify_parties(agreement, "agreement-stopped", entry, but=by.organisation)
    return agreement


def tested(pk: UUID, *, on: date, pieces: int, minutes: int | None, case: UUID, by: Actor) -> None:
    """It was put to the test: a deployment that drew on it was evaluated (later also an exercise). Whoever gives that
    evaluation says it, never a party by itself. What was tested later stands."""
    agreement: Agreement = locked(Agreement.objects.all()).get(pk=pk)
    values = {"tested_on": on, "tested_pieces": pieces, "tested_minutes": minutes, "tested_case": case}
    if (agreement.tested_on and agreement.tested_on > on) or values == {n: getattr(agreement, n) for n in values}:
        return
    facts = replace(agreement.facts(), testers=by.seats)
    data = {**values, "tested_on": on.isoformat(), "tested_case": str(case)}
    step(agreement, AGREEMENT, "test", by=by.following, facts=facts, data=data)
    for name, value in values.items():
        setattr(agreement, name, value)
    agreement.save()


def answer_needs(agreement: Agreement, by: Actor) -> None:
    """Each need that it names hears how many pieces are held ready for it now. A renewal counts once it took over."""
    for need in agreement.answers.order_by("pk"):
        counted = need.agreements.filter(state__in=COUNTS).exclude(renews__state__in=COUNTS)
        pieces = counted.aggregate(all=Sum("quantity"))["all"] or 0
        cover(need.pk, pieces, by=by, agreement=agreement.key)


def see(pk: UUID, by: Actor, known: Agreement | None = None) -> Agreement:
    """The agreement with its sides, locked. Raises `Unknown`."""
    found = seen(Agreement, pk, by, "renews")
    if known is not None:
        found.state, found.entry = known.state, known.entry
    return found


def check(rules: tuple[Rule, ...], facts: AgreementFacts, faults: list[Fault]) -> None:
    """What contradicts itself is said at its field, all of it at once. Raises `Malformed`."""
    verdicts = [rule(facts) for rule in rules]
    wrong = [Fault(FIELDS[v.code], v.code, v.facts) for v in verdicts if v.blocks]
    if faults or wrong:
        raise Malformed([*faults, *wrong])


def unknown(shape: AgreementIn) -> list[Fault]:
    """Codes that nobody knows."""
    known = Organisation.objects.in_bulk([shape.provider, *shape.beneficiaries])
    faults = [] if shape.provider in known else [Fault("provider", "unknown-code", {"value": shape.provider})]
    for n, code in enumerate(shape.beneficiaries):
        if code not in known:
            faults.append(Fault(f"beneficiaries.{n}", "unknown-code", {"value": code}))
    if not Capability.objects.filter(pk=shape.capability).exists():
        faults.append(Fault("capability", "unknown-code", {"value": shape.capability}))
    return faults


def named_needs(shape: AgreementIn, by: Actor) -> tuple[list[Need], list[Fault]]:
    """The needs that it answers: stated, of who counts on it, for this capability or for an effect of it."""
    found = Need.objects.visible_to(by).filter(state__in=SHARED).in_bulk(shape.answers)
    faults = []
    for n, key in enumerate(shape.answers):
        if key not in found:
            faults.append(Fault(f"answers.{n}", "unknown-code", {"value": str(key)}))
        elif not fits(found[key], shape):
            faults.append(Fault(f"answers.{n}", "need-is-of-other-means"))
    return list(found.values()), faults


def fits(need: Need, shape: AgreementIn) -> bool:
    if need.organisation_id not in shape.beneficiaries or need.organisation_id == shape.provider:
        return False
    if need.capability_id or need.effect is None:
        return need.capability_id == shape.capability
    return need.effect.capabilities.filter(pk=shape.capability).exists()


def followed(shape: AgreementIn, by: Actor) -> tuple[Agreement | None, list[Fault]]:
    """The agreement that this one renews: in force, of the same parties and means."""
    if shape.renews is None:
        return None, []
    found = Agreement.objects.visible_to(by).prefetch_related("sides").filter(pk=shape.renews).first()
    if found is None:
        return None, [Fault("renews", "unknown-code", {"value": str(shape.renews)})]
    same = found.capability_id == shape.capability and found.provider_id == shape.provider
    if found.state != "in-force" or not same or set(found.parties) != {shape.provider, *shape.beneficiaries}:
        return None, [Fault("renews", "renews-what-is-in-force")]
    return found, []


def contents(
    agreement: Agreement, parties: tuple[str, ...] | list[str], answers: Iterable[Need] = ()
) -> dict[str, Any]:
    """What an entry tells of an agreement."""
    return {
        "capability": agreement.capability_id,
        "provider": agreement.provider_id,
        "proposer": agreement.proposer_id,
        "parties": sorted(parties),
        "renews": str(agreement.renews_id) if agreement.renews_id else None,
        **{name: plain(getattr(agreement, name)) for name in TERMS},
        "answers": sorted(str(need.pk) for need in answers),
    }


def words_to_find(agreement: Agreement, parties: tuple[str, ...] | list[str]) -> str:
    """By what it is found: the means, who, where, for which needs."""
    names = [f"{it.name_nl} {it.name_en} {it.pk}" for it in Organisation.objects.filter(pk__in=parties)]
    means = agreement.capability
    return folded(" ".join([means.name_nl, means.name_en, *names, agreement.place, agreement.needs]))


def notify_parties(agreement: Agreement, kind: str, entry: Entry, *, but: str = "") -> None:
    """A message to who binds each party; a stop or other terms are no news to who said them."""
    for party in agreement.parties:
        if party != but:
            notify(
                kind, roles().signers, party, entry=entry, path=f"/agreements/{agreement.pk}", facts=named(agreement)
            )


def named(agreement: Agreement) -> dict[str, object]:
    return {"title": f"{agreement.quantity} × {agreement.capability.name_nl}"}
