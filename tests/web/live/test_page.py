"""What stands in a page for its stream, and the question of who has none."""

from __future__ import annotations

import re

from steun.web.kernel.live import changes, token


def seen_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-(seat|seen|token)="([^"]*)"', page))


def test_a_page_says_for_which_seat_it_was_shown_and_up_to_which_number_it_is_true(login, world):
    world.draft()
    page = login("duty-officer", "VR24").get("/requests", headers={"Accept": "text/html"}).content.decode()

    mandate = world.mandate("duty-officer", "VR24")
    found = seen_in(page)
    assert (found["seat"], found["seen"]) == (str(mandate.pk), str(changes.head()))
    assert token.read(found["token"]) == token.Seat(mandate.person_id, mandate.pk)


def test_the_number_of_a_page_is_read_before_the_page_is_made(login, world, monkeypatch):
    from steun.web.desks.board import page as board

    before = changes.head()
    made = board.chosen
    monkeypatch.setattr(board, "chosen", lambda *given: (world.draft(), made(*given))[1])
    page = login("duty-officer", "VR24").get("/requests", headers={"Accept": "text/html"}).content.decode()

    assert changes.head() > before and seen_in(page)["seen"] == str(before)


def test_who_is_not_logged_in_or_asks_for_another_seat_hears_nothing(client, login, world):
    assert client.get("/live/since").status_code == 401
    other = str(world.mandate("locc", "LOCC").pk)
    answer = login("duty-officer", "VR24").get("/live/since", headers={"Steun-Mandate": other})
    assert answer.status_code == 403 and "changes" not in answer.json()


def test_who_has_no_stream_asks_what_changed_and_gets_a_fresh_token(login, world):
    before = changes.head()
    request = world.draft()
    seat = {"Steun-Mandate": str(world.mandate("duty-officer", "VR24").pk)}
    news = login("duty-officer", "VR24").get(f"/live/since?after={before}", headers=seat).json()

    assert request.key in {change["subject"] for change in news["changes"]}
    assert news["last"] == changes.head() and not news["all"] and token.read(news["token"])
    stranger = login("duty-officer", "VR01").get(f"/live/since?after={before}").json()
    assert stranger["changes"] == []


def test_each_page_of_a_case_says_which_case_it_shows(login, world):
    request = world.asked()
    client = login("locc", "LOCC")
    for address in (f"/requests/{request.pk}", f"/requests/{request.pk}/decide", f"/journal/{request.pk}"):
        page = client.get(address).content.decode()
        assert f'data-shows="{request.pk}"' in page, address
    assert 'data-shows="cases"' in client.get("/handover").content.decode()
