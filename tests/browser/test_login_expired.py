"""A log-in that runs out while somebody types: nothing is lost, and one goes on where one was."""

from __future__ import annotations

import re
from typing import Any

import pytest

from steun.web.kernel.journal.models import Entry
from tests.browser.steps import field, saved, send, start_request

SEAT, OTHER, STOCK = ("duty-officer", "VR24"), ("locc", "LOCC"), ("provider", "RWS")
NOTE = "The dyke at Bunde broke, the pumps stand still"
REASON = "The Geul rises above its banks"


@pytest.fixture
def incident(town) -> str:
    """The address of an incident of Zuid-Limburg."""
    from tests.builders import World

    return f"/incidents/{town.do(lambda: World().incident(knowingly=True)).pk}"


def forget_session(page: Any) -> None:
    """As when the log-in ran out: the cookie is gone, the page still stands."""
    page.context.clear_cookies(name=re.compile("^steun-demo$"))


@pytest.fixture(scope="module", autouse=True)
def cards(town) -> dict[tuple[str, str], Any]:
    """Seats with a card on the page where one logs in."""
    return {seat: town.do(lambda seat=seat: card_of(*seat)) for seat in (SEAT, OTHER, STOCK)}


def card_of(role: str, organisation: str) -> Any:
    from steun.web.kernel.people.models import Mandate

    held = Mandate.objects.filter(role=role, organisation=organisation).earliest("rank")
    Mandate.objects.filter(pk=held.pk).update(one_click={"order": 0, "nl": role, "en": role})
    return held.pk


def take(page: Any, card: Any) -> None:
    """Log in by the page itself, which changes the token of every form."""
    page.locator(f'form[action="/login/{card}"] button').first.click()
    page.wait_for_url(lambda url: "/login" not in url)


def note_box(page: Any) -> Any:
    return page.locator("#note-text")


ON_DEVICE = """() => new Promise((done) => {
    const kept = JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith("steun:draft")));
    const asked = indexedDB.open("steun", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
    asked.onsuccess = () => {
        const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => { asked.result.close(); done(kept + JSON.stringify(all.result)); };
    };
})"""
"""Everything that this device holds of texts, in both of its stores."""


def on_device(page: Any) -> str:
    return str(page.evaluate(ON_DEVICE))


def wait_until_forgotten(page: Any, text: str) -> None:
    """Until no store of this device holds the text: a page removes it while it loads, and the disk takes its time."""
    page.wait_for_function(f"async (text) => !(await ({ON_DEVICE})()).includes(text)", arg=text)


def test_a_note_is_offered_again_at_its_incident_after_the_log_in(desk, town, words, incident, cards) -> None:
    page, say = desk(*SEAT, "en"), words("en")
    page.goto(incident)
    note_box(page).fill(NOTE)
    page.get_by_text(say("Kept on this device until you send it")).wait_for()
    forget_session(page)
    send(page, page.get_by_role("button", name=say("Add"), exact=True))
    take(page, cards[SEAT])
    assert page.url.endswith(incident)
    page.get_by_role("button", name=say("Put it back")).click()
    assert note_box(page).input_value() == NOTE
    send(page, page.get_by_role("button", name=say("Add"), exact=True))
    assert town.do(lambda: notes_of(incident)) == 1
    wait_until_forgotten(page, NOTE)
    assert not page.get_by_role("button", name=say("Put it back")).count()


def gate_page(world: Any) -> tuple[str, str]:
    request = world.asked(title="A gate to judge")
    return f"/requests/{request.pk}", f'form[action="/gates/{world.gate(request, "locc-judges").pk}/answer"]'


def phone_page(world: Any) -> tuple[str, str]:
    request = world.draft(title="A signature by phone")
    return f"/requests/{request.pk}", f'form[action="/gates/{request.gates.get().pk}/phone"]'


def evaluation_page(world: Any) -> tuple[str, str]:
    request = world.ended(title="To be evaluated")
    return f"/requests/{request.pk}/evaluation", f'form[action="/requests/{request.pk}/evaluation"]'


def stock_page(world: Any) -> tuple[str, str]:
    return "/units/rws-ground", 'form[action="/units/rws-ground/recount"]'


FORMS = {"gate": (OTHER, gate_page), "phone": (SEAT, phone_page), "evaluation": (SEAT, evaluation_page),
         "stock": (STOCK, stock_page)}  # fmt: skip


@pytest.mark.parametrize("kind", FORMS)
def test_what_was_typed_in_any_form_is_offered_again_after_the_log_in(desk, town, words, cards, kind) -> None:
    from tests.builders import World

    seat, make = FORMS[kind]
    address, form = town.do(lambda: make(World()))
    page, say = desk(*seat, "en"), words("en")
    page.goto(address)
    fold = page.locator(f"details:not([open]):has({form}) > summary")
    if fold.count():
        fold.first.click()
    text = page.locator(f"{form} textarea, {form} input[type=text]").filter(visible=True).first
    text.fill(NOTE)
    page.get_by_text(say("Kept on this device until you send it")).wait_for()
    forget_session(page)
    with page.expect_navigation():
        page.locator(form).evaluate("(form) => { form.noValidate = true; form.requestSubmit(); }")
    take(page, cards[seat])
    assert page.url.partition("://")[2].partition("/")[2] == address.lstrip("/")
    page.get_by_role("button", name=say("Put it back")).click()
    assert text.input_value() == NOTE


