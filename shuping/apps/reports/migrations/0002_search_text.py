"""What the search reads, also of the versions that exist."""

import django.db.models.deletion
from django.db import migrations, models

from shuping.apps.reports.models import searched


def fill(apps, schema_editor):
    """Make the searched text of every version that was handed in before."""
    alias = schema_editor.connection.alias
    versions = apps.get_model("reports", "ReportVersion").objects.using(alias)
    texts = apps.get_model("reports", "VersionText").objects.using(alias)
    for version in versions.order_by("pk").iterator(chunk_size=200):
        texts.create(version=version, **searched(version.title, version.sections))


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="VersionText",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="searched",
                        serialize=False,
                        to="reports.reportversion",
                    ),
                ),
                ("text", models.TextField()),
                ("grams", models.TextField()),
                ("mark", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
