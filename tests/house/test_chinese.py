"""Chinese as papers write it: punctuation, numbers, days; and names with characters few fonts have (GB 18030)."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from shuping.adapters.documents_in import read
from shuping.adapters.sheets import read_table
from shuping.apps.notices import queries as notices
from shuping.apps.organization import api as organization_api
from shuping.apps.organization.models import Person
from shuping.apps.reports.models import Report
from shuping.base.wording import sentence
from shuping.core.cycles import content
from shuping.core.errors import RuleError
from tests.apps.organization.builders import HEADS, draft_of, many
from tests.factories.world import World

PACKAGE = Path(__file__).resolve().parents[2] / "shuping"
HAN = "[\u3400-\u9fff\U00020000-\U0003134f]"
HALF = re.compile(f"{HAN}[,;:?!()]|[,;:?!()]{HAN}|{HAN}\\.(?![\\w/])|{HAN}[\"']|[\"']{HAN}")
RARE = ("彧珺", "喆镕", "\U0002c22e䶮", "㛃𠅤")


def chinese() -> Iterator[tuple[str, str]]:
    """Every Chinese text of the pages with the place it comes from."""
    for path in PACKAGE.rglob("django.po"):
        for entry in polib.pofile(str(path)):
            yield path.parts[-5], entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


@pytest.mark.feature("I18-06")
def test_no_half_width_sign_stands_beside_a_chinese_character() -> None:
    texts = [(place, text) for place, text in chinese() if HALF.search(text)]
    assert texts == []
    assert HALF.search("已报送,请审阅") and not HALF.search("已报送，请审阅")


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize("on", [date(2022, 1, 10), date(2022, 1, 12), date(2022, 1, 15)])
def test_a_reminder_says_the_day_in_words(on: date) -> None:
    with translation.override("zh-hans"):
        text = notices.reminder_text("东溪局党委", "述职报告", date(2022, 1, 12), on)
    assert "2022年1月12日" in text
    assert text.endswith("。")
    assert not HALF.search(text)


@pytest.mark.feature("I18-06")
def test_a_refusal_says_the_day_in_words_and_english_keeps_its_own() -> None:
    error = RuleError("cycles.nobody_in_office", unit="东溪局党委", on="2022-01-12")
    with translation.override("zh-hans"):
        assert "2022年1月12日" in sentence(error)
    with translation.override("en"):
        assert "2022-01-12" in sentence(error)


@pytest.mark.feature("I18-06")
def test_titles_and_numbers_of_documents_have_full_width_signs() -> None:
    assert not HALF.search(content.title(2021, "东溪局党委"))
    places = {place for place, text in chinese() if re.search(r"[\[(]\d{4}[\])]", text)}
    assert places == set()  # 〔2021〕, never [2021] or (2021)


@pytest.mark.feature("I18-08")
@pytest.mark.django_db
def test_rare_characters_come_in_by_the_register_and_are_found_and_downloaded(
    world: World, at: datetime, client_of: Callable[..., Client]
) -> None:
    by = world.actor("office")
    rows = many(len(RARE), 0)
    committees = [row for row in rows if row[HEADS.index("党组织类型")] == "党委"]
    for row, name in zip(committees, RARE, strict=True):
        row[HEADS.index("书记")] = name
    organization_api.commit_import(draft=draft_of(rows, by, at), digest=None, by=by, at=at)
    assert set(Person.objects.values_list("name", flat=True)) >= set(RARE)
    office = client_of("office")
    people = reverse("organization:people")
    for name in RARE:
        assert name in office.get(people, {"q": name}).content.decode()
    table = read_table(office.get(people, {"download": "xlsx"}).content)
    assert set(RARE) <= {str(value) for row in table.rows for value in row}


@pytest.mark.feature("I18-08")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_text_file_keeps_rare_characters(encoding: str) -> None:
    text = "一、履职情况\n我是" + "、".join(RARE) + "。\n"
    found = read(text.encode(encoding), "报告.txt")
    assert all(name in found.text for name in RARE)


@pytest.mark.feature("I18-08")
@pytest.mark.django_db
def test_a_report_with_rare_characters_is_uploaded_and_shown(world: World, client_of: Callable[..., Client]) -> None:
    report = Report.objects.create(participant=world.own.participant, kind="written")
    data = ("一、履职情况\n我和" + "、".join(RARE) + "一起走访。\n").encode("gb18030")
    url = reverse("reports:upload", args=[report.pk])
    answer = client_of("clerk").post(url, {"file": SimpleUploadedFile("报告.txt", data)}, follow=True)
    assert all(name in answer.content.decode() for name in RARE)
