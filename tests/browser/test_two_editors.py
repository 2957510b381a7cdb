"""Two people change the same words of one draft: both stand on the screen, one is chosen by keyboard, none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from steun.web.ask.request.model import Request
from tests.browser.conftest import PATIENCE, take_seat
from tests.browser.keyboard import Hands
from tests.browser.steps import Say, field, saved
from tests.builders import World

MINE, THEIRS, OTHERS = "Het water stijgt snel", "Het water zakt langzaam", "Loods 4"


@pytest.fixture
def two(town, browser, watch) -> Iterator[list[Any]]:
    """Two browsers: the duty officer, and the adviser who writes along."""
    rooms = [browser.new_context(base_url=town.address, locale="nl", reduced_motion="reduce") for _ in range(2)]
    for room, seat in zip(rooms, (("duty-officer", "VR24"), ("rmoa", "VR24")), strict=True):
        room.set_default_timeout(PATIENCE)
        take_seat(room, town, *seat, "nl")
        watch.follow(room.new_page())
    yield [room.pages[0] for room in rooms]
    for room in rooms:
        room.close()


def both_typed(town: Any, two: list[Any], say: Say) -> Any:
    """The draft; the second editor saved other words in the same field, and the first hears of it."""
    draft = town.do(lambda: World().draft(title="Twee redacteuren", reason="Het water stijgt", lodging=""))
    mine, theirs = two
    for page in two:
        page.goto(f"/requests/{draft.pk}/edit")
    field(theirs, say("lodging", "field")).fill(OTHERS)
    field(theirs, say("reason", "field")).fill(THEIRS)
    saved(theirs).wait_for()
    hands = Hands(mine)
    hands.write(field(mine, say("reason", "field")), MINE)
    box = mine.get_by_role("alert").filter(has_text=say("Somebody else changed this in the meantime"))
    box.wait_for()
    return draft, hands, box


@pytest.mark.parametrize("wins", ["mine", "theirs"])
def test_both_values_stand_on_the_screen_and_the_reader_chooses(two, town, words, watch, wins) -> None:
    say, mine = words("nl"), two[0]
    draft, hands, box = both_typed(town, two, say)
    watch.forgive("409")  # the answer that two versions exist
    cells = box.get_by_role("row").filter(has_text=MINE).get_by_role("cell").all_inner_texts()
    assert cells == [MINE, THEIRS]
    assert field(mine, say("reason", "field")).evaluate("(it) => it === document.activeElement"), "typing goes on"
    assert field(mine, say("reason", "field")).input_value() == MINE
    assert town.do(lambda: kept(draft))[0] == THEIRS, "nothing is overwritten before the choice"

    hands.follow(box.get_by_role("button", name=say("Choose whose words stand")))
    choices = mine.locator("[data-choices]")
    first = choices.locator('input[name="stands.reason"][value="mine"]')
    hands.press(first, "Space" if wins == "mine" else "ArrowRight")
    hands.follow(mine.get_by_role("button", name=say("Save what you chose")))
    assert not choices.count(), "the page shows what stands"
    expected = MINE if wins == "mine" else THEIRS
    assert town.do(lambda: kept(draft)) == (expected, OTHERS), "what only the other changed is kept as well"
    assert field(mine, say("reason", "field")).input_value() == expected
    hands.check()
    watch.forgive("409")  # and once more, on the page where one chooses


def kept(draft: Request) -> tuple[str, str]:
    row = Request.objects.get(pk=draft.pk)
    return row.reason, row.lodging
