"""`python -m bench.browser`: pages as Chromium shows them, and the search over 100,000 requests, on both databases.

Time is that of the clock, on localhost, with server, database and browser on the same two cores: run it on a machine
that does nothing else, and read the load that it prints. A first visit has an empty cache.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from math import ceil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
SYMBOLS, BOARD, FOUND = 500, 10_000, 100_000
VISITS, PRESSES, ASKED = 8, 12, 60
WEST, EAST, SOUTH, NORTH = 4.6, 6.6, 51.4, 53.0
SEARCHES = (
    "b1999 77", "zandzakken place", "keep water out", "evacueren", "zwemvesst", "place 4242", "limburg",
    "sandbags near Valkenburg within 6 h",
)  # fmt: skip
"""By number, in words, with a slip of the hand, by place, near and within."""
PAINTED = """() => new Promise(done => {
    let last = 0;
    new PerformanceObserver(seen => { for (const it of seen.getEntries()) last = it.startTime; })
        .observe({ type: "largest-contentful-paint", buffered: true });
    setTimeout(() => done(last), 400);
})"""
BYTES = """() => [performance.getEntriesByType("navigation"), performance.getEntriesByType("resource")].flat()
    .reduce((sum, it) => sum + it.transferSize, 0) / 1000"""
ANSWERED = """(press) => new Promise(done => {
    const begun = performance.now();
    document.body.addEventListener("htmx:afterSwap", () =>
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))), { once: true });
    press = document.querySelector(press);
    if (press.tagName === "SELECT") {
        press.selectedIndex = (press.selectedIndex + 1) % press.options.length;
        press.dispatchEvent(new Event("change", { bubbles: true }));
    } else press.click();
})"""
"""Milliseconds from a press to the frame in which the answer stands."""
SHOWN = """() => new Promise(done => {
    new PerformanceObserver(seen => {
        for (const it of seen.getEntriesByName("first-contentful-paint")) done(performance.timeOrigin + it.startTime);
    }).observe({ type: "paint", buffered: true });
})"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        measured()
        return
    from bench.databases import environment

    for database in args.databases:
        with environment(database) as env:
            print(f"\n## {database}\n", flush=True)
            env["DJANGO_SETTINGS_MODULE"] = "steun.web.settings"
            subprocess.run([sys.executable, __file__, "--one"], env=env, check=True)
    print(f"\nload {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores, {time.strftime('%F')}")


def measured() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from bench.growth import world as growth
    from bench.run import gates, serving
    from tests import builders
    from tests.browser.conftest import QUIET
    from tests.system import chromium

    call_command("migrate", verbosity=0)
    builders.load()
    growth.fill(SYMBOLS, aged=False)
    place()
    pressed = gates(builders.World(), PRESSES)
    cookies = aside(cookie)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        with serving() as address:
            show(browser, address, cookies, "/picture")
        aside(lambda: growth.fill(BOARD, aged=False))
        with serving() as address:
            show(browser, address, cookies, "/requests")
            show(browser, address, cookies, "/")
            page = seated(browser, address, cookies)
            page.goto("/requests")
            report("a filter of the board", [page.evaluate(ANSWERED, "#f-sort") for _ in range(PRESSES)])
            report("a move at a gate", [moved(page, gate) for gate in pressed])
        browser.close()
    growth.fill(FOUND, aged=True)
    with serving() as address:
        found(address)


def aside(work: Callable[[], Any]) -> Any:
    """Django keeps its work out of a thread in which playwright waits."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def place() -> None:
    """Every request gets a point, so that each is a symbol of its own."""
    from steun.web.ask.request.model import Request
    from steun.web.kernel.life import guards

    dice = random.Random(7)
    rows = list(Request.objects.only("pk"))
    for row in rows:
        row.lon, row.lat = dice.uniform(WEST, EAST), dice.uniform(SOUTH, NORTH)
    guards.make_way(plan=(None,))
    Request.objects.bulk_update(rows, ["lon", "lat"])
    guards.install()


def cookie() -> tuple[str, str]:
    from django.conf import settings

    from tests.browser.conftest import session_of

    return settings.SESSION_COOKIE_NAME, session_of("locc", "LOCC")


def seated(browser: Any, address: str, cookies: tuple[str, str]) -> Any:
    """A page with an empty cache, logged in as LOCC."""
    room = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    room.add_cookies([{"name": cookies[0], "value": cookies[1], "url": address}])
    return room.new_page()


def show(browser: Any, address: str, cookies: tuple[str, str], path: str) -> None:
    """Largest contentful paint and bytes, of a first visit and of those after it."""
    page = seated(browser, address, cookies)
    paints, sizes = [], []
    for _ in range(1 + VISITS):
        page.goto(path)
        paints.append(page.evaluate(PAINTED))
        sizes.append(page.evaluate(BYTES))
    symbols = page.locator("svg .mark, svg use").count() if path == "/picture" else 0
    print(
        f"{path}: first {paints[0]:.0f} ms, {sizes[0]:.0f} kB; then {spread(paints[1:])}, {sizes[-1]:.0f} kB",
        flush=True,
    )
    print(f"  {symbols} signs" if symbols else "", end="\n" if symbols else "", flush=True)
    page.context.close()


def moved(page: Any, gate: str) -> float:
    """From pressing *passes* at a gate to the first paint of the page that says so."""
    from steun.web.ask.gate.model import Gate

    request = aside(lambda: str(Gate.objects.get(pk=gate).request_id))
    page.goto(f"/requests/{request}")
    button = page.locator(f"form[action*='{gate}'] button[type=submit]").first
    begun = page.evaluate("() => performance.timeOrigin + performance.now()")
    with page.expect_navigation():
        button.click()
    return float(page.evaluate(SHOWN)) - float(begun)


def found(address: str) -> None:
    """Each search over and over, as LOCC and as a region, over HTTP."""
    import httpx
    from django.conf import settings

    from tests.browser.conftest import session_of

    for seat in (("locc", "LOCC"), ("duty-officer", "VR24")):
        with httpx.Client(base_url=address, timeout=60) as http:
            http.cookies.set(settings.SESSION_COOKIE_NAME, session_of(*seat))
            for path in ("/search", "/api/v1/search"):
                taken = []
                for words in SEARCHES * (ASKED // len(SEARCHES)):
                    begun = time.perf_counter()
                    http.get(path, params={"q": words}).raise_for_status()
                    taken.append((time.perf_counter() - begun) * 1000)
                report(f"{path} as {seat[1]}, {FOUND:,} requests", taken)


def report(what: str, milliseconds: Iterable[float]) -> None:
    print(f"{what}: {spread(list(milliseconds))}", flush=True)


def spread(milliseconds: list[float]) -> str:
    ordered = sorted(milliseconds)
    return f"median {statistics.median(ordered):.0f}, 95 of 100 within {ordered[ceil(0.95 * len(ordered)) - 1]:.0f} ms"


if __name__ == "__main__":
    main()
