"""What `pip install` brings: the wheel, installed in an empty folder, without internet and without this repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "steun"
NEEDED = {  # beside the modules: what the program reads where it stands
    "demo_world": ROOT / "demo",
    "handbook": None,
    "rules": SOURCE / "rules",
    "optimise": SOURCE / "optimise",
    "web/locale": SOURCE / "web" / "locale",
    "web/templates": SOURCE / "web" / "templates",
    "web/static/steun": SOURCE / "web" / "static" / "steun",
}


def pip(*args: str | Path, at: Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--isolated", "--disable-pip-version-check", *map(str, args)]
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The wheel of this tree, built by what the lock of the developers has, in a folder of its own."""
    where = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", where, ROOT, at=where)
    (wheel,) = where.glob("steun-*.whl")
    pip("install", "--no-deps", "--no-index", "--no-compile", "--target", where / "site", wheel, at=where)
    return where / "site"


def run(site: Path, at: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Python in an empty folder that knows the installed program and what it stands on, not this repository."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("STEUN", "DJANGO", "PYTHON"))}
    env |= {"PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    return subprocess.run([sys.executable, *args], cwd=at, env=env, capture_output=True, text=True, timeout=500)


def with_kernels(site: Path) -> None:
    """Give the copy the machine code that this tree has already: it counts as long as the source is as old."""
    for module in (SOURCE / "optimise").rglob("*.py"):
        copy = site / "steun" / module.relative_to(SOURCE)
        os.utime(copy, ns=(module.stat().st_atime_ns, module.stat().st_mtime_ns))
        (copy.parent / "__pycache__").mkdir(exist_ok=True)
        for code in (module.parent / "__pycache__").glob(f"{module.stem}.*.nb?"):
            shutil.copy(code, copy.parent / "__pycache__")


@pytest.mark.parametrize("name", ["planner", "movement"])
def test_the_ten_lines_run_in_an_empty_folder(installed, tmp_path, name):
    """As they stand in the document, on the program as it was installed."""
    code = re.search(r"```python\n(.*?)```", (ROOT / "docs" / f"{name}.md").read_text("utf-8"), re.DOTALL)
    with_kernels(installed)

    done = run(installed, tmp_path, "-c", f"import steun; print(steun.__file__)\n{code[1]}")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", NEEDED)
def test_every_file_beside_the_modules_is_in_the_wheel(installed, folder):
    source = NEEDED[folder]
    there = {path.relative_to(installed / "steun" / folder) for path in (installed / "steun" / folder).rglob("*")}

    if source is None:
        assert {Path(f"{verb}.md") for verb in ("know", "agree", "ask", "decide", "deliver", "learn")} <= there
        return
    ours = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    assert {path for path in ours if "__pycache__" not in path.parts and path.suffix != ".pyc"} <= there


def test_the_command_runs_from_an_empty_folder(installed, tmp_path):
    done = run(installed, tmp_path, "-m", "steun.cli", "generate", "--scale", "region", "-o", "problem.json")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "problem.json").stat().st_size > 10_000
