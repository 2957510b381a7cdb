"""`steun demo`: two worlds side by side, today's demonstration and the replay of July 2021, each with its own database.

Nothing of Django is imported here, so that a second start is quick: what must be loaded or served runs in processes of
its own. A database appears under its name only when it is complete; what an interrupted load left behind is removed.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import tomllib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import Any

HOST = "127.0.0.1"
HERE = Path(__file__).resolve().parent
STARTS_WITHIN = 300.0
"""Seconds that the servers have before we give up: a busy laptop takes its time, and one that ended is seen at once."""
STOPS_WITHIN = 8.0
TICK = 5
"""Seconds between two rounds of the clock in a served world."""


@dataclass(frozen=True, slots=True)
class World:
    """One world: its name, where its database is, where it is served."""

    name: str
    nl: str
    en: str
    folder: Path
    port: int

    @property
    def database(self) -> Path:
        return self.folder / f"{self.name}.sqlite3"

    @property
    def half_made(self) -> Path:
        """The database while it is being loaded by this process."""
        return self.folder / f"{self.name}.sqlite3.{os.getpid()}.new"

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def environment(self, database: Path, other_url: str = "") -> dict[str, str]:
        return {
            **os.environ,
            "STEUN_WORLD": self.name,
            "STEUN_DATABASE": str(database),
            "STEUN_FILES": str(self.folder / f"{self.name}-files"),
            "STEUN_MAIL_FOLDER": str(self.folder / f"{self.name}-mail"),
            "STEUN_OTHER_WORLD_URL": other_url,
            "STEUN_BASE_URL": self.url,
            "STEUN_PARENT": str(os.getpid()),
        }


def world_files() -> Path:
    """Where the files of the worlds are: STEUN_DEMO, else the checkout, else what the wheel brought along."""
    if given := os.environ.get("STEUN_DEMO"):
        return Path(given)
    checkout = HERE.parents[1] / "demo"
    return checkout if checkout.is_dir() else HERE / "demo_world"


def run(folder: Path, port: int, replay_port: int, *, reset: bool = False, load_only: bool = False) -> int:
    """Load what is missing, serve both worlds until Ctrl-C or SIGTERM. Returns the exit code."""
    folder = folder.resolve()
    worlds = (
        World("demo", "Demonstratie, vandaag", "Demonstration, today", folder, port),
        World("replay", "Herhaling, juli 2021", "Replay, July 2021", folder, replay_port),
    )
    busy = [] if load_only and not reset else [w for w in worlds if in_use(w.port)]
    for world in busy:
        say(
            f"Poort {world.port} is in gebruik; kies een andere met --port of --replay-port.",
            f"Port {world.port} is in use; choose another with --port or --replay-port.",
            to=sys.stderr,
        )
    if busy:
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with children() as running:
        try:
            if not prepare(worlds, running, reset=reset):
                return 1
            return 0 if load_only else serve(worlds, running)
        except KeyboardInterrupt:
            return 0 if not load_only else 1


def say(nl: str, en: str, to: Any = None) -> None:
    print(f"{nl}\n{en}", file=to or sys.stdout, flush=True)


def in_use(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


@contextmanager
def children() -> Iterator[list[subprocess.Popen[bytes]]]:
    """A list for processes that must not outlive us; SIGTERM and SIGHUP end us as Ctrl-C does.

    Who presses Ctrl-C twice does not leave them behind: while we stop them, we do not listen.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {name: signal.signal(name, stop) for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    running: list[subprocess.Popen[bytes]] = []
    try:
        yield running
    finally:
        for name in before:
            signal.signal(name, signal.SIG_IGN)
        end(running)
        for name, handler in before.items():
            signal.signal(name, handler or signal.SIG_DFL)


def end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every process and what it started to stop, and make them stop when they do not."""
    for process in running:
        to_group(process, signal.SIGTERM)
    deadline = time.monotonic() + STOPS_WITHIN
    for process in running:
        while to_group(process, 0) and time.monotonic() < deadline:
            process.poll()  # so that it does not stay as a name without a process
            time.sleep(0.05)
        to_group(process, signal.SIGKILL)
        process.wait()


def to_group(process: subprocess.Popen[bytes], number: int) -> bool:
    """Send a signal to a process and all that it started; False when none of them is left."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group that has ended
        return False
    return True


def start(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """One of our own commands, in a session and group of its own: a Ctrl-C reaches it through us, once, with all that
    it starts."""
    return subprocess.Popen([sys.executable, "-m", "steun.cli", *words], env=dict(environment), start_new_session=True)


# --- The databases


def prepare(worlds: Sequence[World], running: list[subprocess.Popen[bytes]], *, reset: bool) -> bool:
    """Databases that are complete and of today's form. False when one could not be made."""
    if reset:
        say(
            "Opnieuw beginnen: wat in de demonstratie en de herhaling is gedaan, wordt weggegooid.",
            "Starting anew: what was done in the demonstration and the replay is thrown away.",
        )
        for world in worlds:
            remove(world.database)
            for kind in ("files", "mail"):
                shutil.rmtree(world.folder / f"{world.name}-{kind}", ignore_errors=True)
    clear_leftovers(worlds)
    missing = [w for w in worlds if not w.database.exists()]
    old = [w for w in worlds if w.database.exists() and stamp_of(w.database) != stamp()]
    if missing:
        say("De werelden worden geladen (eenmalig) …", "Loading the worlds (once) …")
    if old:
        say("De werelden worden bijgewerkt …", "The worlds are brought up to date …")
    made = {w.name: start(["manage", "load_world", "--migrate"], w.environment(w.half_made)) for w in missing}
    made |= {w.name: start(["manage", "migrate", "-v", "0", "--skip-checks"], w.environment(w.database)) for w in old}
    running += made.values()
    failed = [name for name, process in made.items() if process.wait() != 0]
    if failed:
        say(f"Laden mislukt: {', '.join(failed)}.", f"Loading failed: {', '.join(failed)}.", to=sys.stderr)
        clear_leftovers(worlds)
        return False
    for world in missing:
        write_stamp(world.half_made)
        os.replace(world.half_made, world.database)
    for world in old:
        write_stamp(world.database)
    return True


def remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def clear_leftovers(worlds: Sequence[World]) -> None:
    """Half-made databases of loads that did not end: of ourselves, or of a process that is gone."""
    for world in worlds:
        for path in world.folder.glob(f"{world.name}.sqlite3.*.new*"):
            number = path.name.split(".")[2]
            if number == str(os.getpid()) or not (number.isdigit() and alive(int(number))):
                path.unlink(missing_ok=True)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def stamp() -> int:
    """A number for the form that a database must have: our migrations, and the releases of those who bring theirs."""
    from importlib.metadata import version

    names = sorted(p.name for p in (HERE / "web" / "migrations").glob("*.py"))
    parts = [*names, version("django"), version("django-allauth")]
    return zlib.crc32("\n".join(parts).encode()) & 0x7FFF_FFFF


def stamp_of(database: Path) -> int:
    """The number that the database carries; 0 when it has none, or cannot be read."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return 0


def write_stamp(database: Path) -> None:
    """Mark a database as complete and of this form, with everything in the one file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA user_version = {stamp()}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# --- Serving


def serve(worlds: Sequence[World], running: list[subprocess.Popen[bytes]]) -> int:
    """Serve both until somebody stops us. 1 when a server did not start, or ended by itself."""
    today, past = worlds
    for world, other in ((today, past), (past, today)):
        words = ["serve", "--host", HOST, "--port", str(world.port), "--clock", str(TICK), "--jobs"]
        running.append(start(words, world.environment(world.database, other.url)))
    servers = running[-len(worlds) :]
    deadline = time.monotonic() + STARTS_WITHIN
    for world, server in zip(worlds, servers, strict=True):
        while (status := answer(world.port)) is None or status >= 500:
            if status or server.poll() is not None or time.monotonic() > deadline:
                say(f"{world.nl} start niet.", f"{world.en} does not start.", to=sys.stderr)
                return 1
            time.sleep(0.05)
    announce(worlds)
    while all(server.poll() is None for server in servers):
        time.sleep(0.5)
    say("Een server is gestopt.", "A server has stopped.", to=sys.stderr)
    return 1


def answer(port: int) -> int | None:
    """The status with which the log-in page comes back; None when nobody answers yet."""
    with closing(HTTPConnection(HOST, port, timeout=20)) as connection:
        try:
            connection.request("GET", "/login")
            return connection.getresponse().status
        except (OSError, HTTPException):
            return None


def announce(worlds: Sequence[World]) -> None:
    """The addresses, and who one can be, in Dutch and English."""
    print("\nSteun staat klaar / Steun is ready")
    for world in worlds:
        print(f"  {world.url}  {world.nl} / {world.en}")
    print("\nInloggen met één klik, bovenaan te wisselen / Log in with one click, switch at the top:")
    for row in roles():
        print(f"  {row['nl']} / {row['en']}")
    say("\nStoppen: Ctrl-C. Opnieuw beginnen: make demo-reset.", "To stop: Ctrl-C. To start anew: make demo-reset.")


def roles() -> list[dict[str, Any]]:
    """The log-in buttons of the demonstration, in their order."""
    people = tomllib.loads((world_files() / "people.toml").read_text(encoding="utf-8"))["person"]
    clicks = [m["one_click"] for person in people for m in person["mandates"] if "one_click" in m]
    return sorted(clicks, key=lambda row: int(row["order"]))
