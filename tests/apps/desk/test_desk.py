"""The desk: looking through, both sides, answers and verdicts, what an author sees, the libraries, damage."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Word

from shuping.apps.audit.models import AuditEvent
from shuping.apps.desk import api, queries, services, wording
from shuping.apps.desk.models import Examination, Hint, Verdict
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from tests.factories.world import World, make_person

from .permission_rows import AT, make_hint, make_version

pytestmark = pytest.mark.django_db

COPIED = (
    "针对养护工区党员分散、组织生活难以集中的实际，我牵头建立流动学习点，由党支部书记轮流到工区上门送学，"
    "全年送学四十二次，覆盖一线党员三百一十六人，意见箱收到的建议由六条增加到二十九条。"
)
OWN = {
    "achievements": f"我主持研究党建工作6次。{COPIED}我带头讲党课4次。",
    "problems": "一是联系点走访不够，全年只走访2次。二是创新举措不多，习惯于照搬照抄。",
    "causes": "我对联系点重视不够。",
    "plans": "3月底前走访全部12个联系点，由我负责。",
}
OTHER = {
    "achievements": f"{COPIED}我主持党委会议5次，解决职工食堂问题3个。",
    "problems": "一是创新举措不多，满足于上传下达。二是支部标准化基础薄弱。",
    "causes": "我抓得不细。",
    "plans": "6月底前完成4个支部达标，由我负责。",
}


def look_through(world: World, *, again: bool = False) -> int:
    return services.examine_round(cycle=world.cycle, by=world.actor(Role.OFFICE), at=AT, again=again)


def hints(world: World, whose: str, kind: str) -> list[Hint]:
    participant = world.unit(whose).participant
    return list(Hint.objects.filter(examination__version__report__participant=participant, kind=kind))


@pytest.mark.feature("REP-07")
@pytest.mark.feature("REP-11")
def test_a_passage_in_two_reports_is_shown_from_both_sides(world: World, client_of: Callable[..., Client]) -> None:
    mine, theirs = make_version(world, "own", OWN), make_version(world, "other", OTHER)
    assert look_through(world) == 2
    (here,), (there,) = hints(world, "own", "overlap"), hints(world, "other", "overlap")
    assert (here.other_id, there.other_id) == (theirs.pk, mine.pk)
    assert COPIED[:40] in here.text
    assert (here.start, here.end) == (there.other_start, there.other_end)
    page = client_of(Role.OFFICE).get(reverse("desk:hint", args=[here.pk])).content.decode()
    assert page.count("由党支部书记轮流到工区上门送学") >= 2
    assert "测试乙中心" in page
    assert list(api.damage()) == []


@pytest.mark.feature("REP-09")
def test_looking_through_again_reports_no_old_pair_anew(world: World) -> None:
    make_version(world, "own", OWN)
    look_through(world)
    assert hints(world, "own", "overlap") == []
    make_version(world, "other", OTHER)
    assert look_through(world) == 1
    assert hints(world, "own", "overlap") == []  # what was looked through stays as it was judged
    assert len(hints(world, "other", "overlap")) == 1
    with pytest.raises(RuleError, match="desk.nothing_new"):
        look_through(world)
    assert look_through(world, again=True) == 2
    assert len(hints(world, "own", "overlap")) == 1


@pytest.mark.feature("REP-08")
@pytest.mark.feature("REP-13")
def test_the_units_own_earlier_report_is_told_apart_from_others(world: World) -> None:
    last = make_version(world, "own", {"achievements": COPIED, "problems": "走访不够。"}, world.last_cycle)
    make_version(world, "own", OWN)
    look_through(world)
    (hint,) = hints(world, "own", "overlap")
    assert (hint.label, hint.other_id, hint.on_request) == ("own_year", last.pk, True)


@pytest.mark.feature("REP-10")
def test_what_a_text_of_the_library_says_is_left_out(world: World) -> None:
    services.add_official_text(
        title="关于流动学习点的通知", text=COPIED, issued_on=date(2020, 1, 1), by=world.actor(Role.OFFICE), at=AT
    )
    make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    look_through(world)
    assert hints(world, "own", "overlap") == []


def test_an_official_text_of_a_later_day_is_no_excuse(world: World) -> None:
    services.add_official_text(
        title="关于流动学习点的通知", text=COPIED, issued_on=date(2021, 6, 1), by=world.actor(Role.OFFICE), at=AT
    )
    make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    look_through(world)
    assert len(hints(world, "own", "overlap")) == 1


@pytest.mark.feature("REP-23")
def test_wrong_wording_is_shown_with_its_basis_and_the_office_adds_lines(world: World) -> None:
    office = world.actor(Role.OFFICE)
    services.add_wording(
        kind="organ", correct="省直机关工委", wrong=["省直工会"], basis="省委办公厅文件（2018年）", valid_from=2018,
        valid_to=None, by=office, at=AT,
    )  # fmt: skip
    make_version(world, "own", {**OWN, "causes": "我学习党中心精神和省直工会部署不深。"})
    look_through(world)
    found = {hint.text: hint.params["expected"] for hint in hints(world, "own", "wording")}
    assert found["党中心"] == "党中央"
    assert found["省直工会"] == "省直机关工委"


@pytest.mark.feature("REP-23")
def test_a_quotation_is_held_against_the_whole_texts_of_the_library(world: World) -> None:
    begun = "各单位要统筹安排，结合点多线长、人员分散的实际，把组织生活送到基层党员身边。要把"
    for day, ended in ((date(2020, 1, 1), "一线"), (date(2021, 6, 1), "一钱")):  # the later one could not be quoted yet
        text = f"{begun}流动学习点建在工区、设在{ended}，由党支部书记轮流送学。"
        services.add_official_text(
            title=f"{day.year}年通知", text=text, issued_on=day, by=world.actor(Role.OFFICE), at=AT
        )
    wrong = "流动学习点建在工区、设在一钱，由党支部书记轮流送学"
    right = "由党支部书记轮流送学，建在工区、设在一线"  # two stretches of it: nowhere near one passage
    make_version(world, "own", {**OWN, "causes": f"我对“{wrong}”学得不深，对“{right}”做得不够。"})
    look_through(world)
    ((text, params),) = [(one.text, one.params) for one in hints(world, "own", "quotation")]
    assert (text, params["basis"]) == (wrong, "2020年通知")
    assert params["expected"] == wrong.replace("钱", "线")


@pytest.mark.feature("REP-16")
def test_who_reports_for_another_unit_is_a_foreign_name_and_the_units_own_people_are_not(world: World) -> None:
    make_person(world.own.organization, "欧阳林")
    stranger = world.other.participant.person_name
    plans = f"由党办主任欧阳林负责，由{stranger}同志牵头，3月底前走访12个联系点。"
    make_version(world, "own", {**OWN, "plans": plans})
    make_version(world, "other", OTHER)
    look_through(world)
    named = {one.text for one in hints(world, "own", "duty") if "foreign_name" in one.params["code"]}
    assert stranger in named
    assert "欧阳林" not in named


@pytest.mark.feature("SPC-11")
def test_the_words_swapped_in_a_reworded_passage_are_listed(world: World, client_of: Callable[..., Client]) -> None:
    swapped = COPIED.replace("难以集中", "不易集中").replace("收到", "收集")
    make_version(world, "own", {**OWN, "achievements": f"我主持研究党建工作6次。{swapped}"})
    make_version(world, "other", OTHER)
    look_through(world)
    (hint,) = hints(world, "own", "reworded")
    page = client_of(Role.OFFICE).get(reverse("desk:hint", args=[hint.pk]))
    assert [(one.found, one.instead) for one in page.context["swaps"]] == [("不易", "难以"), ("收集", "收到")]
    assert "<mark>不易</mark> ｜ 难以" in page.content.decode()


@pytest.mark.feature("REP-15")
@pytest.mark.feature("REP-16")
def test_thin_words_and_names_of_other_units_are_hints(world: World) -> None:
    sections = {**OWN, "achievements": "我高度重视、统筹推进，狠抓落实，取得明显成效。测试乙中心党委认真落实。"}
    make_version(world, "own", sections)
    make_version(world, "other", OTHER)
    look_through(world)
    assert hints(world, "own", "thin")
    codes = {hint.params["code"] for hint in hints(world, "own", "duty")}
    assert codes & {"reports.foreign_name", "reports.foreign_name_possible"}


@pytest.mark.feature("REP-19")
def test_the_author_answers_the_reviewer_dismisses_and_the_trail_keeps_both(
    world: World, client_of: Callable[..., Client]
) -> None:
    make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    look_through(world)
    (hint,) = hints(world, "own", "overlap")
    author, office = client_of(Role.CLERK), client_of(Role.OFFICE)
    own_page = author.get(reverse("desk:own", args=[hint.examination.version.report_id])).content.decode()
    assert "其他单位的报告" in own_page
    assert "测试乙中心" not in own_page
    said = author.post(reverse("desk:answer", args=[hint.pk]), {"text": "流动学习点由我中心首创，乙中心来学习过。"})
    assert said.status_code == 302
    address = reverse("desk:hint", args=[hint.pk])
    refused = office.post(address, {"verdict": "dismissed", "reason": " ", "seen": 0})
    assert (refused.status_code, Verdict.objects.count()) == (409, 0)
    assert office.post(address, {"verdict": "dismissed", "reason": "做法源自本单位", "seen": 0}).status_code == 302
    trail = office.get(reverse("desk:trail", args=[hint.examination.version.report_id])).content.decode()
    for words in ("流动学习点由我中心首创", "做法源自本单位", "不采纳", "已说明"):
        assert words in trail
    assert AuditEvent.objects.filter(action="desk.hint.dismissed").count() == 1


def test_a_verdict_of_an_earlier_version_stands_beside_the_same_place(
    world: World, client_of: Callable[..., Client]
) -> None:
    make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    look_through(world)
    (hint,) = hints(world, "own", "overlap")
    services.judge_hint(
        hint=hint, kind="dismissed", reason="做法源自本单位", seen=0, by=world.actor(Role.OFFICE), at=AT
    )
    make_version(world, "own", {**OWN, "causes": "我重视不够，抓得不紧。"})
    look_through(world)
    newest = Examination.objects.order_by("-version_id").first()
    assert newest is not None
    again = next(one for one in queries.hints_of(newest) if one.hint.kind == "overlap")
    assert again.before is not None
    assert again.before.reason == "做法源自本单位"
    page = client_of(Role.OFFICE).get(reverse("desk:hint", args=[again.hint.pk])).content.decode()
    assert "做法源自本单位" in page


def test_the_second_of_two_reviewers_is_told_who_was_first(world: World) -> None:
    hint = make_hint(world, "own")
    services.judge_hint(hint=hint, kind="agreed", reason="", seen=0, by=world.actor(Role.OFFICE), at=AT)
    with pytest.raises(RuleError) as refused:
        services.judge_hint(hint=hint, kind="dismissed", reason="x", seen=0, by=world.actor(Role.OFFICE_HEAD), at=AT)
    assert refused.value.code == "desk.judged_meanwhile"
    assert refused.value.params["who"] == str(world.user(Role.OFFICE))
    services.judge_hint(hint=hint, kind="dismissed", reason="x", seen=1, by=world.actor(Role.OFFICE_HEAD), at=AT)
    assert [row.kind for row in hint.verdicts.all()] == ["agreed", "dismissed"]


def test_a_reason_stands_under_the_verdict_it_was_given_for(world: World, client_of: Callable[..., Client]) -> None:
    hint = make_hint(world, "own")
    first, second = world.actor(Role.OFFICE), world.actor(Role.OFFICE_HEAD)
    services.judge_hint(hint=hint, kind="dismissed", reason="做法源自本单位", seen=0, by=first, at=AT)
    services.judge_hint(hint=hint, kind="agreed", reason="", seen=1, by=second, at=AT)
    address = reverse("desk:report", args=[hint.examination.version.report_id])
    page = client_of(Role.OFFICE).get(address).content.decode()
    assert f"{wording.ACTS['dismissed']}：做法源自本单位" in page


def test_a_judged_look_is_never_made_anew(world: World) -> None:
    make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    look_through(world)
    (hint,) = hints(world, "own", "overlap")
    services.judge_hint(hint=hint, kind="agreed", reason="", seen=0, by=world.actor(Role.OFFICE), at=AT)
    assert look_through(world, again=True) == 1
    hint.refresh_from_db()
    assert hint.verdicts.count() == 1


@pytest.mark.feature("REP-12")
def test_reports_that_share_text_stand_in_one_group(world: World, client_of: Callable[..., Client]) -> None:
    make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    look_through(world)
    (group,) = queries.clusters(world.actor(Role.OFFICE), world.cycle)
    assert (group.label, len(group.reports)) == ("copy", 2)
    page = client_of(Role.OFFICE).get(reverse("desk:groups", args=[world.cycle.pk])).content.decode()
    assert "测试甲中心" in page
    assert client_of(Role.CLERK).get(reverse("desk:groups", args=[world.cycle.pk])).status_code == 404


@pytest.mark.feature("REC-14")
@pytest.mark.feature("REC-15")
@pytest.mark.feature("DSH-06")
def test_problems_of_several_units_and_of_several_years_are_found(
    world: World, client_of: Callable[..., Client]
) -> None:
    make_version(
        world, "own", {"achievements": "无", "problems": "一是联系点走访不够，全年只走访1次。"}, world.last_cycle
    )
    make_version(world, "own", OWN)
    taken_back = make_version(world, "other", OTHER)
    look_through(world)
    page = client_of(Role.OFFICE).get(reverse("desk:problems", args=[world.cycle.pk])).content.decode()
    assert "P2 创新不足、照搬照抄" in page
    assert "2个单位" in page
    assert "2019、2020" in page
    assert "转为问题" in page
    link = page.split("/place/")[0].rsplit('"', 1)[1] + "/place/" + page.split("/place/")[1].split("#")[0]
    assert 'id="place"' in client_of(Role.OFFICE).get(link).content.decode()
    taken_back.withdrawn_at = AT
    taken_back.save()
    assert "2个单位" not in client_of(Role.OFFICE).get(reverse("desk:problems", args=[world.cycle.pk])).content.decode()


def test_the_look_at_a_draft_is_kept_nowhere(world: World, client_of: Callable[..., Client]) -> None:
    make_version(world, "other", OTHER)
    report = make_version(world, "own", OWN).report
    page = client_of(Role.CLERK).post(reverse("desk:draft", args=[report.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "其他单位的报告" in text
    assert "测试乙中心" not in text
    assert not Examination.objects.exists()


def test_the_hints_of_a_report_come_as_word_and_pdf(world: World, client_of: Callable[..., Client]) -> None:
    hint = make_hint(world, "own")
    services.answer_hint(hint=hint, text="已补充数字", by=world.actor(Role.CLERK), at=AT)
    client, report = client_of(Role.OFFICE), hint.examination.version.report_id
    word = client.get(reverse("desk:paper", args=[report, "docx"]))
    cells = [cell.text for table in Word(BytesIO(word.content)).tables for row in table.rows for cell in row.cells]
    assert "联系点走访不够深入" in cells
    assert "已补充数字" in cells
    assert client.get(reverse("desk:paper", args=[report, "pdf"])).content.startswith(b"%PDF")
    assert client.get(reverse("desk:paper", args=[report, "odt"])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "desk.title_missing"),
        ({"text": "太短"}, "desk.text_short"),
        ({"text": "，" * 80}, "desk.text_short"),
    ],
)
def test_a_text_that_cannot_serve_is_refused(world: World, changes: dict[str, str], code: str) -> None:
    values: dict[str, Any] = {"title": "通知", "text": COPIED, **changes}
    with pytest.raises(RuleError) as refused:
        services.add_official_text(**values, issued_on=date(2020, 1, 1), by=world.actor(Role.OFFICE), at=AT)
    assert refused.value.code == code


def test_the_libraries_over_the_pages(world: World, client_of: Callable[..., Client]) -> None:
    office = client_of(Role.OFFICE)
    given = {"title": "通知", "issued_on": "2020-01-01", "text": COPIED}
    assert office.post(reverse("desk:text_new"), given).status_code == 302
    assert office.post(reverse("desk:text_new"), given).status_code == 409
    line = {"kind": "organ", "correct": "省直机关工委", "wrong": "省直工会\n", "basis": "文件", "valid_from": "2018"}
    assert office.post(reverse("desk:wording_new"), line).status_code == 302
    turned = office.post(reverse("desk:wording_new"), {**line, "valid_to": "2017"})
    assert (turned.status_code, "省直工会" in turned.content.decode()) == (409, True)
    assert "省直机关工委" in office.get(reverse("desk:wording"), {"q": "省直机关工委"}).content.decode()


@pytest.mark.parametrize("many", [2])
def test_the_queries_of_a_report_do_not_grow_with_its_hints(
    world: World, client_of: Callable[..., Client], many: int
) -> None:
    hint, client = make_hint(world, "own"), client_of(Role.OFFICE)
    address = reverse("desk:report", args=[hint.examination.version.report_id])
    client.get(address)
    counts = []
    for first in (2, 20):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
        for number in range(first, first + 10 * many):
            Hint.objects.create(
                examination=hint.examination, number=number + first * 100, kind="thin", start=0, end=4, text="我带头走",
                trace=str(number),
            )  # fmt: skip
    assert counts[0] == counts[1]


def test_the_day_of_reviewer_and_author_shows_what_waits(world: World) -> None:
    version = make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    on = date(2021, 1, 20)
    assert {line.kind: line.count for line in api.waiting(world.actor(Role.OFFICE), on=on)} == {"desk.examine": 2}
    look_through(world)
    version.report.state = "returned"
    version.report.save()
    (line,) = api.waiting(world.actor(Role.CLERK), on=on)
    assert line.kind == "desk.answer"
    (hint,) = hints(world, "own", "overlap")
    services.answer_hint(hint=hint, text="说明", by=world.actor(Role.CLERK), at=AT)
    assert [line.kind for line in api.waiting(world.actor(Role.OFFICE), on=on)] == ["desk.judge"]


@pytest.mark.feature("OPS-09")
def test_planted_damage_of_the_desk_is_found(world: World) -> None:
    hint = make_hint(world, "own")
    services.judge_hint(hint=hint, kind="dismissed", reason="x", seen=0, by=world.actor(Role.OFFICE), at=AT)
    assert list(api.damage()) == []
    Hint.objects.update(number=3, end=500, kind="overlap")
    Verdict.objects.update(reason="")
    Examination.objects.update(at=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=1))
    found = "\n".join(api.damage())
    for words in (
        "dismissed without a reason",
        "not numbered",
        "points beside",
        "second side",
        "before it was handed in",
    ):
        assert words in found


@pytest.mark.feature("REP-11")
def test_a_passage_in_three_places_is_listed_by_date_with_its_own_report_among_them(
    world: World, client_of: Callable[..., Client]
) -> None:
    make_version(world, "other", {"achievements": COPIED, "problems": "走访不够。"}, world.last_cycle)
    first = make_version(world, "other", OTHER)
    mine = make_version(world, "own", OWN)
    for version, day in ((first, 5), (mine, 9)):
        version.at = datetime(2021, 1, day, tzinfo=UTC)
        version.save()
    services.add_official_text(
        title="2020年党建工作要点", text=COPIED, issued_on=date(2020, 2, 1), compared=True,
        by=world.actor(Role.OFFICE), at=AT,
    )  # fmt: skip
    look_through(world)
    hint = next(one for one in hints(world, "own", "overlap") if one.other_id == first.pk)
    page = client_of(Role.OFFICE).get(reverse("desk:hint", args=[hint.pk]))
    assert [one["day"] for one in page.context["places"]] == [
        date(2020, 2, 1), date(2021, 1, 5), date(2021, 1, 9), date(2021, 1, 20),
    ]  # fmt: skip
    assert [one["here"] for one in page.context["places"]] == [False, False, True, False]
    assert [bool(one["address"]) for one in page.context["places"]] == [True, False, False, True]
    assert "该段文字的出处（按日期）" in page.content.decode()
    assert "按报送或印发日期排列" in page.content.decode()
