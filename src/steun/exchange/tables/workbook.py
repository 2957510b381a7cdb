"""Tables as a workbook (Office Open XML): numbers are numbers, everything else is text, so no cell is ever computed.

Written here because it takes a page: four small files of XML in a ZIP archive. A text is an inline string, which no
program reads as a formula, whatever it begins with.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from steun.exchange.tables.cells import MOST_ROWS, letters

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LETTERS = 32_767
"""Of one cell: more makes a program repair the file."""
WRITTEN = (1980, 1, 1, 0, 0, 0)
"""The same table gives the same bytes."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TOP = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MOST_IN_NAME = 31
"""Letters of the name of a sheet."""
NOT_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Choices:
    """Values to choose from: those of a column (from 0) of another sheet (from 0), so many under its head."""

    sheet: int
    column: int
    count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table, and what its sheet is called. choices: for cells of a column; something else may be typed as well."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]
    choices: Mapping[int, Choices] = field(default_factory=dict)


def write(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file, with the names of its columns on top, which stay in sight."""
    return write_all([Sheet("Steun", head, rows)])


def write_all(sheets: Sequence[Sheet]) -> bytes:
    """A file of several sheets, in their order. Raises `ValueError` without one."""
    if not sheets:
        raise ValueError("a workbook has a sheet")
    called = names(sheets)
    parts = {**around(called), **{path(n): body(it, called) for n, it in enumerate(sheets, 1)}}
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), text, zipfile.ZIP_DEFLATED)
    return page.getvalue()


def names(sheets: Sequence[Sheet]) -> list[str]:
    """As a workbook takes them: short, without some signs, each once whatever its capitals.

    >>> names([Sheet("Asked/given", (), ()), Sheet("asked given", (), ()), Sheet("x" * 40, (), ())])
    ['Asked given', 'asked given 2', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']
    """
    found: list[str] = []
    for it in sheets:
        name = readable(it.name).translate(NOT_IN_NAME).strip()[:MOST_IN_NAME] or "Steun"
        if name.casefold() in {one.casefold() for one in found}:
            name = f"{name[: MOST_IN_NAME - 4].strip()} {len(found) + 1}"
        found.append(name)
    return found


def path(n: int) -> str:
    return f"xl/worksheets/sheet{n}.xml"


def around(called: Sequence[str]) -> dict[str, str]:
    """The parts that say which sheets there are."""
    several = list(enumerate(called, 1))
    overrides = "".join(
        f'<Override PartName="/{path(n)}" ContentType="{OFFICE}.worksheet+xml"/>' for n, _ in several
    )  # fmt: skip
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in several)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in several
    )
    return {
        "[Content_Types].xml": f'{TOP}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{TOP}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{TOP}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{TOP}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    }


def body(it: Sheet, called: Sequence[str]) -> str:
    rows = "".join(f"<row>{''.join(as_cell(cell) for cell in row)}</row>" for row in (it.head, *it.rows))
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{TOP}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
        f"<sheetData>{rows}</sheetData>{lists(it, called)}</worksheet>"
    )


def lists(it: Sheet, called: Sequence[str]) -> str:
    """The cells that offer values. The reference is to a sheet of this file, and to nothing else."""
    found = [(column, choices) for column, choices in sorted(it.choices.items()) if choices.count]
    if not found:
        return ""
    each = ""
    for column, choices in found:
        sheet, name, here = called[choices.sheet].replace("'", "''"), letters(choices.column), letters(column)
        values = escape(f"'{sheet}'!${name}$2:${name}${choices.count + 1}")
        each += (
            f'<dataValidation type="list" allowBlank="1" sqref="{here}2:{here}{MOST_ROWS + 1}">'
            f"<formula1>{values}</formula1></dataValidation>"
        )
    return f'<dataValidations count="{len(found)}">{each}</dataValidations>'


def as_cell(cell: object) -> str:
    """A number as it is; a text so that it is read as text.

    >>> as_cell(3), as_cell("=1+1"), as_cell(None)
    ('<c><v>3</v></c>', '<c t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>', '<c/>')
    """
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(readable(str(cell)))}</t></is></c>'


def readable(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(sign for sign in text if stands_in_xml(sign))[:MOST_LETTERS]


def stands_in_xml(sign: str) -> bool:
    return sign in "\t\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
