"""Needs of several organisations that are one need: found in a poll, merged with the consent of each owner, counted
once under all their names, and undone by an act that everybody sees."""

from __future__ import annotations

from typing import Any

import pytest

from steun.core.kernel.errors import Malformed, NotYours, Refused, Unknown
from steun.web.desks.audit.check import replay
from steun.web.kernel.people.models import Notice
from steun.web.know.merge import acts
from steun.web.know.merge.model import Merge
from steun.web.know.merge.read import alike, waiting_for
from steun.web.know.merge.shape import MergeIn
from steun.web.know.need import acts as needs
from steun.web.know.need.shape import NeedIn
from steun.web.know.poll import acts as polls
from steun.web.know.poll.model import Poll
from steun.web.know.poll.read import result, totals
from tests.web.samples import agreement as deals
from tests.web.samples import merge as sample
from tests.web.samples import need

pytestmark = pytest.mark.django_db
DESK, DOPS, LOCC, STRANGER = ("duty-officer", "VR24"), ("dops", "DOPS"), ("locc", "LOCC"), ("duty-officer", "VR01")


def counted(world: Any, poll: Any, seat: tuple[str, str] = LOCC) -> list[tuple[int, int, int, int]]:
    """Needs, pieces, pieces covered and merged needs of each row of the result."""
    return [(it.needs, it.quantity, it.covered, it.merged) for it in result(poll, world.actor(*seat))]


def test_two_needs_count_once_only_after_each_owner_consented_and_twice_again_when_it_is_undone(world):
    it = sample.merge(world)
    assert totals(result(it.poll, world.actor(*LOCC)))[0].quantity == 100
    acts.consent(it.pk, by=world.desk)
    assert totals(result(it.poll, world.actor(*LOCC)))[0].quantity == 100, "one yes is not every yes"
    acts.consent(it.pk, by=world.actor(*DOPS))
    rows = result(it.poll, world.actor(*LOCC))
    assert sorted((row.needs, row.quantity, row.merged) for row in rows) == [(0, 0, 1), (1, 60, 0)]
    names = set(rows[0].together)
    assert len(names) == 2 and all(set(row.together) == names for row in rows), "both names stand at both"
    [both] = totals(rows)
    assert (both.needs, both.quantity, both.merged) == (1, 60, 1) and set(both.together) == names
    acts.separate(it.pk, by=world.actor(*DOPS), reason="Two dykes after all")
    assert totals(result(it.poll, world.actor(*LOCC)))[0].quantity == 100
    assert [str(difference) for difference in replay()] == []


def test_nobody_consents_twice_or_for_another(world):
    it = sample.consented(world)
    for seat in (DESK, LOCC):
        with pytest.raises(NotYours):
            acts.consent(it.pk, by=world.actor(*seat))
    with pytest.raises(Unknown):
        acts.consent(it.pk, by=world.actor(*STRANGER))
    it.refresh_from_db()
    assert it.state == "proposed"


def test_a_refusal_says_why_and_is_the_end_of_it(world):
    it = sample.consented(world)
    with pytest.raises(Refused):
        acts.refuse(it.pk, by=world.actor(*DOPS), reason=" ")
    acts.refuse(it.pk, by=world.actor(*DOPS), reason="Another dyke")
    assert totals(result(it.poll, world.actor(*LOCC)))[0].quantity == 100
    notices = Notice.objects.filter(kind="merge-moved").values_list("organisation", flat=True)
    assert set(notices) == {"VR24", "LOCC"}
    with pytest.raises((Refused, NotYours)):
        acts.consent(it.pk, by=world.actor(*DOPS))


def test_only_who_opened_the_poll_proposes_a_merge_in_it(world):
    given = sample.given(world)
    for seat in (DOPS, DESK):
        with pytest.raises(NotYours):
            acts.propose(MergeIn(**given), by=world.actor(*seat))
    assert not Merge.objects.exists()


def test_what_cannot_be_one_need_is_told_at_its_field(world):
    given = sample.given(world)
    other = need.stated(world, capability="girder-bridge", quantity=1)
    first, second = given["needs"]

    def wrong(**more: Any) -> set[tuple[str, str]]:
        with pytest.raises(Malformed) as said:
            acts.propose(MergeIn(**{**given, **more}), by=world.actor(*LOCC))
        return {(it.field, it.code) for it in said.value.faults}

    assert wrong(needs=[first]) == {("needs", "merge-is-of-several")}
    assert wrong(needs=[first, second, other.pk]) == {
        ("needs", "merge-is-of-one-means"), ("needs", "merge-needs-are-answers"),
    }  # fmt: skip
    assert wrong(counts=other.pk) == {("counts", "merge-names-what-counts")}
    acts.propose(MergeIn(**given), by=world.actor(*LOCC))
    assert wrong() == {("needs", "merge-stands-alone")}


