"""Raw results, one JSON line per row and seed, and where and when they were measured."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent.parent
RAW = HERE / "results" / "planner.jsonl"


def commit() -> str:
    """The commit of the code that is measured; a + when the planner's files differ from it."""

    def git(*args: str) -> str:
        return subprocess.run(["git", *args], cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--", ":/src/steun/optimise", ":/bench/planner")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def machine() -> str:
    """Cores, memory and processor, without a name or an address."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    kind = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [row.split(":")[1].strip() for row in cpuinfo.read_text().splitlines() if row.startswith("model name")]
        kind = names[0] if names else kind
    return f"{os.cpu_count()} x {kind}, {memory} GB, Python {platform.python_version()}"


class Book:
    """Where results go: a file that only grows."""

    def __init__(self, path: Path = RAW) -> None:
        self.path = path
        self.commit = commit()
        self.machine = machine()
        path.parent.mkdir(parents=True, exist_ok=True)

    def note(self, row: str, seed: int, load: float, **figures: Any) -> None:
        """Keep one result, and say it. load: of the machine before the measurement began."""
        rounded = {name: round(float(x), 6) if not isinstance(x, str) else x for name, x in figures.items()}
        line = {
            "row": row, "seed": seed, "commit": self.commit, "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}",
            "machine": self.machine, "load": round(load, 2), "figures": rounded,
        }  # fmt: skip
        with self.path.open("a") as out:
            out.write(json.dumps(line) + "\n")
        shown = "  ".join(f"{name} {x:.4g}" if isinstance(x, float) else f"{name} {x}" for name, x in rounded.items())
        print(f"{row} [{seed}] load {load:.1f}: {shown}", flush=True)

    def results(self) -> dict[str, list[dict[str, Any]]]:
        """Row -> its newest result per seed, in the order of seeds."""
        newest: dict[str, dict[int, dict[str, Any]]] = {}
        if self.path.exists():
            for text in self.path.read_text().splitlines():
                line = json.loads(text)
                newest.setdefault(line["row"], {})[line["seed"]] = line
        return {row: [its[seed] for seed in sorted(its)] for row, its in newest.items()}


def processor() -> Callable[[], float]:
    """The clock of the processor while it works for the calling thread, to be read from any thread: on a machine that
    others use as well, the load then changes what a run takes, not what it finds."""
    its = time.pthread_getcpuclockid(threading.get_ident())
    return lambda: time.clock_gettime(its)


def peak_gb() -> float:
    """Most memory that this process has held. (`getrusage` counts that of the process which started it, too.)"""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(row.split()[1]) for row in status.read_text().splitlines() if row.startswith("VmHWM")) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def load() -> float:
    """Load average of the last minute."""
    return os.getloadavg()[0]


@contextmanager
def clock() -> Iterator[Callable[[], float]]:
    """Seconds since the block began."""
    began = time.perf_counter()
    yield lambda: time.perf_counter() - began


def percentiles(name: str, seconds: list[float]) -> dict[str, float]:
    """p50 and p99 in milliseconds."""
    return {f"{name}_p{p}_ms": 1e3 * float(np.percentile(seconds, p)) for p in (50, 99)} if seconds else {}
