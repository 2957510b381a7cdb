"""A word without an end (a pasted link) breaks: no page grows wider than the screen, no column leaves the paper."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.steps import start_request

LINK = ("https://www.google.com/maps/place/Valkenburg/@50.8652,5.8331,15z/data=" + "4m6m3m1s0x47c0bdb2f6b6a2f1x0x" * 9)[
    :170
]
A4 = 688
"""Pixels between the margins of a page of paper (182 mm)."""
OUTSIDE = """() => [...document.querySelectorAll("main *")]
  .filter((e) => e.getBoundingClientRect().width && !e.closest(".visually-hidden"))
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => `${e.tagName} ${e.className}`).slice(0, 3)"""
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def linked(town) -> dict[str, object]:
    """A request, a draft and an incident whose every text is that one word."""
    from steun.web.ask.incident import acts as incidents
    from steun.web.ask.incident.shape import IncidentIn
    from tests.builders import World

    texts = ("title", "place", "reason", "task", "contact", "lodging", "meals", "assembly_point")

    def made() -> dict[str, object]:
        world = World()
        words = dict.fromkeys(texts, LINK)
        words["lines"] = [{"capability": "sandbags", "quantity": 25, "note": LINK}]
        shape = IncidentIn(name=LINK[:150], place=LINK[:150], kind="flood", description=LINK)
        incident = incidents.open_incident(shape, by=world.desk)
        incidents.note(incident.pk, LINK, by=world.desk)
        asked, draft = world.asked(**words), world.draft(**words)
        return {"asked": asked.pk, "draft": draft.pk, "incident": incident.pk}

    return town.do(made)


PAGES = (
    "/", "/picture", "/requests", "/handover", "/incidents", "/journal", "/journal/{asked}", "/requests/{asked}",
    "/requests/{asked}/decide", "/requests/{asked}/form/wvr-51", "/requests/{draft}/edit", "/incidents/{incident}",
)  # fmt: skip


@pytest.mark.parametrize(("media", "width"), [("screen", 390), ("screen", 1440), ("print", A4)])
def test_no_long_word_widens_a_page_or_pushes_a_column_off_the_paper(desk, linked, media: str, width: int) -> None:
    page = desk("duty-officer", "VR24", "nl", viewport={"width": width, "height": 900})
    wide: dict[str, Any] = {}
    for path in PAGES:
        page.goto(path.format(**linked))
        page.emulate_media(media=media)
        outside = page.evaluate(OUTSIDE) if media == "print" else []
        if page.evaluate(WIDER) or outside:
            wide[path] = outside
    assert wide == {}


def test_what_is_counted_changes_with_the_capability_that_is_chosen(desk, words) -> None:
    page = desk("duty-officer", "VR24", "nl")
    start_request(page, words("nl"))
    row = page.locator("#lines [data-row]").first
    assert row.locator("span[data-counted]").first.text_content() == ""
    row.locator("[name=line_capability]").select_option("sandbags")
    assert row.locator("span[data-counted]").all_text_contents() == ["militairen", "militairen"]
    row.locator("[name=line_capability]").select_option("generator")
    assert row.locator("span[data-counted]").first.text_content() == ""


def test_a_thousand_typed_with_a_point_is_a_thousand_after_a_reload(desk, words) -> None:
    page = desk("duty-officer", "VR24", "nl")
    start_request(page, words("nl"))
    page.locator("[name=line_capability]").first.select_option("sandbags")
    page.locator("[name=line_quantity]").first.press_sequentially("1.000")
    page.wait_for_selector("[data-saving][data-saved=yes]")
    page.reload()
    assert page.locator("[name=line_quantity]").first.input_value() == "1000"


def test_a_number_with_two_readings_is_asked_back_at_its_field_while_typing(desk, words) -> None:
    page = desk("duty-officer", "VR24", "nl")
    start_request(page, words("nl"))
    page.locator("[name=line_capability]").first.select_option("sandbags")
    page.locator("[name=line_quantity]").first.press_sequentially("1,000")
    page.wait_for_selector("[name=line_quantity][aria-invalid=true]")
    assert "op twee manieren" in page.locator("#line-0-quantity-fault").text_content()
    quantity = page.locator("[name=line_quantity]").first
    assert quantity.input_value() == "1,000"
    assert quantity.get_attribute("aria-describedby") == "line-0-quantity-fault line-0-counted"
    quantity.fill("1.000")
    page.wait_for_selector("[data-saving][data-saved=yes]")
    page.wait_for_selector("#line-0-quantity-fault", state="detached")
    assert quantity.get_attribute("aria-describedby") == "line-0-counted"
