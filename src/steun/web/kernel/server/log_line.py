"""Lines of the log for machines: JSON, the moment in UTC. Nothing that somebody typed can begin a line of its own."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime


class JsonLine(logging.Formatter):
    """One record, one line.

    >>> record = logging.LogRecord("steun", logging.WARNING, "x.py", 1, "two%slines", (chr(10),), None)
    >>> json.loads(JsonLine().format(record))["message"], len(JsonLine().format(record).splitlines())
    ('two\\nlines', 1)
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "process": record.process, "message": record.getMessage(),
        }  # fmt: skip
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)
