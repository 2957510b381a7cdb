"""Two editors of one thing: what each changed is kept, and where both changed the same nobody's words are dropped.

A page shows a thing at some version. What it sends is compared with what stands now, field by field, through the marks
of what the fields were before others changed them: so it is known what the sender touched, without keeping old words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

LETTERS = 16
"""Of a mark. It only has to tell one value of a field from another of the same field."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change since the version that was shown: the mark of each field that it changed, as the field was before.

    own: made from the very page that sends now, which shows its result.
    """

    was: Mapping[str, str]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """clashes: both changed it, each to something else. theirs: others changed it and the sender did not; it stays."""

    clashes: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


def mark(value: object) -> str:
    """A short mark of one value, as the journal would keep it: equal values have equal marks.

    >>> mark({"a": 1, "b": 2}) == mark({"b": 2, "a": 1}), mark("") == mark(None), mark([1]) == mark([2])
    (True, True, False)
    """
    plain = None if value in ("", [], {}) else value
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()[:LETTERS]


def merge(
    edits: Sequence[Edit], stands: Mapping[str, object], sent: Mapping[str, object], chosen: Iterable[str] = ()
) -> Merge:
    """What of `sent` meets a change of somebody else. What is in neither answer is the sender's to put in place.

    edits: from old to new. chosen: fields that the sender sets by a press of their own, so also when they are as shown.

    >>> other = Edit({"meals": mark("")})
    >>> merge([other], {"meals": "soup", "title": "A"}, {"meals": "", "title": "B"})
    Merge(clashes=(), theirs=('meals',))
    >>> merge([other], {"meals": "soup"}, {"meals": "bread"})
    Merge(clashes=('meals',), theirs=())
    """
    clashes: list[str] = []
    theirs: list[str] = []
    for field, value in sent.items():
        shown = shown_before(edits, field)
        if shown is None or mark(value) == mark(stands.get(field)):
            continue
        untouched = mark(value) == shown and field not in chosen
        (theirs if untouched else clashes).append(field)
    return Merge(tuple(clashes), tuple(theirs))


def shown_before(edits: Sequence[Edit], field: str) -> str | None:
    """The mark of what the sender's page shows, when others changed the field after that; None when nobody did."""
    found = None
    for edit in edits:
        if field in edit.was:
            found = None if edit.own else found or edit.was[field]
    return found


def apart(content: Mapping[str, object], nested: Iterable[str], together: Mapping[str, str]) -> dict[str, object]:
    """The fields of a thing as they can be changed apart: each answer inside a `nested` one alone, and those that only
    mean something `together` (field -> the name of the pair) as one.

    >>> apart({"a": 1, "said": {"x": 1, "y": 2}, "lon": 5, "lat": 50}, ["said"], {"lon": "point", "lat": "point"})
    {'a': 1, 'said.x': 1, 'said.y': 2, 'point': {'lon': 5, 'lat': 50}}
    """
    inside, found = set(nested), {}
    for name, value in content.items():
        if name in inside and isinstance(value, Mapping):
            found.update({f"{name}.{key}": item for key, item in value.items()})
        elif name in together:
            pair = found.setdefault(together[name], {})
            assert isinstance(pair, dict)
            pair[name] = value
        else:
            found[name] = value
    return found


def joined(fields: Iterable[str], parts: Mapping[str, object], together: Mapping[str, str]) -> dict[str, object]:
    """Of what was taken `apart` these fields, in their old form again.

    >>> joined(["said.y", "point"], {"said.y": 2, "point": {"lon": 5, "lat": 50}}, {"lon": "point", "lat": "point"})
    {'said': {'y': 2}, 'lon': 5, 'lat': 50}
    """
    pairs, found = set(together.values()), dict[str, object]()
    for name in fields:
        head, dot, key = name.partition(".")
        value = parts.get(name)
        if name in pairs:
            found.update(value if isinstance(value, Mapping) else {k: None for k, v in together.items() if v == name})
        elif dot:
            inner = found.setdefault(head, {})
            assert isinstance(inner, dict)
            inner[key] = value
        else:
            found[name] = value
    return found
