"""Witnessed heads as a file: one head per line, JSON, UTF-8, with the moment at which it was seen. Only grows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from steun.core.kernel.errors import Fault, Malformed
from steun.core.kernel.journal.entry import Head, timestamp


def write(heads: Iterable[Head], at: datetime) -> Iterator[bytes]:
    """Each head as a line, as it was seen at that moment."""
    for head in heads:
        yield json.dumps({"at": timestamp(at), **head.as_dict()}, ensure_ascii=False).encode() + b"\n"


def read(stream: Iterable[bytes]) -> list[Head]:
    """The heads of a file. Raises `Malformed` with the number of the first line that is none.

    >>> read([b'{"at":"2026-01-01T00:00:00.000000Z","node":"national","number":7,"hash":"5a1f"}'])
    [Head(node='national', number=7, hash='5a1f')]
    >>> read([b"once upon a time"])
    Traceback (most recent call last):
    ...
    steun.core.kernel.errors.Malformed: line 1: not-a-head
    """
    found = []
    for number, raw in enumerate(stream, 1):
        try:
            parsed = json.loads(raw)
        except ValueError:
            parsed = None
        match parsed:
            case {"node": str(node), "number": int(place), "hash": str(digest)}:
                found.append(Head(node, place, digest))
            case _:
                raise Malformed([Fault(f"line {number}", "not-a-head", {"line": number})])
    return found
