"""Fields of time in Chromium, on a device elsewhere on earth: Dutch time, the double hour asked, far years told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.text.wall import ahead, wall_time
from steun.web.ask.request.model import Request
from steun.web.kernel.clock import now
from steun.web.kernel.moments import day_of, wall
from tests.browser.steps import field, saved, start_request

AHEAD = ("nu", "now", "+2 u", "+90min", "+ 1 dag", "+3h")
ON_A_WALL = ("14:30", "9.05 uur", "30-11-2026 14:30", "1.2.2027 8:00")
"""Short forms, which the page writes out as the server reads them."""


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York"])
def test_of_the_hour_that_comes_twice_the_field_asks_which_and_keeps_it(desk, words, town, zone: str) -> None:
    say = words("nl")
    page = desk("duty-officer", "VR24", "nl", timezone_id=zone)
    start_request(page, say)
    start = field(page, say("starts_at", "field"))
    turn = page.locator('select[name="starts_at.turn"]')
    start.fill("31-10-2027 01:30")
    assert turn.is_hidden()
    start.fill("31-10-2027 02:30")
    turn.select_option("second")
    saved(page).wait_for()
    page.reload()
    assert (start.input_value(), turn.input_value()) == ("31-10-2027 02:30", "second")
    field(page, say("title", "field")).fill("Nog een woord")
    saved(page).wait_for()
    page.reload()
    assert (start.input_value(), turn.input_value()) == ("31-10-2027 02:30", "second")
    pk = page.url.rstrip("/").split("/requests/")[1].split("/")[0]
    found = town.do(lambda: Request.objects.get(pk=pk).starts_at)
    assert found.isoformat() == "2027-10-31T01:30:00+00:00"


@pytest.mark.parametrize(("language", "word"), [("nl", "geleden"), ("en", "ago")])
def test_what_is_typed_is_written_out_as_the_server_reads_it(desk, words, language: str, word: str) -> None:
    say = words(language)
    page = desk("duty-officer", "VR24", language)
    start_request(page, say)
    start = field(page, say("starts_at", "field"))
    hint = page.locator(".field", has=page.locator("#starts_at")).locator("[data-far]")
    start.fill("1-12-2016 10:00")
    assert word in hint.inner_text()
    start.fill("")
    assert hint.is_hidden()
    written = {}
    for text in (*AHEAD, *ON_A_WALL):
        start.fill(text)
        start.press("Tab")
        written[text] = wall_time(start.input_value(), day_of(now()))
    here = wall(now()).replace(tzinfo=None)
    late = [text for text in AHEAD if abs(written[text] - here - ahead(text)) > timedelta(minutes=5)]
    assert not late and all(written[text] == wall_time(text, here.date()) for text in ON_A_WALL)


def test_a_day_is_typed_and_picked_as_the_dutch_write_it_on_any_device(desk) -> None:
    page = desk("duty-officer", "VR24", "en", timezone_id="America/New_York")
    page.goto("/law")
    day = page.locator("#on")
    day.fill("14-7-2021")
    with page.expect_navigation():
        day.press("Enter")
    assert day.input_value() == "14-07-2021"
    page.locator(".moment > input[type=date]").evaluate(
        "it => { it.value = '2022-01-31'; it.dispatchEvent(new Event('change', {bubbles: true})) }"
    )
    assert day.input_value() == "31-01-2022"
