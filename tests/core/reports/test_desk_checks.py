"""The checks of the desk by golden tables: what each finds, and what it must leave alone."""

from pathlib import Path

import pytest

from shuping.core.reports import checks
from shuping.core.reports.checks import DESK, REGISTRY, Facts, Finding, Promise, Subject, check
from shuping.core.reports.checks.names import foreign_names
from shuping.core.reports.desk import subject_of
from shuping.core.reports.facts import Known
from shuping.core.reports.sections import text_of
from shuping.core.rulesets.values import ReportRules

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "desk-checks.md"
OURS = Facts(
    unit="南屏公路事业发展中心",
    aliases=("南屏中心",),
    people=("王建国", "李敏"),
    places=("南屏市", "清水县"),
    other_units=("北泽公路事业发展中心", "东河港航中心", "公路中心"),
    year=2020,
)


def found_in(sections: dict[str, str], code: str, facts: Facts = OURS) -> list[Finding]:
    subject = Subject(text_of(sections), ReportRules(), facts=facts)
    return [one for one in check(subject, DESK) if one.code == f"reports.{code}"]


def words_of(sections: dict[str, str], code: str, facts: Facts = OURS) -> list[str]:
    text = Subject(text_of(sections), ReportRules()).whole
    return [text[slice(*one.span)] for one in found_in(sections, code, facts)]


# The three substitutions


@pytest.mark.feature("REP-17")
@pytest.mark.parametrize(
    ("achievements", "found"),
    [
        ("中心党委召开会议6次。党委认真部署党建工作。我们开展学习。各支部积极行动。", True),
        ("中心党委召开会议6次。我主持部署党建工作。我到支部讲党课。本人带头学习。", False),
        ("我局部署党建工作。我局开展学习。我局推进支部建设。", True),
        ("党委书记带头讲党课。党支部书记参加培训。班子成员下基层。", False),
        ("党委开会。", False),  # one sentence says nothing about a habit
    ],
)
def test_a_report_of_the_committee_instead_of_oneself_is_noticed(achievements: str, found: bool) -> None:
    assert bool(found_in({"achievements": achievements}, "body_for_self")) is found


@pytest.mark.feature("REP-17")
@pytest.mark.parametrize(
    ("achievements", "found"),
    [
        ("我抓公路养护，完成投资3亿元。我推进桥梁隧道施工，通车里程50公里。我讲党课一次。", True),
        ("我抓支部建设，讲党课4次。我把党员突击队建在养护工地。我推进桥梁施工。", False),
        ("我抓支部建设。我讲党课。我谈心谈话。", False),
    ],
)
def test_a_report_of_business_instead_of_party_work_is_noticed(achievements: str, found: bool) -> None:
    assert bool(found_in({"achievements": achievements}, "business_for_party")) is found


@pytest.mark.feature("REP-17")
@pytest.mark.parametrize(
    ("problems", "words"),
    [
        ("党员教育不严。今年各项工作取得显著成效，受到上级好评。", ["今年各项工作取得显著成效，受到上级好评。"]),
        ("我对工作过于认真，忽视了休息。", ["我对工作过于认真，忽视了休息。"]),
        ("虽然取得一定成绩，但支部建设仍有差距。", []),
        ("两个支部组织生活记录不全。", []),
    ],
)
def test_praise_among_the_problems_is_noticed(problems: str, words: list[str]) -> None:
    assert words_of({"problems": problems}, "praise_for_problems") == words


# A business objective with figures (SPC-04)


@pytest.mark.feature("SPC-04")
@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("我把支部建在项目上，党员突击队推动养护完好率由92%提高到95%。", False),
        ("我抓党建促业务，推动公路养护工程再上台阶。", True),
        ("我抓支部建设，讲党课4次。\n完成养护工程投资3000万元。", True),
    ],
)
def test_a_business_objective_with_figures_is_looked_for_beside_party_work(text: str, missing: bool) -> None:
    assert bool(found_in({"achievements": text}, "no_business_objective")) is missing


# The measures


