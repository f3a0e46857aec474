"""The desk when something is in the way: a report that fails, versions taken back, two people, closed rounds."""

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as Word

from shuping.adapters import compiled_code, one_at_a_time
from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles.models import Cycle, Participant
from shuping.apps.desk import api, examining, queries, services, themes
from shuping.apps.desk.models import Examination, Hint, ProblemOverview
from shuping.apps.desk.services import looking
from shuping.apps.reports import api as reports_api
from shuping.apps.rounds import services as rounds
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from shuping.core.text import comparison
from tests.apps.cycles.permission_rows import child, child_row
from tests.factories.world import World

from .permission_rows import AT, make_hint, make_version
from .test_desk import COPIED, OTHER, OWN, hints, look_through

pytestmark = pytest.mark.django_db


def test_one_report_that_fails_does_not_lose_the_others_and_says_why(
    world: World, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = make_version(world, "own", OWN), make_version(world, "other", OTHER)
    examine = examining.Desk.examine

    def stumble(self: Any, source: examining.Source, *rest: Any) -> examining.Result:
        if source.key == broken.pk:
            raise ZeroDivisionError
        return examine(self, source, *rest)

    monkeypatch.setattr(examining.Desk, "examine", stumble)
    page = client_of(Role.OFFICE).post(reverse("desk:examine", args=[world.cycle.pk]), follow=True).content.decode()
    assert "测试甲中心的报告未能核查：核查该报告时程序出错（ZeroDivisionError）" in page
    assert "未能核查" in page
    assert Examination.objects.get(version=whole).hints.exists()
    assert Examination.objects.get(version=broken).trouble == "desk.program_fault"
    assert list(api.damage()) == []
    monkeypatch.undo()
    assert look_through(world) == 1  # the broken one is tried again, the other is left alone
    assert Examination.objects.get(version=broken).trouble == ""


def test_a_report_that_stops_the_comparison_is_found_out_and_left_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = make_version(world, "own", OWN), make_version(world, "other", OTHER)
    compare = comparison.compare

    def stumble(documents: Any, **rest: Any) -> Any:
        listed = list(documents)
        if any("流动学习点，" in one.text and "我主持研究" in one.text for one in listed):
            raise RuleError("desk.wording_unusable", words="测试")
        return compare(listed, **rest)

    monkeypatch.setattr(examining, "compare", stumble)
    assert look_through(world) == 1
    assert Examination.objects.get(version=broken).trouble == "desk.wording_unusable"
    assert Examination.objects.get(version=whole).trouble == ""


def test_sections_that_cannot_be_read_are_a_trouble_of_their_report_alone(
    world: World, client_of: Callable[..., Client]
) -> None:
    broken, _whole = make_version(world, "own", OWN), make_version(world, "other", OTHER)
    reports_api.ReportVersion.objects.filter(pk=broken.pk).update(sections=["no sections"])
    assert look_through(world) == 1
    assert Examination.objects.get(version=broken).trouble == "reports.unknown_section"
    page = client_of(Role.OFFICE).get(reverse("desk:report", args=[broken.report_id])).content.decode()
    assert "no sections" in page


def test_of_two_who_keep_what_they_found_the_second_is_told_who_was_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_version(world, "own", OWN)
    # Two machines with one database do not see each other's files.
    monkeypatch.setattr(one_at_a_time, "held", lambda place, words: nullcontext())
    keep = looking._keep_all

    def late(*rest: Any, **more: Any) -> int:
        monkeypatch.setattr(looking, "_keep_all", keep)
        look_through(world)  # the other person, while this one still looks
        return keep(*rest, **more)

    monkeypatch.setattr(looking, "_keep_all", late)
    with pytest.raises(RuleError, match="desk.looked_meanwhile") as refused:
        services.examine_round(cycle=world.cycle, by=world.actor(Role.OFFICE_HEAD), at=AT)
    assert refused.value.params["who"] == str(world.user(Role.OFFICE))
    assert Examination.objects.count() == 1


def test_while_one_looks_through_the_next_is_told_who_is_at_it_and_since_when(
    world: World, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_version(world, "own", OWN)
    among, told = examining.Desk.among, []

    def long(*rest: Any) -> examining.Desk:
        monkeypatch.setattr(examining.Desk, "among", among)
        answer = client_of(Role.OFFICE_HEAD).post(reverse("desk:examine", args=[world.cycle.pk]), follow=True)
        told.append(answer.content.decode())
        return among(*rest)

    monkeypatch.setattr(examining.Desk, "among", long)
    assert look_through(world) == 1
    assert f"{world.user(Role.OFFICE)}正在核查本轮报告（2021-01-20 08:00开始）" in told[0]
    assert Examination.objects.get().user == world.user(Role.OFFICE)
    with pytest.raises(RuleError, match="desk.nothing_new"):
        look_through(world)


def test_where_the_lists_of_problems_fail_the_hints_are_kept_and_the_lists_are_tried_again(
    world: World, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    office, address = client_of(Role.OFFICE), reverse("desk:examine", args=[world.cycle.pk])
    pages = [reverse(f"desk:{name}", args=[world.cycle.pk]) for name in ("round", "problems")]

    def stumble(*rest: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(themes, "work_out", stumble)
    said = office.post(address, follow=True).content.decode()
    assert "已核查2份报告" in said
    assert len(hints(world, "own", "overlap")) == 1
    for page in pages:
        text = office.get(page).content.decode()
        assert "查摆问题汇总未能生成（ZeroDivisionError）" in text
        assert "重新汇总查摆问题" in text
        assert "没有两个以上单位提到的同类问题" not in text  # nothing is said of what is unknown
    assert AuditEvent.objects.get(action="desk.round.examined").details["problems"] == "desk.problems_failed"

    monkeypatch.undo()
    assert "查摆问题已重新汇总" in office.post(address, follow=True).content.decode()
    assert "P2 创新不足、照搬照抄" in office.get(pages[1]).content.decode()
    assert "查摆问题汇总未能生成" not in office.get(pages[0]).content.decode()
    with pytest.raises(RuleError, match="desk.nothing_new"):
        look_through(world)

    listed = ProblemOverview.objects.get().at

    # A later failure leaves the earlier lists where they are, with their moment.
    make_version(world, "own", {**OWN, "causes": "我抓得不紧。"})
    monkeypatch.setattr(themes, "work_out", stumble)
    office.post(address)
    text = office.get(pages[1]).content.decode()
    assert "查摆问题汇总未能生成" in text
    assert "P2 创新不足、照搬照抄" in text
    assert ProblemOverview.objects.get().at == listed
    assert list(api.damage()) == []


def test_a_version_taken_back_shows_nothing_any_more(world: World, client_of: Callable[..., Client]) -> None:
    mine, theirs = make_version(world, "own", OWN), make_version(world, "other", OTHER)
    look_through(world)
    (here,), (there,) = hints(world, "own", "overlap"), hints(world, "other", "overlap")
    theirs.withdrawn_at = AT + timedelta(days=1)
    theirs.save()
    office = client_of(Role.OFFICE)
    assert office.get(reverse("desk:hint", args=[there.pk])).status_code == 404
    assert office.get(reverse("desk:report", args=[theirs.report_id])).status_code == 302
    page = office.get(reverse("desk:hint", args=[here.pk])).content.decode()
    assert "对方单位已撤回该稿" in page
    assert "我主持党委会议5次" not in page
    assert "测试乙中心" not in office.get(reverse("desk:groups", args=[world.cycle.pk])).content.decode()
    for act in (services.answer_hint, services.judge_hint):
        more = {"text": "说明"} if act is services.answer_hint else {"kind": "agreed", "reason": "", "seen": 0}
        with pytest.raises(RuleError, match="desk.version_withdrawn"):
            act(hint=there, **more, by=world.actor(Role.OFFICE), at=AT)
    assert Examination.objects.get(version=mine).hints.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"stage": "archived"}, "desk.round_archived"), ({"suspended_reason": "待定"}, "desk.round_suspended")],
)
def test_in_a_closed_round_hints_can_only_be_read(
    world: World, client_of: Callable[..., Client], changes: dict[str, str], code: str
) -> None:
    hint = make_hint(world, "own")
    Cycle.objects.filter(pk=world.cycle.pk).update(**changes)
    world.cycle.refresh_from_db()
    office = world.actor(Role.OFFICE)
    hint.refresh_from_db()
    with pytest.raises(RuleError, match=code):
        look_through(world)
    with pytest.raises(RuleError, match=code):
        services.answer_hint(hint=hint, text="说明", by=world.actor(Role.CLERK), at=AT)
    with pytest.raises(RuleError, match=code):
        services.judge_hint(hint=hint, kind="agreed", reason="", seen=0, by=office, at=AT)
    client = client_of(Role.OFFICE)
    page = client.get(reverse("desk:hint", args=[hint.pk])).content.decode()
    assert "待核提示只可查阅" in page
    assert 'value="dismissed"' not in page
    assert reverse("desk:examine", args=[world.cycle.pk]) not in (
        client.get(reverse("desk:round", args=[world.cycle.pk])).content.decode()
    )


