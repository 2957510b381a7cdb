"""The urgent hour, measured: how many fields and pages it takes somebody new to send a first urgent request."""

from __future__ import annotations

from urllib.parse import urlsplit

from steun.web.ask.request.model import Request
from tests.browser.steps import field, send

MOST_FIELDS, MOST_LOADS = 12, 4
"""The aims of `bench/`: fields that one sees, pages that one loads from one's own work to the answer."""
ASKED = ".urgent :is(input:not([type=hidden], [type=date]), select, textarea):visible"


def test_by_keyboard_alone_it_is_sent_within_twelve_fields_and_four_pages(desk, words, town) -> None:
    say = words("nl")
    page = desk("duty-officer", "VR24", "nl")
    loads: list[str] = []
    page.on("request", lambda it: loads.append(urlsplit(it.url).path) if it.is_navigation_request() else None)
    page.goto("/")
    page.get_by_role("link", name=say("Urgent request")).press("Enter")
    page.wait_for_url("**/requests/urgent*")
    page.locator(ASKED).first.wait_for()
    fields = page.locator(ASKED).count()

    page.keyboard.type("Tien mensen van het dak halen")
    typed = {"reason": "Het water stijgt, er is geen andere weg", "place": "Geulstraat, Valkenburg"}
    for name, text in typed.items():
        field(page, say(name, "field")).fill(text)
    start = field(page, say("starts_at", "field"))
    start.fill("+30 min")
    start.press("Tab")
    field(page, say("Signed by phone: name of who spoke")).fill("Burgemeester Prevoo")
    send(page, page.get_by_role("button", name=say("Send now")))

    assert fields <= MOST_FIELDS and len(set(loads)) <= MOST_LOADS and len(loads) <= MOST_LOADS, (fields, loads)
    sent = town.do(lambda: Request.objects.get(title="Tien mensen van het dak halen"))
    assert sent.state == "asked" and sent.urgent and sent.priority == 1
    assert sent.number in page.get_by_role("status").first.inner_text()
