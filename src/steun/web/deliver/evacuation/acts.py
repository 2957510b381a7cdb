"""What people do with evacuations: prepare, say zones and receptions, order, report, order the return, close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from steun.core.deliver.evacuation.life import EVACUATION, MOVING, SOUND, EvacuationFacts
from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.seats import seat
from steun.core.kernel.text.folding import folded
from steun.rules.load import roles
from steun.rules.movement.evacuation import evacuations
from steun.web.ask.request.acts import draft
from steun.web.deliver.evacuation.model import (
    FIGURES,
    TERMS,
    AskedSupport,
    Concerned,
    Evacuation,
    Reception,
    Zone,
    keeps_order,
    key_of,
)
from steun.web.deliver.evacuation.read import concerned, in_force, nation
from steun.web.deliver.evacuation.shape import BegunIn, EvacuationIn, ReceptionIn, ZoneIn
from steun.web.deliver.support.evacuation import request_of
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, plain, seen, step
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import Message, send
from steun.web.know.road.read import register

FIRST_ACTION = "leave-before"
"""What is asked in the zones with which an evacuation begins."""
FIELDS = {
    "evacuation-lies-in-one-region": "municipality", "zone-has-people": "people",
    "estimate-names-its-source": "people_source", "zone-is-ordered-after-the-decision": "order_at",
}  # fmt: skip
"""At which field of a zone it is said that a rule is not met."""
OF_WHOLE = {**dict.fromkeys(FIELDS, "municipalities"), "zone-is-ordered-after-the-decision": "decision_at"}


@once("evacuation.prepare")
def prepare(shape: BegunIn, *, by: Actor, id: UUID | None = None) -> Evacuation:
    """Write one down, perhaps with its first zones. Who keeps order there reads along; nobody is told."""
    if by.role not in roles().level_places or not keeps_order(by.organisation):
        raise NotYours(frozenset(roles().level_places))
    it = Evacuation(id=id or new_key(), organisation_id=by.organisation)
    towns = Organisation.objects.in_bulk(shape.municipalities)
    inhabitants = evacuations().inhabitants
    faults = [
        Fault("municipalities", "unknown-code", {"value": code})
        for code in shape.municipalities
        if code not in towns or code not in inhabitants
    ]
    zones = [
        Zone(evacuation=it, municipality=towns[code], people=inhabitants[code], action=FIRST_ACTION)
        for code in dict.fromkeys(shape.municipalities)
        if code in towns and code in inhabitants
    ]
    put(it, shape, zones, faults)
    born(it, EVACUATION, "prepare", by=by, facts=it.facts(zones), data=contents(it, zones), id=id)
    Zone.objects.bulk_create(zones)
    return it


@once("evacuation.revise")
def revise(pk: UUID, shape: EvacuationIn, *, by: Actor, id: UUID | None = None) -> Evacuation:
    """Say it anew: another hour, other figures."""
    it = seen(Evacuation, pk, by)
    EVACUATION.check(it.state, "revise", by, it.facts(changes=True))
    before, zones = contents(it), zones_of(it)
    put(it, shape, zones, [])
    changes = differences(before, contents(it))
    walk(it, "revise", by, it.facts(changes=bool(changes)), {"changes": changes}, id)
    return it


@once("evacuation.set-zone")
def set_zone(pk: UUID, shape: ZoneIn, *, by: Actor, id: UUID | None = None) -> Evacuation:
    """Put a zone in, or say another thing of the one of that municipality and name."""
    it = seen(Evacuation, pk, by)
    EVACUATION.check(it.state, "set-zone", by, it.facts(changes=True))
    there = zones_of(it)
    new, faults = zone_from(it, shape)
    old = next((one for one in there if one.key == key_of(shape.municipality, shape.name)), None)
    if old and new:
        new.pk = old.pk
    zones = [*(one for one in there if one is not old), *([new] if new else [])]
    facts = it.facts(sorted(zones, key=order_of), changes=new is None or old is None or said(old) != said(new))
    wrong = {fault.field for fault in faults}
    faults += [fault for fault in unmet(facts, FIELDS) if fault.field not in wrong]
    if faults or new is None:
        raise Malformed(faults)
    codes, more = anew(it, zones, receptions_of(it))
    entry = walk(it, "set-zone", by, facts, {"zones": recorded_zones(sorted(zones, key=order_of)), **more}, id)
    new.save()
    notify_again(it, entry, codes)
    return it


@once("evacuation.drop-zone")
def drop_zone(pk: UUID, *, by: Actor, zone: str = "", id: UUID | None = None) -> Evacuation:
    """Leave a zone out."""
    it = seen(Evacuation, pk, by)
    there = zones_of(it)
    left = [one for one in there if one.key != zone]
    walk(it, "drop-zone", by, it.facts(known=len(left) < len(there)), {"zones": recorded_zones(left)}, id)
    it.zones.exclude(pk__in=[one.pk for one in left]).delete()
    return it


def zone_from(it: Evacuation, shape: ZoneIn) -> tuple[Zone | None, list[Fault]]:
    policy = evacuations().on(clock.today())
    town = Organisation.objects.filter(pk=shape.municipality, kind="municipality").first()
    faults = [] if town else [Fault("municipality", "unknown-code", {"value": shape.municipality})]
    if policy.action(shape.action) is None:
        faults.append(Fault("action", "unknown-code", {"value": shape.action}))
    faults += unknown_node(shape.node)
    if (shape.lon is None) != (shape.lat is None) or (shape.radius_m and shape.lon is None):
        faults.append(Fault("point", "required"))
    if town is None:
        return None, faults
    people = shape.people
    if people is None:
        people = 0 if shape.name else evacuations().inhabitants.get(town.pk, 0)
    said_of = shape.model_dump(exclude={"municipality", "people"})
    return Zone(evacuation=it, municipality=town, people=people, **said_of), faults


def unknown_node(code: str) -> list[Fault]:
    return [] if not code or code in register().nodes else [Fault("node", "unknown-code", {"value": code})]


@once("evacuation.set-reception")
def set_reception(pk: UUID, shape: ReceptionIn, *, by: Actor, id: UUID | None = None) -> Evacuation:
    """Put a reception in, or say another thing of the one of that name. Too few places are said, not refused."""
    it = seen(Evacuation, pk, by)
    EVACUATION.check(it.state, "set-reception", by, it.facts(changes=True))
    host = Organisation.objects.filter(pk=shape.host).first()
    faults = [] if host and keeps_order(host.pk) else [Fault("host", "unknown-code", {"value": shape.host})]
    if faults := [*faults, *unknown_node(shape.node)]:
        raise Malformed(faults)
    there = receptions_of(it)
    old = next((one for one in there if one.name == shape.name), None)
    new = Reception(
        pk=old.pk if old else None, evacuation=it, name=shape.name, host=host, places=shape.places, node=shape.node
    )
    after = sorted([*(one for one in there if one is not old), new], key=order_of)
    changes = recorded_receptions(after) != recorded_receptions(there)
    codes, more = anew(it, zones_of(it), after)
    data = {"receptions": recorded_receptions(after), **more}
    entry = walk(it, "set-reception", by, it.facts(changes=changes), data, id)
    new.save()
    notify_again(it, entry, codes)
    return it


@once("evacuation.drop-reception")
def drop_reception(pk: UUID, *, by: Actor, reception: str = "", id: UUID | None = None) -> Evacuation:
    """Leave a reception out."""
    it = seen(Evacuation, pk, by)
    there = receptions_of(it)
    left = [one for one in there if one.name != reception]
    data = {"receptions": recorded_receptions(left)}
    walk(it, "drop-reception", by, it.facts(known=len(left) < len(there)), data, id)
    it.receptions.exclude(pk__in=[one.pk for one in left]).delete()
    return it


@once("evacuation.order-evacuation")
def order(
    pk: UUID, *, by: Actor, basis: str = "", forced: bool = False, reason: str = "",
    happened_at: datetime | None = None, id: UUID | None = None,
) -> Evacuation:  # fmt: skip
    """The authority that the law names decides. Everybody concerned is told; no zone is ordered before the decision."""
    it = seen(Evacuation, pk, by)
    chosen = evacuations().on(clock.today()).basis(basis)
    zones = zones_of(it)
    everywhere, somewhere = in_force(it, zones)
    facts = it.facts(
        zones, basis=chosen, in_force=everywhere, in_force_somewhere=somewhere, forced=forced, reason=reason
    )
    EVACUATION.check(it.state, "order-evacuation", by, facts)
    decided = happened_at or clock.now()
    for zone in zones:
        zone.order_at = zone.order_at if zone.order_at and zone.order_at > decided else None
    it.decision_at, it.basis, it.forced, it.ordered_by = decided, basis, forced, seat(by.role, by.organisation)
    codes = concerned(it, zones, receptions_of(it))
    data = {
        "decision_at": plain(decided), "basis": basis, "forced": forced, "ordered_by": it.ordered_by,
        "zones": recorded_zones(zones), "concerned": codes,
    }  # fmt: skip
    entry = walk(it, "order-evacuation", by, facts, data, id, reason, happened_at)
    Zone.objects.bulk_update(zones, ["order_at"])
    notify_all(it, "evacuation-ordered", entry, codes)
    return it


@once("evacuation.begin-evacuation")
def begin(pk: UUID, *, by: Actor, id: UUID | None = None) -> Evacuation:
    """The first people leave."""
    it = seen(Evacuation, pk, by)
    walk(it, "begin-evacuation", by, it.facts(), {}, id)
    return it


@once("evacuation.report-people")
def report(
    pk: UUID, *, by: Actor, people: int, zone: str = "", happened_at: datetime | None = None, id: UUID | None = None
) -> Evacuation:
    """How many of a zone are safe by now."""
    it = seen(Evacuation, pk, by)
    facts = it.facts(known=zone in {one.key for one in zones_of(it)})
    EVACUATION.check(it.state, "report-people", by, facts)
    it.reports = [*it.reports, {"zone": zone, "people": people, "at": plain(happened_at or clock.now())}]
    walk(it, "report-people", by, facts, {"reports": it.reports}, id, happened_at=happened_at)
    return it


@once("evacuation.complete")
def complete(pk: UUID, *, by: Actor, id: UUID | None = None) -> Evacuation:
    """Whoever would leave has left: the roads are free."""
    it = seen(Evacuation, pk, by)
    walk(it, "complete", by, it.facts(), {}, id)
    return it


@once("evacuation.order-return")
def order_return(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Evacuation:
    """It is safe again: people go home. Everybody concerned is told."""
    return notified_step(pk, "order-return", "evacuation-return", by, reason, id)


@once("evacuation.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Evacuation:
    """It is not needed. Who was told of the order is told of this too."""
    return notified_step(pk, "withdraw", "evacuation-withdrawn", by, reason, id)


def notified_step(pk: UUID, move: str, kind: str, by: Actor, reason: str, id: UUID | None) -> Evacuation:
    it = seen(Evacuation, pk, by)
    entry = walk(it, move, by, it.facts(reason=reason), {}, id, reason)
    send(messages(it, kind, entry, it.concerned.values_list("organisation", flat=True)))
    return it


@once("evacuation.end-evacuation")
def end(pk: UUID, *, by: Actor, evaluation: str = "", id: UUID | None = None) -> Evacuation:
    """Everybody is home again: close it, with what went well and what did not."""
    it = seen(Evacuation, pk, by)
    it.evaluation = evaluation
    walk(it, "end-evacuation", by, it.facts(evaluation=evaluation), {"evaluation": evaluation}, id)
    return it


@once("evacuation.ask-support")
def ask_support(pk: UUID, *, by: Actor, support: str = "", id: UUID | None = None) -> Evacuation:
    """Begin an ordinary request for what it needs: it is signed and sent like any other."""
    it = seen(Evacuation, pk, by)
    wanted = evacuations().on(clock.today()).support(support)
    there = set(it.supports.values_list("code", flat=True))
    facts = it.facts(supports=wanted is not None and support not in there)
    EVACUATION.check(it.state, "ask-support", by, facts)
    assert wanted is not None
    walk(it, "ask-support", by, facts, {"supports": sorted({*there, support})}, id)
    request = draft(request_of(it, wanted, by), by=by, data={"evacuation": str(it.pk)})
    AskedSupport.objects.create(evacuation=it, code=support, request=request)
    return it


def walk(
    it: Evacuation, move: str, by: Actor, facts: EvacuationFacts, data: dict[str, Any], id: UUID | None,
    reason: str = "", happened_at: datetime | None = None,
) -> Entry:  # fmt: skip
    """One step, recorded and saved."""
    entry = step(it, EVACUATION, move, by=by, facts=facts, data=data, reason=reason, id=id, happened_at=happened_at)
    it.save()
    return entry


def put(it: Evacuation, shape: EvacuationIn, zones: Sequence[Zone], faults: list[Fault]) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    for name in TERMS:
        setattr(it, name, getattr(shape, name))
    rules = {row.code: row.value for row in evacuations().on(clock.today()).figures}
    given = {code: getattr(shape, code) for code in FIGURES}
    it.figures = {code: value for code, value in given.items() if value is not None and value != rules.get(code)}
    it.search = folded(f"{it.name} {it.threat}")
    if it.figures and not it.figures_source.strip():
        faults.append(Fault("figures_source", "required"))
    faults += unmet(it.facts(list(zones)), OF_WHOLE)
    if faults:
        raise Malformed(faults)


def unmet(facts: EvacuationFacts, fields: dict[str, str]) -> list[Fault]:
    verdicts = (rule(facts) for rule in SOUND)
    return [Fault(fields[it.code], it.code, it.facts) for it in verdicts if not it]


def order_of(row: Zone | Reception) -> tuple[bool, int]:
    """As the database has them: those that are new last."""
    return row.pk is None, row.pk or 0


def zones_of(it: Evacuation) -> list[Zone]:
    return list(it.zones.select_related("municipality__region"))


def receptions_of(it: Evacuation) -> list[Reception]:
    return list(it.receptions.select_related("host__region"))


def said(zone: Zone) -> list[Any]:
    """What an entry tells of a zone."""
    return [
        zone.people, zone.people_source, zone.action, plain(zone.order_at), zone.node, zone.less_self_reliant_pct,
        zone.compliant_pct, microdegrees(zone.lon), microdegrees(zone.lat), zone.radius_m,
    ]  # fmt: skip


def microdegrees(degrees: float | None) -> int | None:
    """A journal has whole numbers alone."""
    return None if degrees is None else round(degrees * 1_000_000)


def recorded_zones(zones: Iterable[Zone]) -> dict[str, list[Any]]:
    return {one.key: said(one) for one in zones}


def recorded_receptions(receptions: Iterable[Reception]) -> dict[str, list[Any]]:
    return {one.name: [one.host_id, one.places, one.node] for one in receptions}


def notify_all(it: Evacuation, kind: str, entry: Entry, codes: Iterable[str]) -> None:
    """Each in the own name, and who coordinates, plans movements or watches."""
    rows = [Concerned(evacuation=it, organisation_id=code) for code in codes]
    Concerned.objects.bulk_create(rows, ignore_conflicts=True)
    send(messages(it, kind, entry, codes))


def messages(it: Evacuation, kind: str, entry: Entry, codes: Iterable[str]) -> list[Message]:
    path, facts = f"/evacuations/{it.pk}", {"title": it.name}
    codes = list(codes)
    own = [Message(kind, (*roles().desks, *roles().suppliers), code, entry, path, facts) for code in codes]
    return [*own, *([Message(kind, nation(), None, entry, path, facts)] if codes else [])]


def notify_again(it: Evacuation, entry: Entry, codes: Sequence[str]) -> None:
    """Once it is ordered, a change of zones or receptions goes to everybody concerned, and who came in."""
    if codes:
        notify_all(it, "evacuation-changed", entry, codes)


def anew(it: Evacuation, zones: Sequence[Zone], hosts: Sequence[Reception]) -> tuple[list[str], dict[str, Any]]:
    """Whom such a change concerns, once it is ordered, and how its entry tells it beside who was concerned before."""
    codes = concerned(it, zones, hosts) if it.state in MOVING else []
    there = it.concerned.values_list("organisation", flat=True)
    return codes, ({"concerned": sorted({*codes, *there})} if codes else {})


def contents(it: Evacuation, zones: Sequence[Zone] | None = None) -> dict[str, Any]:
    """What an entry tells of an evacuation."""
    return {
        "organisation_id": it.organisation_id, **{name: plain(getattr(it, name)) for name in TERMS},
        "figures": it.figures, "zones": recorded_zones(zones_of(it) if zones is None else zones),
        "receptions": recorded_receptions(receptions_of(it)) if zones is None else {},
        "supports": sorted(it.supports.values_list("code", flat=True)) if zones is None else [],
        "concerned": sorted(it.concerned.values_list("organisation", flat=True)) if zones is None else [],
        "basis": it.basis, "forced": it.forced, "ordered_by": it.ordered_by, "reports": it.reports,
        "evaluation": it.evaluation,
    }  # fmt: skip
