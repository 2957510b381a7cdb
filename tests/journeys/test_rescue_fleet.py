"""Needed at ten, promised for 13:53, while a rescue fleet could be there before noon: every place says so."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from steun.web.ask.request.model import Request
from steun.web.deliver.deployment import acts as deliver
from steun.web.know.catalogue import load as know
from tests.builders import unit

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATE = 3 * HOUR + timedelta(minutes=53)
SAID = "late by 3 h 53 min"
DESK, TOC, LOCC, COMMANDER = (
    ("duty-officer", "VR24"), ("toc", "TOC"), ("locc", "LOCC"), ("unit-commander", "DEF-13LB"),
)  # fmt: skip
FLEET = {
    "number": 900, "code": "rescue-fleet", "nl": "Reddingsvloot", "en": "Rescue fleet", "class": ["civil"],
    "effects": ["water-kept-out"], "counted_nl": "boten", "counted_en": "boats", "source": "illustrative",
    "year": 2026, "evidence": "I", "illustrative": True,
}  # fmt: skip
PAGES = [
    (DESK, "/requests/{pk}"), (TOC, "/requests/{pk}"), (LOCC, "/requests/{pk}/decide"), (TOC, "/requests/{pk}/decide"),
    (DESK, "/requests"), (LOCC, "/requests?state=all"), (TOC, "/handover"), (DESK, "/requests/sheet.csv"),
    (DESK, "/organisations/VR24"),
]  # fmt: skip
MACHINES = ["/requests/{pk}", "/requests", "/requests/{pk}/commitments", "/requests/{pk}/options"]


def text_of(page: object) -> str:
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def silent(login, api, pk, pages, machines) -> list[object]:
    """The places that do not say it."""
    mute = [
        (who, path)
        for who, path in pages
        if SAID not in text_of(login(*who, language="en").get(path.format(pk=pk)))
    ]  # fmt: skip
    return mute + [path for path in machines if f'"text": "{SAID}"' not in api(path.format(pk=pk))]


def test_from_the_promise_to_the_evaluation_every_place_says_how_late_it_is(world, login, api):
    know.capabilities([FLEET])
    know.units([unit("fleet", "RWS", "rescue-fleet", 15, site="maastricht", notice_minutes=15)], world.now)
    lines = [{"capability": "sandbags", "quantity": 6}]
    request = world.granted(lines=lines, priority=1, starts_at=world.now + HOUR, ends_at=world.now + 30 * HOUR)
    world.commit(request, quantity=6, arrives=request.starts_at + LATE)

    def read(path: str) -> str:
        return api(*DESK)("get", path).content.decode()

    assert silent(login, read, request.pk, [*PAGES, (TOC, "/")], MACHINES) == []

    for who in (TOC, LOCC):  # what could be there soonest is the first that who decides reads
        page = text_of(login(*who, language="en").get(f"/requests/{request.pk}/decide"))
        soonest = page.partition("What could be there soonest")[2]
        assert soonest.index("Rescue fleet") < soonest.index("Sandbag filling")
        assert re.search(r"other capability\s+civil", soonest)

    deliver.order(request.pk, by=world.actor(*TOC))
    assert silent(login, read, request.pk, [(COMMANDER, "/deployments"), (COMMANDER, "/")], ["/deployments"]) == []

    Request.objects.filter(pk=request.pk).update(starts_at=world.now - LATE)  # it is 13:53, and they are there
    world.reported(request, "depart", "arrive")
    found = api(*DESK)("get", f"/requests/{request.pk}").json()["timeliness"]
    assert (found["code"], found["minutes"] - 233 in (0, 1)) == ("late", True)
    world.reported(request, "release", "return")
    page = login(*DESK, language="en").get(f"/requests/{request.pk}/evaluation")
    assert found["text"] in text_of(page) and page.context["computed"]["as_asked"] == 0
