"""The main job on real input: published plans carried over the pages from the wizard to the signed feedback sheets.

Cases A to E of the specification (domain.md section 10), the worked example of section 6 and the source speech, figures
to 4 decimals on the pages of the grades. Single ballots and scores are those of the cases.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.queries.results import TableRow
from shuping.apps.rectification.models import Feedback, Speech
from shuping.apps.reports.models import Report
from shuping.core.rulesets.plans import published
from tests.core.grading import cases
from tests.factories import speech as speeches

from .driver import Round
from .people import LOCAL, Days, Department, Watch, local, sections_for, typed, unanimous

pytestmark = pytest.mark.django_db

VALUES = ("grading", "ballot", "report", "meeting", "classes")
E_DAYS = Days(
    written=date(2020, 12, 10),
    report_due=local(date(2020, 12, 16), 17),
    meeting=date(2020, 12, 21),
    decision=date(2020, 12, 25),
    feedback=date(2020, 12, 26),
    plan_due=date(2020, 12, 29),
)


def unchanged(round_: Round, code: str) -> None:
    """The wizard saved what the published plan says, nothing else."""
    body, plan = round_.cycle.rule_set.body, published()[code].body
    for part in VALUES:
        assert _numbers(body[part]) == _numbers(plan[part]), part


def _numbers(value: object) -> object:
    """Plain data with "0.60" and 0.6 alike, and without weights of nought."""
    if isinstance(value, Mapping):
        return {key: _numbers(one) for key, one in value.items() if str(one) != "0"}
    if isinstance(value, list):
        return [_numbers(one) for one in value]
    try:
        return Decimal(str(value)).normalize()
    except ArithmeticError:
        return value


def by_name(round_: Round, *, each: bool = True) -> dict[str, TableRow]:
    """The computation table by unit; with `each`, every composite also on the page of its row, to 4 decimals."""
    rows = {row.participant.organization_name: row for row in round_.table().values()}
    for row in rows.values() if each else ():
        assert row.composite in round_.text("presider", "grades:explain", row.participant.pk)
    return rows


def composites(rows: Mapping[str, TableRow]) -> dict[str, str]:
    return {name: row.composite for name, row in rows.items()}


def suggested(rows: Mapping[str, TableRow]) -> dict[str, str]:
    return {name: row.suggested for name, row in rows.items()}


def to_the_sheets(round_: Round, **decided: str) -> None:
    """Proposed and decided as suggested, every sheet delivered and signed with the decided grade."""
    suggestions = {number: row.suggested for number, row in round_.table().items()}
    round_.propose()
    round_.decide(**decided)
    round_.feed_back()
    names = round_.cycle.rule_set.body["grade_names"]
    for number, grade in suggestions.items():
        sheet = Feedback.objects.get(participant=round_.one(number))
        assert (sheet.grade, sheet.received_at is not None) == (grade, True)
        assert names[grade] in round_.text(f"reporter-{number}", "rectification:feedback", sheet.pk)


def stopped(round_: Round, text: Report) -> str:
    """What the page says when the first unit's text may not be handed in; nothing is kept of the attempt."""
    round_.refused("reporter-1", "reports:hand_in", text.pk, data=round_.hand_in_data(text))
    text.refresh_from_db()
    assert (text.state, text.round_number) == ("draft", 0)
    return round_.text("reporter-1", "reports:hand_in", text.pk)


def scored(case: dict[str, object], code: str) -> dict[int, dict[str, str]]:
    """The sheet of a class from the scores of a case."""
    reporters: list[dict[str, dict[str, dict[str, list[str]]]]] = case["reporters"]  # type: ignore[assignment]
    return {
        number: {"scores": " ".join(one["ballots"][code]["scores"])} for number, one in enumerate(reporters, start=1)
    }


def issued(number: int, **more: object) -> dict[str, object]:
    return {"issued": number, "collected": number, **more}


@pytest.mark.feature("CYC-01")
@pytest.mark.feature("EVA-03")
@pytest.mark.feature("EVA-04")
def test_case_b_two_classes_with_points_from_the_plan_to_the_signed_sheets(watch: Watch) -> None:
    round_ = Round(Department(["P1", "P2", "P3"]), watch)
    round_.plan("B", on_the_spot=(1, 2, 3))
    unchanged(round_, "B")
    round_.report()
    assert {row.order_source for row in round_.people()} == {"draw"}
    case = cases.case_b()
    # Nine forms of class B: the three reporters leave their own row empty, so that eight points stand in each.
    sheets = {code: scored(case, code) for code in "AB"}
    round_.count(sheets, {"A": issued(5), "B": issued(9, own_rows=3)})
    round_.compute()
    rows = by_name(round_)
    assert composites(rows) == {"P1": "92.8000", "P2": "91.2000", "P3": "91.7500"}
    assert {name: (row.means["A"], row.means["B"]) for name, row in rows.items()} == {
        "P1": ("94.0000", "91.0000"),
        "P2": ("89.0000", "94.5000"),
        "P3": ("92.0000", "91.3750"),
    }
    assert sorted(rows, key=lambda name: rows[name].rank) == ["P1", "P3", "P2"]
    to_the_sheets(round_)


