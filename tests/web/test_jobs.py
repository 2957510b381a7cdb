"""Who does the long jobs comes back after a database that went away, and loses no planning to a short absence."""

from __future__ import annotations

import psycopg.errors
import pytest
from django.db import OperationalError
from django_tasks_db.management.commands.db_worker import Worker

from steun.web.decide.planning import advice, job
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal
from steun.web.processes import jobs


def gone() -> OperationalError:
    error = OperationalError("server closed the connection unexpectedly")
    error.__cause__ = psycopg.errors.AdminShutdown()
    return error


def test_the_process_goes_on_after_whatever_fails_while_it_looks(monkeypatch, db):
    failures = [gone(), ZeroDivisionError("a defect"), None]

    def run(self: Worker) -> None:
        if (failure := failures.pop(0)) is not None:
            raise failure
        self.running = False

    monkeypatch.setattr(Worker, "run", run)
    monkeypatch.setattr(Worker, "configure_signals", lambda self: None)
    monkeypatch.setattr(jobs, "REST", 0.0)
    monkeypatch.setattr(jobs.connections, "close_all", lambda: None)  # the test's own

    jobs.run()

    assert not failures


@pytest.mark.parametrize("when", ["begin", "look", "finish"])
def test_a_plan_is_kept_though_the_database_went_for_a_moment(own_world, monkeypatch, when):
    own_world.granted()
    proposal = proposals.make(by=own_world.actor("locc", "LOCC"), seconds=1)
    real, failed = {"step": job.step, "advise": advice.advise}, []

    def once(name: str) -> None:
        if name == when and not failed:
            failed.append(name)
            raise gone()

    def step(pk, name, *args, **words):
        once(name)
        return real["step"](pk, name, *args, **words)

    def advise(*args):
        once("look")
        return real["advise"](*args)

    monkeypatch.setattr(job, "step", step)
    monkeypatch.setattr(advice, "advise", advise)

    job.make(proposal.pk)

    assert failed and Proposal.objects.get(pk=proposal.pk).state == "ready"


def test_a_sign_of_life_that_does_not_arrive_stops_no_planning(own_world, monkeypatch):
    own_world.granted()
    proposal = proposals.make(by=own_world.actor("locc", "LOCC"), seconds=1)
    monkeypatch.setattr(job, "BEAT", 0.0)
    cancelled, progress = job.beats(proposal.pk)
    with monkeypatch.context() as away:
        away.setattr(type(Proposal.objects.all()), "update", lambda *a, **w: (_ for _ in ()).throw(gone()))
        away.setattr(type(Proposal.objects.all()), "exists", lambda *a, **w: (_ for _ in ()).throw(gone()))
        progress("search", 0.5, {"L1": 1.0})
        assert not cancelled()
    progress("search", 0.5, {"L1": 1.0})

    assert Proposal.objects.get(pk=proposal.pk).progress == 50
