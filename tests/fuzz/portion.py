"""One portion: a fresh copy of the world, so many inputs, and what came back."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.core.signals import got_request_exception
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from steun.web.kernel.keys import new_key
from tests.builders import PEOPLE, World
from tests.databases import fresh_copy
from tests.fuzz.addresses import places
from tests.fuzz.inputs import Maker, Sent

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Found:
    """Answers by status; each kind of defect with its first input; and what took longest."""

    answers: Counter[int] = field(default_factory=Counter)
    defects: dict[str, str] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")

    def add(self, other: Found) -> None:
        self.answers.update(other.answers)
        self.times.update(other.times)
        for kind, example in other.defects.items():
            self.defects.setdefault(kind, example)
        self.slowest = max(self.slowest, other.slowest)

    @property
    def number(self) -> int:
        return sum(self.answers.values())

    @property
    def of_500(self) -> int:
        return sum(number for status, number in self.answers.items() if status >= 500)


def populate(world: World) -> None:
    """Something of every kind, in the middle of its life; called once, before the copies are made."""
    from datetime import timedelta

    from steun.web.decide.planning import job
    from steun.web.decide.proposal import acts as proposals
    from steun.web.learn.evaluation import acts as learn

    ended = world.ended()
    world.ordered()
    world.incident()
    world.draft()
    world.asked()
    world.commit(world.asked(), "bravo", 5, hold_until=world.now + timedelta(hours=3))
    world.commit(world.granted(), "bravo", 5)
    learn.evaluate(ended.pk, by=world.desk, effect_reached="yes", in_time="yes", promise_kept="yes")
    proposal = proposals.make(by=world.actor("locc", "LOCC"), seconds=1)
    job.make(proposal.pk)


def known() -> dict[str, list[str]]:
    """Values that occur in this world: keys by the word before them in an address, codes by the name of their field."""
    from django.apps import apps

    found: dict[str, list[str]] = {}
    for model in apps.get_app_config("steun").get_models():
        keys = [str(pk) for pk in model._default_manager.order_by("pk").values_list("pk", flat=True)[:40]]
        name = str(model._meta.model_name)
        for word in (f"{name}s", name, f"{name}_id"):
            found[word] = keys
    from steun.web.know.unit.model import Unit

    found["units"] = found["unit"] = [*Unit.objects.order_by("pk").values_list("code", flat=True), *found["unit"][:3]]
    from steun.web.lives import LIVES

    moves = sorted({m.name for life in LIVES.values() for m in life.machine.moves})
    found |= {"move": moves, "act": moves, "which": ["problem", "plan", "x"], "name": moves}
    found["id"] = [str(new_key()) for _ in range(3)]
    return {name: keys for name, keys in found.items() if keys}


@contextmanager
def watched(seen: list[BaseException]) -> Iterator[None]:
    """Keeps the exception behind each answer of 500."""

    def keep(**words: Any) -> None:
        import sys

        if error := sys.exc_info()[1]:
            seen.append(error)

    got_request_exception.connect(keep)
    try:
        yield
    finally:
        got_request_exception.disconnect(keep)


class Line(RequestFactory):
    """Requests and answers as a `Client` has them, through one handler.

    A `Client` each would load the middleware anew and copy what every template was given: half of the time.
    """

    def __init__(self, handler: ClientHandler) -> None:
        super().__init__()
        self.handler = handler

    def request(self, **environ: Any) -> Any:
        return self.handler(self._base_environ(**environ))


class Seats:
    """Cookies of people who are logged in, and keys, per role: made once in a copy, as a log-in is dear."""

    def __init__(self, world: World) -> None:
        from steun.web.people.person import key

        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.cookies, self.keys = {}, {}
        for role, organisation in PEOPLE:
            mandate = world.mandate(role, organisation)
            client = Client()
            client.force_login(mandate.person, backend=BACKEND)
            session = client.session
            session["mandate"] = str(mandate.pk)
            session.save()
            self.cookies[role, organisation] = {name: morsel.value for name, morsel in client.cookies.items()}
            self.keys[role, organisation] = key.issue("fuzz", by=world.actor(role, organisation))[1]

    def send(self, sent: Sent) -> Any:
        line = Line(self.handler)
        headers = dict(sent.headers)
        if sent.role and sent.path.startswith("/api/"):
            headers.setdefault("Authorization", f"Bearer {self.keys[sent.role]}")
        elif sent.role:
            for name, value in self.cookies[sent.role].items():
                line.cookies[name] = value
        return line.generic(sent.method, sent.path, sent.body, content_type=sent.media, headers=headers)


def run(seed: int, portion: int, size: int, only: int | None = None) -> Found:
    """The inputs of one portion, in a copy of the world that is thrown away."""
    found, seen = Found(), []
    with fresh_copy(), watched(seen):
        world = World()
        maker, seats = Maker(places(), known(), PEOPLE), Seats(world)
        for number in range(size):
            sent = maker.make(Random(f"{seed}/{portion}/{number}"))
            if only not in (None, number):
                continue
            seen.clear()
            began = time.perf_counter()
            status, kind = answer(seats, sent)
            elapsed = time.perf_counter() - began
            found.answers[status] += 1
            found.slowest = max(found.slowest, (elapsed, f"{seed}/{portion}/{number} {sent.method} {sent.path[:150]}"))
            if status >= 500:
                kind = where(seen[-1]) if seen else kind
                found.times[kind] += 1
                name = f"--seed {seed} --portion {portion} --only {number}"
                found.defects.setdefault(kind, f"{kind}\n  {name}: {status}\n{sent.described()}")
    return found


def answer(seats: Seats, sent: Sent) -> tuple[int, str]:
    """The status, with all of the answer read; 599 when there was no answer at all."""
    try:
        response = seats.send(sent)
        if response.streaming and not response.is_async:
            b"".join(response.streaming_content)
        return (
            response.status_code,
            f"{response.status_code} {sent.method} {response.content[:200] if not response.streaming else ''}",
        )
    except Exception as error:
        return 599, where(error)


def where(error: BaseException) -> str:
    """A defect by its kind and the last line of ours that it came through."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/steun/" in f.filename]
    ours = [
        f for f in frames if "/kernel/failure/retry" not in f.filename and "/kernel/server/language" not in f.filename
    ] or frames
    last = ours[-1] if ours else traceback.extract_tb(error.__traceback__)[-1]
    place = "/".join(last.filename.rsplit("/", 3)[-3:])
    return f"{type(error).__name__} at {place}:{last.lineno} ({last.line}): {str(error)[:160]}"
