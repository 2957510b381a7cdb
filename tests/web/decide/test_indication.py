"""What everybody may ask gives no secret of Defence away: with other secrets, every page and every answer is the same.

The classes themselves are measured in `tests/core/decide/test_indication_attack.py`; here, that nothing passes by them.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from steun.web.decide.commitment import acts as commitments
from steun.web.decide.promise import answers
from steun.web.kernel import clock
from steun.web.kernel.people.models import Organisation
from steun.web.know.unit.model import Site, Unit

OUTSIDE = [("duty-officer", "VR24"), ("duty-officer", "VR01"), ("minister-jenv", "MIN-JENV"), ("provider", "RWS")]
"""Who asks, who has no part in it, who divides, who gives help too: nobody of Defence or LOCC."""
POINTS = [(5.83, 50.87), (5.69, 50.85), (5.97, 50.89), (6.57, 53.22), (4.9, 52.37), (3.61, 51.5), (-68.27, 12.15)]
HOUR = timedelta(hours=1)


@pytest.fixture
def still(world, monkeypatch):
    """The clock stands: two looks at the same thing are at the same moment."""
    moment = world.now.replace(minute=17, second=0, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def plain(content: bytes) -> str:
    """A page without what differs at every look: proofs against forgery and new ids."""
    text = re.sub(r"\b[0-9A-Za-z]{64}\b", "", content.decode())
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)


def everything(world, login, api, request, still) -> dict[str, str]:
    """All that somebody outside Defence and LOCC can ask about what can be there."""
    texts = {}
    for seat in OUTSIDE:
        call, client = api(*seat), login(*seat, "en")
        for lon, lat in POINTS:
            for hours in (0, 5, 12, 30):
                wanted = (still + hours * HOUR).isoformat().replace("+00:00", "Z")
                path = f"/promises/sandbags?lon={lon}&lat={lat}&wanted={wanted}"
                answer = call("get", path)
                assert answer.status_code == 200
                texts[f"{seat} {path}"] = answer.content.decode()
        paths = [f"/catalogue/sandbags?region={code}" for code in ("VR24", "VR01", "")]
        paths += [f"/requests/{request.pk}", f"/requests/{request.pk}/decide", "/allocation", "/units", "/catalogue"]
        for path in paths:
            answer = client.get(path)
            texts[f"{seat} {path}"] = f"{answer.status_code} {plain(answer.content)}"
    return texts


def secrets(world, *, lon: float, lat: float, notice: int, rest: int, away_from: int) -> None:
    """Another world that everybody must see as the same: home within its area, notice, recovery, an absence."""
    Site.objects.filter(pk="oirschot").update(lon=lon, lat=lat)
    Unit.objects.filter(code__in=["alpha", "bravo"]).update(notice=notice, rest=rest)
    unit, start = world.unit("bravo"), world.now.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = start + timedelta(days=2, minutes=away_from)
    window = {"starts_at": begin, "ends_at": begin + HOUR}
    unit.absences.update_or_create(quantity=9, reason="Secret exercise", defaults=window)


def test_a_home_a_notice_and_a_hold_are_not_in_any_answer(world, login, api, still):
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 150}])
    other = world.asked(lines=[{"capability": "sandbags", "quantity": 37}], title="Another village")
    secrets(world, lon=5.36, lat=51.49, notice=95, rest=250, away_from=30)
    before = everything(world, login, api, request, still)

    held = world.commit(other, quantity=37, hold_until=world.now + 9 * HOUR)
    secrets(world, lon=3.9, lat=51.5, notice=120, rest=360, away_from=290)
    after = everything(world, login, api, request, still)
    commitments.release(held.pk, by=world.actor("toc", "TOC"), reason="Not needed")
    world.commit(other, quantity=12, hold_until=world.now + 9 * HOUR)
    again = everything(world, login, api, request, still)

    assert [key for key in before if before[key] != after[key]] == []
    assert [key for key in before if before[key] != again[key]] == []


def test_the_same_secrets_do_differ_for_who_may_know_them(world, login, api, still):
    """The test above tests something."""
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 150}])
    secrets(world, lon=5.36, lat=51.49, notice=95, rest=250, away_from=30)
    before = login("locc", "LOCC", "en").get(f"/requests/{request.pk}").content
    world.commit(world.asked(title="Another village"), quantity=37, hold_until=world.now + 9 * HOUR)
    after = login("locc", "LOCC", "en").get(f"/requests/{request.pk}").content

    assert plain(before) != plain(after)


@pytest.mark.parametrize("seat", OUTSIDE)
def test_a_point_counts_as_its_region(world, api, seat):
    call = api(*seat)
    here, there = (call("get", f"/promises/sandbags?lon={x}&lat={y}").json() for x, y in POINTS[:2])

    assert here == there
    assert (here["exact"], here["region"]) == (False, "VR24")
    assert api("toc", "TOC")("get", "/promises/sandbags?lon=5.83&lat=50.87").json()["exact"]


def test_page_and_api_tell_the_same(world, api, login, still):
    start, end = still + 30 * HOUR, still + 54 * HOUR
    request = world.asked(starts_at=start, ends_at=end)
    asked = "&".join(f"{k}={v.isoformat().replace('+00:00', 'Z')}" for k, v in (("wanted", start), ("ends", end)))

    [page] = answers.of(request, world.desk)
    parsed = api("duty-officer", "VR24")("get", f"/promises/sandbags?lon=5.83&lat=50.87&{asked}").json()

    assert [n for _, n in page.profile] == [s["quantity"] for s in parsed["profile"]] == [100]


@pytest.mark.parametrize("asked", [99, 100, 101, 150, 160, 161])
def test_what_is_asked_does_not_find_the_number_by_halving(world, asked):
    """A hundred is told of 160. Whether 101 or 161 are asked, the answer is the same: not sure."""
    [it] = answers.of(world.asked(lines=[{"capability": "sandbags", "quantity": asked}]), world.desk)

    assert it.total == 100
    assert (it.reason == "") == (asked <= 100)


def test_whoever_keeps_all_the_means_knows_them_exactly(world):
    request = world.draft(by=world.actor("toc", "TOC"), effect="parking-ground", bases=[], addressee="RWS",
                          lines=[{"capability": "hard-standing", "quantity": 60}], municipalities=[])  # fmt: skip
    [own] = answers.of(request, world.actor("provider", "RWS"))
    [other] = answers.of(request, world.actor("minister-jenv", "MIN-JENV"))

    assert (own.exact, own.total) == (True, 80) and [a.unit.code for a in own.arrivals] == ["rws-ground"]
    assert (other.exact, other.total, other.arrivals) == (False, 50, [])


def test_the_time_bar_of_a_civil_unit_gives_no_hold_away(world, login, api):
    """Its own people and Defence see the hold; the ministry that may see the unit does not."""
    request = world.draft(by=world.actor("toc", "TOC"))
    assert request
    unit = world.unit("rws-ground")
    client = login("minister-jenv", "MIN-JENV", "en")
    unit.absences.create(quantity=5, starts_at=world.now, ends_at=world.now + 9 * HOUR, reason="Secret repair")

    page = client.get("/units/rws-ground").content.decode()
    listed = client.get("/units").content.decode()

    assert (
        "Secret repair" not in page
        and "Secret repair" not in api("minister-jenv", "MIN-JENV")("get", "/units").content.decode()
    )
    assert "Secret repair" in login("provider", "RWS", "en").get("/units/rws-ground").content.decode()
    assert "75" not in re.sub("<[^>]+>", " ", page.partition("The next seven days")[2])
    assert "≥" in listed and Organisation.objects.filter(pk="RWS").exists()
