"""An attachment gets a life, so that it can be taken away; who attached it and when stand beside it."""

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    """As the entry that bore each attachment tells."""
    Attachment = apps.get_model("steun", "Attachment")
    for row in Attachment.objects.using(schema_editor.connection.alias).select_related("entry"):
        row.attached_by_id, row.attached_at = row.entry.organisation, row.entry.happened_at
        row.save(update_fields=["attached_by", "attached_at"])
    if schema_editor.connection.vendor == "postgresql":  # else the table cannot be altered in this transaction
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('steun', '0007_done'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='state',
            field=models.CharField(default='attached', max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='attachment',
            name='attached_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='steun.organisation'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='attached_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(fill),
        migrations.AlterField(
            model_name='attachment',
            name='attached_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='steun.organisation'),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='attached_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='name',
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['sha256'], name='steun_attachment_content'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['attached', 'removed'])), name='steun_attachment_state'),
        ),
    ]
