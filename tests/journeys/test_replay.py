"""July 2021 played again: the same acts as people's, at their times, nothing invented, and provable afterwards."""

from __future__ import annotations

import csv
import os
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from steun.core.kernel.errors import Refused
from steun.demo import world_files
from steun.rules.load import law
from steun.web.ask.gate.model import Gate
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.shape import IncidentIn
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.ask.route.routing import routes_for
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.audit.check import replay
from steun.web.desks.replay import player
from steun.web.desks.replay.script import key_of
from steun.web.desks.replay.seats import holder, holder_of
from steun.web.kernel import clock, moments
from steun.web.kernel.clock import Clock
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate
from steun.web.know.unit.model import Unit
from steun.web.learn.evaluation.model import Evaluation
from steun.web.processes import tick
from tests.journeys.replay_world import SCRIPT, act_of, after, before, play_up_to, prepared, request_of

__all__ = ["after", "before", "prepared"]  # fixtures
ROOT = Path(__file__).parents[2]
FACTS = Path(os.environ.get("STEUN_SHARED", ROOT.parent / "shared")) / "facts" / "limburg_2021.csv"
ENDED = {"sandbags", "bridge", "dyke", "hospital", "return"}


# --- How it begins and ends


def test_it_begins_before_the_first_call_for_help_with_a_clock_that_stands_still(before):
    assert clock.now() == datetime(2021, 7, 14, 6, 0, tzinfo=moments.AMSTERDAM)
    assert Clock.objects.get().speed == 0
    assert not Entry.objects.exists()
    assert all(u.illustrative for u in Unit.objects.all())
    assert not Mandate.objects.filter(valid_from__gt=datetime(2000, 1, 1, tzinfo=moments.AMSTERDAM)).exists()


def test_what_happened_is_played_from_an_empty_database_to_the_end_of_19_july(after):
    """How long that takes is measured by `bench/replay.py`."""
    assert len(player.progress().done) > 90


def test_at_the_end_every_case_of_the_flood_waits_to_be_evaluated(after):
    for code in ENDED:
        assert request_of(code).state == "ended", code
        assert Evaluation.objects.get(request=request_of(code)).state == "due", code
    assert Request.objects.count() == len(ENDED)
    assert not player.progress().skipped


def test_the_journal_verifies_and_the_tables_tell_the_same(after):
    number = feed.verify().entries

    assert number == Entry.objects.count() > 100
    assert list(replay()) == []


def test_later_in_july_the_water_authority_asks_for_support_on_another_basis(after):
    player.play_until(SCRIPT.acts[-1].at)

    trees = request_of("trees")
    assert [p.basis for p in trees.parts.all()] == ["msob"]
    assert trees.number == "S-2021-0001"
    assert trees.gates.get(code="signature").done_role == "dijkgraaf"
    assert trees.commitments.get().quantity == 60
    assert trees.state == "deployed"  # no source tells when it was done
    assert list(replay()) == []


# --- Once and only once


def test_playing_twice_does_nothing_twice(after):
    count = Entry.objects.count()

    assert player.play_until(SCRIPT.over) == 0
    for act in SCRIPT.acts:
        if act.at <= SCRIPT.over:
            assert not player.play(act)
    assert Entry.objects.count() == count


def test_an_act_has_the_same_id_wherever_it_is_played():
    ids = {a.id for a in SCRIPT.acts} | {a.skip_id for a in SCRIPT.acts}

    assert len(ids) == 2 * len(SCRIPT.acts)
    assert all(key.version == 7 for key in ids)
    assert key_of(SCRIPT.begins, "a", "b") == key_of(SCRIPT.begins, "a", "b") != key_of(SCRIPT.begins, "a", "c")


def test_each_act_happens_at_its_own_time(after):
    by_id = {a.id: a for a in SCRIPT.acts}
    entries = Entry.objects.filter(id__in=by_id)

    assert entries.count() > 70
    for entry in entries:
        assert entry.happened_at == entry.recorded_at == by_id[entry.id].at


