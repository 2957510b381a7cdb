"""A party row keeps what lists are ordered by, so that its index gives the order (`ask.request.sides`)."""

import datetime
import django.utils.timezone
from django.db import migrations, models

FINISHED = ("ended", "refused", "withdrawn", "closed", "joined")


def keep(apps, schema_editor):
    """In one statement: an installation may have a million cases."""
    table = "steun_party"
    endless = "'9999-12-31 00:00:00+00'" if schema_editor.connection.vendor == "postgresql" else "'9999-12-31 00:00:00'"
    over = ", ".join(f"'{state}'" for state in FINISHED)
    schema_editor.execute(
        f"UPDATE {table} SET (is_open, saved_at, needed_at, priority) = (SELECT asked.state NOT IN ({over}), "
        f"asked.saved_at, COALESCE(asked.starts_at, {endless}), asked.priority FROM steun_request asked "
        f"WHERE asked.id = {table}.request_id)"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('steun', '0015_decree'),
    ]

    operations = [
        migrations.AddField(
            model_name='party',
            name='is_open',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='party',
            name='needed_at',
            field=models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)),
        ),
        migrations.AddField(
            model_name='party',
            name='priority',
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name='party',
            name='saved_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['organisation', 'is_open', '-saved_at', '-request'], name='steun_party_changed'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['organisation', 'is_open', 'needed_at', 'request'], name='steun_party_needed'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['organisation', 'is_open', 'priority', 'needed_at', 'request'], name='steun_party_pressing'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['requester', 'state'], name='steun_request_asker'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['requester'], name='steun_request_unsent'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('state__in', ('ended', 'withdrawn', 'refused', 'closed', 'joined')), _negated=True), fields=['starts_at', 'id'], name='steun_request_open_needed'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('state__in', ('ended', 'withdrawn', 'refused', 'closed', 'joined')), _negated=True), fields=['priority', 'starts_at', 'id'], name='steun_request_open_pressing'),
        ),
        migrations.AddIndex(
            model_name='addition',
            index=models.Index(fields=['state', 'added_at', 'id'], name='steun_addition_waiting'),
        ),
        migrations.AddIndex(
            model_name='gate',
            index=models.Index(condition=models.Q(('state__in', ['open', 'phoned', 'attested'])), fields=['organisation', 'roles', 'due_at', 'ready_at'], name='steun_gate_turn'),
        ),
        migrations.AddIndex(
            model_name='gate',
            index=models.Index(condition=models.Q(('state__in', ['phoned', 'attested'])), fields=['confirm_by'], name='steun_gate_said'),
        ),
    ]