@pytest.mark.feature("CYC-03")
@pytest.mark.feature("REP-01")
@pytest.mark.feature("EVA-05")
def test_case_c_bands_with_their_edges_a_thousand_characters_and_five_o_clock(watch: Watch) -> None:
    case = cases.case_c()
    names = [one["id"] for one in case["reporters"]]
    days = Days(report_due=local(date(2021, 1, 26), 17))
    round_ = Round(Department([*names, "机关党支部"]), watch, days)
    meeting = local(days.meeting)
    assert cycles_api.plan_dates("C", meeting, 2021) == {"report_due": days.report_due}
    round_.plan("C", on_the_spot=range(1, 7))
    unchanged(round_, "C")

    [written, spoken] = round_.texts(1)
    round_.draft(written, sections_for(total=1001, problems=400), 1)
    watch.set(date(2021, 1, 26), 17, 0)
    assert "1001" in stopped(round_, written)
    round_.draft(written, sections_for(total=1000, problems=400), 1)
    round_.hand_in(written, 1)
    assert not written.late  # 17:00 is in time
    watch.set(date(2021, 1, 26), 17, 1)
    round_.draft(spoken, sections_for("spoken", total=1000), 1)
    round_.hand_in(spoken, 1)
    assert spoken.late  # 17:01 is not
    late = [row.kind for row in Report.objects.filter(participant__cycle=round_.pk, late=True)]
    assert late == ["spoken"]
    mine = round_.text("reporter-1", "reports:mine")
    assert mine.count("迟报") > mine.count("是否迟报")  # the word also heads the column

    round_.report()
    sheet = {**scored(case, "A"), 7: {"scores": "80 81 82 83 84 85"}}
    round_.count({"A": sheet}, {"A": issued(6)})
    round_.compute()
    rows = by_name(round_)
    assert {name: (rows[name].composite, rows[name].suggested) for name in names} == {
        "实验中心": ("91.6667", "good"),
        "材料物理": ("90.0000", "good"),
        "材料化学": ("88.5000", "fairly_good"),
        "金属材料": ("94.1667", "good"),
        "无机非金属": ("75.0000", "fairly_good"),
        "新能源": ("86.0000", "fairly_good"),
    }
    ranked = sorted(names, key=lambda name: rows[name].rank)
    assert ranked == ["金属材料", "实验中心", "材料物理", "材料化学", "新能源", "无机非金属"]
    to_the_sheets(round_)


@pytest.mark.feature("REP-01")
@pytest.mark.feature("EVA-05")
def test_case_d_eighty_to_twenty_a_quarter_of_problems_and_a_tie_that_is_shown(watch: Watch) -> None:
    round_ = Round(Department(["X", "Y", "Z"]), watch)
    round_.plan("D")
    unchanged(round_, "D")
    [text] = round_.texts(1)
    for total, problems, figure in ((3000, 749, "749"), (3001, 2000, "3001")):
        round_.draft(text, sections_for(total=total, problems=problems), 1)
        assert figure in stopped(round_, text)
    round_.draft(text, sections_for(total=3000, problems=750), 1)
    round_.hand_in(text, 1)

    round_.report()
    # Fifteen forms of each class speak of everybody and come to 84, 97 and 90 exactly.
    sheet = {
        1: {"fairly_good": 14, "average": 1},
        2: {"good": 12, "fairly_good": 3},
        3: {"good": 5, "fairly_good": 10},
    }
    forms = {"A": issued(15), "B": issued(16, own_rows=3), "C": issued(15)}
    round_.count(dict.fromkeys("ABC", sheet), forms)
    round_.score({1: "91.50", 2: "88.25", 3: "90.00"})
    round_.compute()
    rows = by_name(round_)
    assert {name: (row.ballot, row.composite) for name, row in rows.items()} == {
        "X": ("84.0000", "90.0000"),
        "Y": ("97.0000", "90.0000"),
        "Z": ("90.0000", "90.0000"),
    }
    assert {name: set(row.tied_with) for name, row in rows.items()} == {
        "X": {"Y", "Z"},
        "Y": {"X", "Z"},
        "Z": {"X", "Y"},
    }
    assert round_.text("office_head", "grades:table", round_.pk).count("得分相同") >= 3
    # The rule set's own order decides: class A first; the proportion takes the last of the three.
    assert sorted(rows, key=lambda name: rows[name].rank) == ["Y", "Z", "X"]
    assert suggested(rows) == {"X": "fairly_good", "Y": "good", "Z": "good"}
    assert any(step["code"] == "F6" for step in rows["X"].steps)
    to_the_sheets(round_)