@pytest.mark.feature("CYC-11")
def test_a_rehearsal_is_looked_through_beside_itself_and_wiped_with_its_hints(world: World) -> None:
    make_version(world, "own", OWN)
    copy = Cycle.objects.create(
        year=2020, title="演练", organizer=world.root, rule_set=world.cycle.rule_set, cutoff_date=date(2020, 12, 31),
        rehearsal=True, stage="preparing",
    )  # fmt: skip
    unit = world.other
    row = Participant.objects.create(
        cycle=copy, organization=unit.organization, person=unit.secretary, organization_name="测试乙中心",
        person_name=unit.secretary.name, mode="written", order_no=1,
    )  # fmt: skip
    report = reports_api.Report.objects.create(participant=row, kind="written", state="submitted", round_number=1)
    report.versions.create(
        number=1, title="述职报告", sections=OTHER, length=1, problem_length=0, at=AT, submitted=True, round_number=1
    )
    office = world.actor(Role.OFFICE)
    assert services.examine_round(cycle=copy, by=office, at=AT) == 1
    assert Hint.objects.filter(kind="overlap", examination__version__report=report).count() == 1
    assert look_through(world) == 1  # the real round knows nothing of the rehearsal
    assert hints(world, "own", "overlap") == []
    rounds.wipe_rehearsal(cycle=copy, by=office, at=AT)
    assert Examination.objects.count() == 1
    assert list(api.damage()) == []


