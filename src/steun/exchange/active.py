"""What runs, or may run, when somebody opens a file: macros, programs, objects of old Office formats. Found by bytes.

Looked into are archives (which Office documents are) and mails, to a small depth, with limits on what is unpacked.
What cannot be looked into is refused as well: it hides behind a password, or is packed like a bomb. Pure.
"""

from __future__ import annotations

import email.policy
import io
import re
import zipfile
from email.parser import BytesParser

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of Office before 2007, and of every VBA project since: whether it holds macros cannot be excluded."""
ZIP = b"PK\x03\x04"
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
"""How programs begin: of Windows, Linux, macOS and Java."""
DEEPEST = 3
"""Archives in archives and mails in mails: deeper is no document any more."""
PARTS = 5_000
UNPACKED = 60_000_000
"""Bytes that may be unpacked to look into all parts of one file."""

TYPES = re.compile(rb"macro|vbaproject|vbadata|activex|dialogsheet", re.IGNORECASE)
"""Words in the table of contents of an Office document that tell of parts that run: VBA, XLM sheets, ActiveX."""
PLACES = re.compile(r"(^|/)(macrosheets|dialogsheets|activex)/|^(basic|scripts)/|vbaproject", re.IGNORECASE)
"""Where parts that run lie: XLM sheets, ActiveX; in OpenDocument Basic and scripts."""
RELATION = re.compile(rb"<[^<>]*Relationship\b[^<>]*>", re.IGNORECASE)
FETCHED = re.compile(rb"(attachedTemplate|oleObject)[\"']", re.IGNORECASE)
"""Kinds of relations that bring something that runs into an open document; refused when it lies elsewhere."""

FIELDS = re.compile(r"(^|/)(externallinks|word)/[^/]*\.xml$|^(content|styles)\.xml$", re.IGNORECASE)
"""Parts in which a command for another program can stand as a field or an event."""
COMMAND = re.compile(
    rb"<(\w+:)?ddelink\b|<table:dde-link\b|<text:dde-connection|<script:event-listener\b"
    rb"|<(\w+:)?instrtext\b[^<>]*>\s*dde(auto)?\b|\binstr=[\"']\s*dde(auto)?\b",
    re.IGNORECASE,
)
"""Dynamic data exchange, which starts a program; and what OpenDocument does by itself at an event."""
LAUNCH = re.compile(rb"/S\s*/Launch\b")
"""A page description that starts a program. (Scripts in it run apart from the machine, and many forms have them.)"""

HEADER = re.compile(
    rb"(from|to|date|subject|received|return-path|delivered-to|mime-version|message-id|content-type|x-[\w-]+):",
    re.IGNORECASE,
)
"""How a mail begins."""

MACROS, PROGRAM, CLOSED, BOMB = (
    "file-has-macros",
    "file-has-a-program",
    "file-cannot-be-looked-into",
    "file-is-too-deep",
)


BROKEN = (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, OSError, EOFError)
"""What reading an archive raises that is damaged, locked or none at all."""


class Active(Exception):
    """Something that runs, or that cannot be looked into. The message is a code."""


def found_in(content: bytes) -> str:
    """The code of why this file may not come in, or empty: nothing in it runs."""
    try:
        _look(content, 0, [UNPACKED])
    except Active as found:
        return str(found)
    return ""


def member(content: bytes, name: str) -> bytes:
    """One part of an archive (at most 1 MB of it); empty when there is none."""
    if not content.startswith(ZIP):
        return b""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as part:
            return part.read(1_000_000)
    except BROKEN:
        return b""


def _look(content: bytes, depth: int, left: list[int]) -> None:
    if content.startswith(OLE):
        raise Active(MACROS)
    if b"%PDF-" in content[:1_024] and LAUNCH.search(content):
        raise Active(MACROS)
    if content.startswith(PROGRAMS) and not _reads_as_text(content):
        raise Active(PROGRAM)
    if content.startswith(ZIP):
        _archive(content, depth, left)
    elif HEADER.match(content):
        _mail(content, depth, left)


def _reads_as_text(content: bytes) -> bool:
    """A list that happens to begin with the letters of a program (`MZ;Maastricht`) is no program."""
    return content.startswith(b"MZ") and b"\x00" not in content[:1_024]


def _archive(content: bytes, depth: int, left: list[int]) -> None:
    """Every part of an archive: by its name, by its first bytes, and whole where it can hold more."""
    if depth >= DEEPEST:
        raise Active(BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) > PARTS:
                raise Active(BOMB)
            names = [part.filename.lower() for part in parts]
            if len(set(names)) != len(names) or any(part.flag_bits & 1 for part in parts):
                raise Active(CLOSED)  # two readers would see two contents, or none without a password
            if any(PLACES.search(name) for name in names):
                raise Active(MACROS)
            for part in parts:
                _part(archive, part, depth, left)
    except Active:
        raise
    except Exception as error:  # a damaged archive fails in many ways, all of which mean the same
        raise Active(CLOSED) from error


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, depth: int, left: list[int]) -> None:
    name = part.filename.lower()
    with archive.open(part) as stream:
        first = stream.read(len(OLE))
        whole = name.endswith((".rels", ".eml")) or name == "[content_types].xml" or first.startswith(ZIP)
        whole = whole or FIELDS.search(name) is not None
        if not whole:
            _look(first, depth + 1, left)
            return
        body = first + stream.read(left[0] + 1)
    left[0] -= len(body)
    if left[0] < 0:
        raise Active(BOMB)
    if name == "[content_types].xml" and TYPES.search(body):
        raise Active(MACROS)
    if FIELDS.search(name) and COMMAND.search(body):
        raise Active(MACROS)
    if name.endswith(".rels") and any(_fetches(found) for found in RELATION.findall(body)):
        raise Active(MACROS)
    if first.startswith(ZIP) or name.endswith(".eml"):
        _look(body, depth + 1, left)


def _fetches(relation: bytes) -> bool:
    return b"external" in relation.lower() and FETCHED.search(relation) is not None


def _mail(content: bytes, depth: int, left: list[int]) -> None:
    """What a mail carries."""
    if depth >= DEEPEST:
        raise Active(BOMB)
    for part in BytesParser(policy=email.policy.compat32).parsebytes(content).walk():
        if part.is_multipart():
            continue
        body = part.get_payload(decode=True) or b""
        if not isinstance(body, bytes):
            continue
        left[0] -= len(body)
        if left[0] < 0:
            raise Active(BOMB)
        _look(body, depth + 1, left)
