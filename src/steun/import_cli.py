"""`steun import regions FILE`: official borders of the safety regions, in place of the generalised ones; and
`steun import roads FILE...`: newer tables of the road register, shown before they count."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from steun.core.kernel.errors import Malformed
from steun.core.know.roads.register import differences
from steun.exchange.geo import geojson
from steun.exchange.roads import folder, tables
from steun.rules.load import chosen, law

MOST = 20_000_000
"""Bytes: the borders of a country at the scale of a page are a fraction of it."""


def add_import(commands: Any) -> None:
    parser = commands.add_parser("import", help="take in files of others")
    kinds = parser.add_subparsers(dest="kind", required=True)
    regions = kinds.add_parser("regions", help="official borders of the safety regions, as GeoJSON in degrees (WGS84)")
    regions.add_argument("file", type=Path)
    regions.add_argument("--source", default="", help="whose borders these are: the map says it")
    regions.set_defaults(run=import_regions)
    roads = kinds.add_parser("roads", help="nodes, links, structures or distances of the road register, as CSV")
    roads.add_argument("files", type=Path, nargs="+", metavar="FILE")
    roads.add_argument("--source", default="", help="whose values these are: pages say it")
    roads.add_argument("--yes", action="store_true", help="take them over; without it each change is only shown")
    roads.set_defaults(run=import_roads)


def import_regions(args: argparse.Namespace) -> int:
    """Check the file as a whole; only when nothing is wrong does it take the place of what there was."""
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
    try:
        if args.file.stat().st_size > MOST:
            raise ValueError(f"larger than {MOST} bytes")
        outlines = geojson.read(args.file.read_text("utf-8"), law().regions, source=args.source or args.file.name)
    except Malformed as error:
        return refused(error)
    except (OSError, ValueError) as error:
        print(f"{args.file}: {error}", file=sys.stderr)
        return 2
    target = Path(settings.REGIONS)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    fresh.write_text(geojson.write(geojson.official(outlines)), "utf-8")
    fresh.replace(target)
    print(f"{len(outlines.shapes)} regions from {args.file}: the map shows them from now on.")
    return 0


def import_roads(args: argparse.Namespace) -> int:
    """Show each change; with `--yes` the register is the new one from now on. What is wrong changes nothing."""
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
    target = Path(settings.ROADS)
    try:
        if sum(path.stat().st_size for path in args.files) > MOST:
            raise ValueError(f"larger than {MOST} bytes")
        known = folder.read(target if folder.is_there(target) else chosen() / "roads")
        fresh = tables.read({path.name: path.read_text("utf-8-sig") for path in args.files}, known)
    except Malformed as error:
        return refused(error)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    changes = differences(known, fresh)
    for it in changes:
        what = f"{it.field}: {shown(it.before)} -> {shown(it.after)}" if it.field else "new"
        print(f"{it.kind} {it.code}: {what}")
    if not changes:
        print("Nothing in these files differs from the register.")
    elif args.yes:
        folder.write(
            target, fresh, args.source or ", ".join(path.name for path in args.files), datetime.now(UTC).date()
        )
        print(f"{len(changes)} changes: the register is this one from now on.")
    else:
        print(f"{len(changes)} changes. Nothing was taken over: repeat with --yes.")
    return 0


def shown(value: object) -> object:
    """A value as people read it: what is not known has a word."""
    return "unknown" if value in (None, "") else value


def refused(error: Malformed) -> int:
    """Every fault at its place."""
    for fault in error.faults:
        facts = " ".join(str(value) for value in fault.facts.values())
        print(f"{fault.field}: {fault.code} {facts}".rstrip(), file=sys.stderr)
    return 2