@pytest.mark.feature("CYC-01")
@pytest.mark.feature("EVA-07")
@pytest.mark.feature("EVA-08")
def test_case_e_its_dates_four_thousand_characters_three_below_good_and_no_waiver(watch: Watch) -> None:
    round_ = Round(Department([f"第{number}党支部" for number in range(1, 20)]), watch, E_DAYS)
    round_.make("E")
    round_.set_dates({})  # the page offers the plan's own days
    offered = {row.kind: row.due_at.astimezone(LOCAL).strftime("%m-%d") for row in round_.cycle.key_dates.all()}
    assert offered == {
        "report_due": "12-16",
        "meeting": "12-21",
        "decision": "12-25",
        "feedback": "12-26",
        "plan_due": "12-29",
    }
    round_.walk_rules()
    round_.fill_roster(on_the_spot=(1,))
    round_.open()
    unchanged(round_, "E")

    written, spoken, sheet = round_.texts(1)
    watch.set(E_DAYS.written)
    for text, wrong, figure in (
        (written, sections_for(total=4000, problems=1333), "1333"),
        (written, sections_for(total=4001, problems=2000), "4001"),
        (spoken, sections_for("spoken", total=1301), "1301"),
        (sheet, sections_for("self_evaluation", total=601), "601"),
    ):
        round_.draft(text, wrong, 1)
        assert figure in stopped(round_, text)
    for text, right in (
        (written, sections_for(total=4000, problems=1334)),
        (spoken, sections_for("spoken", total=1300)),
        (sheet, sections_for("self_evaluation", total=600)),
    ):
        round_.draft(text, right, 1)
        round_.hand_in(text, 1)

    round_.report()
    everybody = range(1, 20)
    forms = {"A": issued(9), "B": issued(19), "C": issued(20)}
    sheets = {"A": unanimous(everybody, 9), "B": unanimous(everybody, 18), "C": unanimous(everybody, 20)}
    round_.count(sheets, forms)
    # Every form says 好, so that the annual score alone orders them; number 3 comes to 95 with its bonus.
    annual = {number: str(Decimal(99) - Decimal(number) / 2) for number in everybody}
    round_.score({**annual, 3: "90"})
    bonus = {"participant": round_.one(3).pk, "kind": "bonus", "value": "1", "ground": "省级典型"}
    round_.post("office", "grades:adjustments", round_.pk, data=bonus)
    round_.compute()
    rows = round_.table()
    assert rows[3].composite == "95.0000"
    assert {number for number, row in rows.items() if row.suggested != "good"} == {17, 18, 19}  # ceil(19 · 0.15) = 3
    assert all("15" in str(rows[number].steps) for number in (17, 18, 19))

    fact = {
        "participant": round_.one(3).pk,
        "kind": "held_to_account",
        "fact": "因党风廉政建设被问责",
        "happened_on": "2020-10-08",
        "effect": "",
    }
    round_.post("supervisor", "grades:add_veto", round_.pk, data=fact)
    round_.compute()
    rows = round_.table()
    assert (rows[3].composite, rows[3].suggested) == ("95.0000", "fairly_good")
    assert {number for number, row in rows.items() if row.suggested != "good"} == {3, 18, 19}
    round_.propose()
    watch.set(E_DAYS.decision, 15)
    above = {round_.field("grade", 3): "good", round_.field("reason", 3): "业绩突出"}
    refusal = round_.refused("presider", "grades:decide", round_.pk, data=round_.decision_data(**above))
    assert "第3党支部" in refusal
    assert "因党风廉政建设被问责" not in refusal
    round_.decide()
    round_.feed_back()
    assert Feedback.objects.filter(participant__cycle=round_.pk, grade="good").count() == 16
    assert set(Feedback.objects.values_list("plan_due", flat=True)) == {date(2020, 12, 29)}


# Case A: the department's meeting on the default rules.

