"""Why a problem arose and where it was found: typed once, by office or unit or table, and read wherever it is shown."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shuping.adapters.sheets import read_table, write_table
from shuping.apps.rectification import api
from shuping.apps.rectification.models import Issue
from shuping.apps.rectification.services.dictionary import seed_common_problems
from tests.apps.rectification.making import case_f, fill
from tests.apps.rectification.pages import LogIn, address, text_of
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.feature("REC-02")
def test_a_root_cause_is_typed_by_the_office_taken_on_by_the_unit_and_read_in_list_and_workbook(
    world: World, at: datetime, client_of: LogIn
) -> None:
    issue = case_f(world, at).issues[1]
    office, reporter = client_of("office"), client_of("reporter")
    form = office.get(address("issue_edit", issue.pk)).context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None and value is not False}
    typed = {**sent, "root_cause": "制度执行没有人盯"}
    assert office.post(address("issue_edit", issue.pk), typed).status_code == 302
    stale = office.post(address("issue_edit", issue.pk), {**sent, "root_cause": "迟到的原因"})
    assert (stale.status_code, "迟到的原因" in text_of(stale)) == (409, True)
    assert "制度执行没有人盯" in text_of(reporter.get(address("issue", issue.pk)))
    # The unit answers for the cause in its plan; what it says stands from then on.
    fill(world, issue, at, root_cause="例会制度无人督促\n书记未列席")
    issue.refresh_from_db()
    assert issue.root_cause == "例会制度无人督促\n书记未列席"
    for reader in (office, reporter):
        assert "例会制度无人督促" in text_of(reader.get(address("issue", issue.pk)))
    sheet = read_table(office.get(address("issues"), {"download": "xlsx"}).content)
    causes = {str(record["问题"]): str(record["原因分析"]) for _number, record in sheet.records()}
    assert causes[issue.text].startswith("例会制度无人督促")


@pytest.mark.feature("SPC-15")
def test_a_workbook_of_the_life_meeting_keeps_source_and_cause_and_writes_all_rows_or_none(
    world: World, at: datetime, client_of: LogIn
) -> None:
    seed_common_problems(by=world.actor("office"), at=at)
    office = client_of("office")
    own, other = "测试甲中心", world.other.participant.organization_name
    heads = ["单位", "问题", "类别", "原因", "来源"]
    rows = [
        (own, "一岗双责停留在表面", "P4", "抓业务多、抓党建少", "2020年度民主生活会"),
        (other, "联系群众不经常", "", "", "2020年度民主生活会"),
    ]

    def upload(lines: list[tuple[str, ...]], **more: str) -> object:
        file = SimpleUploadedFile("查摆问题.xlsx", write_table("查摆问题", heads, lines))
        return office.post(address("import"), {"file": file, **more})

    broken = [*rows, ("没有这个单位", "问题", "", "", ""), (own, "", "P4", "", ""), (own, "又一条", "P99", "", "")]
    refused = text_of(upload(broken, confirm="yes"))
    for words in ("本轮次没有该名称的单位", "P99"):
        assert words in refused
    assert not Issue.objects.exists()
    checked = upload(rows)
    assert not Issue.objects.exists()
    again = checked.context["again"]  # type: ignore[attr-defined]
    assert office.post(address("import"), {"pasted": again, "confirm": "yes"}).status_code == 302
    kept = {
        row.organization.name: (row.source, row.source_detail, row.category and row.category.code, row.root_cause)
        for row in Issue.objects.select_related("organization", "category")
    }
    assert kept[world.own.organization.name] == ("life_meeting", "2020年度民主生活会", "P4", "抓业务多、抓党建少")
    assert kept[world.other.organization.name] == ("life_meeting", "2020年度民主生活会", None, "")
    row = Issue.objects.get(organization=world.own.organization)
    page = text_of(office.get(address("issue", row.pk)))
    for words in ("民主生活会", "2020年度民主生活会", "抓业务多、抓党建少"):
        assert words in page
    # A unit reads its own when it is fed back, never another's.
    assert client_of("reporter", "other").get(address("issue", row.pk)).status_code == 404
    assert list(api.damage()) == []
