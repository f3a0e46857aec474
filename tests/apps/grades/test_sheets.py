"""The sheet of component scores: down, filled in, back; an old copy and a broken one are refused in words."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from shuping.apps.grades.models import ComponentScore
from tests.factories.world import World

from . import scene

Clients = Callable[..., Client]
FIELDS = {"component": "annual", "source": "年度党建考核办公室"}


def sheet_of(office: Client, url: str) -> Any:
    return load_workbook(io.BytesIO(office.get(url, {"download": "xlsx", "component": "annual"}).content))


def upload(book: Any) -> SimpleUploadedFile:
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("得分.xlsx", stream.getvalue())


def problems(answer: Any) -> list[str]:
    return [row.problem for row, _words in answer.context["rows"]]


@pytest.mark.feature("DOC-01", "DOC-02")
def test_a_downloaded_sheet_comes_back_without_a_difference(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    office, url = client_of("office"), reverse("grades:score_import", args=[cycle.pk])
    before = list(ComponentScore.objects.order_by("pk").values_list("pk", "value", "source", "at"))
    answer = office.post(url, {**FIELDS, "file": upload(sheet_of(office, url))})
    assert [(row.problem, row.same) for row, _words in answer.context["rows"]] == [("", True)] * 6
    assert 'name="enter"' not in answer.content.decode()
    assert list(ComponentScore.objects.order_by("pk").values_list("pk", "value", "source", "at")) == before


@pytest.mark.feature("DOC-01")
def test_moved_columns_full_width_digits_and_text_figures_are_read_by_their_heads(
    world: World, client_of: Clients
) -> None:
    cycle = scene.worked_round(world)
    office, url = client_of("office"), reverse("grades:score_import", args=[cycle.pk])
    book = sheet_of(office, url)
    page = book.active
    page["D3"], page["D4"] = "８８．５", " 77 "
    page.unmerge_cells("A1:D1")
    page.insert_cols(1)  # the office put a column of its own in front
    page["A2"] = "备注"
    answer = office.post(url, {**FIELDS, "file": upload(book)})
    assert problems(answer) == [""] * 6
    assert office.post(url, {**answer.context["checked"], "enter": "1"}).status_code == 302
    stored = ComponentScore.objects.filter(source=FIELDS["source"]).order_by("participant__order_no")
    assert [str(row.value) for row in stored] == ["88.5000", "77.0000"]  # only what differs is written


@pytest.mark.feature("DOC-01")
def test_an_old_copy_is_refused_with_the_rows_that_changed_since(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    office, url = client_of("office"), reverse("grades:score_import", args=[cycle.pk])
    book = sheet_of(office, url)
    row = ComponentScore.objects.filter(participant__cycle=cycle, component="annual").order_by("participant__order_no")
    ComponentScore.objects.filter(pk=row[1].pk).update(value="61")
    answer = office.post(url, {**FIELDS, "file": upload(book)})
    assert problems(answer) == ["", "stale", "", "", "", ""]
    assert "下载后已有变动" in answer.content.decode()
    fresh = sheet_of(office, url)
    fresh.active["D3"] = 66
    checked = office.post(url, {**FIELDS, "file": upload(fresh)}).context["checked"]
    ComponentScore.objects.filter(pk=row[2].pk).update(value="62")
    late = office.post(url, {**checked, "enter": "1"})
    assert late.status_code == 409
    assert not ComponentScore.objects.filter(value="66").exists()


@pytest.mark.feature("DOC-01")
def test_what_would_be_guessed_is_refused_with_its_place(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    office, url = client_of("office"), reverse("grades:score_import", args=[cycle.pk])

    def refused(change: Callable[[Any], object], component: str = "annual") -> str:
        book = sheet_of(office, url)
        change(book.active)
        answer = office.post(url, {**FIELDS, "component": component, "file": upload(book)})
        assert answer.status_code == 409
        return str(answer.content.decode())

    assert "D4" in refused(lambda page: page.__setitem__("D4", "=80+8"))
    assert "D3:D5" in refused(lambda page: page.merge_cells("D3:D5"))
    assert "“单位”和“得分”" in refused(lambda page: page.__setitem__("D2", "排名"))
    other = scene.worked_round(world)
    page = office.post(
        reverse("grades:score_import", args=[other.pk]), {**FIELDS, "file": upload(sheet_of(office, url))}
    )
    assert (page.status_code, "其他页面" in page.content.decode()) == (409, True)

    def longer(page: Any) -> None:
        page.append([7, "无此单位", "某人", 80])

    book = sheet_of(office, url)
    longer(book.active)
    assert problems(office.post(url, {**FIELDS, "file": upload(book)})) == [""] * 6 + ["unknown_unit"]
    assert not ComponentScore.objects.filter(source=FIELDS["source"]).exists()
