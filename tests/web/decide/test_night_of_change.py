"""The night in which the clocks change: a promise lasts as long as it lasts, on page and API, and is given once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.promise.chart import marks
from steun.web.kernel import clock
from steun.web.kernel.moments import text_of, turn_of, wall
from steun.web.know.catalogue import load as know
from steun.web.know.unit.model import Absence
from tests import builders
from tests.web.forms import forms_of
from tests.web.test_moments import change

pytestmark = pytest.mark.django_db


def coming(month: int) -> datetime:
    """The next night of change in that month."""
    year = clock.now().year
    return next(night for n in (year, year + 1) if (night := change(n, month)) > clock.now() + timedelta(days=3))


@pytest.fixture
def bravo(world):
    """The unit of the demonstration world with which it was seen: 110 pieces, twelve hours of recovery."""
    row = builders.unit("13lb-bravo", "DEF-13LB", "sandbags", 110, site="oirschot", rest_minutes=720)
    know.units([row], world.now)
    return world.unit("13lb-bravo")


def reserve(client, request: Request, unit, arrives: datetime, until: datetime, quantity: int = 110):
    """On the page, in Dutch time."""
    fields = {
        "unit": unit.code, "capability": "sandbags", "quantity": quantity, "kind": "commit", "id": uuid4(),
        "arrives": text_of(arrives), "until": text_of(until), "until.turn": turn_of(until),
    }  # fmt: skip
    return client.post(f"/requests/{request.pk}/reserve", fields)


@pytest.mark.parametrize("month", [3, 10])
def test_over_the_night_page_and_api_free_a_unit_at_the_same_moment_and_nobody_gets_it_twice(
    world, login, api, bravo, month
):
    """C6: 820 minutes after leaving it is free again, not 760, and the hour between is promised to nobody."""
    night = coming(month)
    arrives, until = night - timedelta(hours=6), night - timedelta(minutes=30)
    window = {"starts_at": arrives, "ends_at": until}
    first, second = world.granted(**window), world.granted(**window)
    client = login("toc", "TOC")
    reserve(client, first, bravo, arrives, until, 100)
    made = Commitment.objects.get(request=first)
    road = arrives - made.starts_at
    assert (made.arrives_at, made.leaves_at) == (arrives, until)
    assert made.ends_at - until == road + timedelta(minutes=720)

    body = {"unit": "13lb-bravo", "capability": "sandbags", "quantity": 10}
    body |= {"arrives": wall(arrives).isoformat(), "until": wall(until).isoformat()}
    parsed = api("toc", "TOC")("post", f"/requests/{second.pk}/commitments", body).json()
    assert datetime.fromisoformat(parsed["ends_at"]) == made.ends_at

    for early in (timedelta(hours=1), timedelta(minutes=1)):
        starts = made.ends_at - early
        answer = reserve(client, second, bravo, starts + road, starts + road + timedelta(hours=2))
        assert answer.status_code == 409, early
    assert (
        reserve(client, second, bravo, made.ends_at + road, made.ends_at + road + timedelta(hours=2)).status_code == 303
    )


def test_who_would_leave_before_coming_is_not_promised(world, login, api, bravo):
    """It would count as free again while it is on its way: the pieces could be given twice."""
    request = world.granted()
    comes = world.now + timedelta(hours=9)
    assert reserve(login("toc", "TOC"), request, bravo, comes, comes - timedelta(hours=4)).status_code == 409
    body = {"unit": "13lb-bravo", "capability": "sandbags", "quantity": 10}
    for until in (comes - timedelta(hours=4), comes, world.now - timedelta(hours=1)):
        times = {"arrives": comes.isoformat(), "until": until.isoformat()}
        refused = api("toc", "TOC")("post", f"/requests/{request.pk}/commitments", {**body, **times})
        assert "window-is-forward" in [it["code"] for it in refused.json()["reasons"]], until
    past = api("toc", "TOC")("post", f"/requests/{request.pk}/commitments", {**body, "until": world.now.isoformat()})
    assert past.status_code == 409 and not request.commitments.exists()


def test_a_fault_is_told_also_when_the_unit_is_no_longer_on_the_page(world, login, bravo):
    """C4: all of the unit is promised, so its form is gone; the hour that does not exist is refused in words."""
    night = coming(3)
    request = world.granted(starts_at=night - timedelta(hours=6), ends_at=night + timedelta(hours=6))
    client = login("toc", "TOC")
    assert reserve(client, request, bravo, night - timedelta(hours=6), night + timedelta(hours=6)).status_code == 303
    fields = {"unit": bravo.pk, "capability": "sandbags", "quantity": "1", "kind": "commit", "id": uuid4()}
    answer = client.post(f"/requests/{request.pk}/reserve", {**fields, "arrives": f"{night:%Y-%m-%d}T02:40"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "bestaat niet" in page and "T02:40" in page
    assert "csrfmiddlewaretoken" not in page.partition('class="notice errors"')[2].partition("</div>")[0]


@pytest.mark.parametrize(("start", "end"), [("02:30", "03:30"), ("02:45", "03:15"), ("01:30", "02:30")])
def test_an_absence_in_the_hour_that_does_not_exist_is_a_fault_at_its_field(world, login, start, end):
    """C5: it was an error of ours, and the typed text was lost."""
    day = f"{coming(3):%Y-%m-%d}"
    fields = {"quantity": "5", "starts_at": f"{day}T{start}", "ends_at": f"{day}T{end}", "reason": "Maintenance"}
    client = login("toc", "TOC")
    answer = client.post("/units/alpha/absence", {**fields, "id": uuid4()})
    assert answer.status_code == 422 and "bestaat niet" in answer.content.decode()
    [form] = [form for form in forms_of(answer) if form.moments and form.action.endswith("/absence")]
    sent = form.sent()
    assert {name: sent[name] for name in fields} == {name: [value] for name, value in fields.items()}
    assert not Absence.objects.exists()


def test_an_absence_of_the_short_night_lasts_as_long_as_it_lasts(world, login):
    night = coming(3)
    fields = {"quantity": "5", "reason": "Maintenance", "id": uuid4()}
    fields |= {"starts_at": f"{night:%Y-%m-%d}T01:30", "ends_at": f"{night:%Y-%m-%d}T03:30"}
    assert login("toc", "TOC").post("/units/alpha/absence", fields).status_code == 303
    absence = Absence.objects.get()
    assert absence.ends_at - absence.starts_at == timedelta(hours=1)


def test_the_axis_of_ten_days_names_days_and_that_of_a_night_names_both(world, login):
    """C15: 09:00 09:00 09:00 09:00 09:00."""
    start = datetime(2027, 3, 25, 8, tzinfo=UTC)
    days = list(marks(start, start + timedelta(days=10)))
    assert days and all(day and not hour for _, hour, day in days)
    assert all(wall(at).strftime("%H:%M") == "00:00" for at, *_ in days)
    assert 2 <= len(days) <= 6
    night = list(marks(start + timedelta(hours=12), start + timedelta(hours=30)))
    assert all(hour for _, hour, _ in night) and sum(day for *_, day in night) == 2
    request = world.granted(starts_at=world.now + timedelta(hours=8), ends_at=world.now + timedelta(days=10))
    page = login("toc", "TOC").get(f"/requests/{request.pk}/decide").content.decode()
    ticks = [part.partition("<")[0] for part in page.split('class="hour"')[1:] for part in [part.partition(">")[2]]]
    assert len(ticks) >= 2 and len(set(ticks)) == len(ticks)
