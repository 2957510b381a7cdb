"""What the database itself refuses. Each guard refuses; without it the forbidden thing is possible."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from steun.web.ask.addition import acts as additions
from steun.web.ask.attachment import acts as attachments
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.stock import acts as stock
from steun.web.kernel.journal.record import record
from steun.web.kernel.keys import new_key
from steun.web.kernel.life import guards
from steun.web.know.unit.model import Absence, Unit
from steun.web.learn.evaluation.model import Evaluation
from steun.web.lives import LIVES
from tests.builders import World
from tests.web.samples import SAMPLES

pytestmark = pytest.mark.django_db


def present() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'steun%'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'steun%'")
        return {name for (name,) in cursor.fetchall()}


@contextmanager
def without(*names: str) -> Iterator[None]:
    """A database that lost these triggers; they are put back afterwards."""
    tables = {g.name: g.table for g in guards.guards(connection.vendor)}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(
                f"DROP TRIGGER {name}" + (f" ON {tables[name]}" if connection.vendor == "postgresql" else "")
            )
    yield
    guards.install()


def refused(act: Callable[[], Any], words: str) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        act()


def possible(act: Callable[[], Any]) -> None:
    """Do it and take it back."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def rows(world: World) -> dict[str, Any]:
    """One row of every life, none in its last state."""
    request = world.ordered()
    incident = world.incident()
    evaluation = Evaluation(
        id=new_key(), request=request, due_at=world.now, state="due",
        entry=record("evaluation.await", subject="evaluation:x", case=request.pk, by=world.desk, data={"to": "due"}),
    )  # fmt: skip
    evaluation.save(force_insert=True)
    window = {"starts_at": world.now + timedelta(hours=90), "ends_at": world.now + timedelta(hours=91)}
    toc = world.actor("toc", "TOC")
    absence = stock.away(world.unit("alpha").pk, 1, **window, by=toc, reason="Exercise")
    proposal = proposals.make(by=world.actor("locc", "LOCC"), seconds=1)
    additions.join(world.draft().pk, request.pk, by=world.desk)
    plan = attachments.received(SimpleUploadedFile("plan.pdf", b"%PDF-1.7"))
    return {
        **{life: sample.row(world) for life, sample in SAMPLES.items()}, "addition": request.additions.get(),
        "attachment": attachments.attach(request.pk, plan, by=world.desk),
        "proposal": proposal, "absence": absence, "incident": incident, "request": request,
        "gate": request.gates.filter(state="passed").first(),
        "commitment": request.commitments.get(), "deployment": request.deployments.get(), "evaluation": evaluation,
    }  # fmt: skip


def grown_up(life: str) -> str:
    """A state in which nothing is born."""
    machine = LIVES[life].machine
    return next(state for state in reversed(machine.states) if state not in machine.births)


def entry_about(row: Any, world: World) -> int:
    """A new entry about this row."""
    return record("case.note", subject=row.key, case=row.case, by=world.desk).number


def test_every_guard_is_there_after_migrate(db):
    assert {g.name for g in guards.guards(connection.vendor)} == present()


def test_every_life_has_its_four_guards(db):
    for life in LIVES:
        assert {f"steun_{life}_{kind}" for kind in ("birth", "step", "recorded", "stays")} <= present()


def test_a_lost_guard_comes_back_with_the_next_migrate(db):
    with without("steun_request_recorded"):
        assert "steun_request_recorded" not in present()
    assert "steun_request_recorded" in present()


def test_the_rows_of_this_file_are_of_every_life(world):
    assert set(rows(world)) == set(LIVES)


@pytest.mark.parametrize("life", LIVES)
def test_a_life_begins_at_its_beginning(world, life):
    row = rows(world)[life]

    def born_grown_up() -> None:
        if life == "deployment":  # one per commitment: make room without the guard that rows stay
            row.commitment = world.commit(row.request, "bravo", 1)
        if life == "evaluation":
            row.request = world.draft()
        row.pk, row.state = new_key(), grown_up(life)
        if life == "request":
            row.number = None
        if life == "proposal":
            row.number = "P-0000-0000"
        row.save(force_insert=True)

    refused(born_grown_up, "begins at its beginning")
    with without(f"steun_{life}_birth"):
        possible(born_grown_up)


