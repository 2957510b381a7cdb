"""Whatever an entry tells, the table cannot say otherwise unseen: each told field of each kind of row, forged once.

And whatever is done, nothing is cried that is not so: after every story of these tests the check finds no difference.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, models, transaction

from steun.core.decide.policy import AllocationPolicy
from steun.web.ask.addition import acts as additions
from steun.web.ask.attachment import acts as attachments
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.model import Incident
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Line
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.gate import acts as gates
from steun.web.decide.policy import model as rows
from steun.web.decide.policy.acts import load_prices, set_policy
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.request import acts as on_requests
from steun.web.decide.stock import acts as stock
from steun.web.desks.audit import check
from steun.web.desks.audit.check import replay
from steun.web.desks.audit.read import visible
from steun.web.desks.report import acts as reports
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life import guards
from steun.web.kernel.life.journalled import ABOUT_THE_ACT, UNRECORDED
from steun.web.kernel.people.models import Mandate, Person
from steun.web.learn.evaluation import acts as learn
from steun.web.learn.evaluation.shape import LessonIn
from steun.web.lives import JOURNALLED, LIVES
from steun.web.people.mandate import acts as mandates
from steun.web.people.mandate.shape import MandateIn
from steun.web.people.person import acts as persons
from steun.web.people.person import key as tokens
from tests.builders import World
from tests.web.decide.test_said import attest_all, said_by_phone
from tests.web.journal.test_guards import without
from tests.web.samples import SAMPLES

pytestmark = pytest.mark.django_db
ALL = {**JOURNALLED, **{name: life.journalled for name, life in LIVES.items()}}


def differences() -> list[str]:
    return [str(difference) for difference in replay()]


def recorded_rows(world: World) -> None:
    """Acts on every kind of row of which the journal tells fields."""
    ended = world.ended()
    learn.evaluate(
        ended.pk, by=world.desk, effect_reached="yes", in_time="no", promise_kept="partly", explanation="Late",
        lessons=[LessonIn(text="Sooner", points_at="the agreement")],
    )  # fmt: skip
    world.incident()
    plan = attachments.received(SimpleUploadedFile("plan.pdf", b"%PDF-1.7"))
    asked = world.asked()
    attachments.attach(asked.pk, plan, by=world.desk)
    additions.join(world.draft().pk, asked.pk, by=world.desk)
    additions.take_up(asked.additions.get().pk, by=world.actor("locc", "LOCC"), reason="Same boats")
    proposals.make(by=world.actor("locc", "LOCC"), seconds=1)
    house, desk = world.actor("administrator", "STEUN"), world.actor("locc", "LOCC")
    person = Person.objects.get(pk=world.desk.person)
    given = mandates.give_mandate(MandateIn(person=person.pk, role="mayor", rank=2), "GM0935", by=house)
    mandates.revoke_mandate(given.pk, by=house, reason="By mistake")
    mandates.give_mandate(MandateIn(person=person.pk, role="mayor", quantity=5), "GM0935", by=house)
    persons.set_unreachable(person.pk, world.now + timedelta(days=2), by=world.desk)
    tokens.issue("a machine", by=desk)
    minister = world.actor("minister-jenv", "MIN-JENV")
    set_policy(AllocationPolicy((4,), (3,), fairness=True, reserve=True, lead=30), by=minister, reason="Scarce")
    load_prices("Herijking", {"alpha": 5}, by=minister, reason="New")
    reports.make(by=world.desk)
    for sample in SAMPLES.values():
        sample.later(world, sample.row(world))
    toc, bravo = world.actor("toc", "TOC"), world.unit("bravo").pk
    stock.recount(bravo, 90, by=toc, reason="Counted")
    stock.away(bravo, 3, world.now + timedelta(hours=1), world.now + timedelta(hours=9), by=toc, reason="Repair")


def recorded(kind: str) -> dict[str, dict[str, Any]]:
    """By subject, what the journal told last of each field."""
    found: dict[str, dict[str, Any]] = {}
    for entry in Entry.objects.filter(subject__startswith=f"{kind}:").order_by("position"):
        found.setdefault(entry.subject, {}).update(ALL[kind].recorded_in(entry))
    return {s: {n: v for n, v in fields.items() if v is not UNRECORDED} for s, fields in found.items()}


def otherwise(field: Any, value: Any) -> Any:
    """Another value that the column can hold."""
    match field:
        case models.ForeignKey():
            others = field.related_model._default_manager.exclude(pk=value).values_list("pk", flat=True)
            return others.first()
        case models.DateTimeField():
            return (value or datetime(2026, 1, 1, tzinfo=UTC)) + timedelta(hours=1)
        case models.DateField():
            return (value or date(2026, 1, 1)) + timedelta(days=1)
        case models.BooleanField():
            return not value
        case models.IntegerField():
            return (value or 0) + 1
        case models.FloatField():
            return (value or 0.0) + 0.01
        case models.JSONField():
            return ["forged"]
        case _:
            return f"{value or ''}x"[-field.max_length if field.max_length else 0 :]


def test_nothing_is_cried_after_acts_on_every_kind_of_row(world):
    recorded_rows(world)
    assert differences() == []


def test_an_entry_under_the_name_that_a_kind_had_before_tells_of_its_row(world):
    minister, said = world.actor("minister-jenv", "MIN-JENV"), AllocationPolicy(displace=(5,), lead=20).as_dict()
    key = new_key()
    entry = record("dials.set", subject=f"dials:{key}", by=minister, reason="Before", data={**said, "number": 1})
    rows.AllocationPolicy.objects.create(id=key, number=1, entry=entry, since=entry.recorded_at, **said)
    assert not differences()

    rows.AllocationPolicy.objects.update(lead=0)
    assert differences() == [f"policy:{key}: lead: the journal says 20, the table 0"]


def test_the_rows_of_these_tests_are_of_every_kind(world):
    recorded_rows(world)
    assert {kind for kind in ALL if recorded(kind)} == set(ALL)


@pytest.mark.parametrize(
    "seat", [("duty-officer", "VR24"), ("mayor", "GM0994"), ("provider", "RWS"), ("dijkgraaf", "WS-limburg")]
)
def test_the_list_of_the_journal_has_every_entry_that_its_reader_may_see(world, seat):
    """Of every kind, decrees too, which were read one by one but stood in no list of who sees few cases."""
    recorded_rows(world)
    actor = world.actor(*seat)
    assert set(visible(actor)) == set(Entry.objects.visible_to(actor))


@pytest.mark.parametrize("kind", sorted(ALL))
def test_a_told_field_that_is_forged_in_the_table_is_found(world, kind):
    recorded_rows(world)
    model, tried = ALL[kind].model, 0
    columns = {field.attname: field for field in model._meta.concrete_fields}
    names = {
        "capability": "capability_id",
        "effect": "effect_id",
        "incident": "incident_id",
        "addressee": "addressee_id",
    }
    names |= {"lon_microdegrees": "lon", "lat_microdegrees": "lat"}
    for subject, fields in recorded(kind).items():
        key = subject.partition(":")[2]
        for name in fields:
            column = name if name in columns and name not in {"lessons"} else names.get(name, "")
            if not column:
                continue
            row = model._default_manager.get(pk=key)
            forged = otherwise(columns[column], getattr(row, column))
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        model._default_manager.filter(pk=key).update(**{column: forged})
                except DatabaseError:
                    continue  # the database itself refuses
                found = [it for it in replay() if it.subject == subject and it.what in {name, "row"}]
                assert found, f"{subject}: {name} forged from {getattr(row, column)!r} to {forged!r}"
                transaction.set_rollback(True)
            tried += 1
    assert tried


def test_what_hangs_on_a_request_and_was_told_is_found(world):
    request = world.asked()
    Line.objects.create(request=request, capability_id="sandbags", quantity=999)
    request.municipalities.clear()
    found = {it.what for it in replay()}
    assert {"lines", "municipalities"} <= found


def test_what_changes_while_it_is_a_draft_is_no_difference_and_after_sending_it_is(world):
    request = world.asked()
    ask.send_back(request.pk, by=world.actor("locc", "LOCC"), reason="Incomplete")
    ask.save(request.pk, RequestIn(title="Otherwise"), by=world.desk)
    assert differences() == []


def test_what_is_completed_after_sending_is_told_and_compared(world):
    request = world.asked()
    ask.complete(request.pk, RequestIn(contact="Piket 2: 045-222"), by=world.desk)
    assert differences() == []
    type(request).objects.filter(pk=request.pk).update(contact="Piket 1: 045-111")
    assert [it.what for it in replay()] == ["contact"]


def test_a_reason_or_verdict_of_a_gate_that_is_forged_is_found(world):
    request = world.asked()
    gate = world.gate(request, "locc-judges")
    gates.act(gate.pk, "pass", by=world.actor("locc", "LOCC"), reason="Civil means fall short")
    assert differences() == []
    type(gate).objects.filter(pk=gate.pk).update(verdict="no", reason="They never needed it", done_role="mayor")
    assert {it.what for it in replay()} == {"verdict", "reason", "done_role"}


def test_a_reason_that_nobody_gave_is_found(world):
    request = world.asked()
    gate = world.gate(request, "locc-judges")
    gates.act(gate.pk, "pass", by=world.actor("locc", "LOCC"))
    type(gate).objects.filter(pk=gate.pk).update(reason="They need it badly")
    assert [it.what for it in replay()] == ["reason"]


def test_when_and_by_whom_a_request_was_sent_is_told(world):
    """The day of sending says which law holds; who sent it does not decide on it."""
    request = world.asked()
    ask.send_back(request.pk, by=world.actor("locc", "LOCC"), reason="Which street?")
    again = ask.submit(request.pk, by=world.desk)
    assert differences() == [] and again.sent_at == request.sent_at
    other = world.person("mayor", "GM0935").pk
    type(request).objects.filter(pk=request.pk).update(sent_at=request.sent_at - timedelta(days=900), sent_by=other)
    assert {it.what for it in replay()} == {"sent_at", "sent_by_id"}


def test_what_was_said_attested_and_denied_is_told(world):
    request = said_by_phone(world, world.desk)
    assert differences() == []
    attest_all(world, request, "locc", "LOCC")
    assert differences() == []
    assert unheard() == set()
    gate = world.gate(request, "jenv-decides")
    for column, forged in {"noted_by": None, "attested_role": "mayor", "phoned_person": "Nobody"}.items():
        with transaction.atomic():
            type(gate).objects.filter(pk=gate.pk).update(**{column: forged})
            assert {it.what.removesuffix("_id") for it in replay()} == {column}
            transaction.set_rollback(True)
    minister = world.actor("minister-jenv", "MIN-JENV")
    gates.act(gate.pk, "refuse", by=minister, reason="I never said so", signatory="The minister")
    assert differences() == []


def test_extending_and_shortening_are_told_in_every_promise(world):
    request = world.granted()
    world.commit(request, quantity=10)
    ask.ask_longer(request.pk, request.ends_at + timedelta(hours=5), by=world.desk)
    on_requests.extend(request.pk, by=world.actor("toc", "TOC"))
    assert differences() == []
    on_requests.shorten(request.pk, request.ends_at - timedelta(hours=5), by=world.desk)
    assert differences() == []


def test_a_mandate_that_nobody_gave_is_found_in_a_live_world(world, monkeypatch):
    recorded_rows(world)
    known = Entry.objects.filter(subject__startswith="mandate:").values_list("subject", flat=True)
    Mandate.objects.exclude(pk__in=[subject.partition(":")[2] for subject in known]).update(rank=0)
    monkeypatch.setitem(check.JOURNALLED, "mandate", replace(JOURNALLED["mandate"], always=True))
    unknown = Mandate.objects.count() - len(set(known))
    assert sum(it.subject.startswith("mandate:") and it.what == "row" for it in replay()) == unknown > 0


def test_a_key_that_nobody_issued_is_found(world):
    token, _ = tokens.issue("a machine", by=world.desk)
    token.pk, token.digest = None, "0" * 64
    token.id = type(world.incident().pk)(int=5)
    token.save(force_insert=True)
    assert differences() == [f"token:{token.pk}: row: the journal says 'not recorded', the table 'there'"]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_trigger_that_is_gone_is_found(world):
    with without("steun_entry_no_update"):
        assert differences() == [
            "trigger:steun_entry_no_update: trigger: the journal says 'installed', the table 'absent'"
        ]
    assert differences() == []


def test_a_trigger_that_does_something_else_is_found(world):
    guard = next(g for g in guards.guards(connection.vendor) if g.name == "steun_request_step")
    on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER {guard.name}{on}")
    tame = type(guard)(guard.name, guard.table, guard.event, guard.message, refuse="FALSE")
    sql(tame.on_postgresql() if connection.vendor == "postgresql" else tame.on_sqlite())
    assert [it.subject for it in replay()] == ["trigger:steun_request_step"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such switch")
def test_a_trigger_that_was_switched_off_is_found(world):
    sql("ALTER TABLE steun_request DISABLE TRIGGER steun_request_step")
    assert [it.subject for it in replay()] == ["trigger:steun_request_step"]


def test_a_trigger_of_somebody_else_is_found(world):
    if connection.vendor == "postgresql":
        sql("CREATE FUNCTION sly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
        sql("CREATE TRIGGER sly BEFORE INSERT ON steun_entry FOR EACH ROW EXECUTE FUNCTION sly()")
    else:
        sql("CREATE TRIGGER sly BEFORE INSERT ON steun_entry BEGIN SELECT 1; END")
    assert [(it.subject, it.what) for it in replay()] == [("trigger:sly", "trigger")]


class Watched(dict[str, Any]):
    """Data of an entry that remembers which of its keys were looked at."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(name)
        return super().get(name, default)


def unheard() -> set[str]:
    """Keys of entries that the check neither compares nor knows to be about the act itself: kind.key."""
    found = set()
    for entry in Entry.objects.all():
        kind = entry.subject.partition(":")[0]
        if kind in ALL:
            entry.data = Watched(entry.data)
            ALL[kind].recorded_in(entry)
            left = {f"{kind}.{name}" for name in entry.data.keys() - entry.data.seen - ABOUT_THE_ACT}
            found |= left - ABOUT_THE_ACT
    return found


def test_every_key_that_an_entry_tells_is_compared_or_known_to_be_about_the_act(world):
    recorded_rows(world)
    request = world.granted()
    world.commit(request, quantity=10)
    ask.ask_longer(request.pk, request.ends_at + timedelta(hours=5), by=world.desk)
    on_requests.extend(request.pk, by=world.actor("toc", "TOC"))
    incidents.scale(Incident.objects.get().pk, "2", by=world.desk, reason="Larger")
    assert sorted(unheard()) == []