# --- The law of July 2021


def test_the_law_of_the_day_applies(after):
    for code in ENDED:
        request = request_of(code)
        assert date(2021, 7, 14) <= request.law_day <= date(2021, 7, 18)
        assert [p.basis for p in request.parts.all()] == ["wvr-51"]
        assert request.gates.get(code="signature").done_role == "safety-region-chair"


def test_article_58_was_not_on_the_chairs_list_in_july_2021(before):
    by = holder("duty-officer@VR24")
    incident = incidents.open_incident(IncidentIn(name="Hoogwater", place="Valkenburg", grip="4"), by=by)
    shape = RequestIn(
        incident=incident.pk, title="Orde houden bij de evacuatie", place="Valkenburg", task_kind="public-order",
        municipalities=["GM0994"], bases=["polw-58"], starts_at=clock.now(), special_case="Te weinig politie.",
        situation={"more_than_local": True, "receiver": "police"},
    )  # fmt: skip
    request = ask.draft(shape, by=by)

    then = next(r for r in routes_for(request).all if r.basis.code == "polw-58")

    assert then.basis.source.valid_to is not None
    assert then.requester == "mayor"
    assert "chair-power-is-listed" in {v.code for v in then.warnings}
    assert {"jenv-sets-manner", "powers-are-regulated"} <= {g.code for g in then.gates}
    assert "polw-62" not in law().on(request.law_day)
    assert "polw-62" in law().on(timezone.now().date())


# --- Nothing invented


@pytest.fixture(scope="module")
def facts() -> list[dict[str, str]]:
    if not FACTS.exists():
        pytest.skip("the table of facts is not there (set STEUN_SHARED)")
    with FACTS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def numbers(text: str) -> set[int]:
    """The numbers in a text, however thousands are marked; those of times, days, names and units left out."""
    for other in (
        r"\d{1,2}[.:]\d{2} uur|\d{1,2}:\d{2}|\d{1,2} (?:uur|hours|h)\b",
        r"13 Lichte|105 Waterbouw|Wvr 51|m3|\b\d{1,2} [Jj]ul\w*",
        r"\b(?:Wed|Thu|Fri|Sat|Sun|Mon) \d+|(?:Thursday|juli|July|Januari|January) \d+|\b20\d\d\b",
    ):
        text = re.sub(other, " ", text)
    return {int(re.sub(r"[.,]", "", n)) for n in re.findall(r"\d{1,3}(?:[.,]\d{3})+|\d+", text)}


def test_every_row_of_the_table_of_facts_is_played_with_all_its_sources(facts):
    for number, row in enumerate(facts, 1):
        of_row = [a for a in SCRIPT.acts if a.row == number]
        assert of_row, row
        assert {letter for a in of_row for letter in a.sources} >= set(row["source"].split(",")), row


def test_an_act_without_source_is_marked_reconstructed(after):
    assert all(a.sources or a.reconstructed for a in SCRIPT.acts)
    for act in SCRIPT.acts:
        entry = Entry.objects.filter(id=act.id).first()
        if entry and act.do in {"gate", "submit", "order", "report"}:
            assert bool(entry.data.get("reconstructed")) == act.reconstructed
            assert entry.data["precision"] == act.precision
            assert entry.data.get("source", "") == SCRIPT.cited(act)
    assert Gate.objects.filter(reconstructed=True).exists()
    assert Commitment.objects.filter(reconstructed=True).exists()
    assert Deployment.objects.filter(reconstructed=True).exists()


def test_a_number_is_in_the_table_of_facts_or_the_act_is_marked(facts):
    for act in SCRIPT.acts:
        if not act.row:
            assert act.reconstructed or not numbers(act.nl), act.code
            continue
        known = numbers(" ".join(facts[act.row - 1].values())) | ({100} if act.row == 6 else set())
        for text in (act.nl, act.en, act.words.get("remark", "")):
            assert numbers(text) <= known, (act.code, numbers(text) - known)


