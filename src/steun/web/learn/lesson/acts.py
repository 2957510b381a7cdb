"""What people do with lessons: draw up, accept or not, carry out, verify, open again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from steun.core.kernel.errors import Fault, Malformed, NotYours
from steun.core.kernel.text.folding import folded
from steun.core.learn.lesson import LESSON, SOUND, LessonFacts, learners
from steun.rules.load import law, roles
from steun.web.agree.agreement.model import Agreement
from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key, parse_key
from steun.web.kernel.life.once import once
from steun.web.kernel.life.own import born, differences, locked, plain, seen, step
from steun.web.kernel.people.models import Organisation
from steun.web.kernel.people.notices import notify
from steun.web.know.catalogue.model import Capability
from steun.web.learn.lesson.model import NAMED, ORIGIN, OUTCOME, TERMS, Lesson, basis_title
from steun.web.learn.lesson.read import tested_on
from steun.web.learn.lesson.shape import LessonIn, TermsIn

FIELDS = {
    "lesson-points-at-something": "plan", "lesson-owner-can-answer": "owner", "lesson-is-due-ahead": "due_on",
}  # fmt: skip
"""At which field it is said that a rule is not met."""


@once("lesson.draw-up")
def draw_up(shape: LessonIn, *, by: Actor, id: UUID | None = None) -> Lesson:
    """Draw it up: its owner is told. One that it repeats is over by this, and counted."""
    if by.role not in (may := learners(roles())):
        raise NotYours(frozenset(may))
    it = Lesson(id=id or new_key(), author_id=by.organisation, since=clock.now())
    earlier, faults = origin(it, shape, by)
    put(it, shape, by, faults)
    it.times = earlier.times + 1 if earlier else 1
    if earlier:
        again = replace(earlier.facts(by), causes=by.seats)
        step(earlier, LESSON, "repeat", by=by.following, facts=again)
        earlier.since = clock.now()
        earlier.save()
    born(it, LESSON, "draw-up", by=by, facts=it.facts(by), data=contents(it), id=id)
    if it.owner_id != by.organisation:
        notify_side("lesson-drawn-up", it, it.owner_id, it.entry)
    return it


@once("lesson.revise")
def revise(pk: UUID, shape: TermsIn, *, by: Actor, id: UUID | None = None) -> Lesson:
    """Say it anew, perhaps to another owner: who has not accepted it is asked again."""
    it = seen(Lesson, pk, by)
    before = contents(it)
    put(it, shape, by, [])
    changes = differences(before, contents(it))
    facts = it.facts(by, changes=bool(changes))
    entry = step(it, LESSON, "revise", by=by, facts=facts, data={"changes": changes}, id=id)
    it.since, it.reminded = clock.now(), False
    it.save()
    if it.owner_id != by.organisation:
        notify_side("lesson-drawn-up", it, it.owner_id, entry)
    return it


@once("lesson.withdraw")
def withdraw(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Lesson:
    """It was none."""
    return moved(pk, "withdraw", by, reason, id)


@once("lesson.accept")
def accept(pk: UUID, *, by: Actor, id: UUID | None = None) -> Lesson:
    """Its owner takes it on."""
    return moved(pk, "accept", by, "", id)


@once("lesson.refuse")
def refuse(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Lesson:
    """Its owner does not, and says why."""
    return moved(pk, "refuse", by, reason, id)


@once("lesson.lapse")
def lapse(pk: UUID, *, by: Actor, reason: str = "", id: UUID | None = None) -> Lesson:
    """There is nothing to change any more."""
    return moved(pk, "lapse", by, reason, id)


@once("lesson.postpone")
def postpone(pk: UUID, *, by: Actor, due_on: date, reason: str = "", id: UUID | None = None) -> Lesson:
    """It is done by another day."""
    return moved(pk, "postpone", by, reason, id, {"due_on": due_on}, {"reminded": False})


@once("lesson.reopen")
def reopen(pk: UUID, *, by: Actor, due_on: date, reason: str = "", id: UUID | None = None) -> Lesson:
    """An exercise or a deployment showed that it does not hold, or it is needed after all."""
    gone = {"exercise": "", "shown_by_id": None, "shown_on": None}
    return moved(pk, "reopen", by, reason, id, {"due_on": due_on, **gone}, {"reminded": False})


@once("lesson.carry-out")
def carry_out(pk: UUID, *, by: Actor, done: str = "", id: UUID | None = None) -> Lesson:
    """What it pointed at was changed."""
    now = {"done": done, "carried_on": clock.today(), "carried_by_id": parse_key(by.person)}
    return moved(pk, "carry-out", by, "", id, now)


@once("lesson.verify")
def verify(
    pk: UUID, *, by: Actor, request: UUID | None = None, exercise: str = "", exercised_on: date | None = None,
    id: UUID | None = None,
) -> Lesson:  # fmt: skip
    """An exercise or a deployment of after it showed that it holds."""
    faults = []
    shown = Request.objects.visible_to(by).filter(pk=request).first() if request else None
    day = tested_on(shown) if shown else exercised_on if exercise else None
    if request and (shown is None or day is None):
        faults.append(Fault("request", "unknown-code", {"value": str(request)}))
    if exercise and not request and exercised_on is None:
        faults.append(Fault("exercised_on", "required"))
    if faults:
        raise Malformed(faults)
    now = {"exercise": "" if shown else exercise, "shown_by_id": shown.pk if shown else None, "shown_on": day}
    return moved(pk, "verify", by, "", id, now)


def moved(
    pk: UUID, name: str, by: Actor, reason: str, id: UUID | None,
    recorded: Mapping[str, Any] | None = None, beside: Mapping[str, Any] | None = None,
) -> Lesson:  # fmt: skip
    """One step with what it brings along; the other side is told."""
    it = seen(Lesson, pk, by)
    values = dict(recorded or {})
    for column, value in {**values, **(beside or {})}.items():
        setattr(it, column, value)
    data = {column: str(value) if isinstance(value, UUID) else plain(value) for column, value in values.items()}
    facts: LessonFacts = it.facts(by, reason=reason)
    entry = step(it, LESSON, name, by=by, facts=facts, data=data, reason=reason, id=id)
    it.since = entry.happened_at
    it.save()
    for code in {it.author_id, it.owner_id} - {by.organisation}:
        notify_side("lesson-moved", it, code, entry)
    return it


def origin(it: Lesson, shape: LessonIn, by: Actor) -> tuple[Lesson | None, list[Fault]]:
    """From where it comes, into the row: what this actor may see."""
    faults: list[Fault] = []
    earlier: Lesson | None = None
    rows: dict[str, Any] = {"request": Request, "incident": Incident}
    for name, model in rows.items():
        key = getattr(shape, name)
        if key and not model.objects.visible_to(by).filter(pk=key).exists():
            faults.append(Fault(name, "unknown-code", {"value": str(key)}))
    it.request_id, it.incident_id = shape.request, shape.incident
    if shape.repeats:
        earlier = locked(Lesson.objects.visible_to(by)).filter(pk=shape.repeats).first()
        if earlier is None or earlier.state in ("repeated", "withdrawn"):
            faults.append(Fault("repeats", "unknown-code" if earlier is None else "lesson-is-over"))
    it.repeats_id = shape.repeats
    return earlier, faults


def put(it: Lesson, shape: TermsIn, by: Actor, faults: list[Fault]) -> None:
    """What was said, into the row. Raises `Malformed` with every fault at its field."""
    if shape.basis and shape.basis not in {basis.code for basis in law().bases}:
        faults.append(Fault("basis", "unknown-code", {"value": shape.basis}))
    if shape.capability and not Capability.objects.filter(pk=shape.capability).exists():
        faults.append(Fault("capability", "unknown-code", {"value": shape.capability}))
    if shape.agreement and not Agreement.objects.visible_to(by).filter(pk=shape.agreement).exists():
        faults.append(Fault("agreement", "unknown-code", {"value": str(shape.agreement)}))
    owner = Organisation.objects.filter(pk=shape.owner).first()
    if owner is None:
        faults.append(Fault("owner", "unknown-code", {"value": shape.owner}))
    for name in TERMS:
        setattr(it, name, getattr(shape, name))
    it.owner_id, it.capability_id, it.agreement_id = shape.owner, shape.capability or None, shape.agreement
    verdicts = [rule(it.facts(by)) for rule in SOUND]
    faults += [Fault(FIELDS[v.code], v.code, v.facts) for v in verdicts if not v and not (
        v.code == "lesson-owner-can-answer" and owner is None
    )]  # fmt: skip
    if faults or owner is None:
        raise Malformed(faults)
    names = [owner.name_nl, owner.name_en, owner.pk, basis_title(it.basis)]
    it.search = folded(" ".join((it.finding, it.action, it.plan, *names)))


def contents(it: Lesson) -> dict[str, Any]:
    """What an entry says of a lesson."""
    keys = {f"{name}_id": getattr(it, f"{name}_id") for name in (*NAMED, *ORIGIN)}
    named = {name: str(value) if value else None for name, value in keys.items()}
    return {**named, **{name: plain(getattr(it, name)) for name in TERMS}}


def reads(it: Lesson) -> dict[str, Any]:
    """As entries tell it."""
    outcome = {name: getattr(it, name) for name in OUTCOME}
    return {**contents(it), **{n: str(v) if isinstance(v, UUID) else plain(v) for n, v in outcome.items()}}


def notify_side(kind: str, it: Lesson, organisation: str, entry: Entry) -> None:
    """Who answers for an organisation hears of it."""
    facts = {"title": it.action[:160], "state": it.state}
    notify(kind, learners(roles()), organisation, entry=entry, path=f"/lessons/{it.pk}", facts=facts)
