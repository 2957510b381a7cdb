"""Stock that falls below what is promised: marked short, told, never hidden; and made good when it rises again."""

from datetime import timedelta

import pytest

from steun.core.kernel.errors import Changed, Malformed, NotYours, Refused, Unknown
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.stock import acts as actions
from steun.web.decide.stock import tick
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.know.unit.model import Absence, Unit
from tests.builders import World, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def toc(world):
    return world.actor("toc", "TOC")


def short_of(commitment: Commitment) -> int:
    return Commitment.objects.get(pk=commitment.pk).short


def recount(world: World, capacity: int, unit: str = "alpha", **words: object) -> Unit:
    by = words.pop("by", None) or world.actor("toc", "TOC")
    return actions.recount(world.unit(unit).pk, capacity, by=by, reason="Counted this morning", **words)


def test_a_recount_is_on_record_with_what_was_and_for_defence_only(world, toc):
    recount(world, 90)
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.subject, entry.audience) == ("unit.recount", world.unit("alpha").key, "defence")
    assert (entry.data["was"], entry.data["capacity"]) == (100, 90)
    assert world.unit("alpha").entry == entry


def test_when_stock_falls_below_what_is_promised_the_commitment_is_marked_short_on_record(world):
    commitment = world.commit(world.granted(), quantity=68)
    recount(world, 50)
    assert short_of(commitment) == 18
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.subject) == ("commitment.fall-short", commitment.key)
    assert (entry.data["short"], entry.data["was"], entry.data["quantity"]) == (18, 0, 68)
    assert Commitment.objects.get(pk=commitment.pk).quantity == 68


def test_the_reason_of_a_count_by_defence_stays_with_defence(world):
    world.commit(world.granted(), quantity=68)
    recount(world, 50)
    entry = Entry.objects.get(action="commitment.fall-short")
    assert entry.audience == "all" and entry.reason == ""
    assert Entry.objects.get(number=entry.data["by_entry"]).reason == "Counted this morning"


def test_the_requester_and_locc_are_told(world):
    world.commit(world.granted(), quantity=68)
    recount(world, 50)
    notified = {(n.role, n.organisation) for n in Notice.objects.filter(kind="fell-short")}
    assert {("locc", "LOCC"), ("duty-officer", "VR24")} <= notified
    assert Notice.objects.filter(kind="fell-short").first().facts["short"] == 18


def test_a_hold_falls_short_before_a_commitment_and_is_told_to_locc_only(world, toc):
    commitment = world.commit(world.granted(), quantity=50)
    hold = world.commit(world.asked(), quantity=40, hold_until=world.now + timedelta(hours=6))
    recount(world, 60)
    assert (short_of(commitment), short_of(hold)) == (0, 30)
    assert Entry.objects.get(action="commitment.fall-short").audience == "defence"
    assert {n.role for n in Notice.objects.filter(kind="fell-short")} == {"locc"}


def test_the_latest_promised_arrival_falls_short_first(world):
    late = world.commit(world.granted(starts_at=world.now + timedelta(hours=9)), quantity=40)
    early = world.commit(world.granted(), quantity=40)
    recount(world, 70)
    assert (short_of(early), short_of(late)) == (0, 10)


def test_when_stock_rises_again_shortages_are_lifted_on_record(world):
    commitment = world.commit(world.granted(), quantity=68)
    recount(world, 50)
    recount(world, 60)
    assert short_of(commitment) == 8
    recount(world, 100)
    assert short_of(commitment) == 0
    assert [e.data["short"] for e in Entry.objects.filter(action="commitment.fall-short").order_by("number")] == [
        18,
        8,
        0,
    ]
    assert Notice.objects.filter(kind="made-good").exists()


def test_nothing_new_is_promised_in_the_place_of_what_fell_short(world):
    world.commit(world.granted(), quantity=68)
    recount(world, 50)
    with pytest.raises(Refused) as refused:
        world.commit(world.granted(), quantity=1)
    assert [v.code for v in refused.value.verdicts] == ["unit-is-free"]


def test_an_absence_marks_short_what_no_longer_fits_and_its_end_lifts_it(world, toc):
    commitment = world.commit(world.granted(), quantity=68)
    start, end = world.now - timedelta(hours=1), world.now + timedelta(hours=48)
    absence = actions.away(world.unit("alpha").pk, 50, start, end, by=toc, reason="Maintenance")
    assert short_of(commitment) == 18
    actions.back(absence.pk, by=toc)
    assert short_of(commitment) == 0
    assert Absence.objects.get(pk=absence.pk).ends_at < end


def test_an_absence_outside_the_window_of_a_promise_leaves_it_whole(world, toc):
    commitment = world.commit(world.granted(), quantity=68)
    start, end = world.now + timedelta(hours=100), world.now + timedelta(hours=148)
    actions.away(world.unit("alpha").pk, 100, start, end, by=toc, reason="Exercise")
    assert short_of(commitment) == 0


def test_an_absence_that_had_not_begun_is_cancelled_on_record_and_occupies_nothing(world, toc):
    start, end = world.now + timedelta(hours=10), world.now + timedelta(hours=20)
    absence = actions.away(world.unit("alpha").pk, 10, start, end, by=toc, reason="Exercise")
    actions.back(absence.pk, by=toc, reason="Called off")
    assert not Absence.objects.filter(pk=absence.pk).exists()
    assert Absence._base_manager.get(pk=absence.pk).state == "cancelled"
    assert Entry.objects.latest("number").subject == absence.key


