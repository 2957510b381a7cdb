"""The page of all components, and the house style of whoever runs this installation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import steun

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WEB = Path(steun.__file__).parent / "web"
SPECIAL = {
    "saved", "counted_pages", "form/choices", "form/error_on_top", "form/form_error", "form/stray", "form/places",
    "form/start", "form/errors", "form/reasons", "form/field", "filter/named", "filter/priority", "when/_calendar",
}  # fmt: skip
"""Parts that take the focus, need rows, a form of Django or an error that really happened, or are part of another."""


def test_every_component_stands_on_the_page(rf):
    used = " ".join(path.read_text() for path in (WEB / "templates/desks/style").glob("*.html"))
    inner = {"when/moment", "when/day", "term", "frame/crumbs"}  # drawn by a field, a tag and the head of the page
    parts = {
        str(path.relative_to(WEB / "templates/parts").with_suffix(""))
        for path in (WEB / "templates/parts").rglob("*.html")
    }
    for part in {it for it in parts if not it.startswith("frame/")} - SPECIAL - inner:
        assert f'"parts/{part}.html"' in used, part
    assert 'type="moment"' in used and 'type="day"' in used and "{% term" in used


@pytest.mark.parametrize("look", ["", "?look=light", "?look=dark", "?look=compact", "?look=nonsense"])
def test_it_is_shown_in_each_theme_to_anybody(client, look):
    answer = client.get(f"/style{look}")
    assert answer.status_code == 200
    page = answer.content.decode()
    tones = set(re.findall(r'\.badge:?[^{]*?\[data-tone="(\w+)"\]', (WEB / "static/steun/components.css").read_text()))
    assert tones and all(f'class="badge" data-tone="{tone}"' in page for tone in tones)
    asked = re.search(r'class="specimen stack"( data-[a-z]+="\w+")?', page)
    wanted = {"light": ' data-theme="light"', "dark": ' data-theme="dark"', "compact": ' data-density="compact"'}
    assert asked and (asked[1] or "") == wanted.get(look.removeprefix("?look="), "")


def test_every_icon_is_shown(client):
    page = client.get("/style").content.decode()
    for name in re.findall(r'id="([a-z-]+)"', (WEB / "static/steun/icons.svg").read_text()):
        assert f"icons.svg#{name}" in page or f"#{name}" in page, name


def test_a_ministry_s_sheet_comes_after_ours_under_an_address_that_changes_with_it(client, settings, tmp_path):
    sheet = tmp_path / "house.css"
    sheet.write_text(":root { --accent: #154273; }")
    settings.HOUSE_STYLE = str(sheet)
    page = client.get("/style").content.decode()
    address = re.search(r'href="(/house\.css\?[^"]+)"', page)
    assert address and page.index("steun/tokens") < address.start()
    answer = client.get(address[1])
    assert answer["Content-Type"].startswith("text/css") and b"#154273" in answer.content


@pytest.mark.parametrize("given", ["", "/nowhere/house.css", "/etc/passwd"])
def test_without_a_sheet_there_is_none(client, settings, given):
    settings.HOUSE_STYLE = given
    assert "house.css" not in client.get("/style").content.decode() and client.get("/house.css").status_code == 404
