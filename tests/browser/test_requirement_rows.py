"""The requirements of the request form in Chromium: a new row has every field, and no field lies over another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.steps import field, saved, start_request

NAMES = ("capability", "quantity", "minimum", "note")
OVERLAPS = """(part) => {
  const seen = "label, input:not([type=radio], [type=hidden]), select, .hint, button";
  const boxes = [...document.querySelectorAll(`${part} :is(${seen})`)]
    .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, .pick"))
    .map((e) => [e.id || e.textContent.trim(), e, e.getBoundingClientRect()]);
  return boxes.flatMap(([name, e, a], n) => boxes.slice(n + 1)
    .filter(([, f, b]) => !e.contains(f) && !f.contains(e)
      && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(([other]) => [name, other]));
}"""
"""Pairs of labels, hints and controls that lie over each other."""
CUT = """() => [...document.querySelectorAll("#lines label, #where label")]
  .filter((e) => e.offsetParent && !e.matches(".visually-hidden") && getComputedStyle(e).display !== "inline")
  .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"""
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)], ids=lambda size: f"{size[0]}px")
def test_a_new_wish_asks_the_least_that_helps_and_nothing_overlaps(
    desk, words, language: str, size: tuple[int, int]
) -> None:
    say = words(language)
    page = desk("duty-officer", "VR24", language, viewport={"width": size[0], "height": size[1]})
    start_request(page, say)
    page.get_by_role("button", name=say("Add a requirement")).click()
    for name in NAMES:
        assert page.locator(f"#lines [data-row] [name=line_{name}]").count() == 2, name
    assert field(page, say("latest_at", "field")).is_visible()
    for part in ("#lines", "#where"):
        assert page.evaluate(OVERLAPS, part) == []
    for fold in page.locator("#where details > summary").all():
        fold.click()
    assert page.evaluate(OVERLAPS, "#where") == []
    assert page.evaluate(CUT) == []
    assert not page.evaluate(WIDER)


def test_the_least_that_helps_comes_back_in_its_own_row(desk, words) -> None:
    say = words("en")
    page = desk("duty-officer", "VR24", "en")
    start_request(page, say)
    page.get_by_role("button", name=say("Add a requirement")).click()
    fill(page, 0, quantity="20", minimum="")
    fill(page, 1, quantity="6", minimum="6")
    saved(page).wait_for()
    page.reload()
    row = page.locator("#lines [data-row]").nth(1)
    assert row.locator("[name=line_minimum]").input_value() == "6"
    assert page.locator("#lines [data-row]").nth(0).locator("[name=line_minimum]").input_value() == ""

    row.locator("[name=line_minimum]").fill("7")
    fault = row.get_by_text(say("minimum-above-quantity", "fault"))
    fault.wait_for()
    assert row.locator("[name=line_minimum]").get_attribute("aria-invalid") == "true"
    assert row.locator("[name=line_minimum]").input_value() == "7"


def test_too_late_before_the_start_is_told_at_its_field_and_offered_again(desk, words) -> None:
    say = words("en")
    page = desk("duty-officer", "VR24", "en")
    start_request(page, say)
    latest = page.locator("#latest_at")
    page.locator("#starts_at").fill("01-01-2027 12:00")
    latest.fill("01-01-2027 11:00")
    page.locator(".field", has=latest).get_by_text(say("latest-before-start", "fault")).wait_for()
    assert latest.get_attribute("aria-invalid") == "true"
    assert latest.input_value() == "01-01-2027 11:00"

    page.reload()
    page.get_by_role("button", name=say("Put it back")).click()
    assert latest.input_value() == "01-01-2027 11:00"
    latest.fill("01-01-2027 13:00")
    saved(page).wait_for()
    page.locator("#latest_at-fault").wait_for(state="detached")


def fill(page: Any, at: int, **values: str) -> None:
    row = page.locator("#lines [data-row]").nth(at)
    row.locator("[name=line_capability]").select_option("sandbags")
    for name, value in values.items():
        row.locator(f"[name=line_{name}]").fill(value)


SLOW_DISK = """(() => {
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (...words) => {
    const real = open(...words), slow = {};
    real.onupgradeneeded = () => { slow.result = real.result; slow.onupgradeneeded?.(); };
    real.onsuccess = () => setTimeout(() => { slow.result = real.result; slow.onsuccess?.(); }, 1500);
    return slow;
  };
})()"""
"""A disk that takes a second and a half to open."""


def test_what_a_quick_hand_types_while_the_disk_is_read_is_saved_too(desk, words) -> None:
    say = words("en")
    page = desk("duty-officer", "VR24", "en")
    start_request(page, say)
    page.locator("#title").fill("Typed calmly")
    saved(page).wait_for()
    page.add_init_script(SLOW_DISK)
    page.reload()
    with page.expect_response(lambda answer: answer.url.endswith("/autosave")) as answer:
        page.locator("#title").fill("Typed at once")
    assert answer.value.ok
    page.reload()
    assert page.locator("#title").input_value() == "Typed at once"
