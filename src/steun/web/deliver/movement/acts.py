"""What people do with movements: state what is needed, bid, answer permissions, give the credit, report, close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from steun.core.deliver.movement.clearance import covers
from steun.core.deliver.movement.life import HOLDS, MOVEMENT, SOUND
from steun.core.deliver.movement.march import movement_number
from steun.core.deliver.movement.permissions import needed
from steun.core.kernel.errors import Fault, Malformed
from steun.core.kernel.text.folding import folded
from steun.rules.load import roles
from steun.rules.policy.transit import transit
from steun.web.ask.request.acts import draft
from steun.web.deliver.clearance.model import Clearance
from steun.web.deliver.movement.model import Along, CivilSupport, Movement, Permission
from steun.web.deliver.movement.planning import Found, find, in_the_way, limits_asked
from steun.web.deliver.movement.shape import RequirementsIn
from steun.web.deliver.support.request import request_of
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key, parse_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, locked, plain, seen, step
from steun.web.kernel.moments import day_of
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import Message, notify, send
from steun.web.know.road.read import register, stretches

AUDIENCE = "national"
"""Who reads the entries: Defence, LOCC, who divides and who audits. Others read their own stretch, on the page."""
COLUMNS = tuple(RequirementsIn.model_fields)
FIELDS = {
    "movement-goes-somewhere": "destination", "movement-has-time": "latest", "movement-lasts-two-weeks": "latest",
    "movement-lies-ahead": "latest", "packets-fit": "packet_size",
}  # fmt: skip
"""At which field it is said that a rule is not met."""


@once("movement.state-requirements")
def state(shape: RequirementsIn, *, by: Actor, id: UUID | None = None) -> Movement:
    """Write down what an ally needs. Nobody else is told yet."""
    it = Movement(id=id or new_key(), organisation_id=by.organisation)
    put(it, shape)
    born(it, MOVEMENT, "state-requirements", by=by, facts=it.facts(), data=contents(it), id=id, audience=AUDIENCE)
    return it


@once("movement.change-requirements")
def change(pk: UUID, shape: RequirementsIn, *, by: Actor, id: UUID | None = None) -> Movement:
    """Say it anew. What was bid falls, with every answer: it was about another movement."""
    it = seen(Movement, pk, by)
    MOVEMENT.check(it.state, "change-requirements", by, it.facts(changes=True))
    before = contents(it)
    put(it, shape)
    it.marches, it.counted_from = [], None
    changes = differences(before, {**contents(it), "permissions": {}, "along": []})
    facts = it.facts(changes=bool({*changes} & {*COLUMNS}))
    walk(it, "change-requirements", by, facts, {"changes": changes}, id)
    it.permissions.all().delete()
    it.along.all().delete()
    return it


@once("movement.bid")
def bid(pk: UUID, *, by: Actor, id: UUID | None = None) -> Movement:
    """Find a way and times for each packet, and ask the permissions that they need."""
    return planned(seen(Movement, pk, by), "bid", by, id)


@once("movement.plan-again")
def plan_again(pk: UUID, *, by: Actor, id: UUID | None = None) -> Movement:
    """Other times, perhaps another way. Answers stand as long as the way does; a credit falls."""
    it = seen(Movement, pk, by)
    held = it.state in HOLDS
    planned(it, "plan-again", by, id)
    if held:
        inform(it, "credit-withdrawn", it.entry)
    return it


def planned(it: Movement, move: str, by: Actor, id: UUID | None, found: Found | None = None) -> Movement:
    """found: times that are given, as by a plan of the roads; else the earliest are looked for."""
    MOVEMENT.check(it.state, move, by, it.facts())
    before, found = it.links, found or find(it)
    it.marches, it.counted_from = found.marches, found.counted_from
    facts = it.facts(no_way=found.no_way)
    MOVEMENT.check(it.state, move, by, facts)
    stands = {one.key: one for one in it.permissions.all()} if before == it.links else {}
    asked = [stands.get(one.key, one) for one in wanted(it)]
    for one in asked:
        within_clearance(it, one)
    codes = touched(it)
    data = {
        "marches": it.marches, "counted_from": found.counted_from.isoformat(), "along": sorted(codes),
        "permissions": {one.key: [one.answer, one.reference] for one in asked},
    }  # fmt: skip
    walk(it, move, by, facts, data, id)
    it.permissions.exclude(key__in=[one.key for one in asked]).delete()
    for one in asked:
        if one.pk is None:
            it.permissions.filter(key=one.key).delete()
            one.save()
    it.along.all().delete()
    Along.objects.bulk_create([Along(movement=it, organisation_id=code) for code in codes])
    open_now = [one for one in asked if not one.answer]
    send([message(it, "permission-asked", role, one) for one in open_now for role in [answering(one)] if role])
    return it


def within_clearance(it: Movement, one: Permission) -> None:
    """A standing permission answers what lies within it, from the first vehicle to the last."""
    departs, arrives = it.departs, it.arrives
    if one.answer or departs is None or arrives is None:
        return
    first, last, known = day_of(departs), day_of(arrives), register().links
    roads = {known[code].road for code in it.links if code in known}
    for row in Clearance.objects.around(one.code, first, last).order_by("pk"):
        if covers(row.limits, it.load, it.nation, roads, first, last):
            one.answer, one.reference, one.answered_at = "standing", row.reference, clock.now()
            return


def message(it: Movement, kind: str, who: tuple[str, ...], one: Permission) -> Message:
    return Message(kind, who, one.organisation_id, it.entry, f"/movements/{it.pk}", {"title": it.name})


def answering(one: Permission) -> tuple[str, ...]:
    """The roles that answer it in Steun."""
    policy = transit().permission(one.code, clock.today())
    return policy.roles if policy and one.organisation_id else ()


def wanted(it: Movement) -> list[Permission]:
    """The permissions that its load and way need, by the policy of today."""
    policy, today, nodes = transit(), clock.today(), register().nodes
    kinds = {nodes[leg.start].kind for march in it.packets for leg in march.legs} | {nodes[it.destination].kind}
    found = []
    for one in needed(policy, it.load, kinds, today):
        known = Organisation.objects.filter(pk=one.organisation).exists() if one.organisation else False
        found.append(asking(it, one.code, one.answer, one.organisation if known else None))
    limits = limits_asked(it)
    for one in (row for row in policy.on(today) if row.unknown):
        by_owner: dict[str, dict[str, list[str]]] = {}
        for code, names in limits.items():
            for owner in stretches()[code].owners or ("",):
                by_owner.setdefault(owner, {})[code] = list(names)
        there = Organisation.objects.in_bulk(list(by_owner))
        found += [asking(it, one.code, one.answer, o if o in there else None, by_owner[o], o) for o in sorted(by_owner)]
    return found


def asking(
    it: Movement, code: str, answer: str, organisation: str | None, links: Any = None, owner: str = ""
) -> Permission:
    key = f"{code}@{owner}" if owner else code
    within = transit().answer_time(answer, clock.today())
    due = clock.now() + timedelta(minutes=within.minutes) if within else None
    return Permission(movement=it, key=key, code=code, organisation_id=organisation, links=links or {}, due_at=due)


def touched(it: Movement) -> list[str]:
    """The organisations along its way: regions, municipalities, owners of roads."""
    return along(it.links)


def along(links: Iterable[str]) -> list[str]:
    known = stretches()
    codes = dict.fromkeys(
        code for link in links if link in known
        for code in (*known[link].regions, *known[link].municipalities, *known[link].owners)
    )  # fmt: skip
    there = Organisation.objects.in_bulk(list(codes))
    return [code for code in codes if code in there]


@once("movement.permit")
def permit(
    pk: UUID, *, by: Actor, permission: str = "", reference: str = "", not_needed: bool = False, id: UUID | None = None
) -> Movement:
    """A permission is given, or its authority says that none is needed."""
    it = seen(Movement, pk, by)
    return answered(it, "permit", permission, "not-needed" if not_needed else "given", reference, "", by, id)


@once("movement.deny")
def deny(pk: UUID, *, by: Actor, permission: str = "", reason: str = "", id: UUID | None = None) -> Movement:
    """A permission is refused: without other requirements, or another way, there is no credit."""
    return answered(seen(Movement, pk, by), "deny", permission, "denied", reason[:200], reason, by, id)


def answered(
    it: Movement, move: str, key: str, answer: str, reference: str, reason: str, by: Actor, id: UUID | None
) -> Movement:
    one = it.asked(key)
    facts = it.facts(one, reference=reference, reason=reason)
    if one is None:
        MOVEMENT.check(it.state, move, by, facts)
        raise Malformed([Fault("permission", "unknown-code", {"value": key})])
    data = {"permissions": {**permissions(it), key: [answer, reference]}}
    entry = walk(it, move, by, facts, data, id, reason)
    one.answer, one.reference, one.answered_at = answer, reference, entry.happened_at
    one.answered_by_id, one.answered_role = parse_key(by.person), by.role
    one.save()
    notify("permission-answered", roles().movers, it.organisation_id, entry=entry, path=f"/movements/{it.pk}",
           facts={"title": it.name})  # fmt: skip
    return it


@once("movement.credit")
def credit(pk: UUID, *, by: Actor, id: UUID | None = None) -> Movement:
    """The right to its way at its times. Everybody along it is told, with the times of the own stretch."""
    it = one_by_one(pk, by)
    MOVEMENT.check(it.state, "credit", by, it.facts())
    facts = it.facts(in_the_way=in_the_way(it))
    MOVEMENT.check(it.state, "credit", by, facts)
    departs = it.departs
    assert departs is not None
    it.numbered_on = day_of(departs)
    prefix = movement_number(it.numbered_on, it.nation, it.command, 0)[:-2]
    others = Movement.objects.exclude(pk=it.pk).filter(numbered_on=it.numbered_on, number__startswith=prefix)
    taken = set(others.values_list("number", flat=True))
    free = (movement_number(it.numbered_on, it.nation, it.command, n) for n in range(1, 1_000))
    it.number = next(name for name in free if name not in taken)
    it.search = words_to_find(it)
    entry = walk(it, "credit", by, facts, {"number": it.number}, id)
    inform(it, "movement-credited", entry)
    return it


def one_by_one(pk: UUID, by: Actor) -> Movement:
    """The movement, once every other that may take roads stands still: two credits never take the same ones."""
    list(locked(Movement.objects.filter(state__in=("bid", *HOLDS))).order_by("pk").values_list("pk", flat=True))
    return seen(Movement, pk, by)


@once("movement.refuse")
def refuse(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Movement:
    """There will be no credit for this bid."""
    return ended(pk, "refuse", by, reason, id)


@once("movement.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Movement:
    """The ally needs it no more."""
    return ended(pk, "withdraw", by, reason, id)


@once("movement.cancel")
def cancel(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Movement:
    """It does not go: its roads are free, and those along its way hear it."""
    it = ended(pk, "cancel", by, reason, id)
    inform(it, "movement-cancelled", it.entry)
    return it


def ended(pk: UUID, move: str, by: Actor, reason: str, id: UUID | None) -> Movement:
    it = seen(Movement, pk, by)
    walk(it, move, by, it.facts(reason=reason), {}, id, reason)
    return it


@once("movement.ask-civil")
def ask_civil(pk: UUID, *, by: Actor, support: str = "", id: UUID | None = None) -> Movement:
    """Begin an ordinary request to civil partners for what it needs: it is signed and sent like any other."""
    it = seen(Movement, pk, by)
    wanted_support = transit().support(support, clock.today())
    there = set(it.supports.values_list("code", flat=True))
    facts = it.facts(supports=wanted_support is not None and support not in there)
    MOVEMENT.check(it.state, "ask-civil", by, facts)
    assert wanted_support is not None
    walk(it, "ask-civil", by, facts, {"supports": sorted({*there, support})}, id)
    request = draft(request_of(it, wanted_support, by), by=by, data={"movement": str(it.pk)})
    CivilSupport.objects.create(movement=it, code=support, request=request)
    return it


@once("movement.depart")
def depart(pk: UUID, *, by: Actor, id: UUID | None = None) -> Movement:
    """Its first packet left."""
    it = seen(Movement, pk, by)
    walk(it, "depart", by, it.facts(), {}, id)
    return it


@once("movement.report-point")
def report(
    pk: UUID, *, by: Actor, packet: int, point: str, how: str, happened_at: datetime | None = None,
    goes_on_at: datetime | None = None, id: UUID | None = None,
) -> Movement:  # fmt: skip
    """How a packet stands at a point on its way. Whoever is along the way from there hears of what is not on time."""
    it = seen(Movement, pk, by)
    march = next((one for one in it.packets if one.number == packet), None)
    way = {leg.start for leg in march.legs} | {it.destination} if march else set()
    faults = [] if march else [Fault("packet", "unknown-code", {"value": str(packet)})]
    faults += [] if point in way or not march else [Fault("point", "unknown-code", {"value": point})]
    at = happened_at or clock.now()
    faults += [Fault("goes_on_at", "goes-on-after-it-was-seen")] if goes_on_at and goes_on_at < at else []
    MOVEMENT.check(it.state, "report-point", by, it.facts())
    if faults:
        raise Malformed(faults)
    said = {"packet": packet, "point": point, "how": how, "at": at.isoformat()}
    it.reports = [*it.reports, said | ({"goes_on_at": plain(goes_on_at)} if goes_on_at else {})]
    entry = walk(it, "report-point", by, it.facts(), {"reports": it.reports}, id, happened_at=happened_at)
    if how != "on-time":
        inform(it, "movement-delayed", entry)
    return it


@once("movement.end-march")
def end_march(pk: UUID, *, by: Actor, id: UUID | None = None) -> Movement:
    """Its last vehicle passed its last point: the roads are free."""
    it = seen(Movement, pk, by)
    walk(it, "end-march", by, it.facts(), {}, id)
    return it


@once("movement.close")
def close(pk: UUID, *, by: Actor, evaluation: str = "", id: UUID | None = None) -> Movement:
    """Close it, with what went well and what did not."""
    it = seen(Movement, pk, by)
    it.evaluation = evaluation
    walk(it, "close", by, it.facts(evaluation=evaluation), {"evaluation": evaluation}, id)
    return it


def walk(
    it: Movement, move: str, by: Actor, facts: Any, data: dict[str, Any], id: UUID | None, reason: str = "",
    happened_at: datetime | None = None,
) -> Entry:  # fmt: skip
    """One step, recorded and saved."""
    entry = step(
        it, MOVEMENT, move, by=by, facts=facts, data=data, reason=reason, id=id, audience=AUDIENCE,
        happened_at=happened_at,
    )  # fmt: skip
    it.save()
    return entry


def inform(it: Movement, kind: str, entry: Entry, before: Iterable[str] = ()) -> None:
    """Everybody along its way, or who was before, each in the own name; the times stand on the page that each sees."""
    path, facts = f"/movements/{it.pk}", {"title": it.name}
    send([Message(kind, who, code, entry, path, facts) for who, code in desks(dict.fromkeys([*touched(it), *before]))])


def desks(codes: Iterable[str]) -> list[tuple[tuple[str, ...], str]]:
    return [((*roles().desks, *roles().suppliers), code) for code in codes]


def put(it: Movement, shape: RequirementsIn) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    nodes = register().nodes
    faults = [
        Fault(name, "unknown-code", {"value": value})
        for name in ("origin", "destination")
        if (value := getattr(shape, name)) not in nodes
    ]
    for name in COLUMNS:
        setattr(it, name, getattr(shape, name))
    it.search = words_to_find(it)
    facts = it.facts()
    unmet = [verdict for rule in SOUND if not (verdict := rule(facts))]
    wrong = {fault.field for fault in faults}
    faults += [Fault(FIELDS[v.code], v.code, v.facts) for v in unmet if FIELDS[v.code] not in wrong]
    if faults:
        raise Malformed(faults)


def words_to_find(it: Movement) -> str:
    """By what it is found: nothing that those along the way do not read."""
    return folded(f"{it.number} {it.nation}{it.command} {it.nation}")


def permissions(it: Movement) -> dict[str, list[str]]:
    """Each permission with its answer and where that can be read."""
    return {one.key: [one.answer, one.reference] for one in it.permissions.all()}


def contents(it: Movement) -> dict[str, Any]:
    """What an entry tells of a movement."""
    return {
        "organisation_id": it.organisation_id, **{name: plain(getattr(it, name)) for name in COLUMNS},
        "marches": it.marches, "counted_from": plain(it.counted_from), "permissions": permissions(it),
        "supports": sorted(it.supports.values_list("code", flat=True)),
        "along": sorted(it.along.values_list("organisation", flat=True)), "number": it.number,
        "reports": it.reports, "evaluation": it.evaluation,
    }  # fmt: skip
