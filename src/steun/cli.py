"""The command `steun`: demo, serve, tick, work, manage, import, journal verify, and the planner on files.

Nothing heavy is imported before the command is known: `steun journal verify` needs no Django at all.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from steun.import_cli import add_import
from steun.journal_cli import add_journal

PORT = 8000


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="steun", description="Civil-military crisis cooperation")
    commands = parser.add_subparsers(dest="command", required=True)
    add_demo(commands)
    add_serve(commands)
    add_journal(commands)
    add_import(commands)
    tick = commands.add_parser("tick", help="do what the clock does: remind, escalate, send mail")
    tick.add_argument("--every", type=int, default=0, metavar="SECONDS", help="go on, once per so many seconds")
    tick.set_defaults(run=run_tick)
    work = commands.add_parser("work", help="make proposals and do other long jobs, one after the other")
    work.set_defaults(run=run_work)
    manage = commands.add_parser("manage", help="a Django management command", add_help=False)
    manage.set_defaults(run=run_manage)
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["manage"]:
        return run_manage(words[1:])
    if not {"demo", "serve", "journal", "import", "tick", "work"} & set(words[:1]):
        from steun.optimise.cli import add_commands

        add_commands(commands)
    args = parser.parse_args(words)
    return int(args.run(args) or 0)


def add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="load the demo world when it is not there, and serve it")
    demo.add_argument("--port", type=int, default=PORT)
    demo.add_argument("--replay-port", type=int, help="the port of the replay; without it, the one after --port")
    demo.add_argument("--reset", action="store_true", help="start anew: throws away what was done in the demo")
    demo.add_argument("--load-only", action="store_true", help="load, do not serve")
    demo.add_argument("--folder", type=Path, default=Path("var"), help="where the databases are")
    demo.set_defaults(run=run_demo)


def add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="serve with the settings of the environment")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument("--workers", type=int, default=1)
    serve.add_argument("--clock", type=int, default=0, metavar="SECONDS", help="be the clock as well, this often")
    serve.add_argument("--jobs", action="store_true", help="do long jobs as well, in a process of their own")
    serve.set_defaults(run=run_serve)


def run_demo(args: argparse.Namespace) -> int:
    from steun import demo

    replay_port = args.replay_port or args.port + 1
    return demo.run(args.folder, args.port, replay_port, reset=args.reset, load_only=args.load_only)


def run_serve(args: argparse.Namespace) -> int:
    import uvicorn

    os.environ.setdefault("STEUN_BASE_URL", address(args.host, args.port))
    if args.clock:
        start_clock(args.clock)
    if args.jobs:
        start_work()
    leave_with_parent()
    uvicorn.run(
        "steun.cli:warming_application", factory=True, host=args.host, port=args.port, workers=args.workers,
        log_level="warning", lifespan="off", timeout_graceful_shutdown=3, server_header=False,
    )  # fmt: skip
    return 0


def address(host: str, port: int) -> str:
    """Where we are found when nobody says otherwise (`STEUN_BASE_URL`): what mails link to."""
    reached = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{reached}:{port}"


def warming_application() -> Any:
    """The application, for each process that serves it: whichever a reader meets, the planner is there.

    It answers one question at a time here, in plain Python, within a few milliseconds more; compiled code would take
    100 MB of each process. Proposals are made elsewhere (`steun work`).
    """
    os.environ.setdefault("STEUN_NO_NUMBA", "1")
    in_background(warm_up, 1)
    from steun.web.asgi import application

    return application


def warm_up(seconds: int) -> None:
    """The planner loads while the server starts to answer, not when the first reader opens a request."""
    time.sleep(seconds)
    from steun.optimise.warm import warm

    import_module("steun.optimise.marching")  # who replans a movement waits for it
    warm()


def start_clock(every: int) -> None:
    """The clock of this world, beside the server: one process does both, which a demonstration or exercise needs."""
    django()
    from steun.web.desks.replay import player
    from steun.web.processes import tick

    player.wake_up()
    in_background(tick.run, every)


def start_work() -> None:
    """Somebody who does the long jobs; in our process group, so that what stops us stops it; gone when we are."""
    environment = {**os.environ, "STEUN_PARENT": str(os.getpid())}
    subprocess.Popen([sys.executable, "-m", "steun.cli", "work"], env=environment)


def run_work(args: argparse.Namespace) -> int:
    """A worker of django-tasks. A job that was begun is finished when we are asked to stop."""
    leave_with_parent()
    django()
    from steun.web.processes import jobs

    jobs.run()
    return 0


def in_background(work: Callable[[int], None], number: int) -> None:
    threading.Thread(target=work, args=(number,), daemon=True).start()


def leave_with_parent() -> None:
    """When `steun demo` started this process: end when it is gone, however it went."""
    if parent := os.environ.get("STEUN_PARENT", ""):
        in_background(leave_with, int(parent))


def leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def run_tick(args: argparse.Namespace) -> int:
    django()
    from steun.web.processes import tick

    tick.run(every=args.every)
    return 0


def run_manage(words: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
    from django.core.management import execute_from_command_line

    leave_with_parent()
    execute_from_command_line(["steun manage", *words])
    return 0


def django() -> None:
    """Start Django with the settings of the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
    import django as framework

    framework.setup()


if __name__ == "__main__":
    raise SystemExit(main())
