"""My day, the round board, a unit's card, the search."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.notices.models import Reminder
from shuping.apps.portal import finding, queries
from shuping.apps.portal.wording import AREAS
from shuping.apps.rectification.models import Feedback, Issue
from shuping.apps.reports import api as reports_api
from shuping.apps.reports.models import Report, VersionText
from shuping.core.roles.catalog import Role
from tests.apps.registers.permission_rows import make_document
from tests.factories.world import World

Browser = Callable[..., Client]
TODAY = date(2021, 1, 20)  # the report date of the world's round is 25 January


def problem(world: World, whose: str, cycle: object, number: int, text: str, **values: object) -> Issue:
    """A problem a unit was told of."""
    unit = world.unit(whose)
    stated = {"state": "in_progress", "told_at": datetime(2021, 1, 10, tzinfo=UTC), **values}
    return Issue.objects.create(
        cycle=cycle,  # type: ignore[misc]
        organization=unit.organization,
        person=unit.secretary,
        number=number,
        source="comment",
        text=text,
        **stated,
    )


@pytest.fixture
def owing(world: World) -> World:
    """The own unit owes its report, the other has handed in late for the second time."""
    Report.objects.create(participant=world.own.participant, kind="written", state="draft")
    Report.objects.create(
        participant=world.other.participant,
        kind="written",
        state="submitted",
        late=True,
        round_number=2,
        submitted_at=datetime(2021, 1, 19, tzinfo=UTC),
    )
    return world


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_the_day_opens_for_every_role(owing: World, client_of: Browser, role: str) -> None:
    page = client_of(role).get(reverse("portal:my_day"))
    assert page.status_code == 200
    assert "待办" in page.content.decode()


def test_the_year_stands_in_six_steps_with_the_present_one_marked(world: World) -> None:
    states = [step.state for step in queries.year_bar(world.cycle)]
    assert states == ["done", "now", "", "", "", ""]
    assert [step.day for step in queries.year_bar(world.cycle)][1:3] == [date(2021, 1, 25), date(2021, 1, 28)]
    assert {step.state for step in queries.year_bar(world.last_cycle)} == {"done"}


@pytest.mark.feature("DSH-01")
def test_work_of_all_apps_stands_together_by_due_date(owing: World) -> None:
    Reminder.objects.create(
        organization=owing.own.organization,
        subject="report:1",
        kind="reminder",
        way="phone",
        text="请按时报送",
        at=datetime(2021, 1, 19, tzinfo=UTC),
        due_on=date(2021, 1, 18),
    )
    groups = queries.day_groups(owing.actor("clerk"), on=TODAY)
    found = {group.key: [line.kind for line in group.lines] for group in groups}
    assert found["late"] == ["notices.reminder"]
    assert "reports.write" in found["week"]
    office = {line.kind for group in queries.day_groups(owing.actor("office"), on=TODAY) for line in group.lines}
    assert "reports.review" in office


@pytest.mark.feature("DSH-01")
def test_what_waits_is_also_one_list_to_narrow_and_download(owing: World, client_of: Browser) -> None:
    office, url = client_of("office"), reverse("portal:waiting")
    listing = office.get(url).context["listing"]
    every = [str(row[1].text) for row in listing.page]
    assert every == [
        str(line.text) for group in queries.day_groups(owing.actor("office"), on=TODAY) for line in group.lines
    ]
    reports = office.get(url, {"f_area": "述职报告", "sort": "-due"}).context["listing"]
    assert {row[1].kind.split(".")[0] for row in reports.page} == {"reports"}
    assert office.get(url, {"download": "xlsx"})["Content-Type"].endswith("sheet")
    assert f'href="{url}"' in office.get(reverse("portal:my_day")).content.decode()


def test_every_kind_of_work_belongs_to_a_part_of_the_house() -> None:
    assert {source.__module__.split(".")[2] for source in queries.SOURCES} == set(AREAS)


def test_every_app_below_the_portal_is_asked_for_its_work() -> None:
    asked = {source.__module__.split(".")[2] for source in queries.SOURCES}
    apps = {
        "rounds", "notices", "documents", "rectification", "grades", "ballots", "assessments", "desk", "reports",
        "registers", "cycles", "organization", "accounts",
    }  # fmt: skip
    assert asked == apps


def test_numbers_count_only_what_is_within_reach(owing: World) -> None:
    problem(owing, "own", owing.last_cycle, 1, "联系点走访少", due_on=date(2021, 1, 1))
    problem(owing, "other", owing.last_cycle, 1, "学习不深入", state="signed_off")

    def values(role: str, whose: str = "own") -> list[str]:
        return [one.value for one in queries.numbers(owing.actor(role, whose), owing.cycle, on=TODAY)]

    assert values("office") == ["2", "1/2", "0", "50.0 %"]
    assert values("clerk") == ["1", "0/1", "0", "0.0 %"]
    assert values("reporter", "other") == ["1", "1/1", "0", "100.0 %"]
    assert values("system_admin") == []


@pytest.mark.feature("DSH-02")
def test_the_board_says_who_handed_in_who_waits_and_who_is_late(owing: World) -> None:
    lines = queries.board(owing.actor("office"), owing.cycle, on=TODAY)
    own, other = lines
    assert (own.state, own.overdue, own.round_number, own.submitted_at) == ("draft", False, 0, None)
    assert (other.state, other.late, other.round_number, other.handed_in) == ("submitted", True, 2, True)
    assert queries.board(owing.actor("office"), owing.cycle, on=date(2021, 1, 26))[0].overdue is True
    assert own.contact is not None
    assert own.contact.office_phone == "0900-8800"
    assert "2021年1月25日" in own.text
    assert queries.reminder_to_all(lines, TODAY) == (
        "截至2021年1月20日，尚未报送述职报告的单位：测试甲中心（期限2021年1月25日）。请抓紧办理。"
    )
    late = queries.reminder_to_all(lines, date(2021, 1, 27))
    assert "测试甲中心（期限2021年1月25日，已逾期2天）" in late
    assert queries.reminder_to_all([other], TODAY) == ""


@pytest.mark.feature("DSH-02")
def test_a_unit_sees_only_itself_on_the_board(owing: World, client_of: Browser) -> None:
    page = client_of("clerk").get(reverse("portal:board")).content.decode()
    assert "测试甲中心" in page
    assert "测试乙中心" not in page


@pytest.mark.feature("DSH-02")
def test_a_reminder_is_copied_and_recorded_from_the_board(owing: World, client_of: Browser) -> None:
    office = client_of("office")
    address = reverse("portal:board")
    page = office.get(address).content.decode()
    assert "data-copy" in page
    assert "0900-8800" in page
    subject = queries.board(owing.actor("office"), owing.cycle, on=TODAY)[0].subject
    fields = {"kind": "reminder", "way": "copied", "text": "请按时报送", "subject": subject, "back": address}
    answer = office.post(reverse("notices:write", args=[owing.own.organization.pk]), fields)
    assert answer.headers["Location"] == address
    assert len(queries.board(owing.actor("office"), owing.cycle, on=TODAY)[0].reminders) == 1


@pytest.mark.feature("DSH-12")
def test_the_board_downloads(owing: World, client_of: Browser) -> None:
    answer = client_of("office").get(reverse("portal:board"), {"download": "xlsx"})
    assert answer.content[:2] == b"PK"


def test_an_unknown_round_is_not_found(owing: World, client_of: Browser) -> None:
    assert client_of("office").get(reverse("portal:board"), {"round": "999999"}).status_code == 404
    page = client_of("office").get(reverse("portal:board"), {"round": str(owing.last_cycle.pk)})
    assert page.status_code == 200


@pytest.mark.parametrize("page", ["portal:my_day", "portal:board"])
def test_pages_ask_the_database_equally_often_however_many_report(owing: World, client_of: Browser, page: str) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    def asked() -> int:
        client = client_of("office")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(reverse(page)).status_code == 200
        return len(caught)

    few = asked()
    for number in range(20):
        participant = owing.cycle.participants.create(
            organization=owing.own.branch,
            person=owing.own.branch_secretary,
            organization_name=f"单位{number}",
            person_name=f"书记{number}",
            mode="written",
            order_no=10 + number,
        )
        Report.objects.create(participant=participant, kind="written", state="draft")
    assert asked() <= few


def test_the_card_shows_secretary_problems_and_figures_on_one_page(owing: World, client_of: Browser) -> None:
    problem(owing, "own", owing.last_cycle, 1, "联系点走访少")
    first = problem(owing, "own", owing.last_cycle, 2, "理论学习抓得不紧", state="relapsed")
    problem(owing, "own", owing.cycle, 1, "理论学习仍不够紧", parent=first)
    page = client_of("presider").get(reverse("portal:card", args=[owing.own.organization.pk])).content.decode()
    for words in ("书记1", "联系点走访少", "理论学习仍不够紧", "0900-8800"):
        assert words in page
    assert client_of("reporter").get(reverse("portal:card", args=[owing.own.organization.pk])).status_code == 200
    other = client_of("reporter", "other").get(reverse("portal:card", args=[owing.own.organization.pk]))
    assert other.status_code == 404


def test_two_chinese_characters_find_units_people_problems_and_report_titles(owing: World, client_of: Browser) -> None:
    problem(owing, "own", owing.last_cycle, 1, "联系点走访少")
    report = Report.objects.get(participant=owing.other.participant)
    report.versions.create(
        number=1, title="走访联系点述职报告", sections={}, length=1, problem_length=0, submitted=True,
        at=datetime(2021, 1, 19, tzinfo=UTC),
    )  # fmt: skip
    office = client_of("office")
    address = reverse("portal:search")
    assert "联系点走访少" in office.get(address, {"q": "走访"}).content.decode()
    assert "走访联系点述职报告" in office.get(address, {"q": "走访"}).content.decode()
    assert "测试乙中心" in office.get(address, {"q": "乙中"}).content.decode()
    assert "书记1" in office.get(address, {"q": "书记"}).content.decode()
    assert "请至少输入两个字" in office.get(address, {"q": "走"}).content.decode()
    assert "没有找到" in office.get(address, {"q": "不存在的"}).content.decode()


def test_the_search_finds_nothing_beyond_reach(owing: World) -> None:
    problem(owing, "own", owing.last_cycle, 1, "联系点走访少")
    assert finding.search(owing.actor("clerk", "other"), "走访") == []
    names = [hit.text for group in finding.search(owing.actor("clerk", "other"), "测试") for hit in group.hits]
    assert "测试甲中心" not in names
    assert "测试乙中心" in names


@pytest.mark.parametrize(
    ("share", "words"), [((1, 3), "33.3 %"), ((2, 3), "66.7 %"), ((1, 16), "6.3 %"), ((1, 1), "100.0 %")]
)
def test_shares_are_rounded_half_up(share: tuple[int, int], words: str) -> None:
    from fractions import Fraction  # noqa: PLC0415

    assert queries.percent(Fraction(*share)) == words
    assert queries.percent(None) == ""


def test_feedback_is_not_needed_for_a_card(world: World) -> None:
    assert Feedback.objects.count() == 0
    card = queries.card_of(world.actor("presider"), world.own.organization, on=TODAY)
    assert [year.year for year in card.years] == [2020, 2019]
    assert card.years[0].grade == ""


def test_the_search_names_no_report_that_its_reader_may_not_open_yet(owing: World) -> None:
    report = Report.objects.get(participant=owing.other.participant)
    given = {"sections": {}, "length": 1, "problem_length": 0, "submitted": True}
    handed_in = datetime(2021, 1, 19, tzinfo=UTC)
    report.versions.create(number=1, title="走访述职报告", at=handed_in, **given)
    report.versions.create(number=2, title="撤回的走访稿", at=handed_in, withdrawn_at=handed_in, **given)

    def titles(role: str) -> list[str]:
        return [hit.text for group in finding.search(owing.actor(role), "走访") for hit in group.hits]

    assert titles("office") == ["走访述职报告"]
    assert titles("member") == []
    Report.objects.filter(pk=report.pk).update(state="approved")
    assert titles("member") == ["走访述职报告"]


def test_the_numbers_and_the_card_of_a_unit_count_no_problem_it_was_not_told_of(owing: World) -> None:
    problem(owing, "own", owing.cycle, 1, "已经反馈的问题")
    problem(owing, "own", owing.cycle, 2, "尚未反馈的问题", told_at=None)
    shown = {number.label: number.value for number in queries.numbers(owing.actor("reporter"), owing.cycle, on=TODAY)}
    assert "1" in shown.values()
    assert "2" not in shown.values()
    card = queries.card_of(owing.actor("reporter"), owing.own.organization, on=TODAY)
    assert card.years[0].figures.total == 1
    assert [row.text for row in card.open_issues] == ["已经反馈的问题"]


def _hand_in(world: World, whose: str, sections: dict[str, str], title: str = "述职报告") -> Report:
    report = Report.objects.get(participant=world.unit(whose).participant)
    report.versions.create(
        number=report.versions.count() + 1, title=title, sections=sections, length=1, problem_length=0, submitted=True,
        at=datetime(2021, 1, 19, tzinfo=UTC),
    )  # fmt: skip
    return report


@pytest.mark.feature("I18-07")
def test_the_search_finds_a_word_of_two_characters_inside_a_report(owing: World) -> None:
    _hand_in(owing, "own", {"problems": "联系点走访不够，隐患整治进展慢。"})
    (group,) = finding.search(owing.actor("office"), "隐患")
    assert "隐患整治" in group.hits[0].about
    assert finding.search(owing.actor("office"), "患隐") == []
    assert finding.search(owing.actor("office"), "走访 进展")
    assert not finding.search(owing.actor("office"), "走访 缺失")


@pytest.mark.feature("I18-07")
def test_the_search_finds_names_by_initials_and_papers_by_number(owing: World) -> None:
    make_document(owing, "青直工发〔2021〕3号")
    units = {hit.text for group in finding.search(owing.actor("office"), "csjzx") for hit in group.hits}
    assert "测试甲中心" in units
    (group,) = finding.search(owing.actor("office"), "青直工发[2021]3号")
    assert group.hits[0].text == "关于加强基层党建工作的意见"
    assert finding.search(owing.actor("clerk"), "青直工发") == []


def test_a_version_saved_by_the_house_carries_the_text_that_is_searched(owing: World) -> None:
    report = _hand_in(owing, "own", {"achievements": "ＡＢＣ党建品牌", "problems": "短板"}, "题目")
    assert report.versions.get().searched.text == "题目\nabc党建品牌\n短板"
    assert not [line for line in reports_api.damage() if "searched" in line]
    VersionText.objects.update(text="别的")
    assert [line for line in reports_api.damage() if "searched" in line]
