"""The journal in the database: append-only, without floats, unchanged by the round trip, and a file that verifies."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steun.core.kernel.errors import Tampered
from steun.core.kernel.journal.chain import verify
from steun.core.kernel.journal.entry import GENESIS, hash_of
from steun.exchange.journal_jsonl import read
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head, record

pytestmark = pytest.mark.django_db
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def sql(statement: str, values: list[Any] | None = None) -> None:
    """As whoever has the database, past every action."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or [])


def unguarded(*names: str) -> None:
    """Take triggers away, for the rest of this test."""
    for name in names:
        table = name.rsplit("_no_", 1)[0]
        sql(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def exported(actor: Actor | None = None) -> list[dict[str, Any]]:
    return list(read(io.BytesIO(b"".join(feed.export(actor)))))


def test_the_journal_of_a_whole_case_verifies(world):
    world.ended()
    assert feed.verify().heads == (head(),)


def test_an_export_verifies_without_the_database(world):
    world.ended()
    assert verify(exported()).heads == (head(),)


def test_an_exported_line_is_the_entry_as_it_tells_itself(world):
    world.asked()
    assert exported() == [entry.as_line() for entry in Entry.objects.all()]


def test_pages_of_numbers_give_the_whole_chain(world, monkeypatch):
    world.asked()
    whole = exported()
    monkeypatch.setattr(feed, "AT_ONCE", 3)
    assert len(whole) > 3 and exported() == whole


def test_what_one_may_not_see_keeps_its_place_and_tells_nothing(world):
    world.commit(world.asked(), hold_until=world.now + timedelta(hours=4))
    stranger = world.actor("duty-officer", "VR01")
    lines = exported(stranger)
    report = verify(lines, [head()])
    withheld = [line for line in lines if line.get("withheld")]
    assert report.heads == (head(),) and report.stubs == len(withheld) > 0
    assert all(set(line) == {"node", "number", "previous", "digest", "hash", "withheld"} for line in withheld)
    assert "Geul" not in json.dumps(lines) and "Geul" in json.dumps(exported())


def test_reasons_of_defence_are_withheld_from_the_requester(world):
    world.commit(world.asked(), hold_until=world.now + timedelta(hours=4))
    actions = {line.get("action") for line in exported(world.desk)}
    assert "request.submit" in actions and "commitment.hold" not in actions
    assert "commitment.hold" in {line.get("action") for line in exported(world.actor("toc", "TOC"))}


def test_a_word_changed_in_the_database_is_found(world):
    world.asked()
    unguarded("steun_entry_no_update")
    number = Entry.objects.order_by("number")[3].number
    sql("UPDATE steun_entry SET reason = 'never said' WHERE number = %s", [number])
    with pytest.raises(Tampered, match=f"entry {number}: its content does not match its hash"):
        feed.verify()


def test_an_entry_removed_from_the_database_is_found(world):
    world.asked()
    number = head().number + 1
    entry = noted(world.desk)
    noted(world.desk)
    unguarded("steun_entry_no_delete")
    sql("DELETE FROM steun_entry WHERE number = %s", [entry.number])
    with pytest.raises(Tampered, match=f"number {number + 1} stands where {number} should"):
        feed.verify()


def test_a_rehashed_tail_in_the_database_is_found_against_a_published_head_only(world):
    world.asked()
    published = head().hash
    unguarded("steun_entry_no_update")
    previous = GENESIS
    for entry in Entry.objects.order_by("number"):
        entry.previous = previous
        entry.reason = "never said" if entry.number == 3 else entry.reason
        entry.hash = previous = hash_of(entry.as_entry().as_dict())
        sql(
            "UPDATE steun_entry SET reason = %s, previous = %s, hash = %s WHERE number = %s",
            [entry.reason, entry.previous, entry.hash, entry.number],
        )
    assert feed.verify().entries == head().number
    with pytest.raises(Tampered, match="published head"):
        feed.verify([published])


@pytest.mark.parametrize("statement", ["UPDATE steun_entry SET reason = 'x'", "DELETE FROM steun_entry"])
def test_the_database_refuses_to_change_the_journal(world, statement):
    noted(world.desk)
    with pytest.raises(DatabaseError, match="append-only"):
        sql(statement)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_postgresql_refuses_to_truncate_the_journal(world):
    noted(world.desk)
    with pytest.raises(DatabaseError, match="append-only"):
        sql("TRUNCATE steun_entry CASCADE")


@pytest.mark.parametrize("data", [{"share": 0.5}, {"rows": [{"lon": 5.83}]}])
def test_floats_never_reach_the_journal(world, data):
    with pytest.raises(TypeError, match="float is not allowed"):
        record("case.note", subject="case:1", by=world.desk, data=data)


def test_an_entry_outside_the_transaction_of_its_act_is_refused(world, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record("case.note", subject="case:1", by=world.desk)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(texts, values, max_size=4), reason=texts)
def test_what_is_recorded_comes_back_from_the_database_with_the_same_hash(world, data, reason):
    entry = record("case.note", subject="case:1", by=world.desk, reason=reason, data=data)
    stored = Entry.objects.get(number=entry.number)
    assert stored.data == json.loads(json.dumps(data))
    assert hash_of(stored.as_entry().as_dict()) == stored.hash


def test_the_command_tells_the_head_and_fails_on_a_forgery(world, capsys):
    noted(world.desk)
    call_command("verify_journal")
    assert head().hash in capsys.readouterr().out
    call_command("verify_journal", head=head().hash)
    with pytest.raises(CommandError, match="published head") as failed:
        call_command("verify_journal", head="f" * 64)
    assert failed.value.returncode == 1


def noted(by: Actor) -> Entry:
    return record("case.note", subject="case:1", by=by, reason="Seen")
