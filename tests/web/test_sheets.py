"""Board and journal as a sheet that Dutch Excel opens: its columns, its letters, and nothing that one may not see."""

from __future__ import annotations

import csv
import io
import zipfile
from xml.etree import ElementTree

from steun.exchange.tables import workbook
from steun.web.ask.request.model import Request


def read(answer) -> list[list[str]]:
    """As Excel reads it in Dutch: a byte order mark, semicolons, quoted cells."""
    assert answer.status_code == 200 and answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_board_as_a_sheet_has_a_row_per_request_with_its_letters(world, login):
    request = world.asked(title="Dijk; bij Gulpen – Wittem “zuid”")
    head, *rows = read(login("locc", "LOCC").get("/requests/sheet.csv"))

    assert head == ["Nummer", "Prio", "Effect", "plaats", "Gevraagd door", "Gevraagd aan", "Nodig op",
                    "Status", "Op tijd?", "Wie is aan zet", "Eenheden"]  # fmt: skip
    [row] = rows
    assert row[:5] == [request.number, "3", request.title, "Valkenburg", "Veiligheidsregio Zuid-Limburg"]
    assert row[6][:4].isdigit() and row[6][10] == " ", "a moment as a spreadsheet reads it"


def test_the_sheet_holds_what_the_filters_leave(world, login):
    world.asked(title="First", priority=1)
    world.asked(title="Second", priority=4)
    client = login("locc", "LOCC")

    assert [row[2] for row in read(client.get("/requests/sheet.csv?priority=4"))[1:]] == ["Second"]
    assert "/requests/sheet.csv?" in client.get("/requests?priority=4").content.decode()
    assert read(client.get("/requests/sheet.csv?priority=nonsense&state=\x00"))[0][0] == "Nummer"


def test_what_somebody_typed_is_no_formula(world, login):
    for title in ("=HYPERLINK(1)", "+31", "-5", "@SUM(A1)"):
        world.asked(title=title)
    titles = {row[2] for row in read(login("locc", "LOCC").get("/requests/sheet.csv"))[1:]}
    assert titles == {"'=HYPERLINK(1)", "'+31", "'-5", "'@SUM(A1)"}


def test_nobody_finds_in_a_sheet_what_pages_hide(world, login):
    world.asked(title="Secret dyke")
    assert len(read(login("duty-officer", "VR01").get("/requests/sheet.csv"))) == 1
    assert "Secret dyke" not in login("duty-officer", "VR01").get("/journal/sheet.csv").content.decode()


def test_the_journal_as_a_sheet_tells_who_did_what_when_and_why(world, login):
    request = world.asked()
    client = login("locc", "LOCC")
    head, *rows = read(client.get("/journal/sheet.csv"))

    assert head[:5] == ["Nr.", "Wanneer", "Opgeschreven", "Wat", "Wie"]
    sent = next(row for row in rows if row[6] == request.number and "wvr-51" in row[7] and row[8] == request.reason)
    assert sent[5] == "duty-officer VR24"
    assert read(client.get("/journal/sheet.csv?kind=incident"))[1:] == []
    assert "/journal/sheet.csv" in client.get("/journal").content.decode()


def test_a_sheet_needs_a_log_in(client, world):
    assert client.get("/requests/sheet.csv").status_code == 302
    assert not Request.objects.exists()


CELLS = {"main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def read_workbook(answer) -> list[list[str]]:
    """The rows of the workbook; a cell that would be computed is a failure."""
    assert answer.status_code == 200 and answer["Content-Type"] == workbook.MEDIA_TYPE
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert all(ElementTree.fromstring(archive.read(name)) is not None for name in archive.namelist())
        page = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert not page.findall(".//main:f", CELLS)
    rows = page.findall(".//main:row", CELLS)
    return [["".join(cell.itertext()) for cell in row.findall("main:c", CELLS)] for row in rows]


def test_the_workbook_has_what_the_sheet_has(world, login):
    world.asked(title="Dijk; bij Gulpen – Wittem “zuid” <&> \U0001f6a8")
    client = login("locc", "LOCC")

    for table in ("/requests/sheet", "/journal/sheet"):
        assert read_workbook(client.get(f"{table}.xlsx")) == read(client.get(f"{table}.csv")), table


def test_what_somebody_typed_is_no_formula_in_a_workbook(world, login):
    for title in ("=HYPERLINK(1)", "+31", "@SUM(A1)"):
        world.asked(title=title)
    titles = {row[2] for row in read_workbook(login("locc", "LOCC").get("/requests/sheet.xlsx"))[1:]}
    assert titles == {"=HYPERLINK(1)", "+31", "@SUM(A1)"}


def test_a_text_that_no_workbook_can_hold_is_held_as_far_as_it_can():
    rows = zipfile.ZipFile(io.BytesIO(workbook.write(["A"], [["x\x01\ufffey" * 20_000]])))
    text = "".join(ElementTree.fromstring(rows.read("xl/worksheets/sheet1.xml")).itertext())
    assert text == "A" + ("xy" * 20_000)[: workbook.MOST_LETTERS]
