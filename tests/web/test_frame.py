"""The frame around every page shows what the frame knows: no page overwrites it; everybody finds their own roles."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context

from tests.web.addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
KEPT = frozenset({"frame", "request", "user", "messages", "csrf_token", "actor", "may_ask", "perms"})
"""Names that a page does not give to a variable of its own."""
SEATS = [("duty-officer", "VR24"), ("locc", "LOCC"), ("administrator", "STEUN"), ("auditor", "REKENKAMER")]


def menu(page: str) -> list[tuple[str, str]]:
    """What the role menu offers."""
    found = re.search(r'aria-labelledby="roles">(.*?)</form>', page, re.DOTALL)
    return re.findall(r'name="mandate" value="([^"]*)"[^>]*>\s*([^<]*?)\s*</button>', found[1]) if found else []


def overwritten(contexts: Any) -> set[str]:
    """Names of the frame that the page gave to a variable of its own, in what the page itself was rendered with."""
    page = contexts if isinstance(contexts, Context) or not contexts else next(iter(contexts))
    if not isinstance(page, Context):
        return set()
    return {name for layer in page.dicts[2:] for name in layer} & KEPT  # the first two: Django's, the frame's


@pytest.mark.parametrize("seat", SEATS, ids="@".join)
def test_every_page_offers_just_ones_own_roles_and_leaves_the_frame_alone(world, login, seat):
    own = {str(m.pk) for m in world.person(*seat).mandates.all()}
    places = addresses(world)
    client = login(*seat)
    shown = 0
    for address in places:
        answer = client.get(address)
        if answer.status_code == 405 or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        page = answer.content.decode()
        assert not overwritten(answer.context), address
        if answer.status_code == 200 and "<html" in page:
            offered = menu(page)
            assert {key for key, _ in offered} == own, address
            assert all(text and "{" not in text and "object" not in text for _, text in offered), (address, offered)
            shown += 1
    assert shown > 20


def test_the_frame_reads_nothing_but_its_own_variables():
    folder = Path(settings.TEMPLATES[0]["DIRS"][0])
    bare = re.compile(r"(?<![\w.])(?:nav|mandates?|person|world|languages|role_label|organisation_label)\b(?=[\s|.%}])")
    for name in (
        "base.html",
        "parts/frame/nav.html",
        "parts/frame/role_menu.html",
        "parts/frame/banner.html",
        "desks/replay/_bar.html",
    ):
        tags = re.findall(r"\{[{%].*?[%}]\}", (folder / name).read_text())
        plain = [re.sub(r"\"[^\"]*\"|'[^']*'", "", tag) for tag in tags]
        assert not [tag for tag in plain if bare.search(tag)], name


def test_help_stands_below_everything_else_in_the_menu(login):
    rooms = login("duty-officer", "VR24", "en").get("/").context["frame"]["nav"]
    labels = [item["label"] for room in rooms for item in room["items"]]
    assert labels[-1] == "Help" and "Lessons" in labels
