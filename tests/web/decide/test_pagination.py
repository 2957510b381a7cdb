"""A proposal of hundreds of lines is read page by page: what changes first; to turn a page loses nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from steun.web.decide.commitment.model import Commitment
from steun.web.decide.explanation import pagination
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.kernel.keys import new_key
from tests.builders import World
from tests.web.decide.test_proposals import displacing, line_of, made, wants

pytestmark = pytest.mark.django_db
MANY = 520
BOX = re.compile(r'<input type="(\w+)" name="(key|keep|out)" value="([^"]+)"( ?\w*)')


@pytest.fixture
def long(world: World) -> Proposal:
    """Of 520 wishes the last 60 get something; the others nothing more."""
    request = wants(world, 1)
    it = made(world)
    it.lines.all().delete()
    answer = {"waterfall": {"capability": 160, "allowed": 160, "in-time": 160, "available": 0}}
    rows = [
        ProposalLine(
            proposal=it, key=f"line:{new_key()}", request=request, capability_id="sandbags", mark="same",
            priority=1 + n % 5, asked=10, minimum=1, stands=0, given=10 * (n >= MANY - 60), first_come=0,
            reason="met" if n >= MANY - 60 else "available", answer=answer,
        )
        for n in range(MANY)
    ]  # fmt: skip
    ProposalLine.objects.bulk_create(rows)
    return it


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two lines."""
    monkeypatch.setattr(pagination, "A_PAGE", 2)


def turn(it: Proposal) -> str:
    return reverse("decide:proposal_move", args=[it.pk, "turn"])


def read(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode())


def boxes(page: str) -> dict[str, dict[str, bool]]:
    """Name and value of each box and each field that goes along: is it sent?"""
    found: dict[str, dict[str, bool]] = {"key": {}, "keep": {}, "out": {}}
    for kind, name, value, checked in re.findall(
        r'<input type="(\w+)" name="(key|keep|out)" value="([^"]+)"( ?\w*)', page
    ):
        found[name][value] = kind == "hidden" or bool(checked)
    return found


def test_hundreds_of_lines_are_as_calm_as_twenty_five(world: World, login, long: Proposal) -> None:
    browser = login("dops", "DOPS", "en")
    with CaptureQueriesContext(connection) as queries:
        page = read(browser.get(f"/proposals/{long.pk}"))
    assert page.count('class="proposal-line"') == 25 and len(page) < 100_000 and len(queries) < 40
    assert "60 of 520 requirements are met in full" in page and "460 get nothing more" in page
    assert "1–25 of 520" in page and 'name="page" value="21"' in page
    assert "Who gets what" in page and "Who gets nothing more, and why" not in page


def test_what_changes_comes_first_and_stands_by_class(world: World, login, long: Proposal) -> None:
    page = read(login("dops", "DOPS", "en").get(f"/proposals/{long.pk}?page=3"))
    what, why = page.index("Who gets what"), page.index("Who gets nothing more, and why")
    headings = [(found.start() > why, found.group(1)) for found in re.finditer(r'<h3 class="class">(\d)', page)]
    assert what < why and headings == [(False, "5"), (True, "1")]


def test_the_sentence_leads_to_the_page_on_which_a_part_begins(world: World, login, long: Proposal) -> None:
    browser = login("dops", "DOPS", "en")
    assert '<a href="?page=3#without">460 get nothing more.' in read(browser.get(f"/proposals/{long.pk}"))
    there = read(browser.get(f"/proposals/{long.pk}?page=3"))
    assert '<a href="#without">' in there and 'id="without"' in there


def test_a_page_that_does_not_exist_is_the_last(world: World, login, long: Proposal) -> None:
    assert "501–520 of 520" in read(login("dops", "DOPS", "en").get(f"/proposals/{long.pk}?page=9999"))


def test_to_turn_a_page_keeps_what_was_ticked_and_typed_and_decides_nothing(world: World, login, short: None) -> None:
    _, high, _ = displacing(world)
    more = [world.asked(priority=2, lines=[{"capability": "sandbags", "quantity": 1}]) for _ in range(3)]
    it = made(world)
    line = line_of(it, high)
    promise = it.lines.filter(reason="displaced")[0]
    browser = login("dops", "DOPS", "en")
    form = {
        "key": [line.key], "out": [line_of(it, more[0]).key], f"agreed-{promise.key}": "JenV, 03:10",
        "reason": "Tonight", "hold_until": "2027-01-01T12:00", "seconds": "30", "page": ["1", "3"],
    }  # fmt: skip
    page = read(browser.post(turn(it), form))
    assert f'name="agreed-{promise.key}" value="JenV, 03:10"' in page
    assert boxes(page)["key"][line.key] and boxes(page)["out"][line_of(it, more[0]).key]
    assert "Tonight" in page and "2027-01-01T12:00" in page and '<option value="30" selected>' in page
    assert "1 more is chosen on another page; it counts too." in page and 'name="page" value="3"' in page
    assert (
        set(it.lines.values_list("outcome", flat=True)) == {"proposed"}
        and not Commitment.objects.filter(request__in=[high, *more]).exists()
    )


def test_what_is_chosen_on_two_pages_is_adopted_together(world: World, login, short: None) -> None:
    requests = [wants(world, 1) for _ in range(4)]
    it = made(world)
    keys = [line_of(it, request).key for request in (requests[0], requests[3])]
    browser = login("dops", "DOPS", "en")
    page = read(browser.post(turn(it), {"key": keys[:1], "page": ["1", "2"]}))
    carried = [key for key, is_sent in boxes(page)["key"].items() if is_sent]
    assert carried == keys[:1] and not boxes(page)["key"][keys[1]]
    answer = browser.post(f"/proposals/{it.pk}/adopt", {"key": [*carried, keys[1]], "page": "2"})
    assert answer.status_code == 303
    assert set(it.lines.filter(outcome="adopted").values_list("key", flat=True)) == set(keys)


def test_a_refusal_shows_the_page_from_which_it_was_sent(world: World, login, short: None) -> None:
    for _ in range(4):
        wants(world, 1)
    it = made(world)
    page = read(login("dops", "DOPS", "en").post(f"/proposals/{it.pk}/overrule", {"page": "2"}), 409)
    assert 'role="alert"' in page and 'aria-current="page">2<' in page


def test_what_was_locked_stays_locked_on_the_pages_that_nobody_opens(world: World, login, short: None) -> None:
    requests = [wants(world, 1) for _ in range(4)]
    first = made(world)
    locked = [line_of(first, request).key for request in requests]
    it = made(world, based_on=first.pk, locked=locked)
    page = read(login("dops", "DOPS", "en").get(f"/proposals/{it.pk}"))
    assert boxes(page)["keep"] == dict.fromkeys(locked, True)


def test_what_was_decided_is_not_carried_along(world: World, login, short: None) -> None:
    requests = [wants(world, 1) for _ in range(4)]
    it = made(world)
    key = line_of(it, requests[0]).key
    proposals.adopt(it.pk, [key], by=world.actor("dops", "DOPS"))
    page = read(login("dops", "DOPS", "en").post(turn(it), {"key": [key], "page": "2"}))
    assert key not in boxes(page)["key"]
