"""What a file really is: its bytes decide, not its name; and nothing that runs comes in, wherever it hides."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steun.core.kernel.errors import Malformed
from steun.exchange import active
from steun.exchange.filetype import BY_END, recognise

PDF = b"%PDF-1.7\n%fake but signed\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100)
MAIN = "application/vnd.openxmlformats-officedocument."
WORD, SHEET, SLIDES = (
    f"{MAIN}{kind}.main+xml"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)


def packed(parts: dict[str, bytes], *, password: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    content = file.getvalue()
    return (
        content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
        if password
        else content
    )


def office(main: str, **parts: bytes) -> bytes:
    types = f'<Types><Override PartName="/x" ContentType="{main}"/></Types>'.encode()
    return packed({"[Content_Types].xml": types, "x.xml": b"<x/>", **parts})


def odf(kind: str, **parts: bytes) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": mimetype, "content.xml": b"<office/>", "META-INF/manifest.xml": b"<m/>", **parts})


def mail(*attached: tuple[str, bytes]) -> bytes:
    it = EmailMessage()
    it["From"], it["To"], it["Date"], it["Subject"] = "a@x.nl", "b@x.nl", "Wed, 14 Jul 2021 22:00:00 +0200", "Kade"
    it.set_content("De kade is zwak.")
    for name, content in attached:
        it.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return it.as_bytes()


GPX = b'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="50.8" lon="5.8"/></gpx>'
KML = b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
GOOD = [
    ("plan.pdf", PDF, "application/pdf"), ("photo.PNG", PNG, "image/png"),
    ("photo.jpg", b"\xff\xd8\xff\xe0rest", "image/jpeg"), ("photo.webp", b"RIFF\0\0\0\0WEBP", "image/webp"),
    ("foto.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
    ("foto.HEIF", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image/heic"),
    ("scan.tif", b"II*\x00rest", "image/tiff"), ("scan.tiff", b"MM\x00*rest", "image/tiff"),
    ("list.csv", "naam;café\n".encode(), "text/csv"), ("old.txt", "café".encode("cp1252"), "text/plain"),
    ("excel.csv", "naam;café\r\n".encode("utf-16"), "text/csv"),
    ("mac.txt", b"\xfe\xff" + "café".encode("utf-16-be"), "text/plain"),
    ("begin.csv", b"MZ;Maastricht\n", "text/csv"),
    ("area.geojson", b'{"type": "Feature", "geometry": null}', "application/geo+json"),
    ("route.gpx", GPX, "application/gpx+xml"), ("vak.kml", KML, "application/vnd.google-earth.kml+xml"),
    ("bericht.eml", mail(("kaart.pdf", PDF), ("lijst.docx", office(WORD))), "message/rfc822"),
    ("letter.docx", office(WORD), f"{MAIN}wordprocessingml.document"),
    ("sheet.xlsx", office(SHEET, **{"xl/printerSettings1.bin": b"\x01\x02"}), f"{MAIN}spreadsheetml.sheet"),
    ("show.pptx", office(SLIDES, **{"ppt/embeddings/a.xlsx": office(SHEET)}), f"{MAIN}presentationml.presentation"),
    ("draaiboek.odt", odf("text"), "application/vnd.oasis.opendocument.text"),
    ("middelen.ods", odf("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    ("briefing.odp", odf("presentation"), "application/vnd.oasis.opendocument.presentation"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "media_type"), GOOD, ids=[name for name, *_ in GOOD])
def test_known_kinds_of_files_come_in(name, content, media_type):
    assert recognise(name, content).media_type == media_type


def test_every_kind_that_may_come_in_is_tried():
    assert {name.rpartition(".")[2].lower() for name, *_ in GOOD} == set(BY_END) - {"jpeg"}


TEMPLATE = (
    b'<Relationships><Relationship Id="1" TargetMode="External" Target="http://x/y.dotm" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
)
LINK = b'<Relationships><Relationship Type="http://x/hyperlink" Target="x" TargetMode="External"/></Relationships>'
WORD_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
RUNS = [
    ("vba.docx", office(WORD, **{"word/vbaProject.bin": OLE})),
    ("renamed-vba.docx", office(WORD, **{"word/media/image7.bin": OLE})),
    ("docm.docx", office(WORD_WITH_MACROS)),
    ("xlsm.xlsx", office("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    ("xlm.xlsx", office(SHEET, **{"xl/macrosheets/sheet1.xml": b"<x/>"})),
    ("xlm-elsewhere.xlsx", office(f'{SHEET}"/><Override ContentType="application/vnd.ms-excel.intlmacrosheet+xml')),
    ("activex.docx", office(WORD, **{"word/activeX/activeX1.xml": b"<x/>"})),
    ("template.docx", office(WORD, **{"word/_rels/settings.xml.rels": TEMPLATE})),
    ("object.docx", office(WORD, **{"word/embeddings/oleObject1.bin": OLE})),
    ("nested.docx", office(WORD, **{"word/embeddings/a.xlsx": office(SHEET, **{"xl/vbaProject.bin": OLE})})),
    ("old.xlsx", OLE), ("old.docx", OLE), ("old.txt", OLE), ("old.pdf", OLE),
    ("basic.odt", odf("text", **{"Basic/Standard/Module1.xml": b"<x/>"})),
    ("python.ods", odf("spreadsheet", **{"Scripts/python/evil.py": b"x"})),
    ("object.odt", odf("text", **{"Object 1": OLE})),
    ("dde.xlsx", office(SHEET, **{"xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd"/>'})),
    ("dde.docx", office(WORD, **{"word/document.xml": b'<w:p><w:instrText xml:space="preserve"> DDEAUTO c:\\cmd'})),
    ("dde-simple.docx", office(WORD, **{"word/footer1.xml": b'<w:fldSimple w:instr=" DDE excel"/>'})),
    ("dde.ods", odf("spreadsheet", **{"content.xml": b"<table:dde-links><table:dde-link>"})),
    ("event.odt", odf("text", **{"content.xml": b'<script:event-listener xlink:href="vnd.sun.star.script:x"/>'})),
    ("launch.pdf", b"%PDF-1.7\n1 0 obj <</OpenAction <</S /Launch /F (cmd.exe)>>>> endobj"),
    ("bericht.eml", mail(("lijst.docm", office(WORD, **{"word/vbaProject.bin": OLE})))),
    ("oud.eml", mail(("lijst.xls", OLE))),
    ("mail-in-zip.eml", mail(("a.zip", packed({"b.eml": mail(("lijst.xls", OLE))})))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), RUNS, ids=[name for name, _ in RUNS])
def test_macros_and_old_objects_do_not_come_in_wherever_they_hide(name, content):
    assert code_of(name, content) == "file-has-macros"


def code_of(name: str, content: bytes) -> str:
    with pytest.raises(Malformed) as refused:
        recognise(name, content)
    (fault,) = refused.value.faults
    assert fault.field == "file"
    return fault.code


BOMB = packed({f"{n}.zip": packed({"x": b"x"}) for n in range(3)})
BAD = [
    ("page.html", b"<html>", "file-type-not-allowed"), ("run.exe", EXE, "file-type-not-allowed"),
    ("drawing.svg", b"<svg/>", "file-type-not-allowed"), ("noending", PDF, "file-type-not-allowed"),
    ("macro.docm", office(WORD), "file-type-not-allowed"), ("old.xls", OLE, "file-type-not-allowed"),
    ("plan.pdf", b"", "file-is-empty"),
    ("plan.pdf", b"<html><script>", "content-is-not-its-type"), ("photo.png", PDF, "content-is-another-type"),
    ("photo.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "content-is-another-type"),
    ("letter.docx", office(SHEET), "content-is-another-type"), ("letter.odt", office(WORD), "content-is-another-type"),
    ("note.txt", b"MZ\x00\x01", "file-has-a-program"), ("note.csv", b"\x7fELF\x02", "file-has-a-program"),
    ("exe.docx", office(WORD, **{"word/media/image1.png": EXE}), "file-has-a-program"),
    ("bericht.eml", mail(("factuur.pdf", EXE)), "file-has-a-program"),
    ("note.txt", b"\x00\x01\x02", "content-is-not-its-type"), ("odd.csv", b"\xff\xfea", "content-is-not-its-type"),
    ("area.geojson", b'{"type": "Virus"}', "content-is-not-its-type"),
    ("route.gpx", KML, "content-is-another-type"), ("route.gpx", GPX[:-3], "content-is-not-its-type"),
    ("bomb.gpx", b'<!DOCTYPE gpx [<!ENTITY a "aaaa">]><gpx>&a;</gpx>', "content-is-not-its-type"),
    ("bericht.eml", b"Dear all,\n", "content-is-not-its-type"),
    ("letter.docx", b"PK\x03\x04broken", "file-cannot-be-looked-into"),
    ("secret.docx", packed({"[Content_Types].xml": b"x"}, password=True), "file-cannot-be-looked-into"),
    ("deep.docx", packed({"a.zip": packed({"b.zip": packed({"c.zip": BOMB})})}), "file-is-too-deep"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "code"), BAD, ids=[f"{name}-{code}" for name, _, code in BAD])
def test_other_kinds_and_files_that_pretend_do_not(name, content, code):
    assert code_of(name, content) == code


def test_words_about_commands_are_none():
    """A letter that speaks of DDE, and a linked workbook, are what many offices send."""
    recognise("a.docx", office(WORD, **{"word/document.xml": b"<w:t>DDEAUTO is old; see /S /Launch</w:t>"}))
    recognise("a.xlsx", office(SHEET, **{"xl/externalLinks/externalLink1.xml": b"<externalLink><externalBook/>"}))
    recognise("a.pdf", b"%PDF-1.7\n(/Launch a boat)")


def test_a_link_to_a_page_is_no_macro():
    assert recognise("a.docx", office(WORD, **{"word/_rels/document.xml.rels": LINK})).ends == ("docx",)


def test_a_part_that_stands_twice_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", WORD)
        archive.writestr("[content_types].xml", "vbaProject")
    assert code_of("a.docx", file.getvalue()) == "file-cannot-be-looked-into"


def test_what_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(active, "UNPACKED", 1_000)
    big = packed({"x.zip": packed({"y": b"0" * 5_000})})
    assert code_of("a.docx", big) == "file-is-too-deep"


def test_another_kind_is_named():
    with pytest.raises(Malformed) as refused:
        recognise("foto.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    assert refused.value.faults[0].facts == {"type": "jpg", "really": "heic"}


@given(st.sampled_from(sorted(BY_END)), st.sampled_from([content for _, content, _ in GOOD]), st.data())
def test_no_bytes_make_it_fail_otherwise_than_by_saying_no(end, content, data):
    start = data.draw(st.integers(0, len(content)))
    garbled = content[:start] + data.draw(st.binary(max_size=30)) + content[start + data.draw(st.integers(0, 40)) :]
    with suppress(Malformed):
        recognise(f"file.{end}", garbled)
