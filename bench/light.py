"""`python bench/light.py`: what a server costs before anybody uses it, and what it takes to verify a long journal.

CPU until its first answer, memory once pages were shown, and seconds of CPU to verify an export of 1,000,000 entries.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
TICK = os.sysconf("SC_CLK_TCK")
PAGES = ("/", "/requests", "/requests/new", "/journal", "/search?q=zandzakken", "/allocation", "/picture", "/units")


def main() -> None:
    from bench.databases import environment

    with environment("sqlite") as env:
        os.environ.update(env, DJANGO_SETTINGS_MODULE="steun.web.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        server()
    entries = 1_000_000
    print(f"verify {entries:,} entries: {verifying(entries):.1f} s of CPU")
    print(
        f"load {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores, Python {sys.version.split()[0]}, {time.strftime('%F')}"
    )


def loop() -> float:
    """How quick the machine is just now: on two cores that others use as well, a second of CPU does half as much."""
    start, total = time.process_time(), 0
    for n in range(2_000_000):
        total += n
    return (time.process_time() - start) * 1000


def server() -> None:
    import httpx

    from bench import world as bench
    from bench.run import log_in, serving
    from tests import builders

    builders.load()
    bench.fill(100)
    with serving() as address, httpx.Client(base_url=address, timeout=120, follow_redirects=True) as http:
        mine = os.getpid()
        print(f"CPU until the first answer: {sum(cpu(p) for p in below(mine)):.1f} s")
        log_in(http, builders.World())
        for page in PAGES * 3:
            if http.get(page).status_code != 200:
                raise RuntimeError(page)
        largest = max(below(mine), key=resident)
        print(f"memory of the process that serves: {resident(largest)} MB, {handles(largest)} open files")


def below(parent: int) -> Iterator[int]:
    """The processes under this one."""
    for it in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(it.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(it.parent.name)
                yield from below(int(it.parent.name))
        except OSError:
            continue


def cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident(process: int) -> int:
    """Megabytes."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def handles(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


def verifying(entries: int) -> float:
    """Seconds of CPU for a chain as an export has it; what makes its lines does not count."""
    from bench.world import written
    from steun.core.kernel.journal import chain
    from steun.web.kernel import clock
    from steun.web.kernel.keys import new_key

    taken, now = 0.0, clock.now()
    lines: list[dict[str, Any]] = []
    previous = ""
    for number in range(1, entries // 10 + 1):
        entry = written(number, previous or chain.GENESIS, new_key(), "VR24", now)
        previous = entry.hash
        lines.append(entry.as_line())
    for _ in range(10):  # ten times a tenth: the cost is that of a line, and a million would not fit in memory
        start = time.process_time()
        chain.verify(lines)
        taken += time.process_time() - start
    return taken


if __name__ == "__main__":
    main()
