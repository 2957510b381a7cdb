"""Two people fill in one request: what each changed is kept, and where both changed the same both values are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from steun.core.kernel.errors import Changed
from steun.core.kernel.mending.merge import Edit, apart, joined, merge
from steun.web.ask.request.content import filling, journalled
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import LastResort, RequestIn, SituationIn
from steun.web.kernel.actor import Actor
from steun.web.kernel.life import edits

NESTED = ("situation", "last_resort")
"""Answers to several questions in one field: each is changed apart."""
POINT = {"lon_microdegrees": "point", "lat_microdegrees": "point"}
AXES = {"lon": "lon_microdegrees", "lat": "lat_microdegrees"}
PRESSED = ("bases",)
"""Set by a button of their own."""


def parts(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a request says (`journalled.shown`), as it can be changed apart."""
    tried = content.get("last_resort")
    whole = {} if tried is None else {"last_resort": {kind: tried.get(kind) for kind in LastResort.model_fields}}
    return apart({**content, **whole}, NESTED, POINT)


def over_a_draft(
    request: Request, shape: RequestIn, version: int, *, by: Actor, page: str = "",
    over: Mapping[str, int] | None = None,
) -> tuple[RequestIn, dict[str, Any]]:  # fmt: skip
    """The shape without what only others changed since that version, and what they put there. Raises `Changed`.

    over: fields of which the sender saw both values, and of which version; theirs are to give way.
    """
    known = edits.since(request.key, version, request.version, by=by, page=page)
    if known is None:  # anything may have changed
        known = [(request.version, Edit(dict.fromkeys(parts(journalled.shown(request)), "")))]
    both = Both.of(request, shape, by)
    open_ones = [
        replace(edit, was={name: was for name, was in edit.was.items() if made > (over or {}).get(top(name), 0)})
        for made, edit in known
    ]
    if merge(open_ones, both.stands, both.sent, chosen=PRESSED).clashes:
        open_ones = [edit for _, edit in known]  # one is not chosen yet: all are told, so that choices stay together
    return both.merged(open_ones)


def over_entries(request: Request, shape: RequestIn, seen: int, by: Actor) -> tuple[RequestIn, dict[str, Any]]:
    """The same of what was sent: its entries say what was changed since."""
    return Both.of(request, shape, by).merged(edits.since_entry(request.key, seen))


@dataclass(frozen=True)
class Both:
    """What stands, and what was sent to take its place, each as it can be changed apart."""

    shape: RequestIn
    version: int
    stands: dict[str, Any]
    sent: dict[str, Any]
    before: dict[str, Any]  # the nested fields as the row had them

    @classmethod
    def of(cls, request: Request, shape: RequestIn, by: Actor) -> Both:
        """The row is left as it would be filled in: read it anew."""
        stands = parts(journalled.shown(request))
        before = {name: dict(getattr(request, name)) for name in NESTED}
        links = filling.apply(request, shape, by)
        given = {AXES.get(name, name) for name in shape.model_fields_set if getattr(shape, name) or name != "bases"}
        would = {**journalled.shown(request, links), "bases": shape.bases}
        sent = parts({name: value for name, value in would.items() if name in given})
        return cls(shape, request.version, stands, sent, before)

    def merged(self, found: list[Edit]) -> tuple[RequestIn, dict[str, Any]]:
        """See `over_a_draft`."""
        answer = merge(found, self.stands, self.sent, chosen=PRESSED)
        if answer.clashes:
            yours, theirs = (joined(answer.clashes, side, POINT) for side in (self.sent, self.stands))
            unsent = {field for edit in found for field in edit.was} - self.sent.keys()
            raise Changed(theirs, yours, self.version, stale=(*answer.theirs, *sorted(unsent)))
        return without(self.shape, answer.theirs, self.before), joined(answer.theirs, self.stands, POINT)


def without(shape: RequestIn, fields: Iterable[str], before: Mapping[str, Any]) -> RequestIn:
    """The shape without these fields; of a nested one with these answers as they stood."""
    dropped = {name for field in fields for name in (AXES if field == "point" else [field])}
    kept = {name: getattr(shape, name) for name in shape.model_fields_set - dropped}
    for name, kind in (("situation", SituationIn), ("last_resort", LastResort)):
        answers = [field.partition(".")[2] for field in dropped if field.startswith(f"{name}.")]
        if answers and kept.get(name):
            stood = kind.model_validate(before[name])
            kept[name] = kept[name].model_copy(update={answer: getattr(stood, answer) for answer in answers})
    return RequestIn.model_construct(_fields_set=set(kept), **{**RequestIn().__dict__, **kept})


def top(field: str) -> str:
    """The field that the form shows, of one that can be changed apart."""
    return field.partition(".")[0]