@pytest.mark.feature("CYC-13")
def test_who_reviews_a_units_own_round_sees_no_text_of_other_units(
    world: World, client_of: Callable[..., Client]
) -> None:
    make_version(world, "other", OTHER)
    cycle = child(world, "own")
    Cycle.objects.filter(pk=cycle.pk).update(stage="preparing")
    report = reports_api.Report.objects.create(
        participant=child_row(world, "own"), kind="written", state="submitted", round_number=1
    )
    report.versions.create(
        number=1, title="述职报告", sections=OWN, length=1, problem_length=0, at=AT, submitted=True, round_number=1
    )
    cycle.refresh_from_db()
    clerk = client_of(Role.CLERK)
    assert clerk.post(reverse("desk:examine", args=[cycle.pk])).status_code == 302
    hint = Hint.objects.get(examination__version__report=report, kind="overlap")
    for address in (
        reverse("desk:hint", args=[hint.pk]),
        reverse("desk:report", args=[report.pk]),
        reverse("desk:groups", args=[cycle.pk]),
        reverse("desk:problems", args=[cycle.pk]),
        reverse("desk:list"),
    ):
        page = clerk.get(address).content.decode()
        assert "测试乙中心" not in page
        assert "我主持党委会议5次" not in page
    assert "不属您审核" in clerk.get(reverse("desk:hint", args=[hint.pk])).content.decode()
    office = client_of(Role.OFFICE).get(reverse("desk:hint", args=[hint.pk])).content.decode()
    assert "测试乙中心" in office


def test_what_was_taken_from_a_text_above_is_shown_from_both_sides(
    world: World, client_of: Callable[..., Client]
) -> None:
    services.add_official_text(
        title="2020年党建工作要点", text=COPIED, issued_on=date(2020, 2, 1), compared=True, by=world.actor(Role.OFFICE),
        at=AT,
    )  # fmt: skip
    make_version(world, "own", OWN)
    look_through(world)
    (hint,) = hints(world, "own", "overlap")
    assert (hint.label, hint.other_id, hint.on_request) == ("above", None, False)
    office = client_of(Role.OFFICE)
    page = office.get(reverse("desk:hint", args=[hint.pk])).content.decode()
    assert page.count("由党支部书记轮流到工区上门送学") >= 2
    assert "2020年党建工作要点（2020-02-01）" in page
    (group,) = queries.clusters(world.actor(Role.OFFICE), world.cycle)
    assert (group.label, len(group.reports), group.hidden) == ("above", 1, 0)
    assert "上级文件" in office.get(reverse("desk:groups", args=[world.cycle.pk])).content.decode()
    assert list(api.damage()) == []
    assert (
        "2020年党建工作要点"
        in client_of(Role.CLERK).get(reverse("desk:own", args=[hint.examination.version.report_id])).content.decode()
    )


