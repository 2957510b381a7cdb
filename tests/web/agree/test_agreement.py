"""Readiness agreements: proposed, countered, agreed by each side's own mandate, in force, renewed, ended."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.web.agree.agreement import acts
from steun.web.agree.agreement.model import Agreement, Side, mandated
from steun.web.agree.agreement.read import waiting_for
from steun.web.agree.agreement.shape import AgreementIn, TermsIn
from steun.web.agree.agreement.tick import agreements as tick
from steun.web.ask.agreed.read import grounds
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock, words
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Notice
from tests.builders import World

pytestmark = pytest.mark.django_db
DOPS, CHAIR, DESK, LOCC = ("dops", "DOPS"), ("safety-region-chair", "VR24"), ("duty-officer", "VR24"), ("locc", "LOCC")
YEAR = timedelta(days=365)
PROSE = {
    "place": "Zuid-Limburg", "exceptions": "Not in the summer leave", "costs": "Each its own, the region fuel",
    "needs": "High water in the Geul", "task_one": "Half of it stays for a month",
}  # fmt: skip
FIGURES = {"quantity": 40, "reaction_minutes": 360, "sustained_hours": 72}


def terms(**words: Any) -> dict[str, Any]:
    days = {"starts_on": clock.today(), "ends_on": clock.today() + YEAR}
    return {**FIGURES, **PROSE, **days, **words}


def said(**words: Any) -> dict[str, Any]:
    return {"capability": "sandbags", "provider": "DOPS", "beneficiaries": ["VR24"], **terms(), **words}


def proposed(world: World, who: tuple[str, str] = DESK, **words: Any) -> Agreement:
    return acts.propose(AgreementIn(**said(**words)), by=world.actor(*who))


def agreed(world: World, **words: Any) -> Agreement:
    it = proposed(world, **words)
    acts.agree(it.pk, by=world.actor(*DOPS))
    return acts.agree(it.pk, by=world.actor(*CHAIR))


def in_force(world: World, **words: Any) -> Agreement:
    it = agreed(world, **words)
    tick(clock.now())
    it.refresh_from_db()
    return it


def sound(pk: Any) -> Agreement:
    """The row as it stands, and nothing that the journal tells otherwise."""
    assert not list(replay())
    return Agreement.objects.get(pk=pk)


def faults(error: Any) -> dict[str, str]:
    return {fault.field: fault.code for fault in error.value.faults}


# From proposal to agreement


def test_it_is_agreed_when_each_side_said_yes_by_a_seat_of_its_own(world):
    it = proposed(world)
    assert it.state == "proposed" and it.parties == ("DOPS", "VR24")
    assert acts.agree(it.pk, by=world.actor(*DOPS)).state == "proposed"
    assert acts.agree(it.pk, by=world.actor(*CHAIR)).state == "agreed"
    recorded = Entry.objects.filter(case=it.pk).order_by("position").values_list("action", "role")
    assert list(recorded) == [
        ("agreement.propose", "duty-officer"), ("agreement.agree", "dops"),
        ("agreement.agree", "safety-region-chair"), ("agreement.conclude", "safety-region-chair"),
    ]  # fmt: skip
    assert {s.agreed_role for s in Side.objects.filter(agreement=it)} == {"dops", "safety-region-chair"}
    sound(it.pk)


def test_three_parties_want_three_times_yes(world):
    it = proposed(world, beneficiaries=["VR24", "VR23"])
    for who in (DOPS, CHAIR):
        assert acts.agree(it.pk, by=world.actor(*who)).state == "proposed"
    assert acts.agree(it.pk, by=world.actor("safety-region-chair", "VR23")).state == "agreed"


def test_nobody_agrees_twice_for_one_side_or_for_two_sides(world):
    it = proposed(world)
    acts.agree(it.pk, by=world.actor(*DOPS))
    with pytest.raises(NotYours):
        acts.agree(it.pk, by=world.actor(*DOPS))
    both = world.person(*DOPS)
    Mandate.objects.create(
        person=both, role="safety-region-chair", organisation_id="VR24", valid_from=world.now - timedelta(days=1)
    )
    second = Mandate.objects.select_related("organisation").get(person=both, role="safety-region-chair")
    from steun.web.kernel.actor import Actor

    with pytest.raises(Refused) as no:
        acts.agree(it.pk, by=Actor.of_mandate(second))
    assert [v.code for v in no.value.verdicts] == ["nobody-agrees-for-two"]


def test_a_desk_proposes_and_binds_nobody_and_a_stranger_does_neither(world):
    it = proposed(world)
    with pytest.raises(NotYours):
        acts.agree(it.pk, by=world.actor(*DESK))
    with pytest.raises(NotYours):
        acts.agree(it.pk, by=world.actor(*LOCC))
    with pytest.raises(Unknown):
        acts.agree(it.pk, by=world.actor("safety-region-chair", "VR23"))
    with pytest.raises(NotYours):
        proposed(world, who=LOCC)
    with pytest.raises(Malformed) as wrong:
        proposed(world, who=("duty-officer", "VR23"))
    assert faults(wrong) == {"beneficiaries": "own-side-takes-part"}


def test_other_terms_begin_the_agreeing_anew_and_the_journal_tells_what_changed(world):
    it = proposed(world)
    acts.agree(it.pk, by=world.actor(*CHAIR))
    acts.counter(it.pk, TermsIn(**terms(quantity=25)), by=world.actor(*DOPS))
    it = sound(it.pk)
    assert (it.state, it.quantity, it.proposer_id) == ("countered", 25, "DOPS")
    assert not Side.objects.filter(agreement=it).exclude(agreed_by=None)
    last = Entry.objects.filter(case=it.pk).order_by("position").last()
    assert last.data["changes"] == {"quantity": [40, 25]} and last.data["agreed"] == {}
    with pytest.raises(Refused) as no:
        acts.counter(it.pk, TermsIn(**terms(quantity=25)), by=world.actor(*CHAIR))
    assert [v.code for v in no.value.verdicts if not v.met] == ["counter-says-something-else"]
    acts.agree(it.pk, by=world.actor(*CHAIR))
    assert acts.agree(it.pk, by=world.actor(*DOPS)).state == "agreed"
    sound(it.pk)


def test_a_mandate_for_few_pieces_binds_to_no_more(world):
    it = proposed(world)
    held = Mandate.objects.get(role="dops", organisation="DOPS")
    held.limits = {"quantity": 39}
    held.save()
    with pytest.raises(NotYours):
        acts.agree(it.pk, by=world.actor(*DOPS))


def test_it_is_refused_withdrawn_or_ended_with_reasons_only(world):
    it = proposed(world)
    for act, who in ((acts.refuse, DOPS), (acts.withdraw, DESK)):
        with pytest.raises(Refused):
            act(it.pk, by=world.actor(*who), reason=" ")
    with pytest.raises(NotYours):  # whose terms they are takes them back
        acts.refuse(it.pk, by=world.actor(*CHAIR), reason="No")
    assert acts.refuse(it.pk, by=world.actor(*DOPS), reason="No men").state == "refused"
    assert acts.withdraw(proposed(world).pk, by=world.actor(*DESK), reason="A mistake").state == "withdrawn"
    assert acts.end(agreed(world).pk, by=world.actor(*CHAIR), reason="Not needed").state == "ended"
    sound(it.pk)


# What contradicts itself


def test_contradictions_are_told_at_their_fields_all_at_once(world):
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Malformed) as wrong:
        proposed(
            world, capability="no-such", starts_on=yesterday, ends_on=yesterday - timedelta(days=1), beneficiaries=[
                "VR24", "VR01",
            ]
        )  # fmt: skip
    assert faults(wrong) == {
        "capability": "unknown-code", "starts_on": "agreement-begins-ahead",
        "ends_on": "agreement-ends-after-it-begins",
        "beneficiaries": "parties-have-a-mandate",
    }  # fmt: skip
    with pytest.raises(Malformed) as alone:
        proposed(world, provider="VR24")
    assert faults(alone) == {"beneficiaries": "agreement-has-two-parties"}
    with pytest.raises(Malformed) as nobody:
        proposed(world, provider="NOWHERE", beneficiaries=["VR24", "ELSEWHERE"])
    assert faults(nobody) == {"provider": "unknown-code", "beneficiaries.1": "unknown-code"}


@pytest.mark.parametrize("field", [*FIGURES, *PROSE, "starts_on", "ends_on", "capability", "provider"])
def test_zero_nothing_and_nonsense_are_a_fault_at_their_field(api, field):
    call, body = api(*DESK), {**said(), "starts_on": clock.today().isoformat(), "ends_on": clock.today().isoformat()}
    for value in (0, -1, "", None, "0", [], 10**9, "\x00") if field in FIGURES else (0, "", None, [], "\x00"):
        answer = call("post", "/agreements", {**body, field: value})
        assert answer.status_code == 422, (field, value)
        assert {fault["field"] for fault in answer.json()["faults"]} == {field}
    assert not Agreement.objects.exists()


# Days and the clock


def test_it_is_in_force_from_its_day_and_runs_out_after_its_last(world):
    it = agreed(world, starts_on=clock.today() + timedelta(days=2), ends_on=clock.today() + timedelta(days=3))
    now = clock.now()
    assert tick(now) == 0 and tick(now + timedelta(days=2)) == 1
    it.refresh_from_db()
    assert it.state == "in-force"
    tick(now + timedelta(days=3))  # reminds that it ends
    assert tick(now + timedelta(days=4)) == 1 and tick(now + timedelta(days=5)) == 0
    assert sound(it.pk).state == "ended"


def test_what_is_over_before_everybody_agreed_is_agreed_by_nobody(world, monkeypatch):
    it = proposed(world, ends_on=clock.today())
    monkeypatch.setattr(clock, "today", lambda: it.ends_on + timedelta(days=1))
    with pytest.raises(Refused) as no:
        acts.agree(it.pk, by=world.actor(*DOPS))
    assert [v.code for v in no.value.verdicts if not v.met] == ["agreement-ends-ahead"]


def test_a_renewal_follows_on_what_is_in_force_and_takes_over(world):
    old = in_force(world, ends_on=clock.today() + timedelta(days=10))
    with pytest.raises(Malformed) as early:
        proposed(world, renews=old.pk, starts_on=old.ends_on)
    assert faults(early) == {"starts_on": "renewal-follows"}
    with pytest.raises(Malformed) as other:
        proposed(world, renews=old.pk, capability="generator", starts_on=old.ends_on + timedelta(days=1))
    assert faults(other) == {"renews": "renews-what-is-in-force"}
    new = agreed(world, renews=old.pk, starts_on=old.ends_on + timedelta(days=1))
    tick(clock.now() + timedelta(days=11))
    states = {pk: sound(pk).state for pk in (old.pk, new.pk)}
    assert states == {old.pk: "renewed", new.pk: "in-force"}


def test_silence_and_an_end_near_are_reminded_of_once(world):
    now, kind = clock.now(), "agreement-unanswered"
    it = proposed(world)
    assert tick(now + timedelta(days=14) - timedelta(hours=1)) == 0
    assert tick(now + timedelta(days=15)) == 1 and tick(now + timedelta(days=16)) == 0
    assert Notice.objects.filter(kind=kind).count() == 2  # who binds each side
    acts.counter(it.pk, TermsIn(**terms(quantity=3)), by=world.actor(*DOPS))
    assert tick(now + timedelta(days=31)) == 1
    near = in_force(world, ends_on=clock.today() + timedelta(days=89))
    in_force(world, ends_on=clock.today() + timedelta(days=120))
    tick(now)
    assert set(Notice.objects.filter(kind="agreement-runs-out").values_list("path", flat=True)) == {
        f"/agreements/{near.pk}"
    }


def test_what_waits_for_a_side_stands_on_its_work(world, login):
    it = proposed(world)
    assert [(w.what, w.it.pk) for w in waiting_for(world.actor(*DOPS))] == [("answer-agreement", it.pk)]
    assert waiting_for(world.actor(*LOCC)) == []
    acts.agree(it.pk, by=world.actor(*DOPS))
    assert waiting_for(world.actor(*DOPS)) == []
    page = login(*CHAIR, "en").get("/").content.decode()
    assert "what waits for your side" in page and f"/agreements/{it.pk}" in page
    acts.agree(it.pk, by=world.actor(*CHAIR))
    assert waiting_for(world.actor(*CHAIR)) == []
    near = in_force(world, ends_on=clock.today() + timedelta(days=80))
    assert [(w.what, w.it.pk) for w in waiting_for(world.actor(*CHAIR))] == [("renew-agreement", near.pk)]
    proposed(world, renews=near.pk, starts_on=near.ends_on + timedelta(days=1))
    assert [w.what for w in waiting_for(world.actor(*DOPS))] == ["answer-agreement"]


# Who sees it


def test_it_is_for_its_parties_and_for_who_divides_or_audits(world, api):
    it = proposed(world)
    for who in (DOPS, CHAIR, DESK, LOCC, ("minister-jenv", "MIN-JENV"), ("auditor", "REKENKAMER"), ("toc", "TOC")):
        assert api(*who)("get", f"/agreements/{it.pk}").status_code == 200
    for who in (("duty-officer", "VR23"), ("mayor", "GM0994"), ("provider", "RWS")):
        call = api(*who)
        assert call("get", f"/agreements/{it.pk}").status_code == 404
        assert call("get", "/agreements").json()["items"] == []
        assert not Entry.objects.visible_to(world.actor(*who)).filter(case=it.pk).exists()


# On what a request draws


def test_a_request_draws_on_what_counts_between_requester_and_defence_and_the_rest_is_best_effort(world, api, login):
    request = world.asked(
        lines=[{"capability": "sandbags", "quantity": 60}, {"capability": "generator", "quantity": 2}]
    )
    plan = {"sandbags": (0, 60), "generator": (0, 2)}

    def split(who: tuple[str, str] = DESK) -> dict[str, tuple[int, int]]:
        rows = api(*who)("get", f"/requests/{request.pk}/agreements").json()["requirements"]
        return {row["capability"]: (row["agreed"], row["best_effort"]) for row in rows}

    proposed(world)
    assert split() == plan
    it = agreed(world)
    assert split() == {**plan, "sandbags": (40, 20)} == split(("toc", "TOC"))
    page = login("toc", "TOC", "en").get(f"/requests/{request.pk}/decide").content.decode()
    assert f"/agreements/{it.pk}" in page and "20 best effort" in page and "2 best effort" in page
    assert f"/agreements/{it.pk}" in login(*DESK, "en").get(f"/requests/{request.pk}").content.decode()
    acts.end(it.pk, by=world.actor(*CHAIR), reason="Over")
    assert split() == plan


def test_other_days_other_parties_and_other_means_are_not_drawn_on(world):
    request, desk = world.asked(), world.desk
    agreed(world, starts_on=clock.today() + timedelta(days=30))
    agreed(world, capability="generator")
    agreed_elsewhere = proposed(world, who=("safety-region-chair", "VR23"), beneficiaries=["VR23"])
    for who in (DOPS, ("safety-region-chair", "VR23")):
        acts.agree(agreed_elsewhere.pk, by=world.actor(*who))
    assert [it.agreements for it in grounds(request, desk)] == [()]
    assert grounds(request, world.actor("duty-officer", "GM0994")) == []


def test_what_a_side_promised_to_others_is_nothing_to_draw_on_for_itself(world):
    it = agreed(world, provider="VR24", beneficiaries=["DOPS"])
    assert it.state == "agreed"
    assert [row.agreements for row in grounds(world.asked(), world.desk)] == [()]


# Pages


def typed(**words: Any) -> dict[str, Any]:
    found = said(**words)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()}


def test_it_is_proposed_countered_and_agreed_on_pages(login, world):
    client = login(*DESK, "en")
    form = client.get("/agreements/new").content.decode()
    offered = re.findall(r'<option value="([^"]*)"', form.split('name="provider"')[1].split("</select>")[0])
    assert offered[0] == "" and {*offered[1:]} == mandated()  # nobody is proposed whom nobody can bind
    wrong = client.post("/agreements/new", typed(quantity="0", costs="", ends_on="2020-01-01"))
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "Half of it stays" in page and 'value="VR24" checked' in page
    late = client.post("/agreements/new", typed(ends_on="2020-01-01", beneficiaries=["VR24", "VR01"]))
    assert "The last day does not lie before the first day." in late.content.decode()
    assert "Nobody holds a mandate to agree for: " in late.content.decode()
    answer = client.post("/agreements/new", typed())
    it = Agreement.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/agreements/{it.pk}"
    dops = login(*DOPS, "en")
    assert "Who pays what" in dops.get(f"/agreements/{it.pk}").content.decode()
    bad = dops.post(f"/agreements/{it.pk}/counter", {k: v for k, v in typed(quantity="0").items() if k in terms()})
    assert bad.status_code == 422 and "What you typed is still here" in bad.content.decode()
    dops.post(f"/agreements/{it.pk}/counter", {k: v for k, v in typed(quantity="25").items() if k in terms()})
    dops.post(f"/agreements/{it.pk}/agree", {})
    login(*CHAIR, "en").post(f"/agreements/{it.pk}/agree", {})
    it.refresh_from_db()
    assert (it.state, it.quantity) == ("agreed", 25)
    tick(clock.now())
    renewal = client.get(f"/agreements/new?renews={it.pk}").content.decode()
    assert f'name="renews" value="{it.pk}"' in renewal and 'value="25"' in renewal
    assert login(*LOCC).get("/agreements/new").status_code == 403


def test_it_is_found_by_means_party_and_place_in_list_and_api(login, api, world):
    it = proposed(world)
    client, call = login(*CHAIR, "en"), api(*CHAIR)
    for text, found in (
        ("zandzak", True),
        ("limburg sand", True),
        ("operaties", True),
        ("geul", True),
        ("boot", False),
    ):
        assert (f"/agreements/{it.pk}" in client.get("/agreements", {"q": text}).content.decode()) is found
        assert bool(call("get", f"/agreements?q={text}").json()["items"]) is found
    acts.withdraw(it.pk, by=world.actor(*DESK), reason="Wrong")
    assert f"/agreements/{it.pk}" not in client.get("/agreements").content.decode()
    assert f"/agreements/{it.pk}" in client.get("/agreements?state=all").content.decode()


def test_its_journal_has_a_page_in_both_languages(login, world):
    it = agreed(world)
    for language, word in (("nl", "Gereedheidsafspraak gesloten"), ("en", "Readiness agreement concluded")):
        assert word in login(*CHAIR, language).get(f"/journal/{it.pk}").content.decode()


def test_each_message_has_words_in_both_languages():
    kinds = ("proposed", "countered", "concluded", "stopped", "begins", "ends", "unanswered", "runs-out")
    for kind in kinds:
        for language in ("nl", "en"):
            with translation.override(language):
                assert words.word("notice", f"agreement-{kind}") != f"agreement-{kind}"
