"""The worlds are loaded whole or not at all, are served apart, and keep what was done in them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.test import override_settings

from steun import demo
from steun.core.kernel.errors import Refused
from steun.web.ask.request.model import Request
from steun.web.desks.audit.check import replay
from steun.web.desks.replay import loading, script
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.know.unit.model import Absence, Unit
from steun.web.learn.evaluation.model import Evaluation
from tests.databases import fresh_copy
from tests.journeys.replay_world import empty

CASES = {row["nl"]: row for row in script.read("cases")["case"]}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration, loaded into a database of its own."""
    with django_db_blocker.unblock(), override_settings(WORLD="demo"), fresh_copy():
        empty()
        loading.load("demo")
        yield


def test_every_case_is_brought_as_far_as_its_file_says(loaded):
    found = {r.title: r.state for r in Request.objects.all()}

    assert found == {title: row["state"] for title, row in CASES.items()}
    ended = [title for title, state in found.items() if state == "ended"]
    assert sorted(Evaluation.objects.filter(state="due").values_list("request__title", flat=True)) == sorted(ended)


def test_all_of_it_is_marked_illustrative(loaded):
    assert not Request.objects.filter(illustrative=False).exists()
    assert not Unit.objects.filter(illustrative=False).exists()
    for entry in Entry.objects.filter(action__in=["request.draft", "request.submit", "gate.pass", "deployment.order"]):
        assert entry.data["illustrative"], entry


def test_each_act_was_done_by_somebody_whose_act_it_is(loaded):
    assert list(replay()) == []
    feed.verify()
    for entry in Entry.objects.exclude(role="clock").exclude(actor="console"):  # by no person: the clock, and loading
        assert Mandate.objects.filter(
            person_id=entry.actor, role=entry.role, organisation_id=entry.organisation
        ).exists(), entry


def test_what_lies_in_the_past_happened_then_and_is_recorded_now(loaded):
    trees = Request.objects.get(title="Bomen uit de Geul")
    report = Entry.objects.get(case=trees.pk, action="deployment.return")

    assert trees.deployments.get().returned_at == report.happened_at < report.recorded_at
    assert all(e.happened_at <= e.recorded_at for e in Entry.objects.all())


def test_everybody_of_the_law_is_there(loaded):
    kinds = {
        kind: Organisation.objects.filter(kind=kind).count()
        for kind in ("safety-region", "municipality", "police-unit")
    }

    assert kinds == {"safety-region": 25, "municipality": 342, "police-unit": 10}
    assert Mandate.objects.exclude(one_click=None).count() == len(demo.roles()) == 15
    assert Absence.objects.exists()


def test_a_database_with_something_in_it_is_never_overwritten(loaded):
    with pytest.raises(Refused) as refused:
        loading.load("demo")

    assert [v.code for v in refused.value.verdicts] == ["database-is-empty"]


# --- `steun demo`: whole databases, apart, and no process left behind


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((demo.HOST, 0))
        return int(probe.getsockname()[1])


def free_pair() -> int:
    """A free port with a free one after it: the replay is served there when nobody says otherwise."""
    while True:
        port = free_port()
        if not demo.in_use(port + 1):
            return port


def command(folder: Path, *words: str) -> list[str]:
    ports = ["--port", str(free_pair())]
    return [sys.executable, "-m", "steun.cli", "demo", "--folder", str(folder), *ports, *words]


