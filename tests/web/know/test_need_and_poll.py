"""Needs and polls: stated before it is urgent, both ways; asked by round; answered by agreements; what is left."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.web.agree.agreement import acts as agreements
from steun.web.agree.agreement.shape import AgreementIn
from steun.web.agree.agreement.tick import agreements as agreements_tick
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.know.need import acts as needs
from steun.web.know.need.model import Need
from steun.web.know.need.shape import NeedIn
from steun.web.know.poll import acts as polls
from steun.web.know.poll.model import Poll
from steun.web.know.poll.read import result, totals, waiting_for
from steun.web.know.poll.tick import polls as tick
from tests.web.samples import agreement as deals
from tests.web.samples import need as sample
from tests.web.samples import poll as asked

pytestmark = pytest.mark.django_db
DESK, DOPS, LOCC, CHAIR = ("duty-officer", "VR24"), ("dops", "DOPS"), ("locc", "LOCC"), ("safety-region-chair", "VR24")
STRANGER = ("duty-officer", "VR01")


def visible(world, seat) -> set:
    return set(Need.objects.visible_to(world.actor(*seat)).values_list("pk", flat=True))


def test_a_draft_is_of_its_organisation_alone_and_what_is_stated_of_those_whom_it_concerns(world):
    it = sample.need(world)
    assert visible(world, DESK) == visible(world, CHAIR) == {it.pk}
    assert not visible(world, DOPS) and not visible(world, LOCC) and not visible(world, STRANGER)
    needs.state(it.pk, by=world.desk)
    for seat in (DESK, DOPS, LOCC):
        assert visible(world, seat) == {it.pk}
    assert not visible(world, STRANGER)
    assert Notice.objects.filter(kind="need-stated", organisation="DOPS").exists()
    with pytest.raises(Unknown):
        needs.withdraw(it.pk, by=world.actor(*STRANGER), reason="Not mine")
    with pytest.raises(NotYours):
        needs.withdraw(it.pk, by=world.actor(*LOCC), reason="Not mine")


def test_defence_needs_civil_bodies_too_and_the_body_it_needs_reads_it(world):
    it = needs.draft(
        NeedIn(**sample.given(capability="hard-standing", addressee="RWS", quantity=40)), by=world.actor(*DOPS)
    )
    assert not visible(world, ("provider", "RWS"))
    needs.state(it.pk, by=world.actor(*DOPS))
    assert visible(world, ("provider", "RWS")) == {it.pk}
    assert not visible(world, DESK), "a region is not told what Defence needs of others"


def test_a_large_result_shows_what_is_uncovered_most_and_its_sheet_has_all(world, login, monkeypatch):
    monkeypatch.setattr("steun.web.know.poll.page.SHOWN", 1)
    it = asked.poll(world)
    keys = [sample.stated(world, quantity=n, capability=code).pk for n, code in ((60, "sandbags"), (70, "generator"))]
    polls.answer(it.pk, by=world.desk, needs=keys)
    page = login(*LOCC).get(f"/polls/{it.pk}")
    assert [row.quantity for row in page.context["rows"]] == [70] and page.context["all"] == 2
    assert "De 1 van 2" in page.content.decode()
    assert len(page.context["totals"]) == 2, "all regions together count all of it"
    assert login(*LOCC).get(f"/polls/{it.pk}/sheet.csv").content.decode().count("Limburg") >= 2


def test_the_state_of_a_need_follows_the_agreements_that_name_it(world):
    it = sample.stated(world)
    first = deals.deal(world, "VR24", "DOPS", answers=[it.pk], starts_on=clock.today())
    it.refresh_from_db()
    assert (it.state, it.covered, it.uncovered) == ("answered", 40, 20)
    second = deals.deal(world, "VR24", "DOPS", answers=[it.pk], quantity=30)
    it.refresh_from_db()
    assert (it.covered, it.uncovered) == (70, 0)
    agreements.end(second.pk, by=world.actor(*CHAIR), reason="Too much")
    it.refresh_from_db()
    assert (it.state, it.covered) == ("answered", 40)
    later = first.ends_on + timedelta(days=1)
    agreements_tick(clock.now())
    agreements_tick(clock.now() + (later - clock.today()) + timedelta(days=1))
    it.refresh_from_db()
    assert (it.state, it.covered) == ("stated", 0)
    assert [str(difference) for difference in replay()] == []


def test_what_is_only_proposed_covers_nothing_and_a_revised_need_waits_again(world):
    it = sample.stated(world)
    deals.deal(world, "VR24", answers=[it.pk])
    it.refresh_from_db()
    assert (it.state, it.covered) == ("stated", 0)
    deals.deal(world, "VR24", "DOPS", answers=[it.pk])
    needs.revise(it.pk, NeedIn(**sample.given(quantity=90)), by=world.desk)
    it.refresh_from_db()
    assert (it.state, it.covered, it.uncovered) == ("stated", 40, 50)
    with pytest.raises(Refused):
        needs.revise(it.pk, NeedIn(**sample.given(quantity=90)), by=world.desk)


def test_an_agreement_answers_only_stated_needs_of_who_counts_on_it_for_its_means(world):
    draft, other = sample.need(world), sample.stated(world, capability="girder-bridge", quantity=1)
    by_effect = sample.stated(world, capability="", effect="water-kept-out")
    theirs = needs.draft(NeedIn(**sample.given(addressee="RWS")), by=world.actor(*DOPS))
    needs.state(theirs.pk, by=world.actor(*DOPS))
    with pytest.raises(Malformed) as wrong:
        agreements.propose(
            AgreementIn(**deals.given(answers=[draft.pk, other.pk, by_effect.pk, theirs.pk])), by=world.actor(*DOPS)
        )
    assert {(f.field, f.code) for f in wrong.value.faults} == {
        ("answers.1", "need-is-of-other-means"), ("answers.3", "need-is-of-other-means"),
        ("answers.0", "unknown-code"),
    }  # fmt: skip


def test_a_round_asks_reminds_closes_and_the_next_starts_from_it(world, login):
    poll = asked.poll(world)
    assert set(Notice.objects.filter(kind="poll-opened").values_list("organisation", flat=True)) == {"VR24", "DOPS"}
    assert [w.it.pk for w in waiting_for(world.desk)] == [poll.pk]
    assert "Answer the poll" in login(*DESK, "en").get("/").content.decode()
    polls.answer(poll.pk, by=world.actor(*DOPS), none=True)
    assert waiting_for(world.actor(*DOPS)) == []

    near = clock.now() + timedelta(days=24)
    assert tick(near) == 1 and tick(near) == 0
    reminded = Notice.objects.filter(kind="poll-waits")
    assert set(reminded.values_list("organisation", flat=True)) == {"VR24"}
    assert tick(clock.now() + timedelta(days=32)) == 1
    poll.refresh_from_db()
    assert poll.state == "closed"
    with pytest.raises(Refused):
        polls.answer(poll.pk, by=world.desk, none=True)
    page = login(*LOCC, "en").get(f"/polls/new?follows={poll.pk}").content.decode()
    assert "Open the next round" in page and page.count("checked") == 2
    after = asked.poll(world, follows=poll.pk, title="Spring 2027")
    assert Poll.objects.get(pk=after.pk).follows_id == poll.pk
    assert [str(difference) for difference in replay()] == []


def test_an_answer_names_own_stated_needs_or_none_and_a_later_one_takes_its_place(world, login):
    poll, it, draft = asked.poll(world), sample.stated(world), sample.need(world)
    for words in ({}, {"needs": [it.pk], "none": True}):
        with pytest.raises(Refused) as no:
            polls.answer(poll.pk, by=world.desk, **words)
        assert [v.code for v in no.value.verdicts] == ["poll-answer-is-one"]
    for wrong in (draft.pk, poll.pk):
        with pytest.raises(Malformed):
            polls.answer(poll.pk, by=world.desk, needs=[it.pk, wrong])
    page = login(*DESK, "en").post(f"/polls/{poll.pk}/answer", {"needs": [str(it.pk)], "none": "1"})
    assert page.status_code == 409 and page.content.decode().count(" checked") == 2, "what was ticked stays"
    with pytest.raises(Malformed):
        polls.answer(poll.pk, by=world.actor(*DOPS), needs=[it.pk])
    with pytest.raises(NotYours):
        polls.answer(poll.pk, by=world.actor(*LOCC), none=True)
    polls.answer(poll.pk, by=world.desk, none=True)
    polls.answer(poll.pk, by=world.actor(*CHAIR), needs=[it.pk])
    mine = poll.asked.get(organisation="VR24")
    assert not mine.none and set(mine.needs.values_list("pk", flat=True)) == {it.pk}
    assert Entry.objects.filter(subject=poll.key, action="poll.answer").count() == 2


def test_the_result_is_by_region_and_means_with_what_agreements_cover(world, login, api):
    poll = asked.poll(world)
    first, second = sample.stated(world), sample.stated(world, quantity=10)
    bridge = sample.stated(world, capability="girder-bridge", quantity=1)
    polls.answer(poll.pk, by=world.desk, needs=[first.pk, second.pk, bridge.pk])
    deals.deal(world, "VR24", "DOPS", answers=[second.pk])  # forty for ten: the rest covers no other need
    rows = result(poll, world.actor(*LOCC))
    assert [(r.needs, r.quantity, r.covered, r.uncovered) for r in rows] == [(2, 70, 10, 60), (1, 1, 0, 1)]
    assert [(r.quantity, r.uncovered) for r in totals(rows)] == [(70, 60), (1, 1)]
    assert [row["uncovered"] for row in api(*LOCC)("get", f"/polls/{poll.pk}").json()["result"]] == [60, 1]

    client = login(*LOCC, "en")
    book = client.get(f"/polls/{poll.pk}/sheet.xlsx")
    text = ZipFile(BytesIO(book.content)).read("xl/worksheets/sheet1.xml").decode()
    assert book.status_code == 200 and ">60<" in text and "Uncovered" in text
    assert b"60" in client.get(f"/polls/{poll.pk}/sheet.csv").content
    assert login(*STRANGER).get(f"/polls/{poll.pk}/sheet.csv").status_code == 404
    needs.withdraw(bridge.pk, by=world.desk, reason="Not needed")
    assert len(result(poll, world.actor(*LOCC))) == 1


def test_a_need_becomes_an_agreement_on_pages_alone(world, login):
    it = sample.stated(world)
    page = login(*DOPS, "en").get(f"/agreements/new?need={it.pk}").content.decode()
    assert f'value="{it.pk}" checked' in page and 'value="60"' in page
    given = {**deals.given(answers=[str(it.pk)]), "starts_on": clock.today() + timedelta(days=9)}
    done = login(*DOPS, "en").post("/agreements/new", given)
    assert done.status_code == 303
    shown = login(*DOPS, "en").get(done["Location"]).content.decode()
    assert f"/needs/{it.pk}" in shown
    assert done["Location"] in login(*DESK, "en").get(f"/needs/{it.pk}").content.decode()