@pytest.mark.parametrize("life", LIVES)
def test_a_life_takes_no_step_that_its_table_lacks(world, life):
    row, machine = rows(world)[life], LIVES[life].machine
    leaps = {a: b for a in machine.states for b in machine.states if (a, b) not in machine.steps}
    if row.state not in leaps:  # from here every state can be reached: walk on to one that some state cannot follow
        nearer = next(b for a, b in sorted(machine.steps) if a == row.state and b in leaps)
        LIVES[life].model.objects.filter(pk=row.pk).update(state=nearer, entry=entry_about(row, world))
        row.state = nearer
    entry = entry_about(row, world)

    def leap() -> None:
        LIVES[life].model.objects.filter(pk=row.pk).update(state=leaps[row.state], entry=entry)

    refused(leap, "only as its table of moves says")
    with without(f"steun_{life}_step"):
        possible(leap)


@pytest.mark.parametrize("life", LIVES)
@pytest.mark.parametrize("fault", ["no new entry", "an entry about another", "an older entry"])
def test_a_life_moves_only_with_a_new_entry_about_itself(world, life, fault):
    row = rows(world)[life]
    following = next(b for a, b in sorted(LIVES[life].machine.steps) if a == row.state != b)
    other = record("case.note", subject="case:other", case=row.case, by=world.desk).number
    entry = {"no new entry": row.entry_id, "an entry about another": other, "an older entry": row.entry_id - 1}[fault]

    def silently() -> None:
        LIVES[life].model.objects.filter(pk=row.pk).update(state=following, entry=entry)

    refused(silently, "only with a new journal entry about it")
    with without(f"steun_{life}_recorded"):
        possible(silently)


@pytest.mark.parametrize("life", LIVES)
def test_a_life_is_never_deleted(world, life):
    row = rows(world)[life]

    def vanish() -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            key = row.pk if connection.vendor == "postgresql" else row.pk.hex
            cursor.execute(f"DELETE FROM steun_{life} WHERE id = %s", [key])

    refused(vanish, "never deleted")
    with without(f"steun_{life}_stays"):
        possible(vanish)


def committed(world: World, quantity: int = 60) -> Commitment:
    return world.commit(world.granted(), quantity=quantity)


def test_no_piece_is_promised_twice_by_a_new_commitment(world):
    row = committed(world)

    def twice() -> None:
        row.pk, row.quantity = new_key(), 41
        row.save(force_insert=True)

    refused(twice, "promised already")
    with without("steun_commitment_stock_insert"):
        possible(twice)


@pytest.mark.parametrize("change", ["more pieces", "a longer window", "another unit"])
def test_no_piece_is_promised_twice_by_a_changed_commitment(world, change):
    first = committed(world)
    later = {"starts_at": world.now + timedelta(hours=60), "ends_at": world.now + timedelta(hours=70)}
    other = world.commit(world.granted(**later), quantity=60)
    bravo = world.commit(world.granted(), "bravo", 60)
    changes = {
        "more pieces": (first, {"quantity": 101}),
        "a longer window": (other, {"starts_at": first.starts_at}),
        "another unit": (bravo, {"unit": first.unit}),
    }
    row, words = changes[change]

    def grow() -> None:
        Commitment.objects.filter(pk=row.pk).update(**words)

    refused(grow, "promised already")
    with without("steun_commitment_stock_update"):
        possible(grow)


def test_promised_pieces_cannot_be_away(world):
    row = committed(world)

    def leave() -> None:
        Absence.objects.create(unit=row.unit, quantity=41, starts_at=row.starts_at, ends_at=row.ends_at, reason="x")

    refused(leave, "say first who falls short")
    with without("steun_absence_stock_insert"):
        possible(leave)


def test_an_absence_cannot_grow_over_promised_pieces(world):
    row = committed(world)
    absence = Absence.objects.create(
        unit=row.unit, quantity=40, starts_at=row.starts_at, ends_at=row.ends_at, reason="x"
    )

    def grow() -> None:
        Absence.objects.filter(pk=absence.pk).update(quantity=41)

    refused(grow, "say first who falls short")
    with without("steun_absence_stock_update"):
        possible(grow)


def test_stock_cannot_fall_below_what_is_promised_in_silence(world):
    row = committed(world)

    def shrink() -> None:
        Unit.objects.filter(pk=row.unit_id).update(capacity=59)

    refused(shrink, "say first who falls short")
    with without("steun_unit_stock"):
        possible(shrink)
