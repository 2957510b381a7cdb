from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("steun", "0009_who_confirms"),
    ]

    operations = [
        migrations.RenameModel(old_name="Dials", new_name="AllocationPolicy"),
        migrations.AlterModelTable(name="allocationpolicy", table="steun_allocation_policy"),
        migrations.RenameField(model_name="proposal", old_name="dials", new_name="policy"),
        migrations.RenameField(model_name="proposal", old_name="dials_number", new_name="policy_number"),
    ]
