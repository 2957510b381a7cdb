"""A municipality in which help is asked takes part in the case, and sees it whole: also in what was sent before."""

from django.db import migrations


def let_in(apps, schema_editor):
    parties = apps.get_model("steun", "Party").objects
    requests = apps.get_model("steun", "Request").objects.filter(sent_at__isnull=False)
    party = parties.model
    for pk, organisation in requests.values_list("pk", "municipalities").iterator():
        if organisation:
            parties.bulk_create(
                [party(request_id=pk, organisation_id=organisation, why="municipality")], ignore_conflicts=True
            )


class Migration(migrations.Migration):
    dependencies = [("steun", "0012_additions")]
    operations = [migrations.RunPython(let_in, migrations.RunPython.noop)]
