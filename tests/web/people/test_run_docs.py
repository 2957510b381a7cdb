"""What `docs/run` tells is what there is: every setting, every command, and a live world that can be filled."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs" / "run"
INTERNAL = {"STEUN_PARENT"}  # the demo tells it to its own children


def test_every_setting_is_told_and_none_that_is_not_there():
    code = "\n".join(p.read_text() for p in (ROOT / "src" / "steun").rglob("*.py"))
    there = {f"STEUN_{name}" for name in re.findall(r'setting\("([A-Z_]+)"', code)}
    there |= set(re.findall(r"\bSTEUN_[A-Z_]+\b", code)) - INTERNAL
    there |= {"STEUN_BASE_URL"}  # read where links are made
    named = set(re.findall(r"`(STEUN_[A-Z_]+)`", (DOCS / "settings.md").read_text()))
    assert named == there


def test_every_command_that_is_told_is_there():
    text = "\n".join(p.read_text() for p in DOCS.glob("*.md"))
    named = set(re.findall(r"steun manage ([a-z_]+)", text))
    assert {"backup", "restore", "create_admin", "load_reference", "migrate", "verify_journal"} <= named
    assert named <= set(get_commands())


def test_pages_of_the_handbook_lead_somewhere():
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_an_installation_is_filled_without_people_or_stock_and_may_be_filled_again(tmp_path):
    settings = {"STEUN_DATABASE": str(tmp_path / "live.sqlite3"), "STEUN_WORLD": "live", "STEUN_SECRET": "x" * 50}
    env = {**os.environ, **settings, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}

    def manage(*words: str) -> str:
        command = [sys.executable, "-m", "steun.cli", "manage", *words]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout

    manage("migrate", "-v0")
    first, again = manage("load_reference"), manage("load_reference")
    assert first == again and "59 capabilities" in first

    with closing(sqlite3.connect(tmp_path / "live.sqlite3")) as database:
        rows = dict(database.execute("SELECT kind, COUNT(*) FROM steun_organisation GROUP BY kind"))
        assert (rows["municipality"], rows["safety-region"]) == (342, 25)
        for table in ("steun_person", "steun_mandate", "steun_unit"):
            assert database.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)
