"""An empty list says what would stand there, how it comes, and where to go on; one partial for all of them."""

import re

import pytest

from steun.web.desks.own.page import OWN

LISTS = [
    "/", "/requests", "/incidents", "/deployments", "/evaluations", "/reports", "/picture", "/proposals",
    "/units?q=zzzz", "/catalogue?q=zzzz", "/organisations?q=zzzz", "/journal?action=no.such", "/roads?q=zzzz",
    *(f"/{pages.segment if hasattr(pages, 'segment') else name + 's'}?q=zzzz" for name, (_, pages) in OWN.items()),
]  # fmt: skip
SEATS = [("mayor", "GM0935"), ("locc", "LOCC"), ("unit-commander", "DEF-13LB")]


@pytest.mark.parametrize("seat", SEATS, ids=str)
def test_every_empty_list_says_what_to_do(world, login, seat):
    client = login(*seat)
    shown = 0
    for address in LISTS:
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            continue
        page = answer.content.decode()
        for place in re.findall(r'<div class="empty".*?</div>\s*(?:</div>)?', page, re.S):
            text = re.search(r"<p>(.*?)</p>", place, re.S)
            assert "<h2>" in place and text and len(text[1].split()) > 4, (address, place)
            assert "?" not in address or "href=" in place, address
            shown += 1
        if "?" in address:
            assert 'class="empty"' in page or "<tbody>" in page, address
    assert shown >= 8