def test_only_sourced_quantities_are_committed_and_no_curve_is_drawn_to_800(after):
    quantities = {c.unit.code: c.quantity for c in Commitment.objects.select_related("unit")}

    sized = {code: n for code, n in quantities.items() if not code.startswith("limburg-2021-")}
    assert sized == {"13lb-alfa": 68, "13lb-bravo": 30, "105-girder-bridge": 1}
    for code in quantities.keys() - sized.keys():
        unit = Unit.objects.get(code=code)
        assert "onbekend" in unit.counted_nl and "unknown" in unit.counted_en and unit.capacity == 1
    assert sum("800 militairen" in e.data["text"] for e in Entry.objects.filter(action="incident.note")) == 1
    assert not [e for e in Entry.objects.exclude(action="incident.note") if e.data.get("quantity", 0) > 100]


def test_the_script_says_what_it_does_not_know():
    head = (world_files() / "replay_limburg_2021.toml").read_text(encoding="utf-8").split("\n\n")[0]

    for word in ("Sourced", "Reconstructed", "Illustrative", "Unknown"):
        assert word in head


# --- People may act too


def test_an_act_that_somebody_did_already_is_skipped_and_the_incident_says_so(before):
    act = play_up_to("sandbags-signed")
    gate = request_of("sandbags").gates.get(code="signature")
    gates.act(gate.pk, "pass", by=holder_of(gate))

    assert player.next_act() == act

    known = player.progress()
    assert act.code in known.skipped and act.code not in known.done
    note = known.skipped[act.code]
    assert note.action == "incident.note" and note.case == SCRIPT.incident_of(act)
    assert "Draaiboek overgeslagen" in note.data["text"] and act.nl in note.data["text"]
    assert player.next_act() == act_of("sandbags-asked")
    assert request_of("sandbags").state == "asked"


def test_when_the_minister_refuses_the_script_goes_on_without_that_case(before):
    play_up_to("sandbags-judged-jenv-decides")
    gate = request_of("sandbags").gates.get(code="jenv-decides")
    gates.act(gate.pk, "refuse", by=holder_of(gate), reason="Alle middelen zijn elders nodig.", signatory="Minister")

    player.play_until(SCRIPT.over)

    assert request_of("sandbags").state == "refused"
    assert request_of("bridge").state == "ended"
    assert "sandbags-68" in player.progress().skipped
    assert list(replay()) == []
    feed.verify()


def test_the_clock_never_goes_back_before_what_somebody_did(before):
    play_up_to("water-board-lodges")
    later = act_of("water-board-lodges").at + timedelta(hours=1)
    clock.set_clock(later)
    ask.draft(RequestIn(title="Iets anders"), by=holder("duty-officer@VR24"))

    player.next_act()

    assert clock.now() == later


# --- The clock


def test_a_paused_clock_plays_nothing_and_a_running_one_plays_what_is_due(before):
    assert tick.once()["acts"] == 0
    begun = timezone.now() - timedelta(minutes=8)  # eight minutes at 60 times: eight hours, so it is 14:00
    Clock.objects.update(real=begun, shown=SCRIPT.begins, speed=60)

    played = tick.once()["acts"]

    assert played == 12  # until the order of 13:40
    assert request_of("sandbags").state == "ordered"
    assert Clock.objects.get().speed == 60
    assert clock.now() >= SCRIPT.begins + timedelta(hours=8)


def test_after_a_restart_the_clock_stands_still_where_it_was_last_seen(before):
    Clock.objects.update(real=timezone.now() - timedelta(days=2), shown=SCRIPT.begins, speed=600)

    player.wake_up()

    assert clock.now() == SCRIPT.begins
    assert Clock.objects.get().speed == 0


def test_a_speed_that_is_not_offered_is_refused(before):
    with pytest.raises(Refused):
        player.run_at(7)
    player.run_at(600)

    assert Clock.objects.get().speed == 600
    assert player.seconds_to_next(5) == 5
