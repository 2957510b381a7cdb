"""Any table of any page can be taken along as a file: what the page shows, in its words, and nothing beside."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest

from steun.exchange.tables import shown
from tests.web.addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = """<table><tr><td>other</td></tr></table>
<table data-sheet="x"><thead><tr><th>Name</th><th colspan="2">How <span role="tooltip">told</span></th></tr></thead>
<tbody><tr><td><div>A</div><div>b</div></td><td><time datetime="2026-11-30T10:00:00+00:00">today</time></td><td>12</td>
</tr>
<tr><td>=1+1<button>press</button></td><td>a<br>b</td><td>1.2</td></tr></tbody></table><p>after</p>"""


def test_a_table_is_read_as_people_see_it():
    head, rows = shown.read(PAGE, "x", moment=lambda written: written[:10])

    assert head == ["Name", "How", ""]
    assert rows == [["A b", "2026-11-30", 12], ["=1+1", "a b", "1.2"]]


@pytest.mark.parametrize("name", ["", "y", "x.csv"])
def test_a_table_that_is_not_on_the_page_is_not_read(name):
    assert shown.read(PAGE, name) is None


def lines(response: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("cell", "group", "value"),
    [("1.702", ".", 1702), ("-160.971", ".", -160971), ("1,702", ",", 1702), ("1.702", ",", "1.702"),
     ("1.70", ".", "1.70"), ("0.123", ".", "0.123"), ("1.702 (28%)", ".", "1.702 (28%)"),
     ("12.11.2026", ".", "12.11.2026")],
)  # fmt: skip
def test_a_number_with_parted_thousands_is_a_number_in_the_file(cell, group, value):
    page = f'<table data-sheet="x"><tr><th>A</th></tr><tr><td>{cell}</td></tr></table>'
    assert shown.read(page, "x", group=group) == (["A"], [[value]])


@pytest.mark.parametrize("seat", [("duty-officer", "VR24"), ("locc", "LOCC"), ("toc", "TOC")], ids="@".join)
def test_every_table_that_offers_it_comes_as_a_workbook_and_as_text(world, login, seat):
    client, taken = login(*seat), set()
    for address in addresses(world):
        page = client.get(address)
        if page.status_code != 200 or "text/html" not in page.headers.get("Content-Type", ""):
            continue
        body = page.content.decode()
        names = re.findall(r'data-sheet="([^"]*)"', body)
        assert len(names) == len(set(names)), address
        for name in names:
            assert f"sheet={name}.xlsx" in body and f"sheet={name}.csv" in body, (address, name)
            text = lines(client.get(address, {"sheet": f"{name}.csv"}))
            book = client.get(address, {"sheet": f"{name}.xlsx"})
            xml = zipfile.ZipFile(io.BytesIO(book.content)).read("xl/worksheets/sheet1.xml").decode()
            assert len(text) == xml.count("<row>") > 0 and all(text[0]), (address, name, text[0])
            assert {len(row) for row in text} == {len(text[0])}, (address, name)
            taken.add(name)
    assert len(taken) > 6


def test_a_file_holds_no_row_that_its_reader_may_not_see(world, login):
    world.incident()

    seen = lines(login("locc", "LOCC").get("/incidents?sheet=incidents.csv"))
    hidden = lines(login("duty-officer", "VR01").get("/incidents?state=all&sheet=incidents.csv"))
    assert any("High water" in cell for row in seen for cell in row)
    assert not any("High water" in cell for row in hidden for cell in row)


def test_a_file_holds_more_than_one_page_of_a_list(world, login):
    client = login("locc", "LOCC")
    shown = client.get("/organisations").content.decode()
    total = int(re.search(r"25 (?:van|of) (\d+)", shown)[1])

    assert len(lines(client.get("/organisations?sheet=organisations.csv"))) == min(total, 1000) + 1 > 26


@pytest.mark.parametrize("sheet", ["incidents", "incidents.pdf", "requests.csv", ".csv"])
def test_a_file_that_is_not_there_is_not_found(world, login, sheet):
    world.incident()
    assert login("locc", "LOCC").get("/incidents", {"sheet": sheet}).status_code == 404


def test_who_is_not_logged_in_gets_no_file(client):
    assert client.get("/incidents?sheet=incidents.csv").status_code == 302
