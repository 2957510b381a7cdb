"""Where somebody goes on after a detour: to a page that can be opened, never to an address that only takes a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import getclosurevars, isfunction
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import Resolver404, resolve

HOME = "/"


def came_from(http: HttpRequest) -> str:
    """The page on which somebody was, when it is one of ours, without its host; else nothing."""
    parts = split(http.headers.get("Referer", ""))
    if parts is None or not is_ours(http, parts):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def split(address: str) -> SplitResult | None:
    """The parts of an address; None for what is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def is_ours(http: HttpRequest, parts: SplitResult) -> bool:
    """Is it an address of the host that was asked, and does that name one of ours?"""
    try:
        return parts.netloc == http.get_host()
    except DisallowedHost:
        return False


def page_of(http: HttpRequest) -> str:
    """The page to come back to: this one; for a form, the one that showed it, else the nearest above its address."""
    if http.method in {"GET", "HEAD"} and opens(http.path):
        return http.get_full_path()
    wanted = [came_from(http), *above(http.path)]
    return next((address for address in wanted if address and opens(address)), HOME)


def above(path: str) -> Iterator[str]:
    """`/incidents/7/note` lies under `/incidents/7`, and that under `/incidents`."""
    parts = path.strip("/").split("/")
    return ("/" + "/".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))


def opens(address: str) -> bool:
    """Is there a page at this address of ours, which a browser can open?"""
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return False
    return "GET" in methods(view)


def methods(view: Callable[..., Any]) -> set[str]:
    """What a view takes: what `require_http_methods` around it says, or everything."""
    while isfunction(view):
        held = getclosurevars(view).nonlocals
        if "request_method_list" in held:
            return set(held["request_method_list"])
        inner = getattr(view, "__wrapped__", None) or held.get("view")
        if not isfunction(inner):
            break
        view = inner
    return {"GET", "POST"}
