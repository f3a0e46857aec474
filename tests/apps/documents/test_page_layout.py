"""The page layout of a house: kept, inherited, drawn, measured against, given back."""

import io
from dataclasses import replace
from decimal import Decimal

import docx
import pytest

from shuping.adapters.docx_out import docx_of
from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles.models import Cycle
from shuping.apps.documents import api, queries, rendering
from shuping.apps.documents.models import PageLayout
from shuping.apps.documents.services import checking
from shuping.apps.documents.services.layouts import save_layout
from shuping.core.documents.house_layout import HouseLayout
from shuping.core.errors import RuleError
from shuping.dev.demo.register import Cast
from tests.factories.papers import circular

from .conftest import NOW
from .making import paper
from .test_visibility import client

LOCAL = HouseLayout(top=35, bottom=33, left=27, right=27, pitch=Decimal("29.00"))


def margins(made: api.Document) -> list[int]:
    """Of the newest docx, millimetres: top, bottom, left, right."""
    file = made.files.filter(role="word").last()
    assert file is not None
    section = docx.Document(io.BytesIO(rendering.store().read(file.digest))).sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    return [round(side.mm) for side in sides if side is not None]


@pytest.mark.feature("DOC-05", "DOC-13")
def test_papers_made_from_then_on_follow_the_layout_of_the_house(cast: Cast, cycle: Cycle) -> None:
    made, ledger = paper(cast, cycle, "circular"), paper(cast, cycle, "unit_ledger", unit="H02")
    own = {"organization": cast.root, "by": cast.actor("office"), "at": NOW}
    kept = save_layout(layout=LOCAL, revision=0, **own)
    assert kept is not None and AuditEvent.objects.latest("pk").action == "documents.layout.kept"
    assert margins(made) == [37, 35, 28, 26]
    again = paper(cast, cycle, "circular")
    assert again.pk == made.pk and again.versions.count() == 2
    assert margins(again) == [35, 33, 27, 27]
    assert paper(cast, cycle, "circular").versions.count() == 2
    paper(cast, cycle, "unit_ledger", unit="H02")
    assert margins(ledger) == [22, 20, 18, 18]  # a ledger keeps the margins of its sheet
    unit = cast.units["H02"].organization
    assert queries.house_layout(unit) == LOCAL  # inherited
    assert save_layout(layout=HouseLayout(), revision=kept.revision, **own) is None
    assert queries.house_layout(unit) == HouseLayout() and not PageLayout.objects.exists()


@pytest.mark.feature("DOC-13")
def test_an_upload_is_measured_against_the_layout_of_the_house(cast: Cast) -> None:
    data = docx_of(circular())
    assert not [one for one in checking.of_upload(data, "a.docx", "red_head") if one["part"] == "page"]
    found = checking.of_upload(data, "a.docx", "red_head", LOCAL)
    assert {one["code"] for one in found} >= {"margin_top", "margin_bottom"}


def test_of_two_people_the_second_is_told_who_was_first(cast: Cast) -> None:
    own = {"organization": cast.root, "at": NOW}
    save_layout(layout=LOCAL, revision=0, by=cast.actor("office"), **own)
    with pytest.raises(RuleError) as refused:
        save_layout(layout=replace(LOCAL, lines=20), revision=0, by=cast.actor("office-head"), **own)
    assert refused.value.params == {"who": cast.actor("office").name, "at": "2022-01-12 10:00"}
    assert PageLayout.objects.get().lines == 22


@pytest.mark.feature("DOC-05")
def test_the_page_keeps_what_was_typed_and_says_what_fits(cast: Cast) -> None:
    browser = client("office")
    address = "/manage/documents/layout/"
    form = browser.get(address).context["form"]
    typed = {name: str(field.value()) for name, field in ((one.name, one) for one in form)}
    answer = browser.post(address, {**typed, "lines": "30"})
    assert answer.status_code == 409 and 'value="30"' in answer.content.decode()
    assert "22" in str(answer.context["form"].errors)
    assert browser.post(address, {**typed, "top": "35", "lines": "20"}).status_code == 302
    row = PageLayout.objects.get()
    assert (row.top, row.lines, row.revision, row.changed_by) == (35, 20, 1, cast.actor("office").name)
    assert browser.get(f"{address}?standard").context["form"]["top"].value() == 37
