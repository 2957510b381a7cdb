"""A table as a workbook (Office Open XML): numbers are numbers, everything else is text, so no cell is ever computed.

Written here because it takes a page: four small files of XML in a ZIP archive. A text is an inline string, which no
program reads as a formula, whatever it begins with.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

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
PARTS = {
    "[Content_Types].xml": f'{TOP}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{OFFICE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{TOP}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{TOP}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
    '<sheet name="Steun" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{TOP}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def write(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file, with the names of its columns on top, which stay in sight."""
    body = "".join(f"<row>{''.join(as_cell(cell) for cell in row)}</row>" for row in (head, *rows))
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    sheet = (
        f'{TOP}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
        f"<sheetData>{body}</sheetData></worksheet>"
    )
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), text, zipfile.ZIP_DEFLATED)
    return page.getvalue()


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
