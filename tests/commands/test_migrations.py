"""A database as issue 2 landed it comes up to date with everything it holds."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from shuping.core.rulesets.defaults import default_body
from shuping.core.rulesets.digest import digest

pytestmark = pytest.mark.feature("OPS-04")
LANDED = ("accounts", "organization", "cycles", "ballots")  # whose models have changed since, and what they stand on


@pytest.fixture
def landed(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """The alias of an empty SQLite database with the tables of the landing, whatever the suite runs on."""
    alias = "landed"
    usual = connections.databases["default"]
    connections.databases[alias] = {
        **usual,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "landed.sqlite3"),
        "OPTIONS": {},
    }
    with django_db_blocker.unblock():
        MigrationExecutor(connections[alias]).migrate([(app, "0001_initial") for app in LANDED])
        yield alias
        connections[alias].close()
    del connections[alias]
    del connections.databases[alias]


def historical(alias: str) -> Any:
    """The models as they were at the landing."""
    return MigrationExecutor(connections[alias]).loader.project_state([(app, "0001_initial") for app in LANDED]).apps


def test_the_landed_database_migrates_and_keeps_rules_roster_and_count(landed: str) -> None:
    apps = historical(landed)

    def rows(app: str, model: str) -> Any:
        return apps.get_model(app, model).objects.using(landed)

    unit = rows("organization", "Organization").create(
        path="0001", depth=1, numchild=0, name="甲中心", code="A", level="committee", unit_class="college"
    )
    person = rows("organization", "Person").create(name="书记一", organization=unit)
    body = default_body()
    rules = rows("cycles", "RuleSet").create(name="旧规则", body=body, digest=digest(body))
    cycle = rows("cycles", "Cycle").create(
        year=2020, title="2020年度", organizer=unit, rule_set=rules, cutoff_date=date(2020, 12, 31)
    )
    rows("cycles", "Participant").create(
        cycle=cycle, organization=unit, person=person, organization_name="甲中心", person_name="书记一", mode="written"
    )
    session = rows("ballots", "CountSession").create(cycle=cycle, state="locked")
    rows("ballots", "ClassIssue").create(session=session, class_code="A", issued=9, collected=8)

    executor = MigrationExecutor(connections[landed])
    newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] in LANDED]
    executor.migrate(newest)
    now = executor.loader.project_state(newest).apps

    def after(app: str, model: str) -> Any:
        return now.get_model(app, model).objects.using(landed).get()

    assert after("cycles", "Participant").unit_class == "college"
    kept = after("cycles", "RuleSet")
    assert digest(kept.body) == kept.digest
    issue = after("ballots", "ClassIssue")
    assert (issue.participant_id, issue.issued, issue.collected) == (None, 9, 8)