FORMS_13 = {"A": issued(9), "B": issued(13), "C": issued(20)}


def by_annual(round_: Round, wanted: Mapping[str, str]) -> None:
    """Annual scores so that, all ballots being 好 (100), the composites to 4 decimals are those of the case."""
    scores = (((Decimal(composite) - 40) / Decimal("0.6")).quantize(Decimal("0.0001")) for composite in wanted.values())
    round_.score({number: str(score) for number, score in enumerate(scores, start=1)})


@pytest.mark.feature("CYC-13")
@pytest.mark.feature("EVA-05")
@pytest.mark.feature("EVA-07")
def test_case_a1_to_a3_thirteen_units_their_bands_the_proportion_and_a_bar(watch: Watch) -> None:
    house = Department([f"U{number}" for number in range(1, 14)])
    round_ = Round(house, watch)
    round_.plan(on_the_spot=range(1, 8))
    round_.report()
    everybody = range(1, 14)
    coverage = round_.text("office", "cycles:children", round_.pk)
    assert "100.00 %" in coverage
    assert "53.85 %" in coverage
    sheets = {"A": unanimous(everybody, 9), "B": unanimous(everybody, 12), "C": unanimous(everybody, 20)}
    round_.count(sheets, FORMS_13)
    # A4 under the default: forms that say the same of everybody count, 20 of 20.
    turnout = {
        one.class_code: one for one in round_.page("teller-1", "ballots:session", round_.pk).context["turnout"].values()
    }
    assert (turnout["C"].collected, turnout["C"].valid) == (20, 20)
    sheet = round_.text("teller-1", "ballots:sheet", round_.pk)
    assert all(name in sheet for name in house.names)  # on the spot and in writing alike

    by_annual(round_, cases.A1)
    round_.compute()
    rows = by_name(round_)
    assert composites(rows) == {name: f"{Decimal(value):.4f}" for name, value in cases.A1.items()}
    grades = [row.suggested for row in rows.values()]
    assert (grades.count("good"), grades.count("fairly_good"), grades.count("average")) == (10, 2, 1)
    assert grades == [row.band for row in rows.values()]  # no step of the proportion

    by_annual(round_, cases.A2)
    round_.compute()
    rows = by_name(round_, each=False)
    lowered = {name for name, row in rows.items() if row.suggested != row.band}
    assert {rows[name].composite for name in lowered} == {"90.2000", "90.1000"}
    for name in lowered:
        assert any("比例调整(较好及以下不少于15%)" in step["text"] for step in rows[name].steps)

    fact = {"participant": round_.one(1).pk, "kind": "core_target_missed", "fact": "目标未完成", "effect": ""}
    round_.post("supervisor", "grades:add_veto", round_.pk, data={**fact, "happened_on": "2020-12-01"})
    round_.compute()
    rows = by_name(round_, each=False)
    lowered = {rows[name].composite for name in rows if rows[name].suggested != rows[name].band}
    assert lowered == {"94.5600", "90.1000"}
    assert rows["U1"].suggested == "fairly_good"
    assert "目标未完成" not in round_.text("office_head", "grades:explain", round_.one(1).pk)