def test_a_note_that_was_taken_is_not_offered_again(desk, words, incident) -> None:
    page, say = desk(*SEAT, "en"), words("en")
    page.goto(incident)
    note_box(page).fill(NOTE)
    send(page, page.get_by_role("button", name=say("Add"), exact=True))
    page.reload()
    wait_until_forgotten(page, NOTE)
    assert not page.get_by_role("button", name=say("Put it back")).count()


def test_a_note_that_was_refused_stays_on_the_device(desk, words, incident, watch) -> None:
    page, say = desk(*SEAT, "en"), words("en")
    page.goto(incident)
    note_box(page).fill(NOTE)
    page.locator("#note-happened_at").evaluate("(field) => { field.type = 'text'; field.value = 'soon'; }")
    send(page, page.get_by_role("button", name=say("Add"), exact=True))
    assert note_box(page).input_value() == NOTE and NOTE in on_device(page)
    watch.forgive("422")


def test_the_form_goes_on_by_itself_after_a_log_in_in_another_tab(desk, town, words, watch, cards) -> None:
    page, say = desk(*SEAT, "en"), words("en")
    start_request(page, say)
    field(page, say("title", "field")).press_sequentially("Before the log-in ran out")
    saved(page).wait_for()
    forget_session(page)
    field(page, say("reason", "field")).press_sequentially(REASON)
    page.locator("[data-saving]").filter(has_text="no longer logged in").wait_for()

    other = page.context.new_page()
    other.goto("/login")
    take(other, cards[SEAT])
    other.close()
    page.bring_to_front()
    saved(page).wait_for()
    assert town.do(lambda: reason_of(page.url)) == REASON
    watch.forgive("403")


def test_save_with_a_stale_token_keeps_the_text_and_sends_it_again(desk, town, words, watch) -> None:
    page, say = desk(*SEAT, "en"), words("en")
    start_request(page, say)
    field(page, say("title", "field")).press_sequentially("Saved with a stale token")
    saved(page).wait_for()
    page.locator("#request").evaluate(
        """(form, text) => {
            form.elements.namedItem("csrfmiddlewaretoken").value = "x".repeat(64);
            form.elements.namedItem("reason").value = text;
        }""",
        REASON,
    )
    send(page, page.get_by_role("button", name=say("Save"), exact=True).last)
    assert page.get_by_text(REASON).count() and "stale-form" in page.content()
    send(page, page.get_by_role("button", name=say("Send it again")))
    assert town.do(lambda: reason_of(page.url)) == REASON
    watch.forgive("403")


def test_somebody_else_who_logs_in_is_offered_nothing_and_saves_nothing(
    desk, town, words, watch, incident, cards
) -> None:
    page, say = desk(*SEAT, "en"), words("en")
    page.goto(incident)
    note_box(page).fill(NOTE)
    start = page.context.new_page()
    start_request(start, say)
    field(start, say("title", "field")).press_sequentially("Mine alone")
    saved(start).wait_for()
    forget_session(page)
    other = page.context.new_page()
    other.goto("/login")
    take(other, cards[OTHER])
    other.goto(incident)
    assert not other.get_by_role("button", name=say("Put it back")).count()
    start.bring_to_front()
    field(start, say("reason", "field")).press_sequentially(REASON)
    start.locator("[data-saving]").filter(has_text="Somebody else is logged in").wait_for()
    assert town.do(lambda: reason_of(start.url)) == ""
    watch.forgive("403")


def test_texts_leave_the_device_at_log_out(desk, town, words, incident, cards) -> None:
    page, say = desk(*SEAT, "en"), words("en")
    forget_session(page)
    page.goto("/login")
    take(page, cards[SEAT])  # a log-in of its own, since it ends here
    page.goto(incident)
    note_box(page).fill(NOTE)
    page.get_by_text(say("Kept on this device until you send it")).wait_for()
    second = page.context.new_page()
    second.goto(incident)
    second.get_by_role("button", name=say("Put it back")).wait_for()
    assert NOTE in on_device(second)
    second.locator("details.menu summary").click()
    send(second, second.get_by_role("button", name=say("Log out")))
    second.wait_for_url("**/login*")
    wait_until_forgotten(second, NOTE)

    note_box(page).press_sequentially("!")  # the tab that stayed open keeps nothing any more
    page.get_by_text(say("You logged out in another tab: what you type here is not kept.")).wait_for()
    assert NOTE not in on_device(second)


def test_touching_a_filter_of_a_list_makes_no_draft(desk, town, words) -> None:
    page, say = desk(*SEAT, "en"), words("en")
    page.clock.install()
    start_request(page, say)
    sent: list[str] = []
    page.on("request", lambda asked: asked.method == "POST" and sent.append(asked.url))
    page.locator("#effect-search").fill("water")
    page.keyboard.press("Tab")
    page.clock.fast_forward(60_000)  # what the page would do by itself, it has done
    assert page.evaluate("fetch('/login').then((it) => it.status)") and sent == []
    field(page, say("title", "field")).press_sequentially("W")
    saved(page).wait_for()
    versions = town.do(lambda: versions_of(page.url))
    assert versions == (0, 1)  # born by the letter, and saved just then


def notes_of(incident: str) -> int:
    """Of this incident alone: other tests of this town note the same words at theirs."""
    subject = f"incident:{incident.rpartition('/')[2]}"
    return Entry.objects.filter(action="incident.note", subject=subject, data__text=NOTE).count()


def versions_of(address: str) -> tuple[int, int]:
    request = request_of(address)
    return request.version, Entry.objects.filter(subject=request.key).count()


def reason_of(address: str) -> str:
    return str(request_of(address).reason)


def request_of(address: str) -> Any:
    from steun.web.ask.request.model import Request

    return Request.objects.get(pk=re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", address)[0])