@pytest.mark.feature("REP-05")
def test_a_report_is_returned_with_the_hints_that_hold(world: World, client_of: Callable[..., Client]) -> None:
    hint = make_hint(world, "own")
    report = hint.examination.version.report
    services.judge_hint(hint=hint, kind="agreed", reason="", seen=0, by=world.actor(Role.OFFICE), at=AT)
    office = client_of(Role.OFFICE)
    address = reverse("desk:send_back", args=[report.pk])
    assert address in office.get(reverse("desk:report", args=[report.pk])).content.decode()
    page = office.get(address).content.decode()
    assert "1. 内容需充实：“联系点走访不够深入”" in page
    given = {"reason": "请补充走访次数", "seen": "submitted"}
    assert office.post(address, given).status_code == 302
    report.refresh_from_db()
    assert report.state == "returned"
    assert office.post(address, given).status_code == 409
    assert office.post(address, {**given, "reason": ""}).status_code == 409


@pytest.mark.feature("REC-18")
def test_a_hint_that_holds_becomes_a_problem_that_names_its_source(
    world: World, client_of: Callable[..., Client]
) -> None:
    hint = make_hint(world, "own")
    office = client_of(Role.OFFICE)
    address = reverse("desk:hint", args=[hint.pk])
    assert "转为问题" not in office.get(address).content.decode()
    services.judge_hint(hint=hint, kind="agreed", reason="", seen=0, by=world.actor(Role.OFFICE), at=AT)
    page = office.get(address).content.decode()
    link = page.split(reverse("rectification:open"))[1].split('"')[0].replace("&amp;", "&")
    form = office.get(reverse("rectification:open") + link).content.decode()
    assert f"hint:{hint.pk}" in form
    assert "联系点走访不够深入" in form
    participants = [world.own.participant.pk]
    (one,) = api.agreed(world.actor(Role.OFFICE), participants)
    assert (one.key, one.address) == (f"hint:{hint.pk}", address)
    assert api.agreed(world.actor(Role.OFFICE), participants, taken=[one.key]) == []
    assert api.agreed(world.actor(Role.CLERK), participants) == []  # whoever does not review it


def test_a_sentence_of_a_list_leads_to_its_place_in_the_report(world: World, client_of: Callable[..., Client]) -> None:
    version = make_version(world, "own")
    office = client_of(Role.OFFICE)
    page = office.get(reverse("desk:place", args=[version.pk, 13, 22])).content.decode()
    assert '<mark class="mark-overlap" id="place">联系点走访不够深入</mark>' in page
    assert client_of(Role.CLERK).get(reverse("desk:place", args=[version.pk, 13, 22])).status_code == 404
    for start, end in ((13, 13), (22, 13), (13, 2222)):
        assert office.get(reverse("desk:place", args=[version.pk, start, end])).status_code == 404


