"""What holds on every page: the keyboard is enough, an impatient hand does no harm, and nothing leaves the host."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.steps import send, starting

AT_MOST = 60
"""Tabs from the content to a button; more would be a page that one cannot use by keyboard."""
FOCUS = "document.activeElement"


@pytest.fixture
def asked(town) -> Any:
    """A request that waits for LOCC."""
    from tests.builders import World

    return town.do(lambda: World().asked(title="Waits for LOCC")).pk


def test_the_first_tab_leads_past_the_menu(desk, words) -> None:
    page = desk("locc", "LOCC", "en")
    page.goto("/requests")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUS}.textContent") == words("en")("Skip to content")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{FOCUS}.id === 'main'")


def test_a_gate_is_passed_with_the_keyboard_alone(desk, words, asked) -> None:
    page, say = desk("locc", "LOCC", "nl"), words("nl")
    page.goto(f"/requests/{asked}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{FOCUS}.id === 'main'")
    wanted = say("Give this answer")
    for _ in range(AT_MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{FOCUS} !== document.body"), "the keyboard fell off the page"
        if page.evaluate(f"{FOCUS}.matches('button') && {FOCUS}.textContent.trim()") == wanted:
            break
    else:
        pytest.fail(f"no button {wanted!r} within {AT_MOST} tabs")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("region", name=starting(say("Your turn"))).count() == 0
    assert page.locator(".gate[data-state=passed]").filter(has_text=say("locc-judges", "gate")).count() == 1


def test_an_answer_asks_what_goes_with_it_and_comes_back_so(desk, words, asked, watch) -> None:
    page, say = desk("locc", "LOCC", "en"), words("en")
    page.goto(f"/requests/{asked}")
    form = page.locator('form[action$="/answer"]')
    many, note = form.locator("[name=quantity]"), form.locator("[name=note]")
    assert not many.is_visible() and not note.is_visible()
    form.get_by_role("radio", name=say("Yes, but fewer")).check()
    note.fill("Without their trucks")
    page.get_by_text(say("Kept on this device until you send it")).wait_for()
    page.reload()
    page.get_by_role("button", name=say("Put it back")).click()
    assert note.is_visible() and note.input_value() == "Without their trucks"
    many.fill("8")
    form.get_by_role("radio", name=say("Yes"), exact=True).check()
    assert not many.is_visible()
    send(page, form.get_by_role("button", name=say("Give this answer")))
    assert many.is_visible(), "what is wrong must be seen, whatever the answer"
    watch.forgive("422")


def test_a_double_click_is_one_act(desk, words, asked, town) -> None:
    page = desk("locc", "LOCC", "nl")
    page.goto(f"/requests/{asked}")
    before = town.do(lambda: acts(asked))
    with page.expect_navigation():
        page.get_by_role("button", name=words("nl")("Give this answer")).dblclick()
    page.wait_for_load_state()
    assert town.do(lambda: acts(asked)) == before + 1


def test_a_form_posted_twice_past_the_script_is_one_act(desk, asked, town) -> None:
    page = desk("locc", "LOCC", "nl")
    page.goto(f"/requests/{asked}")
    before = town.do(lambda: acts(asked))
    statuses = page.evaluate(
        """async () => {
            const form = document.querySelector('form[action$="/answer"]');
            const send = () => fetch(form.action, {method: "POST", body: new FormData(form)});
            return (await Promise.all([send(), send()])).map((answer) => answer.status);
        }"""
    )
    assert statuses == [200, 200]
    assert town.do(lambda: acts(asked)) == before + 1


def test_a_page_that_calls_another_host_is_noticed(desk, watch) -> None:
    """The watch itself: what it must see, it sees; and the page's own rules stop the call."""
    page = desk("locc", "LOCC", "nl")
    page.goto("/requests")
    assert not watch.elsewhere
    page.evaluate("fetch('https://example.org/').catch(() => null)")
    page.evaluate("true")
    assert any("Content Security Policy" in said for said in watch.complaints)
    watch.elsewhere.clear()
    watch.complaints.clear()


def acts(case: Any) -> int:
    """How many times LOCC let this case through, as the journal tells."""
    from steun.web.kernel.journal.models import Entry

    return int(Entry.objects.filter(case=case, role="locc").count())
