"""Where one can knock: every pattern of the address list, every operation of the API, every field that code names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import get_resolver

import steun.web
from steun.web.api import api
from steun.web.desks.acts import ACTS

SOURCE = Path(steun.web.__file__).parent
SCHEMA = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """A place to send to. `path` has `{name}` where a value goes; of an operation of the API also what it takes."""

    path: str
    methods: tuple[str, ...]
    query: tuple[tuple[str, SCHEMA], ...] = ()
    body: SCHEMA | None = None
    files: bool = False
    machine: bool = False
    form: tuple[str, ...] = ()


@dataclass(frozen=True)
class Places:
    pages: list[Address] = field(default_factory=list)
    operations: list[Address] = field(default_factory=list)
    schemas: SCHEMA = field(default_factory=dict)


@cache
def places() -> Places:
    described = api.get_openapi_schema()
    return Places(list(pages()), list(operations(described)), described["components"]["schemas"])


def pages() -> Iterator[Address]:
    def walk(patterns: list[Any], before: str) -> Iterator[str]:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, here)
            else:
                yield here

    for route in sorted(set(walk(get_resolver().url_patterns, "/"))):
        if route.startswith("/api/") or "<life:" in route:
            continue
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("^", "").replace("$", "")
        yield Address(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", plain), ("GET", "POST"))
    for (life, name), (_, act) in sorted(ACTS.items()):
        yield Address(f"/{life}s/{{pk}}/{name}", ("POST",), form=tuple(act.shape.model_fields))


def operations(described: SCHEMA) -> Iterator[Address]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            media = next(iter(content), "")
            body = content[media].get("schema") if media else None
            asked = [(p["name"], p.get("schema", {})) for p in operation.get("parameters", []) if p["in"] == "query"]
            yield Address(path, (method.upper(),), tuple(asked), body, "multipart" in media, machine=True)


@cache
def fields() -> list[str]:
    """Names of fields that forms have, or that code reads from a form."""
    found = set()
    for template in SOURCE.rglob("*.html"):
        found |= set(re.findall(r"""\bname=["']([a-z_.\d-]+)["']""", template.read_text()))
    for module in SOURCE.rglob("*.py"):
        found |= set(
            re.findall(r"""\.(?:text|moment|past|number|key|get|getlist)\(["']([a-z_]+)["']""", module.read_text())
        )
    return sorted(found)


@cache
def queries() -> list[str]:
    """Names that pages read from the address."""
    found = {"q", "page", "next", "after", "lang"}
    for module in SOURCE.rglob("*.py"):
        text = module.read_text()
        found |= set(re.findall(r"""GET(?:\.get|\.getlist)?[\[(]["']([a-z_]+)["']""", text))
        for call in re.findall(r"asked\(http, ([^)]*)\)", text):
            found |= set(re.findall(r"""["']([a-z_]+)["']""", call))
    return sorted(found)