@pytest.mark.feature("REP-17")
@pytest.mark.parametrize(
    ("measure", "missing"),
    [
        ("6月底前由办公室牵头完成支部记录检查2轮。", []),
        ("我将于每季度到联系支部讲党课1次。", []),
        ("我将逐个支部检查组织生活记录。", ["date"]),
        ("支队长每半年向党委专题汇报党建1次。", []),
        ("教师党员联系宿舍全覆盖，9月前公布名单。", []),
        ("班子成员全年到外业驻地不少于6次。", []),
        ("加强班组长期管理工作。", ["figure", "date", "owner"]),
        ("年底前整改到位全部支部的组织生活问题。", ["figure", "owner"]),
        ("进一步加大工作力度，切实提高党建工作水平。", ["figure", "date", "owner"]),
    ],
)
def test_a_measure_says_how_much_by_when_and_who(measure: str, missing: list[str]) -> None:
    params = [one.params["missing"] for one in found_in({"plans": measure}, "measure_incomplete")]
    assert params == ([missing] if missing else [])


@pytest.mark.feature("REP-17")
def test_who_speaks_as_i_in_a_paragraph_need_not_say_so_again() -> None:
    text = "我每季度到支部讲党课1次；6月底前检查记录两轮。\n9月底前检查记录两轮。"
    found = found_in({"plans": text}, "measure_incomplete")
    assert [(one.params["number"], one.params["missing"]) for one in found] == [(3, ["owner"])]


@pytest.mark.feature("REP-17")
def test_the_first_words_of_an_item_and_the_closing_address_are_no_measures() -> None:
    text = (
        "一是改进工作方法。班子成员每季度到支部1次。二是从严管理监督，由机关纪委牵头每月检查1次。\n"
        "我将以这次述职评议为契机，推动党建工作再上新台阶。\n各位同志，对照先进支部，我们还有不小差距。"
    )
    assert found_in({"plans": text}, "measure_incomplete") == []
    assert len(found_in({"plans": text.replace("每月检查1次", "加强检查")}, "measure_incomplete")) == 1


@pytest.mark.feature("REP-17")
def test_measures_without_any_figure_or_date_are_noticed_as_a_whole() -> None:
    empty = {"plans": "进一步加强学习教育工作。持续推进支部建设工作。"}
    assert [one.severity for one in found_in(empty, "measures_without_figures")] == ["warn"]
    assert found_in({"plans": empty["plans"] + "6月底前完成党员培训两次。"}, "measures_without_figures") == []


# Names of others (REP-16)


@pytest.mark.feature("REP-16")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我带领北泽公路事业发展中心全体党员攻坚。", ["北泽公路事业发展中心"]),
        ("南屏公路事业发展中心党委研究部署。", []),  # an other unit's short name inside our own name
        ("东河港航中心工作扎实推进。", []),  # 中心工作 is a word
        ("东河港航中心，认真落实。", ["东河港航中心"]),
        ("西岭公路事业发展中心党委研究部署。", ["西岭公路事业发展中心"]),
        ("各市公路事业发展中心参加。", []),
        ("由王建国同志牵头，李敏书记负责。", []),
        ("由赵卫东同志牵头。", ["赵卫东"]),
        ("全体同志、党委书记、常务副主任、各位同志一起学习。", []),
        ("学习习近平同志的文章和雷锋同志的事迹。", []),
        ("我到南屏市清水县调研。", []),
        ("我到白石县调研，在示范村、贫困村、全省、各县走访。", ["白石县"]),
        ("学习《关于白石县的通报》。", []),
    ],
)
def test_names_of_other_units_persons_and_places_are_found(text: str, names: list[str]) -> None:
    assert [one.text for one in foreign_names(text, OURS)] == names
    assert all(text[slice(*one.span)] == one.text for one in foreign_names(text, OURS))


@pytest.mark.feature("REP-16")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("党委书记赵卫东带头讲党课。", [("赵卫东", "person", True)]),
        ("由高明同志牵头。", [("高明", "person", True)]),
        ("这是高明的办法。", []),  # a word, not the person
        ("王建国同志带头。", []),  # our own, though another unit has one of the same name
        ("我到北泽市清泉镇走访。", [("北泽市", "place", False)]),
        ("北泽县委书记到会。", []),  # of another body, not a place left over
    ],
)
def test_persons_and_places_of_the_other_units_of_a_round_are_found(
    text: str, names: list[tuple[str, str, bool]]
) -> None:
    facts = Facts(
        unit="南屏公路事业发展中心",
        people=("王建国",),
        other_units=("北泽公路事业发展中心",),
        other_people=("赵卫东", "高明", "王建国"),
    )
    assert [(one.text, one.kind, one.certain) for one in foreign_names(text, facts)] == names


