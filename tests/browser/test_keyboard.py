"""The whole chain with no mouse, from the log-in to *on scene*: every stop is reached and seen, none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from steun.web.ask.request.model import Request
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel.moments import AMSTERDAM
from steun.web.kernel.people.models import Mandate
from steun.web.kernel.words import word
from tests.browser.conftest import PATIENCE, Town, Watch
from tests.browser.keyboard import Hands
from tests.browser.replayed import replayed
from tests.browser.steps import field, starting

TITLE = "Houd het water uit het ziekenhuis"
DESK, CHAIR = ("duty-officer", "VR24"), ("safety-region-chair", "VR24")
TOC, COMMANDER = ("toc", "TOC"), ("unit-commander", "DEF-13LB")
GATES = [("locc", "LOCC"), ("legal-duty-officer", "DOPS"), TOC, ("dops", "DOPS"), CHAIR,
         ("minister-jenv", "MIN-JENV"), ("minister-defence", "MIN-DEF")]  # fmt: skip
"""Who answers after sending, in an order that the law allows; the chair confirms what was said on the phone."""
MOST_FIELDS, MOST_LOADS, MOST_IN_CHAIN = 12, 4, 25
"""The aims: fields that one sees, pages from one's own work to the answer, pages of the whole chain. One's own work
lies open at each desk and shows by itself what waits: to log in, and the page that then opens, are no part of it."""


@pytest.fixture
def hands(town, browser, watch) -> Iterator[Hands]:
    """A browser without a mouse, logged in as nobody."""
    room = browser.new_context(base_url=town.address, locale="nl", reduced_motion="reduce")
    room.set_default_timeout(PATIENCE)
    room.add_cookies([{"name": "steun-language", "value": "nl", "url": town.address}])
    page = room.new_page()
    watch.follow(page)
    hands = Hands(page)
    yield hands
    room.close()


def log_in(hands: Hands, town: Town, role: str, organisation: str) -> None:
    """At the page where one logs in: search who one is, go there, press."""
    mandate, text = town.do(lambda: card(role, organisation))
    hands.write(hands.page.locator("#who"), text)
    hands.follow(hands.page.locator(f'#found form[action="/login/{mandate}"] button'))


def card(role: str, organisation: str) -> tuple[Any, str]:
    held = Mandate.objects.select_related("organisation").filter(role=role, organisation=organisation).earliest("rank")
    return held.pk, f"{word('role', role)} {held.organisation.name_nl}"


def leave(hands: Hands, say: Callable[..., str]) -> None:
    """By the menu at the top."""
    menu = hands.page.locator("header details.menu")
    hands.press(menu.locator("summary"))
    hands.follow(menu.get_by_role("button", name=say("Log out")))


def open_task(hands: Hands, say: Callable[..., str]) -> None:
    """Past the frame to one's own work, and there to what waits."""
    if not hands.page.url.endswith("/"):
        hands.follow(hands.page.get_by_role("navigation").get_by_role("link", name=say("My work")))
    hands.main()
    hands.follow(hands.page.get_by_role("row").filter(has_text=TITLE).get_by_role("link"))


def test_an_urgent_request_comes_on_scene_without_a_mouse(hands, town, words) -> None:
    say, page, chain = words("nl"), hands.page, 0
    page.goto("/login")

    def at_desk(seat: tuple[str, str], work: Callable[[], None]) -> int:
        """Log in there, do the work, leave; how many pages the work took."""
        log_in(hands, town, *seat)
        before = len(hands.loads)
        work()
        taken = len(hands.loads) - before
        leave(hands, say)
        return taken

    fields = ask(hands, town, say)
    asked = chain = len(hands.loads) - 2  # without the page to log in, and one's own work
    assert fields <= MOST_FIELDS and asked + 1 <= MOST_LOADS, (fields, hands.loads)
    leave(hands, say)

    for seat in GATES:
        chain += at_desk(seat, lambda: answer(hands, say))
    chain += at_desk(DESK, lambda: complete(hands, say))
    chain += at_desk(TOC, lambda: promise(hands, say))
    chain += at_desk(COMMANDER, lambda: report(hands, say))
    state = town.do(lambda: Deployment.objects.get(commitment__request__title=TITLE).state)
    assert state == "on-scene" and chain <= MOST_IN_CHAIN, hands.loads
    hands.check()


def ask(hands: Hands, town: Town, say: Callable[..., str]) -> int:
    """The duty officer, from log-in to sent; how many fields the form has."""
    page = hands.page
    log_in(hands, town, *DESK)
    hands.main()
    hands.follow(page.get_by_role("main").get_by_role("link", name=say("Urgent request")))
    fields = page.locator(".urgent :is(input:not([type=hidden], [type=date]), select, textarea):visible").count()
    hands.write(field(page, say("title", "field")), TITLE)
    hands.choose(page.locator("#effect"), "Water")
    hands.write(field(page, say("reason", "field")), "Het water stijgt, de kelders staan vol")
    hands.write(field(page, say("place", "field")), "Valkenburg")
    hands.write(field(page, say("starts_at", "field")), "+8 u")
    hands.write(field(page, say("ends_at", "field")), "+32 u")
    hands.write(field(page, say("Signed by phone: name of who spoke")), "Burgemeester Prevoo")
    hands.follow(page.get_by_role("button", name=say("Send now")))
    return int(fields)


