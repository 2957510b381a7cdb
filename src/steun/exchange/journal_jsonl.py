"""The journal as a file: one entry per line, JSON, UTF-8. Bytes to lines and back; `core.journal.verify` judges them.

An export needs no Steun to be read: each line is an object with the fields of `core.journal.HASHED` and its `hash`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from steun.core.kernel.errors import Fault, Malformed

LONGEST = 20_000_000
"""Bytes of one line: the longest request that can be sent is far below."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class _Unfit(ValueError):
    """A line that is JSON, but not a line of a journal. The message is the code of its fault."""


def write(lines: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Each line as bytes, in the order of its fields; never holds more than one."""
    for line in lines:
        yield _encode(line).encode() + b"\n"


def read(stream: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Lines of a file opened for bytes. Raises `Malformed` with the number of the first line that cannot be used.

    Refused are, beside what is no JSON: floats (they do not come back from every database as they went in) and a key
    that stands twice (two readers would see two contents under one hash).

    >>> list(read([b'{"number":1,"reason":"caf\\xc3\\xa9"}\\n']))
    [{'number': 1, 'reason': 'café'}]
    >>> list(read([b'{"number":1}\\n', b'{"number":1.5}\\n']))
    Traceback (most recent call last):
    ...
    steun.core.kernel.errors.Malformed: line 2: float
    """
    decode = json.JSONDecoder(object_pairs_hook=_once, parse_float=_float, parse_constant=_float).decode
    for number, raw in enumerate(stream, 1):
        if len(raw) > LONGEST:
            raise _fault(number, "line-too-long")
        try:
            line = decode(raw.decode())
        except _Unfit as error:
            raise _fault(number, str(error)) from None
        except UnicodeDecodeError:
            raise _fault(number, "not-utf-8") from None
        except (ValueError, RecursionError):
            raise _fault(number, "not-json") from None
        if not isinstance(line, dict):
            raise _fault(number, "not-an-object")
        yield line


def _fault(number: int, code: str) -> Malformed:
    return Malformed([Fault(f"line {number}", code, {"line": number})])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise _Unfit("key-twice")
    return content


def _float(_: str) -> NoReturn:
    raise _Unfit("float")