def test_an_absence_begins_and_ends_by_the_clock_on_record(world, toc):
    start, end = world.now + timedelta(hours=1), world.now + timedelta(hours=2)
    absence = actions.away(world.unit("alpha").pk, 10, start, end, by=toc, reason="Exercise")

    done = [tick.absences(moment) for moment in (world.now, start, start, end, end)]

    absence.refresh_from_db()
    assert (done, absence.state) == ([0, 1, 0, 1, 0], "ended")
    recorded = Entry.objects.filter(subject=absence.key).order_by("number").values_list("action", flat=True)
    assert list(recorded) == ["absence.plan", "absence.begin", "absence.expire"]
    assert [str(d) for d in replay()] == []


def test_an_absence_that_is_over_does_not_end_twice(world, toc):
    start, end = world.now - timedelta(hours=1), world.now + timedelta(hours=20)
    absence = actions.away(world.unit("alpha").pk, 10, start, end, by=toc, reason="Exercise")
    actions.back(absence.pk, by=toc)
    with pytest.raises(Refused):
        actions.back(absence.pk, by=toc)


def test_more_than_there_is_cannot_be_away(world, toc):
    start, end = world.now, world.now + timedelta(hours=20)
    actions.away(world.unit("alpha").pk, 70, start, end, by=toc, reason="Exercise")
    with pytest.raises(Refused) as refused:
        actions.away(world.unit("alpha").pk, 31, start, end, by=toc, reason="Mission")
    assert [v.code for v in refused.value.verdicts] == ["stock-covers-absences"]


def test_stock_cannot_be_smaller_than_what_is_away(world, toc):
    actions.away(world.unit("alpha").pk, 70, world.now, world.now + timedelta(hours=20), by=toc, reason="Exercise")
    with pytest.raises(Refused):
        recount(world, 69)


@pytest.mark.parametrize("role", ["toc", "dops", "unit-commander"])
def test_defence_counts_its_own_units(world, role):
    organisation = {"toc": "TOC", "dops": "DOPS", "unit-commander": "DEF-13LB"}[role]
    assert recount(world, 99, by=world.actor(role, organisation)).capacity == 99


@pytest.mark.parametrize(
    ("role", "organisation"), [("locc", "LOCC"), ("auditor", "REKENKAMER"), ("minister-defence", "MIN-DEF")]
)
def test_who_sees_a_unit_of_defence_may_not_therefore_count_it(world, role, organisation):
    with pytest.raises(NotYours):
        recount(world, 99, by=world.actor(role, organisation))


@pytest.mark.parametrize(("role", "organisation"), [("duty-officer", "VR24"), ("mayor", "GM0994"), ("provider", "RWS")])
def test_a_unit_that_one_may_not_see_is_not_there_to_count(world, role, organisation):
    with pytest.raises(Unknown):
        recount(world, 99, by=world.actor(role, organisation))


def test_a_civil_provider_counts_its_own_units_and_defence_does_not(world, toc):
    assert recount(world, 70, "rws-ground", by=world.actor("provider", "RWS")).capacity == 70
    with pytest.raises(NotYours):
        recount(world, 60, "rws-ground", by=toc)


def test_a_repeated_recount_is_done_once(world):
    recount(world, 90, id=key("once"))
    recount(world, 90, id=key("once"))
    assert Entry.objects.filter(action="unit.recount").count() == 1


def test_a_repeated_absence_is_done_once(world, toc):
    for _ in range(2):
        end = world.now + timedelta(hours=2)
        actions.away(world.unit("alpha").pk, 5, world.now, end, by=toc, reason="Exercise", id=key("away"))
    assert Absence.objects.filter(unit__code="alpha").count() == 1


def test_two_people_who_count_at_once_the_second_is_told(world, toc, monkeypatch):
    real = actions.record

    def slow(*args: object, **words: object) -> Entry:
        Unit.objects.filter(code="alpha").update(version=7, capacity=80)
        return real(*args, **words)

    monkeypatch.setattr(actions, "record", slow)
    with pytest.raises(Changed) as changed:
        recount(world, 90)
    assert changed.value.theirs == {"capacity": 80}


def test_a_count_needs_a_reason_and_a_number_that_can_be_true(world, toc):
    with pytest.raises(Malformed) as malformed:
        actions.recount(world.unit("alpha").pk, -1, by=toc, reason=" ")
    assert {f.field for f in malformed.value.faults} == {"capacity", "reason"}


def test_an_absence_ends_after_it_starts(world, toc):
    with pytest.raises(Malformed) as malformed:
        actions.away(world.unit("alpha").pk, 1, world.now, world.now, by=toc, reason="Exercise")
    assert [f.field for f in malformed.value.faults] == ["ends_at"]


def test_journal_and_tables_agree_after_every_kind_of_count(world, toc):
    world.commit(world.granted(), quantity=68)
    absence = actions.away(
        world.unit("alpha").pk, 50, world.now, world.now + timedelta(hours=48), by=toc, reason="Exercise"
    )
    recount(world, 60)
    actions.back(absence.pk, by=toc)
    assert [str(d) for d in replay()] == []
