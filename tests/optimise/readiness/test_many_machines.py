"""Requirements on a Dask cluster of two workers give what one process gives."""

from __future__ import annotations

import pytest

from steun.optimise.readiness.requirements import requirements
from tests.optimise.readiness.test_requirements import small


def test_two_dask_workers_give_what_one_process_gives():
    distributed = pytest.importorskip("distributed")
    stocks, scenarios = small(1, 50)
    alone = requirements(scenarios, 3000, stocks=stocks, rounds=50)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        shared = requirements(scenarios, 3000, stocks=stocks, rounds=50, executor=client.get_executor())

    assert shared == alone