def test_a_need_that_is_said_anew_or_withdrawn_leaves_its_merge_and_everybody_hears_it(world):
    it = sample.agreed(world)
    needs.revise(it.counts_id, NeedIn(**need.given(addressee="", quantity=70)), by=world.desk)
    it.refresh_from_db()
    assert it.state == "lapsed" and totals(result(it.poll, world.actor(*LOCC)))[0].quantity == 110
    assert Notice.objects.filter(kind="merge-moved", organisation="DOPS").exists()
    again = acts.propose(
        MergeIn(poll=it.poll_id, needs=[p.need_id for p in it.parts.all()], counts=it.counts_id, why="Still one"),
        by=world.actor(*LOCC),
    )
    needs.withdraw(it.counts_id, by=world.desk, reason="Not needed")
    again.refresh_from_db()
    assert again.state == "lapsed"
    assert [str(difference) for difference in replay()] == []


def test_what_is_no_answer_any_more_counts_in_no_merge(world):
    it = sample.agreed(world)
    polls.answer(it.poll_id, by=world.desk, none=True)
    assert counted(world, it.poll) == [(1, 40, 0, 0)], "the other one counts by itself"


def test_what_agreements_hold_for_one_of_them_covers_the_one_need(world):
    it = sample.agreed(world)
    other = it.parts.exclude(need=it.counts_id).get().need
    deals.deal(world, "VR24", "DOPS", answers=[it.counts_id], quantity=10)
    assert sum(row.covered for row in result(it.poll, world.actor(*LOCC))) == 10
    needs.cover(other.pk, 50, by=world.actor(*DOPS), agreement="agreement:another")
    assert sum(row.covered for row in result(it.poll, world.actor(*LOCC))) == 50


def test_each_owner_reads_the_figures_of_all_and_the_words_of_its_own_need_alone(world, login):
    it = sample.merge(world)
    for seat, own, others in ((DESK, "Geul · ", "Along the Geul"), (DOPS, "Along the Geul", None)):
        page = login(*seat, "en").get(f"/merges/{it.pk}").content.decode()
        assert own in page and ">60<" in page.replace("\n", "") and ">40<" in page.replace("\n", "")
        assert "Both are for the dykes" in page and (others is None or others not in page)
    assert login(*STRANGER).get(f"/merges/{it.pk}").status_code == 404


def test_it_waits_on_my_work_until_it_is_answered(world, login):
    it = sample.merge(world)
    assert [w.it.pk for w in waiting_for(world.desk)] == [it.pk]
    assert "Say whether needs are one" in login(*DESK, "en").get("/").content.decode()
    acts.consent(it.pk, by=world.desk)
    assert waiting_for(world.desk) == []


def test_needs_that_look_like_one_are_shown_to_who_leads_and_become_a_merge_on_pages_alone(world, login, api):
    given = sample.given(world)
    found = alike_keys(world, given["poll"])
    assert found == [set(given["needs"])]
    client = login(*LOCC, "en")
    page = client.get(f"/polls/{given['poll']}/alike").content.decode()
    assert "Along the Geul" in page and f'name="poll" value="{given["poll"]}"' in page
    asked = "&".join(f"needs={key}" for key in given["needs"])
    form = client.get(f"/merges/new?poll={given['poll']}&{asked}").content.decode()
    assert form.count('type="checkbox" name="needs"') == 2 and form.count(" checked") == 3
    done = client.post("/merges/new", given)
    assert done.status_code == 303
    assert login(*DESK).post(f"{done['Location']}/consent").status_code == 303
    assert login(*DOPS).post(f"{done['Location']}/consent").status_code == 303
    poll = login(*LOCC, "en").get(f"/polls/{given['poll']}").content.decode()
    assert "and 1 that count with another" in poll and done["Location"] in poll
    assert alike_keys(world, given["poll"]) == [], "what is merged is not asked again"
    said = api(*LOCC)("get", f"/polls/{given['poll']}").json()["result"]
    assert sorted(row["merged"] for row in said) == [0, 1] and all(len(row["together"]) == 2 for row in said)
    assert login(*DESK).get(f"/polls/{given['poll']}/alike").status_code == 403
    assert api(*DESK)("get", f"/polls/{given['poll']}/alike").status_code == 403
    assert api(*LOCC)("get", f"/polls/{given['poll']}/alike").json() == {"groups": []}


def alike_keys(world: Any, poll: Any) -> list[set[str]]:
    return [{str(it.pk) for it in group.needs} for group in alike(Poll.objects.get(pk=poll), world.actor(*LOCC))]