def environment() -> dict[str, str]:
    source = Path(demo.__file__).parents[1]
    return {k: v for k, v in os.environ.items() if not k.startswith("STEUN_")} | {"PYTHONPATH": str(source)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both databases, after a first load that was killed half-way and a second one that was not."""
    place = tmp_path_factory.mktemp("worlds")
    killed = subprocess.Popen(command(place, "--load-only"), env=environment(), stdout=subprocess.DEVNULL)
    wait_for(lambda: any(place.glob("*.new")))
    loaders = family_of(killed.pid)
    killed.kill()
    killed.wait()
    wait_for(lambda: not any(runs(pid) for pid in loaders))  # they notice that they are alone
    assert not list(place.glob("*.sqlite3"))
    assert list(place.glob("*.new"))
    done = subprocess.run(command(place, "--load-only"), env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "De werelden worden geladen" in done.stdout and "Loading the worlds" in done.stdout
    return place


LONG = 300.0
"""Seconds that pass only when something is broken."""


def wait_for(happens: Callable[[], object]) -> None:
    deadline = time.monotonic() + LONG
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def ask(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute(query).fetchall()
        connection.commit()
        return found


@contextmanager
def served(place: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    """Both worlds, served; afterwards stopped as by Ctrl-C in a script."""
    line = command(place, *words)
    port = int(line[line.index("--port") + 1])
    replay_port = port + 1
    process = subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_for(lambda: (demo.answer(port) and demo.answer(replay_port)) or process.poll() is not None)
        yield process, port, replay_port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(LONG)


def test_an_interrupted_load_is_thrown_away_and_never_served(folder: Path):
    assert sorted(p.name for p in folder.iterdir()) == ["demo.sqlite3", "replay.sqlite3"]
    assert ask(folder / "demo.sqlite3", "SELECT count(*) FROM steun_request") == [(len(CASES),)]
    assert ask(folder / "replay.sqlite3", "SELECT count(*) FROM steun_request") == [(0,)]


def test_what_another_process_is_loading_is_left_alone(tmp_path: Path):
    world = demo.World("demo", "", "", tmp_path, 0)
    theirs, dead = tmp_path / f"demo.sqlite3.{os.getppid()}.new", tmp_path / "demo.sqlite3.999999999.new-wal"
    for path in (theirs, dead, world.half_made):
        path.touch()

    demo.clear_leftovers([world])

    assert list(tmp_path.iterdir()) == [theirs]


def test_two_worlds_are_served_apart_and_nothing_stays_behind(folder: Path):
    ask(folder / "demo.sqlite3", "UPDATE steun_unit SET name_nl = 'Bewaard' WHERE code = '13lb-alfa'")

    with served(folder) as (process, port, replay_port):
        cookies = {}
        for at in (port, replay_port):
            with closing(HTTPConnection(demo.HOST, at)) as connection:
                connection.request("GET", "/login", headers={"Accept-Language": "nl"})
                answer = connection.getresponse()
                text = answer.read().decode()
                cookies[at] = answer.getheader("Set-Cookie")
            assert ("Naar de demo" in text) == (at == replay_port)
            assert f"http://{demo.HOST}:{port if at == replay_port else replay_port}" in text
        assert "steun-csrf-demo" in cookies[port] and "steun-csrf-replay" in cookies[replay_port]
        servers = children_of(process.pid)
        assert len(servers) == 2

    out = process.stdout.read()
    assert process.returncode == 0
    assert "Piketfunctionaris Zuid-Limburg / Duty officer Zuid-Limburg" in out
    assert "geladen" not in out
    assert not [p for p in servers if runs(p)]
    assert ask(folder / "demo.sqlite3", "SELECT name_nl FROM steun_unit WHERE code = '13lb-alfa'") == [("Bewaard",)]


def children_of(process: int) -> list[int]:
    if not Path("/proc/self/task").exists():
        pytest.skip("this system does not tell which children a process has")
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def family_of(process: int) -> list[int]:
    """The processes that this one started, and those that they started."""
    return [found for child in children_of(process) for found in (child, *family_of(child))]


def runs(process: int) -> bool:
    """Is there such a process, and not only its name in the books of one that does not read them?"""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("times", [1, 3])
def test_after_ctrl_c_nothing_of_it_runs_on(folder: Path, times: int):
    """Neither the servers nor who does their long jobs; and who presses it again does not leave them behind."""
    with served(folder) as (process, port, replay_port):
        wait_for(lambda: demo.answer(port) and demo.answer(replay_port) and len(family_of(process.pid)) == 4)
        family = family_of(process.pid)
        for _ in range(times):
            process.send_signal(signal.SIGINT)
        process.wait(LONG)

        assert process.returncode == 0
        assert not [pid for pid in family if runs(pid)]
        assert not demo.in_use(port) and not demo.in_use(replay_port)


STUBBORN = """
import signal, subprocess, sys, time
for name in (signal.SIGTERM, signal.SIGINT): signal.signal(name, signal.SIG_IGN)
if len(sys.argv) > 1: subprocess.Popen([sys.executable, "-c", sys.argv[1]])
print("ready", flush=True)
time.sleep(3600)
"""


def test_what_does_not_want_to_stop_is_stopped_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(demo, "STOPS_WITHIN", 0.2)
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN, STUBBORN], start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    assert [process.stdout.readline() for _ in range(2)] == ["ready\n"] * 2
    family = [process.pid, *family_of(process.pid)]
    assert len(family) == 2

    demo.end([process])

    wait_for(lambda: not any(runs(pid) for pid in family))


def test_mails_lead_to_the_port_that_was_chosen(folder: Path):
    """Not to another world that happens to be served on the usual one."""
    mails = folder / "demo-mail"
    shutil.rmtree(mails, ignore_errors=True)  # of the servers before
    due = "sent_at = NULL, given_up_at = NULL, next_try_at = '2020-01-01 00:00:00'"
    ask(folder / "demo.sqlite3", f"UPDATE steun_notice SET {due}")
    with served(folder) as (_, port, _replay):
        wait_for(lambda: any(mails.glob("*.log")))
    logged = "".join(p.read_text() for p in mails.glob("*.log"))

    assert set(re.findall(r"http://[^/\s]+", logged)) == {f"http://{demo.HOST}:{port}"}


def test_new_migrations_are_run_on_what_is_there(folder: Path, capfd: pytest.CaptureFixture[str]):
    database = folder / "demo.sqlite3"
    assert demo.stamp_of(database) == demo.stamp()
    ask(database, "PRAGMA user_version = 7")

    assert demo.run(folder, free_port(), free_port(), load_only=True) == 0

    assert demo.stamp_of(database) == demo.stamp()
    assert ask(database, "SELECT count(*) FROM steun_request") == [(len(CASES),)]
    assert "geladen" not in capfd.readouterr().out


def test_starting_anew_throws_away_what_was_done_and_says_so(folder: Path, capfd: pytest.CaptureFixture[str]):
    ask(folder / "demo.sqlite3", "UPDATE steun_unit SET name_nl = 'Weg' WHERE code = '13lb-alfa'")

    assert demo.run(folder, free_port(), free_port(), reset=True, load_only=True) == 0

    assert ask(folder / "demo.sqlite3", "SELECT count(*) FROM steun_unit WHERE name_nl = 'Weg'") == [(0,)]
    said = capfd.readouterr().out
    assert "weggegooid" in said and "thrown away" in said


def test_a_port_in_use_is_told_and_nothing_is_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert demo.run(tmp_path / "var", port, free_port(), reset=True) == 1

    said = capsys.readouterr().err
    assert f"Poort {port} is in gebruik" in said and f"Port {port} is in use" in said
    assert not (tmp_path / "var").exists()


def test_the_files_are_found_where_they_are_said_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert (demo.world_files() / "cases.toml").exists()
    monkeypatch.setattr(demo, "HERE", tmp_path / "site-packages" / "steun")
    assert demo.world_files() == tmp_path / "site-packages" / "steun" / "demo_world"
    monkeypatch.setenv("STEUN_DEMO", str(tmp_path))
    assert demo.world_files() == tmp_path


def test_an_installation_loads_its_own_units_or_is_told_every_fault(world, tmp_path):
    from django.core.management import CommandError, call_command

    from steun.web.know.unit.model import Unit

    good = tmp_path / "units.toml"
    row = """
[[unit]]
code = "{code}"
nl = "Pompen"
en = "Pumps"
organisation = "{organisation}"
site = "maastricht"
capacity = 4
counted_nl = "pompen"
counted_en = "pumps"
divisible = true
notice_minutes = 60
rest_minutes = 0
speed_kmh = 60
airborne = false
offers = [{{ capability = "{capability}", quantity = {quantity} }}]
"""
    good.write_text(row.format(code="pumps", organisation="RWS", capability="generator", quantity=4))
    call_command("load_units", str(good), verbosity=0)
    assert Unit.objects.get(code="pumps").offerings.get().quantity == 4

    bad = tmp_path / "bad.toml"
    bad.write_text(row.format(code="others", organisation="NOBODY", capability="nothing", quantity=9))
    with pytest.raises(CommandError, match=r"(?s)NOBODY.*nothing.*more than it has"):
        call_command("load_units", str(bad), verbosity=0)
    assert not Unit.objects.filter(code="others").exists()