@pytest.mark.feature("REP-16")
def test_without_the_units_own_people_and_places_nobody_is_called_foreign() -> None:
    assert foreign_names("由赵卫东同志牵头，到白石县调研。", Facts(unit="南屏公路事业发展中心")) == ()


@pytest.mark.feature("REP-16")
def test_a_listed_name_warns_and_a_likely_one_only_hints() -> None:
    sections = {"achievements": "北泽公路事业发展中心和赵卫东同志。"}
    assert [one.severity for one in found_in(sections, "foreign_name")] == ["warn"]
    assert [one.severity for one in found_in(sections, "foreign_name_possible")] == ["hint"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("××支部完成任务", ["××"]),
        ("我到____调研", ["____"]),
        ("由某某同志负责", ["某某"]),
        ("（ ）次", ["（ ）"]),
        ("完成3×5米", []),
    ],
)
def test_blanks_never_filled_in_are_found(text: str, found: list[str]) -> None:
    assert words_of({"achievements": text}, "blank_left") == found


# Numerals, dates, punctuation, years (I18-06)


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("完成3十项", "mixed", "3十"),
        ("提高百分之30", "percent", "百分之30"),
        ("二○二○年", "zero", "二○二○年"),
        ("共１２次", "full_width", "１２"),
        ("提高5-10%", "range", "5-10%"),
        ("约30人左右", "about_twice", "约30人左右"),
    ],
)
def test_numerals_that_official_papers_do_not_write_are_found(text: str, kind: str, found: str) -> None:
    (one,) = found_in({"achievements": text}, "numeral_style")
    assert (one.params["kind"], one.params["found"], one.severity) == (kind, found, "hint")


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2020年2月30日", "impossible"),
        ("13月5日", "impossible"),
        ("二月三十日", "impossible"),
        ("20年3月5日", "short_year"),
        ("2020年03月05日", "leading_zero"),
        ("2020-3-5", "not_in_words"),
        ("2020.03.05", "not_in_words"),
        ("2020年三月5日", "mixed"),
    ],
)
def test_dates_that_official_papers_do_not_write_are_found(text: str, kind: str) -> None:
    assert [one.params["kind"] for one in found_in({"achievements": f"我于{text}讲党课。"}, "date_style")] == [kind]


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("认真学习,贯彻落实", [("half_width", ",", 1)]),
        ("学习。。落实，，整改", [("doubled", "。。", 2)]),
        ("加强“党员管理", [("unpaired", "“", 1)]),
        ("见《办法。》另有）", [("unpaired", "）", 1)]),
        ("党员 管理", [("blank", " ", 1)]),
        ("1）学习 2）落实；（一）整改", []),
        ("网址https://example.org,比例3:5", []),
    ],
)
def test_slips_of_punctuation_are_found_once_for_each_kind(text: str, found: list[tuple[str, str, int]]) -> None:
    slips = found_in({"achievements": text}, "punctuation_style")
    assert [(one.params["kind"], one.params["found"], one.params["count"]) for one in slips] == found


@pytest.mark.feature("I18-06")
def test_a_well_written_paragraph_has_no_slip_of_style() -> None:
    text = (
        "2020年3月5日，我主持召开党委会议2次，印发〔2020〕12号文件3份；完成率由92.5%提高到95%，约30人参加，二十余个支部受益。"
        "“三会一课”按季度检查，第1季度、第3季度各1次，3月、6月各补课1次；党员占65%～70%，十九届五中全会精神学习12场。"
    )
    for code in ("numeral_style", "date_style", "punctuation_style"):
        assert found_in({"achievements": text}, code) == []


def test_a_title_of_another_year_is_noticed() -> None:
    text = "2019年度述职报告\n一、履职情况\n我在2021年讲党课，在2019年调研。\n"
    subject = subject_of(text, Known(OURS))
    found = [text[slice(*one.span)] for one in check(subject, DESK) if one.code == "reports.other_year"]
    assert found == ["2019年度", "2021年"]


