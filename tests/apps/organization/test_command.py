"""`shuping import FILE.xlsx [--dry-run]`."""

import json
from pathlib import Path

import pytest

from shuping.adapters.sheets import write_table
from shuping.apps.organization import api
from shuping.apps.organization.models import ImportDraft, Organization
from shuping.commands import import_sheet
from shuping.commands.answers import CommandRefused
from tests.apps.organization.builders import HEADS, many
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook of two units and four branches."""
    path = tmp_path / "名册.xlsx"
    path.write_bytes(write_table("名册", list(HEADS), many(2, 4)))
    return path


@pytest.mark.feature("ORG-09")
def test_a_dry_run_reports_every_new_row_and_writes_nothing(
    world: World, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Organization.objects.count()
    assert import_sheet.run([str(book), "--dry-run", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["counts"] == {"new": 8, "changed": 0, "unchanged": 0, "wrong": 0, "foot": 0}
    assert [row["status"] for row in answer["rows"]] == ["new"] * 8
    assert Organization.objects.count() == before
    assert not ImportDraft.objects.exists()


@pytest.mark.feature("ORG-09")
def test_the_file_is_written_and_a_second_time_changes_nothing(
    world: World, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_sheet.run([str(book)]) == 0
    assert Organization.objects.count() == 5 + 8
    assert import_sheet.run([str(book)]) == 0
    assert "unchanged 8" in capsys.readouterr().out
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-09")
def test_wrong_rows_end_with_one_and_unusable_files_are_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("编码,名称\nX,没有级别\n", encoding="utf-8")
    assert import_sheet.run([str(wrong)]) == 1
    assert "error" in capsys.readouterr().out
    assert Organization.objects.count() == 5
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    for path in (broken, tmp_path / "missing.xlsx"):
        with pytest.raises(CommandRefused, match=path.name):
            import_sheet.run([str(path)])
