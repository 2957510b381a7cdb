"""Tables that come in: every fault at its cell, and what is packed to do harm is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from steun.core.kernel.errors import Malformed
from steun.exchange.tables import incoming, workbook
from steun.exchange.tables.cells import MOST_FAULTS, MOST_ROWS, Grid, table

KNOWN = {"name": "name", "naam": "name", "number": "number", "day": "day"}


def codes(grid: Grid) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in grid.faults]


def book(sheet: str, **parts: str) -> bytes:
    """A workbook whose sheet has this between its tags; other parts beside it."""
    page = io.BytesIO()
    whole = f'{workbook.TOP}<worksheet xmlns="{workbook.MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
    merged = whole.replace("</sheetData>", "</sheetData>" + parts.pop("after", ""))
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**workbook.around(["Steun"]), workbook.path(1): merged}.items():
            archive.writestr(name, text)
        for name, text in parts.items():
            archive.writestr(f"xl/{name}.xml", text)
    return page.getvalue()


def cell(where: str, inner: str, **about: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in about.items())
    return f'<c r="{where}"{more}>{inner}</c>'


def row(*cells: str) -> str:
    return f"<row>{''.join(cells)}</row>"


def test_what_steun_writes_it_reads_again():
    rows = [["Water; modder", 12, "=1+1"], ["tweede", None, "-5"]]
    for name, content in (("a.xlsx", workbook.write(["Naam", "number", "day"], rows)),):
        grid = incoming.read(name, content)
        found = table(grid, KNOWN, ["name"])
        assert codes(grid) == []
        assert [(n, {k: c.text for k, c in row.items()}) for n, row in found.rows] == [
            (2, {"name": "Water; modder", "number": "12", "day": "=1+1"}), (3, {"name": "tweede", "day": "-5"}),
        ]  # fmt: skip


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_lines_of_text_are_parted_by_what_the_first_line_has_most_of(mark):
    grid = incoming.read("a.csv", f"name{mark}number\nWater{mark}1\n".encode("utf-8-sig"))
    assert [row["name"].text for _, row in table(grid, KNOWN, ["name"]).rows] == ["Water"]


def test_a_code_page_of_a_dutch_office_is_read():
    grid = incoming.read("a.csv", "naam;number\ncoördinator;1\n".encode("cp1252"))
    assert grid.rows[2][0].text == "coördinator"


def test_wrong_heads_are_told_each_at_its_cell():
    grid = incoming.read("a.csv", b"naam;Nmae;Name\nx;y;z\n")
    table(grid, KNOWN, ["name", "day"])
    assert codes(grid) == [("B1", "unknown-column"), ("C1", "column-is-there-twice"), ("file", "column-is-missing")]


def test_a_cell_outside_the_columns_is_told():
    grid = incoming.read("a.csv", b"naam;number\nx;1;stray\n")
    table(grid, KNOWN, ["name"])
    assert codes(grid) == [("C2", "cell-without-column")]


@pytest.mark.parametrize("content", [b"", b"\n\n", b" ; \n"])
def test_an_empty_table_is_told(content):
    if not content:
        with pytest.raises(Malformed):
            incoming.read("a.csv", content)
        return
    grid = incoming.read("a.csv", content)
    table(grid, KNOWN, ["name"])
    assert codes(grid) == [("file", "table-is-empty")]


def test_formulas_merged_cells_and_errors_are_told_at_their_cells():
    said, computed = cell("A1", "<is><t>name</t></is>", t="inlineStr"), cell("A2", "<f>1+1</f><v>2</v>")
    sheet = row(said) + row(computed, cell("B2", "<v>#REF!</v>", t="e"))
    grid = incoming.read("a.xlsx", book(sheet, after='<mergeCells><mergeCell ref="A3:B4"/></mergeCells>'))
    assert codes(grid) == [("A2", "cell-is-computed"), ("B2", "cell-has-an-error"), ("A3", "cells-are-merged")]
    assert codes(incoming.read("a.csv", b"name\n=1+1\n")) == [("A2", "cell-is-computed")]


def test_days_are_days_and_numbers_are_numbers():
    styles = (
        f'{workbook.TOP}<styleSheet xmlns="{workbook.MAIN}"><numFmts><numFmt numFmtId="164" formatCode="d mmm jjjj"/>'
        '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    serial = "<v>46722</v>"
    sheet = row(
        cell("A1", serial, s="1"), cell("B1", serial, s="2"), cell("C1", serial), cell("D1", "<v>2.5</v>"),
        cell("E1", "<v>5</v>", s="1"),
    )  # fmt: skip
    grid = incoming.read("a.xlsx", book(sheet, styles=styles))
    found = {column: (it.text, it.kind) for column, it in grid.rows[1].items()}
    day = date(2027, 12, 1).isoformat()
    assert found == {0: (day, "day"), 1: (day, "day"), 2: ("46722", "number"), 3: ("2.5", "number")}
    assert codes(grid) == [("E1", "date-parsing")]


def test_shared_texts_are_read_without_reading_aids():
    shared = f'<sst xmlns="{workbook.MAIN}"><si><r><t>Wa</t></r><r><t>ter</t></r><rPh><t>aid</t></rPh></si></sst>'
    grid = incoming.read("a.xlsx", book(row(cell("A1", "<v>0</v>", t="s")), sharedStrings=shared))
    assert grid.rows[1][0].text == "Water"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_hundred_thousand_rows_are_refused_before_they_are_read(kind):
    rows = [["x", n] for n in range(100_000)]
    content = workbook.write(["name", "number"], rows) if kind == "xlsx" else b"name\n" + b"x\n" * 100_000
    grid = incoming.read(f"a.{kind}", content)
    assert ("file", "table-has-too-many-rows") in codes(grid) and len(grid.rows) <= MOST_ROWS + 1


def test_a_thousand_faults_are_not_told_one_by_one():
    grid = incoming.read("a.csv", b"name\n" + b"=1\n" * 900)
    assert len(grid.faults) == MOST_FAULTS


def test_a_sheet_packed_like_a_bomb_is_not_unpacked():
    grid = incoming.read("a.xlsx", book(" " * 40_000_000))
    assert codes(grid) == [("file", "table-is-too-large")]


def test_a_type_of_its_own_in_a_part_is_refused():
    shared = '<!DOCTYPE a [<!ENTITY b "x">]><sst><si><t>&b;</t></si></sst>'
    assert codes(incoming.read("a.xlsx", book("", sharedStrings=shared))) == [("file", "table-cannot-be-read")]


def test_macros_and_other_files_are_refused():
    with pytest.raises(Malformed) as malformed:
        incoming.read("a.xlsx", book("", vbaProject="x"))
    assert [f.code for f in malformed.value.faults] == ["file-has-macros"]
    with pytest.raises(Malformed):
        incoming.read("a.xlsx", b"name;number")
    assert codes(incoming.read("a.txt", b"name")) == [("file", "table-type-not-allowed")]
