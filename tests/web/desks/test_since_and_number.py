"""Requests that changed since a moment, and an address that has the number of a case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.web.ask.request.model import Request
from steun.web.kernel.moments import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DESK = ("duty-officer", "VR24")


@pytest.fixture
def changed(world) -> tuple[Request, Request]:
    """One that changed a day ago, and one that changed now."""
    old, new = world.asked(title="Of yesterday"), world.asked(title="Of today")
    Request.objects.filter(pk=old.pk).update(saved_at=world.now - timedelta(days=1))
    return old, new


@pytest.mark.parametrize("since", ["moment", "-"])
def test_the_list_and_its_file_hold_what_changed_since(world, login, changed, since: str) -> None:
    hour_ago = text_of(world.now - timedelta(hours=1))
    typed = hour_ago if since == "moment" else ""
    client = login(*DESK, language="en")
    pages = [client.get(address, {"since": typed}) for address in ("/requests", "/requests/sheet.csv")]
    for page in pages:
        text = page.content.decode("utf-8-sig", "replace")
        assert "Of today" in text and ("Of yesterday" in text) is (since == "-")


def test_a_moment_that_cannot_be_read_is_told_and_leaves_nothing_out(login, changed) -> None:
    page = login(*DESK, language="en").get("/requests", {"since": "a while ago"}).content.decode()
    assert "cannot be read" in page and 'value="a while ago"' in page and "Of yesterday" in page


@pytest.mark.parametrize("spelt", ["{}", "b{year}-{last}"])
def test_the_number_of_a_case_is_its_address(world, login, spelt: str) -> None:
    request = world.asked()
    prefix, year, last = request.number.split("-")
    address = spelt.format(request.number, year=year, last=int(last))
    client = login(*DESK)
    assert client.get(f"/requests/{address}").url == f"/requests/{request.pk}"
    assert login("duty-officer", "VR01").get(f"/requests/{request.number}").status_code == 404 and prefix == "B"
