"""A database of the first landing, with a row in every table, comes up to date with everything it holds."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps as installed
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from shuping.core.rulesets.defaults import default_body
from shuping.core.rulesets.digest import digest

pytestmark = pytest.mark.feature("OPS-04")
OURS = sorted(one.label for one in installed.get_app_configs() if one.name.startswith("shuping."))
VALUES: dict[str, Any] = {
    "DateField": date(2021, 1, 12),
    "DateTimeField": datetime(2021, 1, 12, 2, tzinfo=UTC),
    "DecimalField": Decimal(1),
    "BooleanField": True,
    "JSONField": {},
    "BinaryField": b"1",
}


# What the changes of tables read or stand on; every other column gets some value that fits.
GIVEN: dict[str, dict[str, Any]] = {
    "organization.organization": {
        "path": "0001", "depth": 1, "numchild": 0, "name": "甲中心", "code": "A", "level": "committee",
        "unit_class": "college",
    },
    "cycles.ruleset": {"name": "旧规则", "body": default_body(), "digest": digest(default_body())},
    "ballots.classissue": {"class_code": "A", "issued": 9, "collected": 8},
    "reports.reportversion": {"submitted": True, "sections": {"achievements": "带队除雪保畅17次。"}},
}  # fmt: skip

NEEDED = {"accounts.conflictdeclaration": ("organization",)}  # may be empty, but not all of them


@pytest.fixture
def landed(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """The alias of an empty SQLite database, whatever the suite runs on."""
    alias = "landed"
    usual = connections.databases["default"]
    connections.databases[alias] = {
        **usual,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "landed.sqlite3"),
        "OPTIONS": {},
    }
    with django_db_blocker.unblock():
        yield alias
        connections[alias].close()
    del connections[alias]
    del connections.databases[alias]


class Filler:
    """Brings a database up to date and puts a row into every table before the next change comes."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.rows: dict[str, dict[str, Any]] = {}  # by label of the model: what stands in its columns
        self.changes: list[str] = []  # apps whose changes met rows

    def play(self) -> Any:
        """Every change of a landed table on tables with rows; the models as they are at the end.

        The first migration of an app only makes tables: they are made at once from its models, which is much faster.
        """
        executor = MigrationExecutor(connections[self.alias])
        executor.recorder.ensure_schema()
        state = ProjectState(real_apps=executor.loader.unmigrated_apps)
        for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
            if begins(migration) or migration.app_label not in OURS:
                state.__dict__.pop("apps", None)  # mended model by model it costs more than drawn anew
                state = migration.mutate_state(state, preserve=False)
                continue
            self.begin(state)
            self.changes.append(migration.app_label)
            state = executor.apply_migration(state, migration)
        self.begin(state)
        return self.state

    def begin(self, state: ProjectState) -> None:
        """Make the tables that are still missing, with a row in each of ours."""
        self.state = state.apps
        connection = connections[self.alias]
        standing = set(connection.introspection.table_names())
        with connection.schema_editor() as editor:
            for model in self.state.get_models(include_auto_created=False):
                if model._meta.db_table not in standing and model._meta.managed:
                    editor.create_model(model)
        self.fill()

    def fill(self) -> None:
        """Every table of ours that has no row yet, those with given values first."""
        standing = [model for model in self.state.get_models() if model._meta.app_label in OURS]
        for model in sorted(standing, key=lambda one: one._meta.label_lower not in GIVEN):
            self.key_of(model)

    def key_of(self, model: Any) -> Any:
        """The key of the one row of a table; made where there is none."""
        label = model._meta.label_lower
        if label not in self.rows:
            table = model.objects.using(self.alias)
            row = table.first() or table.create(**self.values_for(model))  # a migration may have written one
            self.rows[label] = values_of(table.get(pk=row.pk))
        return self.rows[label][model._meta.pk.attname]

    def values_for(self, model: Any) -> dict[str, Any]:
        """What a new row holds."""
        label = model._meta.label_lower
        values = dict(GIVEN.get(label, {}))
        for field in model._meta.concrete_fields:
            needed = field.name in NEEDED.get(label, ()) or not self.may_be_left(field)
            if field.name not in values and needed:
                values[field.attname] = self.value_of(field)
        return values

    def may_be_left(self, field: Any) -> bool:
        """Whether the database fills the column itself."""
        return isinstance(field, models.AutoField) or field.null or field.has_default()

    def value_of(self, field: Any) -> Any:
        """A value that fits the column; for a reference the key of the one row of the other table."""
        if field.is_relation:
            return self.key_of(field.related_model)
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.IntegerField):
            return 1
        return VALUES.get(field.get_internal_type(), "甲"[: field.max_length])


def begins(migration: Any) -> bool:
    """Whether it is the first of its app."""
    return all(app != migration.app_label for app, _name in migration.dependencies)


def values_of(row: Any) -> dict[str, Any]:
    """What stands in the columns of a row."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_the_landed_database_migrates_and_keeps_every_row_of_every_app(landed: str) -> None:
    filler = Filler(landed)
    now = filler.play()
    assert set(filler.changes) >= {"accounts", "assessments", "ballots", "cycles", "grades"}

    def after(label: str) -> Any:
        return now.get_model(label).objects.using(landed).get()

    assert len(filler.rows) > 90
    for label, before in filler.rows.items():
        kept = values_of(after(label))
        assert {name: kept[name] for name in before if name in kept} == before, label
    assert after("cycles.participant").unit_class == "college"
    rules = after("cycles.ruleset")
    assert digest(rules.body) == rules.digest
    assert after("ballots.classissue").participant_id is None
    assert after("assessments.assessment").drawn == {}
    assert "除雪保畅" in after("reports.versiontext").text


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert "No changes detected" in said.getvalue()
