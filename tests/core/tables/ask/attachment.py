"""The rules of an attachment."""

from steun.core.ask import attachment as a
from steun.core.ask.attachment import AttachmentFacts as F
from tests.core.tables.truth import row, table

TABLES = [
    table(
        a.request_still_runs, "request-still-runs", "Steun",
        met=[row(F(request_state="asked"), state="asked")],
        unmet=[row(F(request_runs=False, request_state="closed"), state="closed")],
    ),
    table(
        a.few_files, "few-files", "Steun",
        met=[row(F(), most=40), row(F(files=39), most=40)], unmet=[row(F(files=40), most=40)],
    ),
    table(a.removal_is_argued, "removal-is-argued", "Steun", met=[F(reason="wrong map")], unmet=[F(), F(reason=" ")]),
]  # fmt: skip
