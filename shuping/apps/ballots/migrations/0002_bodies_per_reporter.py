"""Forms of a reporter's own members are counted per reporter (R-68)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0001_initial"),
        ("cycles", "0002_schemes_by_unit_class"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="classissue",
            options={"ordering": ["class_code", "participant__order_no", "id"]},
        ),
        migrations.AddField(
            model_name="classissue",
            name="participant",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cycles.participant"
            ),
        ),
        migrations.RemoveConstraint(model_name="classissue", name="ballots_one_issue_per_class"),
        migrations.AddConstraint(
            model_name="classissue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("participant", None)),
                fields=("session", "class_code"),
                name="ballots_one_issue_per_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="classissue",
            constraint=models.UniqueConstraint(
                fields=("session", "class_code", "participant"), name="ballots_one_issue_per_reporter"
            ),
        ),
    ]
