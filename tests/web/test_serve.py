"""How the server starts."""

from __future__ import annotations

from typing import Any

import uvicorn
from uvicorn.importer import import_from_string

from steun import cli


def test_every_worker_loads_the_planner_beside_its_first_answers(monkeypatch):
    served: dict[str, Any] = {}
    begun: list[Any] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **more: served.update(app=app, **more))
    monkeypatch.setattr(cli, "in_background", lambda work, number: begun.append(work))
    monkeypatch.delenv("STEUN_PARENT", raising=False)
    assert cli.main(["serve", "--workers", "3"]) == 0
    assert (served["workers"], served["factory"], begun) == (3, True, [])

    application = import_from_string(served["app"])()  # as each worker does

    assert begun == [cli.warm_up]
    assert callable(application)
