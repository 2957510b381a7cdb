"""The whole story at the desks of region, LOCC, Defence and a unit: clicked and typed, in Dutch and in English."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from steun.web.kernel.moments import day_of, midnight, text_of
from tests.browser.steps import choose, field, open_task, saved, send, start_request, starting

TITLES = {"nl": "Houd het water uit de Grotestraat", "en": "Keep the water out of the high street"}
SANDBAGS = {"nl": "Zandzakken vullen, dijk ophogen", "en": "Sandbag filling, dyke raising"}
WATER = {"nl": "Water buiten gehouden", "en": "Water kept out"}
RECEPTION = {"assembly_point": "Sittard", "contact": "VRZL", "lodging": "Maastricht", "meals": "Maastricht"}
GATES = [
    ("locc", "LOCC"), ("legal-duty-officer", "DOPS"), ("toc", "TOC"), ("dops", "DOPS"), ("minister-jenv", "MIN-JENV"),
    ("minister-defence", "MIN-DEF"),
]  # fmt: skip
"""Who is asked after sending, in an order that the law allows."""
REPORTS = ("depart", "arrive", "release", "return")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_region_asks_and_a_unit_comes_and_goes_home(language, desk, town, words) -> None:
    say, title = words(language), TITLES[language]
    page = desk("duty-officer", "VR24", language)
    fill_in(page, say, language)
    take_basis(page, say, language)
    receive(page, say)

    desk("safety-region-chair", "VR24", language)
    open_task(page, title)
    send(page, page.get_by_role("button", name=say("sign", "act"), exact=True))

    desk("duty-officer", "VR24", language)
    open_task(page, title)
    send(page, page.get_by_role("button", name=starting(say("submit", "move"))))

    for role, organisation in GATES:
        desk(role, organisation, language)
        pass_gate(page, say, title)

    desk("toc", "TOC", language)
    commit(page, say, title)
    order(page, say)

    desk("unit-commander", "DEF-13LB", language)
    for report in REPORTS:
        notify(page, say, title, report)

    desk("duty-officer", "VR24", language)
    evaluate(page, say, title)
    send(page, page.get_by_role("button", name=say("Close the request")))
    assert page.locator("#case-badges .badge").first.inner_text() == say("closed", "state")
    assert town.do(chain_of_proof) == town.entries()


def fill_in(page: Any, say: Any, language: str) -> None:
    """The duty officer fills in the form: the effect, where, when, why."""
    start_request(page, say)
    start = tomorrow_at_noon()
    field(page, say("title", "field")).fill(TITLES[language])
    choose(page, say("Search effects"), "water")
    assert page.get_by_role("radio", name=WATER[language]).is_checked()
    field(page, say("capability", "field")).select_option(label=SANDBAGS[language])
    field(page, say("quantity", "field")).fill("68")
    field(page, say("place", "field")).fill("Valkenburg")
    choose(page, say("Search municipalities"), "valkenburg")
    field(page, say("starts_at", "field")).fill(text_of(start))
    field(page, say("ends_at", "field")).fill(text_of(start + timedelta(hours=24)))
    field(page, say("reason", "field")).fill("De Geul treedt buiten haar oevers")
    field(page, say("task", "field")).fill("Zandzakken vullen en leggen")


def tomorrow_at_noon() -> datetime:
    """An hour that comes once, whatever night this runs: of the one that comes twice the form would ask which."""
    return midnight(day_of(datetime.now(UTC)) + timedelta(days=1)) + timedelta(hours=12)


def take_basis(page: Any, say: Any, language: str) -> None:
    """The route finder proposes; the duty officer takes the assistance of the law on safety regions."""
    from steun.rules.load import law

    page.get_by_role("radio", name=starting(say("disaster", "task"))).check()
    basis = next(b for b in law().bases if b.code == "wvr-51").title[language]
    ground = page.get_by_role("region", name=basis, exact=True)
    send(page, ground.get_by_role("button", name=say("Use this"), exact=True))
    assert page.get_by_role("region", name=basis, exact=True).get_by_text(say("In the request")).is_visible()


def receive(page: Any, say: Any) -> None:
    """Where those who come gather, sleep and eat; saved while typing."""
    for name, text in RECEPTION.items():
        field(page, say(name, "field")).press_sequentially(text)
    saved(page).wait_for()
    page.get_by_text(say("Nothing is missing")).or_(page.locator("#sending [data-met=no]")).first.wait_for()


def pass_gate(page: Any, say: Any, title: str) -> None:
    """Every gate that waits for this desk is passed, granting in full where it decides."""
    open_task(page, title)
    turn = page.get_by_role("region", name=starting(say("Your turn")))
    turn.first.wait_for()
    for left in range(turn.count(), 0, -1):
        assert turn.count() == left
        send(page, turn.first.locator("form").first.get_by_role("button"))
    assert turn.count() == 0


def commit(page: Any, say: Any, title: str) -> None:
    """TOC looks at what can be there when, and commits from one unit."""
    open_task(page, title)
    if "/decide" not in page.url:
        with page.expect_navigation():
            page.get_by_role("link", name=say("Decide"), exact=True).click()
    unit = page.locator(".promise .unit").filter(has_text="alpha")
    field(unit, say("How many")).fill("68")
    send(page, unit.get_by_role("button", name=say("Commit"), exact=True))


def order(page: Any, say: Any) -> None:
    send(page, page.get_by_role("button", name=say("order", "move"), exact=True))


def notify(page: Any, say: Any, title: str, report: str) -> None:
    """The unit reports from its list of orders."""
    page.goto("/deployments")
    card = page.locator("section.card").filter(has_text=title)
    send(page, card.get_by_role("button", name=say(report, "report"), exact=True))


def evaluate(page: Any, say: Any, title: str) -> None:
    """The desk says what came of it."""
    open_task(page, title)
    for question in page.locator("fieldset[id^=evaluation-]").all():
        question.get_by_role("radio").first.check()
    send(page, page.get_by_role("button", name=say("Give the evaluation")))


def chain_of_proof() -> int:
    """Verify the journal from its first entry; how long it is."""
    from steun.core.kernel.journal.chain import verify
    from steun.web.kernel.journal.models import Entry

    number = verify(e.as_line() for e in Entry.objects.order_by("position")).entries
    return int(number)
