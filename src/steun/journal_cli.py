"""`steun journal verify` and `steun journal witness`: the chain proven, with and without the database.

`verify`, and `witness` of an exported file, need no Django, no database and no network.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from steun.core.kernel.errors import Malformed, Tampered
from steun.core.kernel.journal.chain import Report, verify
from steun.core.kernel.journal.entry import Head
from steun.exchange import heads_jsonl, journal_jsonl

HOLDS, TAMPERED, UNREADABLE = 0, 1, 2


def add_journal(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("journal", help="the journal").add_subparsers(dest="act", required=True)
    found = acts.add_parser("verify", help="verify an exported journal, without database")
    found.add_argument("file", type=Path)
    found.add_argument("--head", action="append", default=[], help="a hash published earlier that must occur in it")
    found.add_argument("--heads", type=Path, metavar="FILE", help="heads witnessed earlier, all of which must occur")
    found.set_defaults(run=run_verify)
    seen = acts.add_parser("witness", help="check the heads witnessed earlier, then add those of now to their file")
    seen.add_argument("heads", type=Path, help="file of heads, kept where the owner of the database cannot write")
    seen.add_argument("--export", type=Path, metavar="FILE", help="look at an exported journal, not at the database")
    seen.add_argument("--mail", action="append", default=[], metavar="ADDRESS", help="send the heads there as well")
    seen.set_defaults(run=run_witness)


def run_verify(args: argparse.Namespace) -> int:
    """0 when every chain holds, 1 when one does not, 2 when a file cannot be read."""
    return judged(lambda: from_file(args.file, [*args.head, *witnessed(args.heads)]))


def run_witness(args: argparse.Namespace) -> int:
    """As `verify`, against all heads seen before; when all still occur, those of now are added."""

    def look() -> Report:
        earlier = witnessed(args.heads if args.heads.exists() else None)
        report = from_file(args.export, earlier) if args.export else from_database(earlier)
        add(args.heads, [head for head in report.heads if head not in earlier])
        if args.mail:
            send(args.mail, report)
        return report

    return judged(look)


def judged(look: Callable[[], Report]) -> int:
    try:
        report = look()
    except Tampered as error:
        print(f"TAMPERED: {error}", file=sys.stderr)
        return TAMPERED
    except (OSError, Malformed) as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    print("\n".join(report.lines()))
    return HOLDS


def from_file(file: Path, heads: Iterable[Head | str]) -> Report:
    with file.open("rb") as stream:
        return verify(journal_jsonl.read(stream), heads)


def from_database(heads: Iterable[Head | str]) -> Report:
    django()
    from steun.web.kernel.journal import feed

    return feed.verify(heads)


def witnessed(file: Path | None) -> list[Head]:
    if file is None:
        return []
    with file.open("rb") as stream:
        return heads_jsonl.read(stream)


def add(file: Path, heads: Iterable[Head]) -> None:
    """Added and on disk, or an error: a head that is not kept was not witnessed."""
    with file.open("ab") as stream:
        stream.writelines(heads_jsonl.write(heads, datetime.now(UTC)))
        stream.flush()
        os.fsync(stream.fileno())


def send(addresses: list[str], report: Report) -> None:
    """Mail the heads, with the mail server of the settings. Raises OSError when that fails."""
    django()
    from django.conf import settings
    from django.core.mail import send_mail

    text = "\n".join(report.lines())
    send_mail(f"Steun {settings.WORLD}: heads of the journal", text, settings.DEFAULT_FROM_EMAIL, addresses)


def django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
    import django as framework

    framework.setup()
