"""What a killed test run left in memory is given back; what a run uses is left alone."""

from __future__ import annotations

import os

from tests import scratch


def test_only_folders_of_runs_that_are_gone_are_taken_away(tmp_path):
    gone = max(map(int, filter(str.isdigit, os.listdir("/proc"))), default=0) + 100_000_000  # no machine counts so far
    for name in (f"{gone}-a", f"{os.getpid()}-b", "c-d", "e"):
        (tmp_path / f"{scratch.NAME}{name}" / "postgresql").mkdir(parents=True)

    scratch.sweep(tmp_path)

    left = {path.name.removeprefix(scratch.NAME) for path in tmp_path.iterdir()}
    assert left == {f"{os.getpid()}-b", "c-d", "e"}
