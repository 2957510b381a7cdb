"""Help on pages: the handbook as it is written, terms that explain themselves, a tour, the accessibility statement."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from steun.web.desks.help import handbook
from steun.web.desks.help.terms import TERMS

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DOCS = Path(__file__).parents[3] / "docs"
PAGES = ("/help", "/help/terms", "/help/tour", "/help/accessibility", "/help/handbook/decide")


@pytest.mark.parametrize("address", PAGES)
def test_who_is_not_logged_in_reads_help(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("code", [code for code, _ in handbook.chapters()])
def test_a_chapter_shows_every_paragraph_of_its_file_and_links_to_no_file(client, code):
    file = handbook.file_of(code)
    page = client.get(f"/help/handbook/{code}").content.decode()
    shown = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))

    first = next(p for p in file.read_text().split("\n\n")[1:] if re.match(r"[A-Za-z*`]", p))
    plain = re.sub(r"\s+", " ", re.sub(r"[*`]|\[|\]\([^)]*\)", "", first)).strip()
    assert plain in shown
    assert 'lang="en"' in page and ".md" not in "".join(re.findall(r'href="([^"]*)"', page))
    assert "[[[cog" not in page


def test_html_in_a_file_is_shown_as_text(tmp_path, monkeypatch):
    (tmp_path / "ask.md").write_text("# Ask\n\n<script>alert(1)</script> and [one](javascript:alert(1))\n")
    monkeypatch.setattr(handbook, "home", lambda: tmp_path)

    html = handbook.read.__wrapped__("ask").html
    assert "<script" not in html and "javascript:" not in re.sub(r">[^<]*<", "><", html)


def test_an_unknown_chapter_is_not_there(client):
    assert client.get("/help/handbook/secrets").status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_term_has_a_name_and_an_explanation_of_its_own(client, language):
    codes = [code for room in TERMS.values() for code in room]
    with override(language):
        tags = [Template(f"{{% load terms %}}{{% term '{code}' %}}").render(Context()) for code in codes]
    said = [unescape(re.search(r"<span>(.*?)</span>", tag)[1]) for tag in tags]

    assert len(set(said)) == len(codes)
    assert not {code for code, text in zip(codes, said, strict=True) if text == code or len(text) < 20}
    assert all(f'aria-describedby="term-{code}"' in tag for code, tag in zip(codes, tags, strict=True))


def test_each_gate_of_a_request_says_what_it_means_and_whether_it_may_be_refused(world, login):
    request = world.asked()
    page = login("locc", "LOCC").get(f"/requests/{request.pk}").content.decode()

    explained = [part.partition("</li>")[0] for part in page.split('<li class="gate"')[1:]]
    assert len(explained) == request.gates.count() and all('role="tooltip"' in text for text in explained)
    assert any("Beslissen of de hulp" in text for text in explained), explained
    assert any("geweigerd" in text.lower() for text in explained), explained


def test_no_id_of_a_term_stands_twice_on_a_page(world, login):
    request = world.asked()
    client = login("locc", "LOCC")
    for address in (f"/requests/{request.pk}", f"/requests/{request.pk}/decide", "/requests", "/law/wvr-51"):
        ids = re.findall(r'id="(term-[^"]*)"', client.get(address).content.decode())
        assert ids and len(ids) == len(set(ids)), address


def test_the_statement_names_who_runs_the_installation_and_whom_to_mail(client, settings):
    settings.OWNER, settings.CONTACT = "Veiligheidsregio Laagland", "hulp@laagland.example"
    page = client.get("/help/accessibility").content.decode()

    assert "Veiligheidsregio Laagland" in page and "mailto:hulp@laagland.example" in page
