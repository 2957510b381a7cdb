"""On the server: the heads of the journal go outside, and come back as what must still be there."""

from __future__ import annotations

import pytest
from django.core import mail

from steun import cli
from steun.core.kernel.journal.entry import GENESIS, hash_of
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head
from tests.web.journal.test_chain import noted, sql, unguarded

pytestmark = pytest.mark.django_db


def test_the_head_is_kept_and_mailed_and_looked_for_the_next_day(world, tmp_path, capsys, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    heads = tmp_path / "heads.jsonl"
    for _ in range(2):
        noted(world.desk)
        assert cli.main(["journal", "witness", str(heads), "--mail", "auditor@example.org"]) == 0
    assert head().hash in heads.read_text() and head().hash in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["auditor@example.org"] and len(mail.outbox) == 2

    unguarded("steun_entry_no_update")
    previous = GENESIS
    for entry in Entry.objects.order_by("position"):
        entry.previous, entry.reason = previous, "never said"
        entry.hash = previous = hash_of(entry.as_entry().as_dict())
        forged = [entry.reason, entry.previous, entry.hash, entry.position]
        sql("UPDATE steun_entry SET reason = %s, previous = %s, hash = %s WHERE position = %s", forged)
    before = heads.read_text()
    assert cli.main(["journal", "witness", str(heads)]) == 1
    assert "is not what was witnessed earlier" in capsys.readouterr().err and heads.read_text() == before
