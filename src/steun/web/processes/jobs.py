"""The process that does long jobs, one after the other. A database that goes away and comes back does not end it."""

from __future__ import annotations

import logging
import time

from django.db import connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from steun.web.kernel.failure.transient import passing

log = logging.getLogger("steun")
LOOK = 1.0
"""Seconds between two looks at the queue."""
REST = 2.0
"""Seconds after a failure."""


def run() -> None:
    """Do jobs until we are asked to stop; a job that was begun is finished first."""
    worker = Worker(
        queue_names=["default"], interval=LOOK, batch=False, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
    )  # fmt: skip
    logging.getLogger("django_tasks").setLevel(logging.CRITICAL)  # what fails tells so itself
    logging.getLogger("django_tasks_db").setLevel(logging.CRITICAL)
    worker.configure_signals()
    while worker.running:
        try:
            worker.run()
        except Exception as error:
            if passing(error):
                log.warning("jobs: the database does not answer: %s", error)
            else:
                log.exception("jobs: looking at the queue failed")
            connections.close_all()
            time.sleep(REST)
