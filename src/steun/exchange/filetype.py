"""What a file really is, by its bytes. The end of a name is a claim; a file whose bytes say otherwise is refused.

Taken are kinds that stay what they are when somebody opens them: documents, pictures, tables, maps and mails without
anything that runs (`active`). Pure: bytes in, kind or `Malformed` out.
"""

from __future__ import annotations

import email.policy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import PurePath
from xml.parsers import expat

from steun.core.kernel.errors import Fault, Malformed
from steun.exchange import active

Test = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: how its names end (the first is the usual one), its media type, what its bytes look like."""

    ends: tuple[str, ...]
    media_type: str
    test: Test


def recognise(name: str, content: bytes) -> Kind:
    """The kind of a file. Raises `Malformed` (field *file*) when it may not come in, or is not what its name says."""
    end = PurePath(name).suffix.lower().removeprefix(".")
    claimed = BY_END.get(end)
    if claimed is None:
        raise _fault("file-type-not-allowed", allowed=", ".join(ALLOWED))
    if not content:
        raise _fault("file-is-empty")
    if why := active.found_in(content):
        raise _fault(why)
    if not claimed.test(content):
        really = next((kind.ends[0] for kind in KINDS if kind.test is not is_text and kind.test(content)), "")
        if really:
            raise _fault("content-is-another-type", type=end, really=really)
        raise _fault("content-is-not-its-type", type=end)
    return claimed


def _fault(code: str, **facts: str) -> Malformed:
    return Malformed([Fault("file", code, facts)])


def begins(*signatures: bytes) -> Test:
    return lambda content: content.startswith(signatures)


def is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
"""Brands of pictures as telephones make them (ISO/IEC 23008-12)."""


def is_heif(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in HEIF


def ooxml(main: str) -> Test:
    """An Office Open XML document whose main part is of this type: by the table of contents, not by names of parts."""

    def test(content: bytes) -> bool:
        types = active.member(content, "[Content_Types].xml")
        return f'"{OOXML}{main}.main+xml"'.encode() in types.replace(b"'", b'"')

    return test


def odf(kind: str) -> Test:
    """An OpenDocument file (ISO/IEC 26300): its first part says so, uncompressed, at a fixed place."""
    return lambda content: active.member(content, "mimetype").strip() == f"{ODF}{kind}".encode()


def text_of(content: bytes) -> str | None:
    """Text in UTF-8, in UTF-16 with its mark, or in the code page that Dutch offices still export; None: no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            return None
    elif b"\x00" in content:
        return None
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    return None if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]", text) else text


def is_text(content: bytes) -> bool:
    return text_of(content) is not None


GEOJSON = frozenset({
    "FeatureCollection", "Feature", "GeometryCollection", "Point", "MultiPoint", "LineString", "MultiLineString",
    "Polygon", "MultiPolygon",
})  # fmt: skip


def is_geojson(content: bytes) -> bool:
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(parsed, dict) and parsed.get("type") in GEOJSON


class _Unwanted(Exception):
    """XML that declares a type: it could name other files, or grow without end."""


def xml(root: str) -> Test:
    """A whole XML document with this root, without entities of its own."""

    def test(content: bytes) -> bool:
        if b"<" not in content[:1_000]:
            return False
        roots: list[str] = []
        parser = expat.ParserCreate(namespace_separator=" ")

        def refuse(*_: object) -> None:
            raise _Unwanted

        def begin(name: str, _: object) -> None:
            if not roots:
                roots.append(name.rpartition(" ")[2])
                if roots != [root]:
                    raise _Unwanted

        parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, begin
        try:
            parser.Parse(content, True)
        except (_Unwanted, expat.ExpatError, ValueError):
            return False
        return roots == [root]

    return test


def is_mail(content: bytes) -> bool:
    """A mail as it was sent (RFC 5322): it begins with headers, and says from whom and when."""
    if not re.match(rb"[!-9;-~]+:[ \t]", content):
        return False
    head = BytesHeaderParser(policy=email.policy.compat32).parsebytes(content[:200_000])
    return bool(head["From"] and head["Date"]) and is_text(content)


OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
KINDS = (
    Kind(("pdf",), "application/pdf", is_pdf),
    Kind(("png",), "image/png", begins(b"\x89PNG\r\n\x1a\n")),
    Kind(("jpg", "jpeg"), "image/jpeg", begins(b"\xff\xd8\xff")),
    Kind(("webp",), "image/webp", is_webp),
    Kind(("heic", "heif"), "image/heic", is_heif),
    Kind(("tif", "tiff"), "image/tiff", begins(b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")),
    Kind(("docx",), f"{OOXML}wordprocessingml.document", ooxml("wordprocessingml.document")),
    Kind(("xlsx",), f"{OOXML}spreadsheetml.sheet", ooxml("spreadsheetml.sheet")),
    Kind(("pptx",), f"{OOXML}presentationml.presentation", ooxml("presentationml.presentation")),
    Kind(("odt",), f"{ODF}text", odf("text")),
    Kind(("ods",), f"{ODF}spreadsheet", odf("spreadsheet")),
    Kind(("odp",), f"{ODF}presentation", odf("presentation")),
    Kind(("gpx",), "application/gpx+xml", xml("gpx")),
    Kind(("kml",), "application/vnd.google-earth.kml+xml", xml("kml")),
    Kind(("geojson",), "application/geo+json", is_geojson),
    Kind(("eml",), "message/rfc822", is_mail),
    Kind(("txt",), "text/plain", is_text),
    Kind(("csv",), "text/csv", is_text),
)
"""What may come in. Of bytes that fit several, the first is what they really are."""
BY_END = {end: kind for kind in KINDS for end in kind.ends}
ALLOWED = tuple(BY_END)
"""How names of files that may come in end."""
