"""Fields of time in Chromium, on a device elsewhere on earth: Dutch time, the double hour asked, far years told."""

from __future__ import annotations

import pytest

from steun.web.ask.request.model import Request
from tests.browser.steps import field, saved, start_request


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York"])
def test_of_the_hour_that_comes_twice_the_field_asks_which_and_keeps_it(desk, words, town, zone: str) -> None:
    say = words("nl")
    page = desk("duty-officer", "VR24", "nl", timezone_id=zone)
    start_request(page, say)
    start = field(page, say("starts_at", "field"))
    turn = page.locator('select[name="starts_at.turn"]')
    start.fill("2027-10-31T01:30")
    assert turn.is_hidden()
    start.fill("2027-10-31T02:30")
    turn.select_option("second")
    saved(page).wait_for()
    page.reload()
    assert (start.input_value(), turn.input_value()) == ("2027-10-31T02:30", "second")
    field(page, say("title", "field")).fill("Nog een woord")
    saved(page).wait_for()
    page.reload()
    assert (start.input_value(), turn.input_value()) == ("2027-10-31T02:30", "second")
    pk = page.url.rstrip("/").split("/requests/")[1].split("/")[0]
    found = town.do(lambda: Request.objects.get(pk=pk).starts_at)
    assert found.isoformat() == "2027-10-31T01:30:00+00:00"


@pytest.mark.parametrize(("language", "word"), [("nl", "geleden"), ("en", "ago")])
def test_a_year_that_is_hardly_meant_is_told_while_one_types(desk, words, language: str, word: str) -> None:
    say = words(language)
    page = desk("duty-officer", "VR24", language)
    start_request(page, say)
    start = field(page, say("starts_at", "field"))
    hint = page.locator(".field", has=page.locator("#starts_at")).locator("[data-far]")
    start.fill("2016-12-01T10:00")
    assert word in hint.inner_text()
    start.fill("")
    assert hint.is_hidden()
