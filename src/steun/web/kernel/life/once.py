"""Doing an act once: one transaction, and the same id gives the same answer, however often it is sent.

An id belongs to one act, of one person, with one content. Sent again it changes nothing and gives what it gave. Sent
with another content, for another act or by another person it is refused: nobody's words are dropped in silence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from pydantic import BaseModel

from steun.core.kernel.errors import Refused
from steun.core.kernel.verdict import Verdict
from steun.web.kernel import clock
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry

P = ParamSpec("P")
R = TypeVar("R", bound=models.Model)


NAMES: set[str] = set()
"""The name of every act."""


class Done(models.Model):
    """An act that was done under an id that its sender chose. `content` is the SHA-256 of what was sent."""

    id = models.UUIDField(primary_key=True, editable=False)
    act = models.CharField(max_length=60)
    person = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    answer = models.CharField(max_length=100, blank=True)  # model and key of the row that the act gave
    at = models.DateTimeField()

    class Meta:
        db_table = "steun_done"


def once(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the act `name`: in one transaction, and once per `id`.

    The function takes `by` and may take `id`; it returns the row that it changed or made. Raises `Refused` with
    *id-is-used* for an id of something else.
    """

    NAMES.add(name)

    def act(do: Callable[P, R]) -> Callable[P, R]:
        @wraps(do)
        def done(*args: P.args, **words: P.kwargs) -> R:
            with transaction.atomic():
                id, by = cast(UUID | None, words.get("id")), cast(Actor, words["by"])
                if id is None:
                    return do(*args, **words)
                sent = digest(args, {k: v for k, v in words.items() if k not in {"by", "id"}})
                mine = Done(id=id, act=name, person=by.person, content=sent, at=clock.now())
                if (known := claim(mine)) is not None:
                    return cast(R, answered(known, mine))
                row = do(*args, **words)
                Done.objects.filter(pk=id).update(answer=f"{row._meta.label}:{row.pk}")
                return row

        return done

    return act


def claim(mine: Done) -> Done | None:
    """Take the id for this act; None when it is ours now, else the act that has it. Whoever comes second waits here."""
    written = Entry.objects.filter(id=mine.pk).exists()  # first: both come with one commit, perhaps in between
    known = Done.objects.filter(pk=mine.pk).first()
    if known is None:
        if written:
            raise used(mine)
        try:
            with transaction.atomic():
                mine.save(force_insert=True)
        except IntegrityError:
            known = Done.objects.get(pk=mine.pk)
    return known


def answered(known: Done, mine: Done) -> models.Model:
    """What the act gave the first time, as it stands now. Raises `Refused` when it was another act."""
    if (known.act, known.person, known.content) != (mine.act, mine.person, mine.content):
        raise used(mine)
    label, _, key = known.answer.partition(":")
    row: models.Model = apps.get_model(label)._default_manager.get(pk=key)
    return row


def was_done(id: UUID | None, by: Actor) -> bool:
    """Has this actor done an act under this id before? For pages of which the act is only the last of several steps."""
    return id is not None and Done.objects.filter(pk=id, person=by.person).exists()


def used(mine: Done) -> Refused:
    return Refused([Verdict(False, "id-is-used", "API", {"id": str(mine.pk)})])


def digest(args: tuple[Any, ...], words: Mapping[str, Any]) -> str:
    """SHA-256 of what was sent. What is left at its default counts as not sent.

    >>> digest((1,), {"reason": "", "until": None}) == digest((1,), {})
    True
    """
    given = {name: value for name, value in words.items() if value not in (None, "", (), {}, [])}
    text = json.dumps([list(args), given], default=as_json, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def as_json(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if is_dataclass(value) and not isinstance(value, type):
        return {it.name: getattr(value, it.name) for it in fields(value)}
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.timestamp()
    return str(value)
