"""JSON in and out: bounded, with the place of a mistake, and the hash of what was read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, cast

from steun.optimise.format.faults import InvalidProblem, adapter

LARGEST = 100_000_000
"""Bytes of text: so memory stays bounded, some 12 bytes per byte of text."""


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises `InvalidProblem` with the place of a mistake, or OSError."""
    with path.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidProblem([f"{path.name}: the file is more than {LARGEST} bytes"])
    try:
        text = data.decode("utf-8-sig")  # some editors put a mark before the text
    except UnicodeDecodeError as wrong:
        raise InvalidProblem([f"{path.name}: is not text in UTF-8: {wrong.reason} at byte {wrong.start}"]) from None
    return parsed(text, path.name)


def parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise InvalidProblem([f"{name}: is not JSON: {wrong}"]) from None


def body(data: Any, name: str, wanted: str) -> dict[str, Any]:
    """A file without its format. Of another kind of file, what else is wrong with it says nothing."""
    if not isinstance(data, dict):
        raise InvalidProblem([f"{name}: is not an object"])
    if data.get("format") != wanted:
        raise InvalidProblem([f"format: {data.get('format')!r:.40} is not {wanted!r}"])
    return {key: value for key, value in data.items() if key != "format"}


def written(thing: Any) -> dict[str, Any]:
    return cast(dict[str, Any], adapter(type(thing)).dump_python(thing, mode="json", by_alias=True, exclude_none=True))


def sha256_of_json(data: Any) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
