"""Lessons: what an evaluation says becomes work of somebody, is shown to hold by what happens later, and is counted
when it has to be learned again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.errors import Malformed, Refused
from steun.web.kernel import clock, moments
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.learn.evaluation import acts as learn
from steun.web.learn.evaluation.shape import LessonIn as LineIn
from steun.web.learn.lesson import acts
from steun.web.learn.lesson.model import Lesson
from steun.web.learn.lesson.read import waiting_for
from steun.web.learn.lesson.shape import LessonIn
from steun.web.learn.lesson.tick import lessons
from tests.web.samples import agreement
from tests.web.samples.lesson import accepted, carried_out, given, lesson, verified

ANSWERS = {"effect_reached": "yes", "in_time": "no", "promise_kept": "yes"}


@pytest.fixture
def evaluated(world):
    """A request whose sandbags came late, and what its evaluation says of it."""
    request = world.ended()
    learn.evaluate(
        request.pk, by=world.desk, **ANSWERS, explanation="An hour too late",
        lessons=[LineIn(text="Call sooner", points_at="Crisis plan, 4.2"), LineIn(text="Ask for two")],
    )  # fmt: skip
    request.refresh_from_db()
    return request


def test_an_evaluation_offers_to_make_a_lesson_of_what_it_says_with_what_is_known_filled_in(world, login, evaluated):
    client = login("duty-officer", "VR24", "en")
    page = client.get(f"/requests/{evaluated.pk}/evaluation").content.decode()
    assert f"/lessons/new?request={evaluated.pk}&amp;line=0" in page

    form = client.get(f"/lessons/new?request={evaluated.pk}&line=0")

    typed = form.context["typed"]
    assert typed["finding"] == "An hour too late" and typed["action"] == "Call sooner"
    assert typed["plan"] == "Crisis plan, 4.2" and typed["owner"] == evaluated.requester_id
    assert f'name="request" value="{evaluated.pk}"' in form.content.decode()


def test_a_lesson_stands_with_the_evaluation_it_came_from(world, login, evaluated):
    it = lesson(world, request=str(evaluated.pk))
    page = login("duty-officer", "VR24", "en").get(f"/requests/{evaluated.pk}/evaluation").content.decode()
    assert f'href="/lessons/{it.pk}"' in page


def test_a_lesson_repeated_ends_the_one_before_and_says_which_time_it_is(world, login):
    first = verified(world)
    second = lesson(world, repeats=str(first.pk))
    third = lesson(world, repeats=str(second.pk))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("repeated", "repeated")
    assert (third.times, Entry.objects.filter(action="lesson.repeat").count()) == (3, 2)
    page = login("duty-officer", "VR24", "nl").get(f"/lessons/{third.pk}").content.decode()
    assert "3× geleerd" in page and f"/lessons/{first.pk}" in page
    with pytest.raises(Malformed, match="lesson-is-over"):
        lesson(world, repeats=str(first.pk))


def test_who_carried_it_out_does_not_say_that_it_holds(world):
    it = carried_out(world)
    with pytest.raises(Refused, match="lesson-verified-by-another"):
        acts.verify(it.pk, by=world.actor("dops", "DOPS"), exercise="Wester", exercised_on=clock.today())
    assert acts.verify(it.pk, by=world.desk, exercise="Wester", exercised_on=clock.today()).state == "verified"


def test_it_is_shown_by_a_deployment_of_after_it_was_carried_out_and_evaluated(world, evaluated):
    it = carried_out(world)
    Lesson.objects.filter(pk=it.pk).update(carried_on=clock.today() + timedelta(days=9))
    with pytest.raises(Refused, match="lesson-tested-since"):
        acts.verify(it.pk, by=world.desk, request=evaluated.pk)

    Lesson.objects.filter(pk=it.pk).update(carried_on=clock.today() - timedelta(days=9))
    done = acts.verify(it.pk, by=world.desk, request=evaluated.pk)

    day = moments.day_of(evaluated.deployments.get().arrived_at)
    assert (done.state, done.shown_by_id, done.shown_on) == ("verified", evaluated.pk, day)


def test_neither_a_plan_nor_nothing_shows_that_it_holds(world):
    it = carried_out(world)
    tomorrow = clock.today() + timedelta(days=1)
    for shown in ({}, {"exercise": "Wester", "exercised_on": tomorrow}):
        with pytest.raises(Refused, match="lesson-tested-since"):
            acts.verify(it.pk, by=world.desk, **shown)
    with pytest.raises(Malformed, match="required"):
        acts.verify(it.pk, by=world.desk, exercise="Wester")
    with pytest.raises(Malformed, match="unknown-code"):
        acts.verify(it.pk, by=world.desk, request=it.pk)


def test_a_late_lesson_stands_on_my_work_of_its_owner_and_is_reminded_of_once(world, login):
    it = accepted(world, action="One number")
    assert [waiting.it.pk for waiting in waiting_for(world.actor("dops", "DOPS"))] == [it.pk]
    assert not list(waiting_for(world.desk))
    Lesson.objects.filter(pk=it.pk).update(due_on=clock.today() - timedelta(days=1))

    assert (lessons(clock.now()), lessons(clock.now())) == (1, 0)

    assert set(Notice.objects.filter(kind="lesson-late").values_list("organisation", flat=True)) >= {"DOPS"}
    assert "One number" in login("dops", "DOPS", "en").get("/").content.decode()
    acts.postpone(it.pk, by=world.actor("dops", "DOPS"), due_on=clock.today(), reason="People are away")
    Lesson.objects.filter(pk=it.pk).update(due_on=clock.today() - timedelta(days=1))
    assert lessons(clock.now()) == 1, "another day is watched anew"


def test_a_refused_lesson_goes_to_another_owner(world):
    it = lesson(world)
    acts.refuse(it.pk, by=world.actor("dops", "DOPS"), reason="Not ours")
    again = acts.revise(it.pk, LessonIn(**given(owner="LOCC")), by=world.desk)
    assert (again.state, again.owner_id) == ("drawn-up", "LOCC")
    assert Notice.objects.filter(kind="lesson-drawn-up", organisation="LOCC").exists()
    assert acts.accept(it.pk, by=world.actor("locc", "LOCC")).state == "accepted"


def test_nobody_else_reads_it_or_repeats_it(world, login, api):
    it = lesson(world, action="One number, day and night")
    assert login("mayor", "GM0994").get(f"/lessons/{it.pk}").status_code == 404
    assert "One number" not in login("mayor", "GM0994").get("/lessons?state=all").content.decode()
    answer = api("mayor", "GM0994")("post", "/lessons", {**given(owner="GM0994"), "repeats": str(it.pk)})
    assert answer.status_code == 422
    assert api("locc", "LOCC")("get", f"/lessons/{it.pk}").json()["times"] == 1


def test_an_owner_for_whom_nobody_can_answer_is_refused_at_its_field(world):
    with pytest.raises(Malformed, match="lesson-owner-can-answer"):
        lesson(world, owner="REKENKAMER")


def test_an_agreement_lists_the_lessons_that_point_at_it_to_who_may_read_them(world, login):
    deal = agreement.deal(world, "DOPS", "VR24")
    mine = lesson(world, agreement=str(deal.pk), action="Hold half of it nearer")
    other = acts.draw_up(
        LessonIn(**given(agreement=str(deal.pk), action="A word between two others", owner="LOCC")),
        by=world.actor("toc", "TOC"),
    )

    page = login("duty-officer", "VR24", "en").get(f"/agreements/{deal.pk}").content.decode()

    assert f'href="/lessons/{mine.pk}"' in page and "Hold half of it nearer" in page
    assert other.action not in page, "neither drawn up nor carried out by this region"
    assert other.action in login("locc", "LOCC", "en").get(f"/agreements/{deal.pk}").content.decode()
