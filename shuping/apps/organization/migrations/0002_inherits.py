from typing import Any

from django.db import migrations, models


def inherit(apps: Any, schema_editor: Any) -> None:
    """What merges and splits of the past left to whom, in the order in which they happened."""
    organizations = apps.get_model("organization", "Organization")
    for one in apps.get_model("organization", "Succession").objects.order_by("on", "id"):
        ended = organizations.objects.get(pk=one.predecessor_id)
        if ended.closed_on is None:
            continue
        heir = organizations.objects.get(pk=one.successor_id)
        heir.inherits = sorted({*heir.inherits, ended.pk, *ended.inherits})
        heir.save(update_fields=["inherits"])


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="inherits",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(inherit, migrations.RunPython.noop),
    ]