@pytest.mark.feature("EVA-03")
@pytest.mark.feature("EVA-04")
@pytest.mark.feature("EVA-08")
def test_the_worked_example_with_a4_to_a6_from_the_plan_to_the_signed_sheets(watch: Watch) -> None:
    case = cases.worked()
    round_ = Round(Department([one["id"] for one in case["reporters"]]), watch)
    round_.make()
    round_.set_dates()
    round_.walk_rules(classes={"all_same": "void"})
    round_.fill_roster(on_the_spot=(1, 2))
    round_.open()
    round_.report()
    round_.meet({"A": 9, "B": 6, "C": 20})
    wrong = {"issued": 20, "collected": 21, "void_forms": 0, "void_reason": ""}
    refusal = round_.refused("teller-1", "ballots:forms", round_.pk, "C", data=wrong)  # A5
    assert "21" in refusal
    assert "20" in refusal
    void = {"void_forms": 1, "void_reason": "全部评定为同一等次"}
    round_.collect({"A": issued(9), "B": issued(6), "C": issued(20, **void)})
    for code in "ABC":
        rows = {number: one["ballots"][code] for number, one in enumerate(case["reporters"], start=1)}
        for who in ("teller-1", "teller-2"):
            round_.key(who, code, rows)
    round_.lock()
    turnout = round_.page("teller-1", "ballots:session", round_.pk).context["turnout"]["C"]
    assert (turnout.collected, turnout.valid) == (20, 19)  # A4
    round_.score({number: one["annual"] for number, one in enumerate(case["reporters"], start=1)})
    round_.compute()
    rows = by_name(round_)
    assert {name: (row.ballot, row.composite, row.suggested) for name, row in rows.items()} == {
        "S1": ("96.3123", "93.9649", "good"),
        "S2": ("95.2421", "94.5568", "good"),
        "S3": ("93.5719", "91.4288", "good"),
        "S4": ("91.0500", "89.5200", "fairly_good"),
        "S5": ("87.0649", "84.7460", "fairly_good"),
        "S6": ("78.8503", "74.5001", "average"),
    }
    assert rows["S6"].means == {"A": "76.1111", "B": "82.0000", "C": "81.3158"}
    assert (rows["S2"].rank, rows["S1"].rank) == (1, 2)

    round_.propose()
    watch.set(round_.days.decision, 15)
    deviating = {round_.field("grade", 4): "good"}
    refusal = round_.refused("presider", "grades:decide", round_.pk, data=round_.decision_data(**deviating))  # A6
    assert "S4" in refusal
    assert round_.cycle.stage == "proposed"
    reasoned = {**deviating, round_.field("reason", 4): "接近分界，全年工作实绩突出"}
    round_.decide(**reasoned)
    round_.feed_back()
    grades = {
        sheet.participant.organization_name: sheet.grade for sheet in Feedback.objects.select_related("participant")
    }
    assert grades == {**suggested(rows), "S4": "good"}


# A speech: three units and four bureaus on the spot, the rest in writing, six findings.

NINE = (
    "省公路局",
    "厅质监局",
    "厅信息中心",
    "甲公路局",
    "乙公路局",
    "丙公路局",
    "丁公路局",
    "厅后勤中心",
    "厅职业学院",
)


@pytest.mark.feature("SPC-01")
@pytest.mark.feature("SPC-12")
@pytest.mark.feature("REC-01")
@speeches.BOTH
def test_the_round_of_a_speech_goes_to_the_sheets_with_its_six_findings(speech: Path, watch: Watch) -> None:
    round_ = Round(Department(NINE), watch)
    round_.plan(on_the_spot=range(1, 8))
    round_.report()
    everybody = range(1, 10)
    sheets = {"A": unanimous(everybody, 9), "B": unanimous(everybody, 8), "C": unanimous(everybody, 20)}
    round_.count(sheets, {"A": issued(9), "B": issued(9), "C": issued(20)})

    round_.post("office", "rectification:common_seed")
    pasted = {"cycle": round_.pk, "given_on": round_.days.meeting.isoformat(), "pasted": speech.read_text("utf-8")}
    round_.post("office", "rectification:speech_import", data=pasted)
    kept = Speech.objects.get(cycle=round_.pk)
    draft = round_.page("office", "rectification:speech_draft", kept.pk)
    assert (draft.context["live"], draft.context["on_the_spot"]) == (7, 7)  # as the speech says, as the roster has it
    assert [group["count"] for group in draft.context["groups"]] == [3, 4]
    assert (draft.context["written_said"], draft.context["written"]) == ("rest", 2)
    assert any("6" in sentence and "2" in sentence for sentence in draft.context["warnings"])  # the gap of headings
    lines = typed(draft.context["head"], draft.context["lines"])
    round_.post("office", "rectification:speech_draft", kept.pk, data=lines)
    findings = list(kept.lines.filter(kind="finding").order_by("number"))
    assert [line.category for line in findings] == ["P1", "P2", "P3", "P4", "P5", "P6"]
    assert kept.lines.filter(kind="requirement").count() == 2

    round_.score({number: str(80 + number) for number in everybody})
    round_.compute()
    round_.propose()
    round_.decide()
    people = [row.pk for row in round_.people()]
    for line in findings:
        chosen = {"participant": people, "text": line.text}
        round_.post("office", "rectification:line_units", line.pk, data=chosen)
    round_.feed_back()
    for number in everybody:
        rows = round_.sheet(number).issues.select_related("category")
        assert sorted(row.category.code for row in rows if row.source == "speech") == [
            "P1",
            "P2",
            "P3",
            "P4",
            "P5",
            "P6",
        ]
        assert [row.source for row in rows].count("comment") == 1
    sheet = round_.text("reporter-9", "rectification:feedback", round_.sheet(9).pk)
    assert findings[0].text in sheet
    table = round_.page("presider", "rectification:speech", kept.pk)
    assert (table.context["totals"]["problems"], table.context["totals"]["units"]) == (54, 9)
