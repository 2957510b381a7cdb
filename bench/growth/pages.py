"""What is measured: each page and list, for each kind of reader. Data; `{...}` is filled from the crowded world."""

from __future__ import annotations

READERS = {
    "few": ("dijkgraaf", "WS-limburg"),
    "town": ("mayor", "GM0994"),
    "region": ("duty-officer", "VR24"),
    "locc": ("locc", "LOCC"),
    "defence": ("toc", "TOC"),
    "auditor": ("auditor", "REKENKAMER"),
}
"""From who sees twenty cases to who sees all."""

FOR_ALL = {
    "my work": "/",
    "board": "/requests",
    "board, needed first": "/requests?sort=needed",
    "board, most pressing first": "/requests?sort=priority",
    "board of a region": "/requests?region=VR24",
    "board, waiting for me": "/requests?whose=waiting",
    "board, mine": "/requests?whose=mine",
    "board, all that was": "/requests?state=all",
    "board, found": "/requests?q=place+77",
    "board, nothing found": "/requests?q=zwemvest",
    "search, a number": "/search?q=b2026+77",
    "search, words": "/search?q=zandzakken+place",
    "search, one word": "/search?q=evacueren",
    "search, a slip of the hand": "/search?q=zwemvesst",
    "search, near and within": "/search?q=sandbags+near+Valkenburg+within+6+h",
    "handing over": "/handover",
    "journal": "/journal",
    "incidents": "/incidents",
    "list": "/api/v1/requests",
    "list of a region": "/api/v1/requests?region=VR24",
    "list of a state": "/api/v1/requests?state=asked",
    "list, found": "/api/v1/requests?q=place+77",
    "list, nothing found": "/api/v1/requests?q=zwemvest",
    "list, changed": "/api/v1/requests?changed_after={late}",
    "list of entries": "/api/v1/journal?limit=25",
}
CROWDED = {
    "incident of 500 requests": ("locc", "/incidents/{incident}"),
    "request with 200 entries": ("region", "/requests/{told}"),
    "allocation board, 5,000 lines": ("defence", "/allocation"),
    "new request": ("region", "/requests/new?id=0197f3a0-0000-7000-8000-000000000001"),
}