def test_after_a_second_hand_in_every_address_still_leads_to_the_words_that_were_looked_at(
    world: World, client_of: Callable[..., Client]
) -> None:
    first = make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    look_through(world)
    (hint,) = hints(world, "own", "overlap")
    services.answer_hint(hint=hint, text="由我中心首创", by=world.actor(Role.CLERK), at=AT)
    office, author = client_of(Role.OFFICE), client_of(Role.CLERK)
    longer = f"我全年走访联系点24次，逐一建账。{OWN['achievements']}"
    second = make_version(world, "own", {**OWN, "achievements": longer, "problems": "学习不深。"})

    # The list of problems: its sentence, in the version it was taken from, marked in its own words.
    page = office.get(reverse("desk:problems", args=[world.cycle.pk])).content.decode()
    links = [part.split('"')[0] for part in page.split('href="') if "/place/" in part.split('"')[0]]
    (link,) = {one for one in links if f"/versions/{first.pk}/place/" in one}
    words = page.split(link + '">')[1].split("<")[0]
    place = office.get(link).content.decode()
    assert f'id="place">{words}</mark>' in place
    assert words in "".join(OWN.values())
    assert "当前所示并非最新报送稿" in place
    problem = page.split(reverse("rectification:open"))[1].split('"')[0]
    assert f"source_key=version:{first.pk}:" in page
    assert f"source_key=version:{second.pk}:" not in problem

    # The hint: back to its version on both sides; the paper and the line of the day are of that version too.
    look_through(world)
    assert f"{reverse('desk:report', args=[first.report_id])}?version=1#hint-{hint.number}" in (
        office.get(reverse("desk:hint", args=[hint.pk])).content.decode()
    )
    assert f"{reverse('desk:own', args=[first.report_id])}?version=1#hint-{hint.number}" in (
        author.get(reverse("desk:answer", args=[hint.pk])).content.decode()
    )
    shown = office.get(reverse("desk:report", args=[first.report_id]), {"version": 1}).content.decode()
    paper = f"{reverse('desk:paper', args=[first.report_id, 'docx'])}?version=1"
    assert paper in shown
    (line,) = [one for one in api.waiting(world.actor(Role.OFFICE), on=date(2021, 1, 20)) if one.kind == "desk.judge"]
    assert line.url.endswith("?version=1")
    word = Word(BytesIO(office.get(paper).content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "报告稿次：第1稿" in cells
    assert "由我中心首创" in cells

    # In the groups the unit stands once, with its later version.
    (group,) = queries.clusters(world.actor(Role.OFFICE), world.cycle)
    assert sorted(one.pk for one in group.reports) == sorted([second.pk, *_of(world, "other")])
    assert f"{reverse('desk:report', args=[first.report_id])}?version=2" in (
        office.get(reverse("desk:groups", args=[world.cycle.pk])).content.decode()
    )


def _of(world: World, whose: str) -> list[int]:
    report = world.unit(whose).participant.texts.get()
    return list(report.versions.values_list("pk", flat=True))


def test_the_year_file_holds_what_people_spoke_of_and_nothing_else(world: World) -> None:
    hint = make_hint(world, "own")
    assert api.archive(world.cycle) == []
    at = datetime(2021, 1, 21, tzinfo=UTC)
    services.judge_hint(hint=hint, kind="dismissed", reason="属实无误", seen=0, by=world.actor(Role.OFFICE), at=at)
    (kept,) = api.archive(world.cycle)
    assert (kept["unit"], kept["text"]) == ("测试甲中心", "联系点走访不够深入")
    assert [act["words"] for act in kept["trail"]] == ["属实无误"]  # type: ignore[attr-defined]


def test_while_the_comparison_is_compiled_the_pages_say_so_and_nobody_waits_in_a_request(
    world: World, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    mark, go = compiled_code._mark(tmp_path), tmp_path / "go"
    code = f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.01)\nopen({str(mark)!r}, 'w')"
    monkeypatch.setattr(compiled_code, "_COMMAND", (sys.executable, "-c", code))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))  # nothing is compiled there
    settings.COMPILES_BESIDE = True
    report = make_version(world, "own", OWN).report
    office, clerk = client_of(Role.OFFICE), client_of(Role.CLERK)
    look, draft = reverse("desk:examine", args=[world.cycle.pk]), reverse("desk:draft", args=[report.pk])
    shown = [office.get(reverse("desk:round", args=[world.cycle.pk])), office.post(look, follow=True)]
    shown += [clerk.get(reverse("desk:own", args=[report.pk])), clerk.post(draft, follow=True)]
    for answer in shown:
        page = answer.content.decode()
        assert "文字比对正在本机准备" in page
        assert '<meta http-equiv="refresh" content="5">' in page
        assert "again.js" in page
        assert look not in page
        assert draft not in page
    assert not Examination.objects.exists()
    go.touch()
    for _look in range(500):
        if mark.exists():
            break
        time.sleep(0.02)
    page = office.get(reverse("desk:round", args=[world.cycle.pk])).content.decode()
    assert "文字比对正在本机准备" not in page
    assert look in page
    assert office.post(look).status_code == 302
    assert Examination.objects.count() == 1
