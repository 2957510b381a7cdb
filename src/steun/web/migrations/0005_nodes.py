"""The journal gets nodes: one chain per node, an entry known by (node, number), and a hash in two steps.

The chain that is there is walked first, by the old rule; when it does not hold, nothing is migrated. Then it is written
anew by the new one, as the chain of this node, and a last entry tells where the old one ended: whoever kept an old head
can compare. Nothing of Steun is imported here: this file keeps meaning what it meant.
"""

import json
from datetime import datetime, timezone
from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.db import migrations, models

GENESIS = "0" * 64
TOLD = (
    "id", "happened_at", "recorded_at", "actor", "role", "organisation", "on_behalf_of", "action", "subject", "case",
    "basis", "reason", "audience", "data",
)  # fmt: skip
ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def hashed(content):
    return sha256(ENCODE(content).encode()).hexdigest()


def text(moment):
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def told(entry):
    moments = {"happened_at": text(entry.happened_at), "recorded_at": text(entry.recorded_at)}
    plain = {name: getattr(entry, name) for name in TOLD}
    return {**plain, **moments, "id": str(entry.id), "case": str(entry.case or "")}


def place(entry, previous):
    """Bind an entry to its place in the chain of this node."""
    link = {"digest": hashed(told(entry)), "node": entry.node, "number": entry.number, "previous": previous}
    entry.previous, entry.hash = previous, hashed(link)


def link(apps, schema_editor):
    Entry = apps.get_model("steun", "Entry")
    rows = Entry.objects.using(schema_editor.connection.alias)
    old = previous = GENESIS
    for number, entry in enumerate(rows.order_by("position").iterator(chunk_size=2_000), 1):
        before = {**told(entry), "number": entry.position, "previous": entry.previous}
        if entry.position != number or entry.previous != old or hashed(before) != entry.hash:
            raise RuntimeError(f"the journal does not verify at entry {number}: nothing was migrated")
        old, entry.node, entry.number = entry.hash, settings.NODE, number
        place(entry, previous)
        previous = entry.hash
        entry.save()
    if previous == GENESIS:
        return
    now = datetime.now(timezone.utc)
    last = Entry(
        position=number + 1, node=settings.NODE, number=number + 1, id=uuid4(), happened_at=now, recorded_at=now,
        actor="clock", role="clock", organisation="", on_behalf_of="", action="journal.rehash",
        subject=f"node:{settings.NODE}", case=None, basis="", reason="", audience="all",
        data={"format": 2, "entries": number, "head": old},
    )  # fmt: skip
    place(last, previous)
    last.save(force_insert=True, using=schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('steun', '0004_state'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='entry',
            options={'ordering': ['position']},
        ),
        migrations.RenameField(
            model_name='entry',
            old_name='number',
            new_name='position',
        ),
        migrations.AddField(
            model_name='entry',
            name='node',
            field=models.CharField(default='', max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entry',
            name='number',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(link),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('node', 'number'), name='steun_entry_place'),
        ),
    ]
