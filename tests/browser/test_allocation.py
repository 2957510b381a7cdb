"""The planner's pages in a real browser: what a script and a keyboard do to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.browser.test_accessibility import LOCC, displacing, faults

FOCUS = "document.activeElement"
DOPS = ("dops", "DOPS")


def test_who_waits_for_a_proposal_keeps_the_focus_and_sees_it_come(desk, words, town) -> None:
    page, say = desk(*LOCC, "en"), words("en")
    page.goto("/allocation")
    page.get_by_role("button", name=say("Make a proposal")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    stop = page.get_by_role("button", name=say("Cancel"))
    stop.focus()
    key = UUID(page.url.rsplit("/", 1)[1])
    town.do(lambda: begin(key))
    page.get_by_role("button", name=say("Enough: use the best so far")).wait_for()
    assert page.evaluate(f"{FOCUS}.id") == "stop"
    town.do(lambda: finish(key))
    page.get_by_role("heading", name=say("In short")).wait_for()


def test_enter_in_a_field_adopts_nothing(desk, words, town) -> None:
    from tests.builders import World

    key = town.do(lambda: displacing(World(), days=30))
    page = desk(*DOPS, "nl")
    page.goto(f"/proposals/{key}")
    field = page.get_by_label(words("nl")("Who agreed, and how?")).first
    field.fill("Minister, telefonisch")
    page.evaluate("addEventListener('submit', (event) => (window.sent = event.target.action), true)")
    field.press("Enter")  # a form is sent, or not, before the key is done with
    assert page.evaluate("window.sent") is None
    assert field.input_value() == "Minister, telefonisch"
    assert town.do(lambda: outcomes(key)) == {"proposed"}


def begin(key: UUID) -> None:
    from steun.web.decide.planning import job

    assert job.step(key, "begin")


def finish(key: UUID) -> None:
    """As the worker does, after it began."""
    from steun.web.decide.planning import advice, job, store
    from steun.web.decide.proposal.model import Proposal

    it = Proposal.objects.get(pk=key)
    advised = advice.advise(it)
    lines = store.save_lines(it, advised)
    job.step(key, "finish", **store.as_journal(advised, lines))


def outcomes(key: UUID) -> set[Any]:
    from steun.web.decide.proposal.model import ProposalLine

    return set(ProposalLine.objects.filter(proposal=key).values_list("outcome", flat=True))


def test_no_cell_of_a_table_lies_over_the_head_of_the_page(desk, town) -> None:
    from tests.builders import World

    key = town.do(lambda: displacing(World(), days=40))
    page = desk(*DOPS, "en")
    page.goto(f"/proposals/{key}")
    position = "cell => getComputedStyle(cell).position"
    assert {cell.evaluate(position) for cell in page.locator("table.data .top").all()} == {"static"}
    assert page.locator("header.top").evaluate(position) == "sticky"


def test_a_keyboard_turns_the_page_of_a_long_proposal_and_loses_no_tick(desk, words, town) -> None:
    from tests.builders import World

    key = town.do(lambda: many_requirements(World()))
    say = words("en")
    page = desk(*DOPS, "en")
    page.goto(f"/proposals/{key}")
    box = page.locator('#shown [id^="line-"] input[name="key"]').last
    box.press("Space")
    chosen = box.input_value()
    with page.expect_navigation():
        page.get_by_role("navigation", name=say("Pages")).get_by_role("button", name=say("Next")).press("Enter")
    assert page.locator('input[type="hidden"][name="key"]').input_value() == chosen
    assert page.get_by_text("1 more is chosen on another page").is_visible()
    assert not faults(page)
    with page.expect_navigation():
        page.get_by_role("button", name=say("Adopt what is chosen")).press("Enter")
    assert page.url.endswith(f"/proposals/{key}"), page.locator(".notice.errors").inner_text()
    assert town.do(lambda: outcomes(key)) == {"proposed", "adopted"}


def many_requirements(world: Any) -> UUID:
    """A proposal of more than one page."""
    from steun.web.decide.planning import job
    from steun.web.decide.proposal import acts as proposals

    when = {"starts_at": world.now + timedelta(days=50), "ends_at": world.now + timedelta(days=51)}
    for _ in range(30):
        world.granted(priority=2, lines=[{"capability": "sandbags", "quantity": 1}], **when)
    made = proposals.make(by=world.actor(*LOCC), seconds=1)
    job.make(made.pk)
    return made.pk
