"""`steun import regions FILE`: official borders of the safety regions, in place of the generalised ones."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from steun.core.kernel.errors import Malformed
from steun.exchange.geo import geojson
from steun.rules.load import law

MOST = 20_000_000
"""Bytes: the borders of a country at the scale of a page are a fraction of it."""


def add_import(commands: Any) -> None:
    parser = commands.add_parser("import", help="take in files of others")
    kinds = parser.add_subparsers(dest="kind", required=True)
    regions = kinds.add_parser("regions", help="official borders of the safety regions, as GeoJSON in degrees (WGS84)")
    regions.add_argument("file", type=Path)
    regions.add_argument("--source", default="", help="whose borders these are: the map says it")
    regions.set_defaults(run=import_regions)


def import_regions(args: argparse.Namespace) -> int:
    """Check the file as a whole; only when nothing is wrong does it take the place of what there was."""
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steun.web.settings")
    try:
        if args.file.stat().st_size > MOST:
            raise ValueError(f"larger than {MOST} bytes")
        outlines = geojson.read(args.file.read_text("utf-8"), law().regions, source=args.source or args.file.name)
    except Malformed as error:
        for fault in error.faults:
            facts = " ".join(str(value) for value in fault.facts.values())
            print(f"{fault.field}: {fault.code} {facts}".rstrip(), file=sys.stderr)
        return 2
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
