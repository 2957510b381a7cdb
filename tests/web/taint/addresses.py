"""Every address of the product, from the list of addresses and from the description of the API, filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

from tests.web.samples import SAMPLES

SKIPPED = re.compile(r"^(account/|logout|login|switch|language|replay/(run|step)|api/v1/)|\^")
"""Not ours (the pages of log-in, which show oneself), or they end the session; the API has a list of its own."""
MORE = (
    "requests?state=all", "requests?q=zq", "requests?state=all&sort=needed", "incidents?state=all", "units?q=zq",
    "catalogue?q=zq", "search?q=zq", "places?q=zq", "search?q=zq&kind=requests", "search?q=zq&kind=decisions",
    "journal?kind=people", "journal?kind=unit", "organisations?q=zq",
    "picture?wall=1", "requests/{draft}/edit?part=side", "requests/{draft}/edit?part=similar",
    "requests/{draft}/edit?part=attachments",
)  # fmt: skip
"""The same addresses, asked for more."""
OF_ALL_CASES = ("<uuid:pk>", "{pk}", "decide", "evaluation", "commitments", "outline")
"""Addresses that tell much of a case: asked of the draft, of the case under way, and of the one that is over."""


def pages() -> Iterator[str]:
    """The patterns of all pages, as Django has them: `requests/<uuid:pk>/decide`."""

    def walk(resolver: Any, before: str) -> Iterator[str]:
        for found in resolver.url_patterns:
            here = before + str(found.pattern)
            if isinstance(found, URLResolver):
                yield from walk(found, here)
            elif not SKIPPED.search(here):
                yield here

    yield from walk(get_resolver(), "")


def calls() -> Iterator[str]:
    """The paths of all operations that read: `/requests/{pk}`."""
    from steun.web.api import api

    for path, methods in api.get_openapi_schema()["paths"].items():
        if "get" in methods:
            yield path.removeprefix("/api/v1")


PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")


def filled(pattern: str, rows: dict[str, Any]) -> Iterator[str]:
    """The address once for each row that can stand in it."""
    names = [a or b for a, b in PARAMETER.findall(pattern)]
    for values in choices(pattern.lstrip("/"), names, rows):
        given = iter(values)
        yield PARAMETER.sub(lambda _, given=given: str(next(given)), pattern)


def choices(path: str, names: list[str], rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Which rows fit an address. Fails for an address that nobody thought of, so that a new one is thought of."""
    if not names:
        return [()]
    if path.startswith("<life:life>s/"):
        gate = rows["sent"].gates.first().pk
        return [
            ("request", rows["sent"].pk, "withdraw"),
            ("gate", gate, "pass"),
            ("commitment", rows["hold"].pk, "release"),
        ]
    thing = path.partition("/")[0]
    cases = [rows[k].pk for k in ("draft", "sent", "ended")]
    some = cases if path.rpartition("/")[2] in OF_ALL_CASES else cases[:2]
    firsts: dict[str, list[Any]] = {
        "requests": some,
        "incidents": [rows["incident"].pk],
        **{f"{life}s": [rows[life].pk] for life in SAMPLES},
        "additions": [rows["sent"].additions.get().pk],
        "attachments": [rows["attachment-draft"].pk, rows["attachment-sent"].pk],
        "catalogue": ["sandbags"], "promises": ["sandbags"], "law": ["wvr-51"], "help": ["ask"],
        "roads": ["J-KRU.J-EUR.A2"],
        "indicators": ["answered", "agreed"],
        "units": ["alpha", "bridge", "rws-ground", "beds"],
        "absences": [rows["unit-beds"].absences.get().pk],
        "gates": [rows["sent"].gates.first().pk],
        "commitments": [rows["hold"].pk],
        "proposals": [rows["proposal"].pk, rows["failed"].pk],
        "deployments": [rows["deployment"].pk],
        "journal": [*cases, rows["incident"].pk, *(rows[life].pk for life in SAMPLES)],
        "organisations": ["VR24", "DEF-13LB", "HOSPITAL"],
        "mandates": [rows["mandate"].pk],
        "persons": [rows["gone"].pk, rows["mayor"].pk],
        "reports": [rows["report"].pk],
        "filters": [rows["filter"].pk],
        "tokens": [], "me": [], "sessions": [],
    }  # fmt: skip
    rest: dict[str, list[Any]] = {
        "move": ["withdraw"], "act": ["pass"], "basis": ["wvr-51"], "which": ["problem", "plan"],
        "name": ["problem", "plan"], "other": [rows["failed"].pk],
    }  # fmt: skip
    assert thing in firsts, f"{path}: say in tests/web/taint/addresses.py which rows can stand here"
    found: list[tuple[Any, ...]] = [(first,) for first in firsts[thing]]
    for name in names[1:]:
        assert name in rest, f"{path}: say what {name} can be"
        found = [(*before, value) for before in found for value in rest[name]]
    return found
