"""Each reporter keeps the class of its unit, which decides the scheme that holds (CYC-08)."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_from_register(apps, schema_editor):
    """Rows made before carry the class their unit has now; rounds without schemes never look at it."""
    alias = schema_editor.connection.alias
    rows = apps.get_model("cycles", "Participant").objects.using(alias)
    units = apps.get_model("organization", "Organization").objects.filter(pk=OuterRef("organization_id"))
    rows.update(unit_class=Subquery(units.values("unit_class")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0001_initial"),
        ("organization", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="unit_class",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(take_from_register, migrations.RunPython.noop),
    ]