# Last year's lines


LINES = (
    Promise("党员教育管理不严", "每季度检查一次党员学习记录"),
    Promise("廉政风险防控有漏洞", "修订采购管理制度"),
    Promise("组织生活质量不高", "逐个支部补课"),
)


@pytest.mark.feature("REP-18")
def test_each_line_of_last_year_is_answered_by_its_own_words() -> None:
    text = (
        "一、履职情况\n我抓学习。\n二、上年问题整改情况\n针对党员教育管理不严的问题，已检查4次。"
        "关于廉政风险防控的漏洞，将持续用力。\n三、存在问题\n不细。\n"
    )
    subject = subject_of(text, Known(Facts(last_year=LINES)))
    assert [bool(answer) for answer in subject.answers] == [True, True, False]
    found = {(one.code, one.params["number"]) for one in check(subject, DESK) if "number" in one.params}
    assert found == {("reports.last_year_unanswered", 3), ("reports.last_year_without_outcome", 2)}


@pytest.mark.feature("REP-18")
def test_an_answer_in_other_words_may_follow_the_promise_or_stand_in_another_section() -> None:
    text = "一、履职情况\n针对上年点评问题，我逐个支部补课6次。\n二、存在问题\n组织生活质量不高。\n"
    subject = subject_of(text, Known(Facts(last_year=LINES[2:])))
    assert subject.answers == ("针对上年点评问题，我逐个支部补课6次。",)


@pytest.mark.feature("REP-18")
def test_an_answer_that_only_repeats_the_promise_is_noticed() -> None:
    text = "一、履职情况\n我学习。\n二、上年问题整改情况\n党员教育管理不严的问题，将每周检查一遍党员学习记录。\n"
    line = Promise("党员教育管理不严", "每周检查一遍党员学习记录")
    found = {one.code for one in check(subject_of(text, Known(Facts(last_year=(line,)))), DESK)}
    assert "reports.last_year_only_repeated" in found


def test_a_report_without_a_word_on_last_year_is_only_hinted_at() -> None:
    found = found_in({"achievements": "我学习。"}, "last_year_missing", Facts())
    assert [one.severity for one in found] == ["hint"]
    assert found_in({"achievements": "我学习。", "last_year": "已改。"}, "last_year_missing", Facts()) == []


# Headings


@pytest.mark.feature("REP-17")
def test_a_text_without_headings_is_told_so_with_the_place_where_the_problems_seem_to_begin() -> None:
    text = "我今年讲了四次党课，走访了六个支部。工作中还存在一些问题：一是学习不够。\n"
    subject = subject_of(text, Known())
    (one,) = [one for one in check(subject, DESK) if one.code == "reports.headings_missing"]
    assert text[slice(*one.span)] == "还存在一些问题"
    assert [part.key for part in subject.text.parts] == ["achievements"]


def test_a_heading_that_names_no_section_is_told() -> None:
    text = "一、履职情况\n我学习。\n二、存在问题\n不细。\n三、强基固本\n改。\n"
    subject = subject_of(text, Known())
    found = [text[slice(*one.span)] for one in check(subject, DESK) if one.code == "reports.heading_unclear"]
    assert found == ["三、强基固本"]


# The registry and its page


def test_the_desk_shows_everything_that_is_judged_at_the_hand_in() -> None:
    assert DESK[: len(REGISTRY)] == REGISTRY
    assert len({one.code for one in DESK}) == len(DESK)
    assert {one.severity for one in DESK[len(REGISTRY) :]} <= {"hint", "warn"}


def test_the_page_of_the_rules_lists_exactly_the_registry() -> None:
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|\n").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `reports.")
    ]
    assert [(row[0], row[1], row[2]) for row in rows] == [(one.code, one.severity, one.rule) for one in DESK]
    assert all(len(row) == 5 and row[3] and row[4] for row in rows)


def test_every_finding_of_the_desk_has_its_place_in_the_text() -> None:
    text = "述职报告\n一、履职情况\n北泽公路事业发展中心,我讲党课。\n二、存在问题\n成效显著。\n三、打算\n学习。\n"
    subject = subject_of(text, Known(OURS))
    for one in check(subject, checks.DESK):
        assert 0 <= one.span[0] <= one.span[1] <= len(text)
