"""The planner's pages in a real browser: what a script and a keyboard do to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.browser.test_accessibility import LOCC, displacing

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
    field.press("Enter")
    page.wait_for_timeout(500)
    assert field.input_value() == "Minister, telefonisch"
    assert town.do(lambda: outcomes(key)) == {"proposed"}


def begin(key: UUID) -> None:
    from steun.web.decide import making

    assert making.step(key, "begin")


def finish(key: UUID) -> None:
    """As the worker does, after it began."""
    from steun.web.decide import advice, keeping, making
    from steun.web.decide.models import Proposal

    it = Proposal.objects.get(pk=key)
    advised = advice.advise(it)
    lines = keeping.keep(it, advised)
    making.step(key, "finish", **keeping.told(advised, lines))


def outcomes(key: UUID) -> set[Any]:
    from steun.web.decide.models import ProposalLine

    return set(ProposalLine.objects.filter(proposal=key).values_list("outcome", flat=True))
