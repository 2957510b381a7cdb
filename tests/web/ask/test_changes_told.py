"""What was completed or changed is told field by field, old and new: in the time line, in the journal, on paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.timezone import localtime

from steun.web.ask.request import acts as actions
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.request import acts as on_requests
from steun.web.kernel.journal.models import Entry

FIRST, SECOND = "Piket 1: 045-111", "Piket 2: 045-222"
PAGES = ("/requests/{}", "/journal/{}", "/journal")


def complete(world, **fields):
    request = world.asked(contact=FIRST)
    actions.complete(request.pk, RequestIn(**fields), by=world.desk)
    return request


@pytest.mark.parametrize("page", PAGES)
def test_what_was_completed_tells_field_old_and_new(world, login, page):
    request = complete(world, contact=SECOND)
    shown = login("duty-officer", "VR24", "en").get(page.format(request.pk)).content.decode()
    assert f"<del>{FIRST}</del> → <ins>{SECOND}</ins>" in " ".join(shown.split())


def test_a_field_that_stayed_is_not_told_and_an_empty_one_is_named_empty(world, login):
    request = world.asked(contact=FIRST, lodging="")
    actions.complete(request.pk, RequestIn(contact=FIRST, lodging="Barracks"), by=world.desk)
    entry = Entry.objects.get(action="request.complete")
    assert entry.data["changes"] == {"lodging": ["", "Barracks"]}
    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}").content.decode()
    assert '<span class="soft">empty</span> → <ins>Barracks</ins>' in " ".join(page.split())


def test_a_moment_given_in_another_zone_is_no_change(world):
    request = world.asked()
    zone = request.ends_at.astimezone().tzinfo
    actions.complete(request.pk, RequestIn(ends_at=request.ends_at.astimezone(zone)), by=world.desk)
    assert Entry.objects.get(action="request.complete").data["changes"] == {}


def test_an_end_that_moved_tells_both_ends(world):
    request = world.granted()
    until = request.ends_at + timedelta(hours=6)
    actions.ask_longer(request.pk, until, by=world.desk)
    on_requests.extend(request.pk, by=world.actor("toc", "TOC"))
    on_requests.shorten(request.pk, until - timedelta(hours=1), by=world.desk)
    [longer, shorter] = Entry.objects.filter(action__in=["request.extend", "request.shorten"]).order_by("number")
    assert longer.data["changes"] == {"ends_at": [request.ends_at.isoformat(), until.isoformat()]}
    assert shorter.data["changes"]["ends_at"] == [until.isoformat(), (until - timedelta(hours=1)).isoformat()]


@pytest.mark.parametrize(
    "changes",
    [None, [], "x", 7, {"lines": 3}, {"lines": [1, 2]}, {"ends_at": ["soon", None]}, {"incident": ["no key", 5]},
     {"municipalities": ["GM0994", ["GM0994", 4]]}, {"nobody-knows": [{"a": 1}, [[1]]]}, {"radius_m": ["far", 5]}],
    ids=repr,
)  # fmt: skip
def test_whatever_was_recorded_is_told(world, login, changes):
    """The journal outlives the code that wrote it."""
    from steun.web.kernel.journal.record import record

    request = world.asked()
    record("request.complete", subject=request.key, case=request.pk, by=world.desk, data={"changes": changes})
    client = login("duty-officer", "VR24")
    assert all(client.get(page.format(request.pk)).status_code == 200 for page in PAGES)


def paper(login, request) -> tuple[str, str]:
    """The printed form: what stands above the signatures and with them, and what stands below."""
    text = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}/form/wvr-51").content.decode()
    above, _, below = " ".join(text.split()).partition('<section class="afterwards">')
    return above, below


def test_on_paper_what_was_completed_stands_below_the_signatures_with_its_hour_and_who(world, login):
    request = complete(world, contact=SECOND, lodging="Barracks")
    entry = Entry.objects.get(action="request.complete")
    above, below = paper(login, request)
    assert FIRST in above and SECOND not in above and "Barracks" not in above
    assert f"<del>{FIRST}</del> → <ins>{SECOND}</ins>" in below and "<ins>Barracks</ins>" in below
    assert f'<time datetime="{local(entry.happened_at)}"' in below
    assert "duty-officer VR24" in below


def test_on_paper_an_end_that_moved_stands_below_the_signatures(world, login):
    request = world.granted()
    until = request.ends_at + timedelta(hours=6)
    actions.ask_longer(request.pk, until, by=world.desk)
    on_requests.extend(request.pk, by=world.actor("toc", "TOC"))
    above, below = paper(login, request)
    assert moment_text(request.ends_at) in above and moment_text(until) not in above and day_text(until) in below


def moment_text(moment) -> str:
    from steun.web.kernel import moments

    with translation.override("en"):
        return moments.formatted(moment, "LONG_DATETIME_FORMAT")


def day_text(moment) -> str:
    from steun.web.ask.form.versions import shown

    with translation.override("en"):
        return shown("ends_at", moment.isoformat(), {})


def test_on_paper_without_later_changes_nothing_stands_below(world, login):
    assert paper(login, world.asked())[1] == ""


def test_on_paper_a_draft_says_what_it_says(world, login):
    request = world.draft(contact=FIRST)
    assert FIRST in paper(login, request)[0] and paper(login, request)[1] == ""


def test_on_paper_stand_the_hour_of_sending_and_that_of_closing_each_its_own(world, login):
    from steun.web.learn.evaluation import acts as learn

    request = world.ended()
    answers = {"effect_reached": "yes", "in_time": "yes", "promise_kept": "yes"}
    learn.evaluate(request.pk, by=world.desk, **answers)
    learn.close(request.pk, by=world.desk)
    sent, closed = request.sent_at, Entry.objects.get(action="request.close").happened_at
    head = paper(login, request)[0].partition("<section>")[0]
    assert f'Sent <time datetime="{local(sent)}"' in head and f'Closed since <time datetime="{local(closed)}"' in head


def test_on_paper_a_state_keeps_its_hour_when_something_is_done_in_it(world, login):
    request = world.asked(contact=FIRST)
    asked = Entry.objects.get(action="request.submit").happened_at
    actions.complete(request.pk, RequestIn(contact=SECOND), by=world.desk)
    assert f'since <time datetime="{local(asked)}"' in paper(login, request)[0]


def local(moment) -> str:
    return localtime(moment).isoformat(timespec="seconds" if not moment.microsecond else "microseconds")
