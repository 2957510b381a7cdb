"""How the server starts, and what it then weighs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from uvicorn.importer import import_from_string

import steun
from steun import cli

WARM = """
import json, sys
from steun import cli
cli.in_background = lambda work, number: work(0)
cli.warming_application()
import steun.web.urls
status = open("/proc/self/status").read()
known = {"numba", "llvmlite", "highspy", "scipy", "ortools", "matplotlib", "pandas", "icalendar", "psycopg"}
print(json.dumps([sorted(known & set(sys.modules)), int(status.split("VmRSS:")[1].split()[0])]))
"""
MOST = 140_000
"""Kilobytes of memory that a process which serves pages may need, with all of Steun loaded."""


def test_every_worker_loads_the_planner_beside_its_first_answers(monkeypatch):
    served: dict[str, Any] = {}
    begun: list[Any] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **more: served.update(app=app, **more))
    monkeypatch.setattr(cli, "in_background", lambda work, number: begun.append(work))
    monkeypatch.delenv("STEUN_PARENT", raising=False)
    monkeypatch.setenv("STEUN_NO_NUMBA", "1")  # as serving sets it; here it is taken back afterwards
    assert cli.main(["serve", "--workers", "3"]) == 0
    assert (served["workers"], served["factory"], begun) == (3, True, [])

    application = import_from_string(served["app"])()  # as each worker does

    assert begun == [cli.warm_up]
    assert callable(application)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells here what a process weighs")
def test_what_serves_pages_is_light_and_leaves_compiled_kernels_to_those_who_plan():
    source = str(Path(steun.__file__).parents[1])
    env = {name: value for name, value in os.environ.items() if name != "STEUN_NO_NUMBA"} | {"PYTHONPATH": source}
    done = subprocess.run([sys.executable, "-c", WARM], env=env, capture_output=True, text=True, check=True)

    heavy, kilobytes = json.loads(done.stdout)
    assert heavy == [] and kilobytes < MOST
