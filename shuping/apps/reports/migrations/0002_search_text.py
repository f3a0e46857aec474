"""The text that the search reads, also for the versions that exist."""

from django.db import migrations, models

from shuping.core.text.searching import searchable


def fill(apps, schema_editor):
    """Make the text of every version that was handed in before."""
    versions = apps.get_model("reports", "ReportVersion").objects
    for version in versions.order_by("pk").iterator(chunk_size=200):
        text = searchable(version.title, *version.sections.values())
        versions.filter(pk=version.pk).update(text=text)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [
        migrations.AddField("reportversion", "text", models.TextField(blank=True, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