def answer(hands: Hands, say: Callable[..., str]) -> None:
    """Everything that waits at this desk is answered with yes."""
    page = hands.page
    open_task(hands, say)
    turn = page.get_by_role("region", name=starting(say("Your turn")))
    turn.first.wait_for()
    for _ in range(turn.count()):
        hands.follow(turn.first.locator("form").first.get_by_role("button"))
    assert not turn.count()


def complete(hands: Hands, say: Callable[..., str]) -> None:
    """Who asked says where the unit reports, which the order waits for."""
    open_task(hands, say)
    form = hands.page.locator("#complete form")
    hands.write(field(form, say("assembly_point", "field")), "Kazerne Valkenburg")
    hands.follow(form.get_by_role("button"))


def promise(hands: Hands, say: Callable[..., str]) -> None:
    """TOC looks at what can be there, promises a unit, and orders it."""
    page = hands.page
    open_task(hands, say)
    if "/decide" not in page.url:
        hands.follow(page.get_by_role("link", name=say("Decide"), exact=True))
    unit = page.locator(".promise .unit").filter(has_text="alpha")
    hands.write(field(unit, say("How many")), "20")
    hands.follow(unit.get_by_role("button", name=say("Commit"), exact=True))
    hands.follow(page.get_by_role("button", name=say("order", "move"), exact=True))


def report(hands: Hands, say: Callable[..., str]) -> None:
    """The unit reports that it left, and that it is there."""
    page = hands.page
    open_task(hands, say)
    for step in ("depart", "arrive"):
        one = page.locator("section.card").filter(has_text=TITLE)
        hands.follow(one.get_by_role("button", name=say(step, "report"), exact=True))


MORNING = datetime(2021, 7, 15, 11, 0, tzinfo=AMSTERDAM)
BRIDGE = "Noodbrug in Valkenburg"


@pytest.fixture(scope="module")
def flood(django_db_setup, django_db_blocker, town, playwright) -> Iterator[Town]:
    """15 July 2021, 11:00: the bridge at Valkenburg was just asked for."""
    with replayed(django_db_blocker, "replay-morning", MORNING) as served:
        yield served


def test_what_is_short_in_zuid_limburg_at_noon_is_found_and_decided_without_a_mouse(flood, browser, words) -> None:
    say, kept = words("nl"), Watch(flood.address)
    room = browser.new_context(base_url=flood.address, locale="nl", reduced_motion="reduce")
    room.set_default_timeout(PATIENCE)
    room.add_cookies([{"name": "steun-language", "value": "nl", "url": flood.address}])
    page = room.new_page()
    kept.follow(page)
    hands = Hands(page)
    page.goto("/login")
    log_in(hands, flood, "locc", "LOCC")  # who divides begins with the picture

    for _ in range(2):  # by the bar: the people without power, and at noon the rescue fleet
        hands.follow(page.get_by_role("button", name=say("Next act")))
    assert "12:00" in page.locator("#replay-now").inner_text()

    hands.main()
    sign = page.get_by_role("main").locator("a.sign").filter(has=page.locator("title", has_text=BRIDGE))
    hands.press(sign if sign.count() else page.locator("a.sign").first)  # on the map: to the cases of that region
    hands.follow(page.locator('main a[href^="/requests/"]').filter(has_text=BRIDGE))
    turns = page.locator("#case-turns").inner_text()
    assert "LOCC" in turns and say("Waiting for") in turns
    assert page.get_by_text(say("What could be there soonest")).first.is_visible()

    turn = page.get_by_role("region", name=starting(say("Your turn")))
    hands.follow(turn.first.locator("form").first.get_by_role("button"))
    assert not turn.count()
    leave(hands, say)
    log_in(hands, flood, *TOC)
    hands.main()
    hands.follow(page.get_by_role("row").filter(has_text=BRIDGE).get_by_role("link"))
    hands.follow(turn.first.locator("form").first.get_by_role("button"))
    decided = flood.do(lambda: sorted(passed(BRIDGE)))
    assert decided == ["dops-can", "locc-judges", "signature"]
    hands.check()
    room.close()
    assert not kept.elsewhere and not kept.complaints


def passed(title: str) -> set[str]:
    request = Request.objects.get(title__startswith=title)
    return {gate.code for gate in request.gates.filter(state="passed").exclude(kind="inform")}


STOPS = '[...document.querySelectorAll("#municipality-list input")].filter((it) => it.tabIndex === 0).length'
HELD = "document.activeElement.closest('#municipality-list') ? document.activeElement.value : ''"


def test_a_long_list_is_one_stop_and_arrows_go_through_it(hands, town, words) -> None:
    say, page = words("nl"), hands.page
    page.goto("/login")
    log_in(hands, town, *DESK)
    page.goto("/requests/new")
    hands.write(page.get_by_label(say("Search municipalities")), "va")
    page.keyboard.press("Enter")  # to what was found
    first = page.evaluate(HELD)
    page.keyboard.press("ArrowDown")
    second = page.evaluate(HELD)
    page.keyboard.press("Space")
    ticked = page.locator("#municipality-list input:checked").evaluate_all("(all) => all.map((it) => it.value)")
    assert first and second and first != second and ticked == [second]
    page.keyboard.press("End")
    page.keyboard.press("Home")
    assert page.evaluate(HELD) == first and page.evaluate(STOPS) == 1
    page.keyboard.press("Tab")
    assert not page.evaluate(HELD), "one press leaves the list"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(HELD) == first
    hands.check()
