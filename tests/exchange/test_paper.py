"""A document as PDF: tagged, in its language, always the same bytes, and never read as markup."""

from datetime import UTC, datetime

import pytest

from steun.exchange.paper import Document, Section, pdf

MADE = datetime(2026, 11, 30, 12, 0, 0, 7, tzinfo=UTC)


def document(text: str = "Water", rows: int = 2, language: str = "nl") -> Document:
    table = Section("Aanvragen", head=("Nummer", "Wat"), rows=[(str(n), text) for n in range(rows)], widths=(1, 4))
    return Document("Bericht", language, "Alles", "Inhoud", MADE, sections=[Section("Feiten", items=[text]), table])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_says_what_a_reader_of_tagged_files_asks(language):
    made = pdf(document(language=language))
    assert made.startswith(b"%PDF-") and b"pdfuaid" in made
    assert b"/StructTreeRoot" in made or b"/MarkInfo" in made or b"/ObjStm" in made
    assert f"({language})".encode() in made or b"/ObjStm" in made


def test_the_same_document_gives_the_same_bytes():
    assert pdf(document()) == pdf(document()) != pdf(document("Fire"))


@pytest.mark.parametrize(
    "text", ["#emph[x] *b* $x$ <a> @ref", "雨 🚒 عربى", "a" * 400, "\x07", "\u200b", "", "#", "\\", "≥ 3 → 4"]
)
def test_whatever_is_typed_is_text(text):
    assert pdf(document(text)).startswith(b"%PDF-")


def test_a_table_without_rows_is_none():
    assert pdf(document(rows=0)).startswith(b"%PDF-")
